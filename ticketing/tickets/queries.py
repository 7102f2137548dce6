"""Which tickets there are for whom. Everything that shows or counts one starts from `visible_to`."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, select, true
from sqlalchemy.orm import joinedload, selectinload

from ticketing.auth.logins import CurrentUser
from ticketing.extensions import db
from ticketing.intake import LARGEST_ID
from ticketing.pagination import Page
from ticketing.tickets import counters, search
from ticketing.tickets.models import Attachment, Category, Status, Ticket

# A search that finds more than this is counted no further.
COUNT_CAP = 10_000
# From here on, what is skipped is skipped in the index, without reading the tickets: in the middle of a million, the page
# takes 20 ms instead of 1,900 on SQLite.
DEEP = 1000
# Up to this many tickets that the index names are looked at one by one: 5 ms for a thousand.
FEW_CANDIDATES = 5_000
# One requester's tickets, up to this many, are looked at sooner than all those that the index names for everybody.
FEW_TICKETS = 20_000
# The id decides between two tickets of the same moment, so that pages never overlap.
ORDERINGS: dict[str, tuple[Any, Any]] = {
    "-createdAt": (Ticket.created_at.desc(), Ticket.id.desc()),
    "createdAt": (Ticket.created_at, Ticket.id),
    "-updatedAt": (Ticket.updated_at.desc(), Ticket.id.desc()),
    "updatedAt": (Ticket.updated_at, Ticket.id),
}
# Within a period of resolution, the index by that moment gives the order too.
LATEST_RESOLVED_FIRST = (Ticket.resolved_at.desc(), Ticket.id.desc())


class Period(NamedTuple):
    """From a moment until before another; None on either side means for ever."""

    start: datetime | None
    end: datetime | None

    def has(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that the column's moment lies in the period."""
        after = column >= self.start if self.start else true()
        return and_(after, column < self.end if self.end else true())


class Filters(TypedDict):
    """What a list is narrowed and ordered by; an empty list or text narrows nothing."""

    category: list[Category]
    status: list[Status]
    search: str
    ordering: str
    requester: NotRequired[int | None]
    opened: NotRequired[Period | None]
    resolved: NotRequired[Period | None]


class Way(Enum):
    """How to get at the tickets that a search finds."""

    WALK = auto()
    """Look at the tickets in their order. What is common is met soon, and of one requester there are not many."""
    INDEX = auto()
    """Look at those that the index names."""
    WALK_BUT_COUNT_BY_INDEX = auto()
    """Common words of many people's tickets: a page is met soon, but a count wants thousands."""


def visible_to(user: CurrentUser) -> Select[Ticket]:
    """Return the tickets `user` may see: an administrator all, anyone else their own."""
    tickets = select(Ticket)
    return tickets if user.is_admin else tickets.where(Ticket.created_by_id == user.id)


def filtered(user: CurrentUser, filters: Filters, way: Way | None = None) -> Select[Ticket]:
    """Return the tickets visible to `user` that the filters let through, got at by the best way or the one given."""
    requester, resolved = filters.get("requester"), filters.get("resolved")
    is_walked_otherwise = requester is not None or resolved is not None or not user.is_admin
    conditions = [
        _among(column, wanted, known, is_walked_otherwise)
        for column, wanted, known in (
            (Ticket.category, filters["category"], Category),
            (Ticket.status, filters["status"], Status),
        )
    ]
    if requester is not None:
        conditions.append(Ticket.created_by_id == requester)
    conditions += [period.has(column) for period, column in _periods(filters)]
    tickets, words = visible_to(user), search.words_of(filters["search"])
    if words:
        conditions.append(search.matches(words))
        if (way or best_way(user, filters)) is Way.INDEX:
            named = search.candidates(words).subquery("candidates")
            tickets = tickets.join(named, Ticket.id == named.c[0])
    return tickets.where(*conditions)


def best_way(user: CurrentUser, filters: Filters) -> Way:
    """Return the way to take; PostgreSQL, which knows how common words are, needs none shown."""
    words = search.words_of(filters["search"])
    if not words or not search.is_on_sqlite():
        return Way.WALK
    named = search.candidates(words).limit(FEW_CANDIDATES + 1).subquery()
    sizes = select(select(func.count()).select_from(named).scalar_subquery(), _kept_count(user, filters))
    candidates, tickets = db.session.execute(sizes).one()
    if candidates <= FEW_CANDIDATES:
        return Way.INDEX
    return Way.WALK if tickets <= FEW_TICKETS else Way.WALK_BUT_COUNT_BY_INDEX


def _among(column: Any, wanted: Sequence[StrEnum], known: type[StrEnum], is_walked_otherwise: bool) -> ColumnElement[bool]:
    """Return the condition that the column has one of the values `wanted`, or any if there are none.

    One value is found in order through the index that begins with it. What is said as the values left out is met on the way
    through another order: that of one requester's tickets, or of all when several values are wanted. Said as IN or =, it
    would have SQLite, which knows no numbers, read all tickets of these values, and sort them.
    """
    others = [value for value in known if value not in wanted]
    if not wanted or not others:
        return true()
    is_found = len(set(wanted)) == 1 and not is_walked_otherwise
    return and_(column == wanted[0] if is_found else true(), *(column != value for value in others if not is_found))


def _periods(filters: Filters) -> list[tuple[Period, Any]]:
    periods = ((filters.get("opened"), Ticket.created_at), (filters.get("resolved"), Ticket.resolved_at))
    return [(period, column) for period, column in periods if period is not None]


def order_of(filters: Filters) -> tuple[Any, Any]:
    """Return what the list is ordered by: the moment that it is narrowed by, or `ordering`."""
    return LATEST_RESOLVED_FIRST if filters.get("resolved") else ORDERINGS[filters["ordering"]]


def count(user: CurrentUser, filters: Filters) -> tuple[int, bool]:
    """Return how many tickets the filters let through, and whether there are more than that (searches and periods only)."""
    return capped(db.session.scalar(select(counted(user, filters, best_way(user, filters)))) or 0, filters)


def counted(user: CurrentUser, filters: Filters, way: Way) -> ScalarSelect[int]:
    """Return how many tickets the filters let through, for use in a statement: exactly, or `COUNT_CAP` + 1 for any more."""
    if filters["search"] or _periods(filters):
        found = filtered(user, filters, Way.INDEX if way is Way.WALK_BUT_COUNT_BY_INDEX else way)
        ids = found.with_only_columns(Ticket.id).limit(COUNT_CAP + 1).subquery()
        return select(func.count()).select_from(ids).scalar_subquery()
    return _kept_count(user, filters)


def _kept_count(user: CurrentUser, filters: Filters) -> ScalarSelect[int]:
    requesters = requesters_of(user, filters)
    if len(requesters) > 1:
        return select(literal(0)).scalar_subquery()
    return counters.total(requesters, filters["category"], filters["status"])


def capped(found: int, filters: Filters) -> tuple[int, bool]:
    """Return what to say of a count, and whether there are more than that."""
    is_capped = found > COUNT_CAP and bool(filters["search"] or _periods(filters))
    return (COUNT_CAP, True) if is_capped else (found, False)


def requesters_of(user: CurrentUser, filters: Filters) -> set[int]:
    """Return whose tickets the list can hold: none for everybody's, more than one for nobody's."""
    wanted, own = filters.get("requester"), None if user.is_admin else user.id
    return {requester for requester in (wanted, own) if requester is not None}


def rows_of(page: Page, user: CurrentUser, filters: Filters) -> tuple[Sequence[Ticket], bool]:
    """Return the page's tickets, ready to be shown, and whether any come after them."""
    found = filtered(user, filters).order_by(*order_of(filters)).offset(page.offset).limit(page.size + 1)
    if page.offset >= DEEP:
        ids = found.with_only_columns(Ticket.id)
        found = select(Ticket).where(Ticket.id.in_(ids)).order_by(*order_of(filters))
    tickets = db.session.scalars(with_relations(found)).all()
    return tickets[: page.size], len(tickets) > page.size


def with_relations(tickets: Select[Ticket]) -> Select[Ticket]:
    """Return the same tickets with their requesters and attachments loaded."""
    return tickets.options(joinedload(Ticket.created_by), selectinload(Ticket.attachments))


def find(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket, ready to be shown with its last change, when it exists and `user` may see it."""
    found = with_relations(visible_to(user)).options(joinedload(Ticket.status_change))
    return db.session.scalar(found.where(Ticket.id == ticket_id))


def find_for_change(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket as it is now, locked until the transaction ends, when `user` may see it."""
    locked = with_relations(visible_to(user)).where(Ticket.id == ticket_id).with_for_update(of=Ticket)
    return db.session.scalar(locked.execution_options(populate_existing=True))


def find_all_for_change(ticket_ids: Sequence[int], user: CurrentUser) -> Sequence[Ticket]:
    """Return those of the tickets that `user` may see as they are now, locked as by `find_for_change`, without their files.

    They are locked in the order of their ids, so that two who want the same tickets don't wait for each other in a circle.
    """
    known = [id for id in ticket_ids if id <= LARGEST_ID]
    found = visible_to(user).where(Ticket.id.in_(known)).order_by(Ticket.id).options(joinedload(Ticket.created_by))
    return db.session.scalars(found.with_for_update(of=Ticket).execution_options(populate_existing=True)).all()


def load_status_change(ticket: Ticket) -> None:
    """Read the ticket's last change of status, as it is now."""
    db.session.refresh(ticket, [Ticket.status_change.key])


def find_attachment(key: str) -> Attachment | None:
    """Return the attachment whose bytes are stored under `key`."""
    return db.session.scalar(select(Attachment).where(Attachment.key == key))


def oldest_new() -> Ticket | None:
    """Return the New ticket that has waited longest."""
    return db.session.scalar(select(Ticket).where(Ticket.status == Status.NEW).order_by(Ticket.created_at, Ticket.id).limit(1))
