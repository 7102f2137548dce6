"""Which tickets there are for whom. Everything that shows or counts one starts from `visible_to`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, and_, bindparam, case, func, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from ticketing.auth.queries import CurrentUser
from ticketing.extensions import db
from ticketing.tickets import counters, plans, search
from ticketing.tickets.filters import Filters, order_of, ordering, periods
from ticketing.tickets.models import Attachment, Category, Status, Ticket
from ticketing.tickets.plans import Plan, Way
from ticketing.web.pagination import Page
from ticketing.web.row_ids import LARGEST_ID

# A search that finds more than this is counted no further.
COUNT_CAP = 10_000
# From here on, what is skipped is skipped in the index, without reading the tickets: in the middle of a million, the page
# takes 20 ms instead of 1,900 on SQLite.
DEEP = 1000


def visible_to(user: CurrentUser, requester_id: Any = Ticket.created_by_id) -> Select[Ticket]:
    """Return the tickets `user` may see: an administrator all, anyone else their own."""
    tickets = select(Ticket)
    return tickets if user.is_admin else tickets.where(requester_id == user.id)


def filtered(user: CurrentUser, filters: Filters, plan: Plan | None = None) -> Select[Ticket]:
    """Return the tickets visible to `user` that the filters let through, got at by the best way or the one given."""
    sought = search.parse(filters["search"])
    plan = plan or plans.recall(user, filters).plan
    is_looked_up = bool(sought.words) and plan.way is Way.INDEX
    requester, resolved = filters.get("requester"), filters.get("resolved")
    # Not as a column, or SQLite would ask the search's index about each of somebody's tickets: 790 ms for 13,000 instead of 6.
    requester_id = Ticket.created_by_id + 0 if is_looked_up else Ticket.created_by_id
    is_of_few = requester is not None or resolved is not None or not user.is_admin
    is_walked_otherwise = is_of_few or is_looked_up or (plan.way.is_walk and not order_of(filters).is_of_opening)
    conditions = [
        _among(column, wanted, known, is_walked_otherwise)
        for column, wanted, known in (
            (Ticket.category, filters["category"], Category),
            (Ticket.status, filters["status"], Status),
        )
    ]
    if requester is not None:
        conditions.append(requester_id == requester)
    conditions += [period.has(column) for period, column in periods(filters)]
    tickets = visible_to(user, requester_id)
    if sought.words:
        conditions.append(search.matches(sought))
    if is_looked_up:
        named = search.candidates(sought, plan.trigrams).subquery("candidates")
        tickets = tickets.join(named, Ticket.id == named.c[0])
    return tickets.where(*conditions)


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


def count(user: CurrentUser, filters: Filters) -> tuple[int, bool]:
    """Return how many tickets the filters let through, and whether there are more than that (searches and periods only)."""
    memory = plans.recall(user, filters)
    counts = select(*count_to_remember(user, filters, memory.plan))
    found = db.session.execute(counts, memory.values(memory.count)).one()
    memory.learn(found)
    return capped(found[0], filters)


def count_to_remember(user: CurrentUser, filters: Filters, plan: Plan) -> Sequence[ScalarSelect[int]]:
    """Return what to ask for, for `Memory.learn`: the number, and where it can be gone on from what that takes."""
    if not plan.can_count_on or periods(filters):
        return [counted(user, filters, plan)]
    return [_counted_on(user, filters, plan), *holding_until(filters)]


def holding_until(filters: Filters) -> Sequence[ScalarSelect[int]]:
    """Return what tells how long it holds what the filters let through: `search.changes`, and the last ticket's id."""
    return [search.changes(of_statuses=bool(filters["status"])), select(func.max(Ticket.id)).scalar_subquery()]


def counted(user: CurrentUser, filters: Filters, plan: Plan) -> ScalarSelect[int]:
    """Return how many tickets the filters let through, for use in a statement: exactly, or `COUNT_CAP` + 1 for any more."""
    if _is_looked_for(filters):
        return _number_up_to_cap(filtered(user, filters, plan.of_count()).with_only_columns(Ticket.id))
    return plans.kept_count(user, filters)


def _counted_on(user: CurrentUser, filters: Filters, plan: Plan) -> ScalarSelect[int]:
    """Return the same, with places for what has been counted before: while that holds, new tickets alone are looked at."""
    both = bindparam("counted", type_=Integer) + _number_up_to_cap(newer(user, filters))
    changes, _ = holding_until(filters)
    still_holds = changes == bindparam("changes", type_=Integer)
    return select(case((still_holds, both), else_=counted(user, filters, plan))).scalar_subquery()


def newer(user: CurrentUser, filters: Filters) -> Select[Any]:
    """Return the ids of those tickets let through that are higher than a place's."""
    newest = aliased(Ticket)
    # One by one, as SQLite would rather walk through all of a requester's tickets.
    is_found = filtered(user, filters, Plan(Way.WALK)).where(Ticket.id == newest.id).correlate(newest).exists()
    return select(newest.id).where(newest.id > bindparam("last_id", type_=Integer), is_found)


def _number_up_to_cap(ids: Select[Any]) -> ScalarSelect[int]:
    return counters.number_of(ids.limit(COUNT_CAP + 1))


def _is_looked_for(filters: Filters) -> bool:
    # Of everything else there are counters.
    return bool(search.parse(filters["search"]).words or periods(filters))


def capped(found: int, filters: Filters) -> tuple[int, bool]:
    """Return what to say of a count, and whether there are more than that."""
    is_capped = found > COUNT_CAP and _is_looked_for(filters)
    return (COUNT_CAP, True) if is_capped else (found, False)


def rows_of(page: Page, user: CurrentUser, filters: Filters) -> tuple[Sequence[Ticket], bool]:
    """Return the page's tickets, ready to be shown, and whether any come after them."""
    found = filtered(user, filters).order_by(*ordering(filters)).offset(page.offset).limit(page.size + 1)
    if page.offset >= DEEP:
        ids = found.with_only_columns(Ticket.id)
        found = select(Ticket).where(Ticket.id.in_(ids)).order_by(*ordering(filters))
    tickets = db.session.scalars(with_relations(found)).all()
    return tickets[: page.size], len(tickets) > page.size


def with_relations(tickets: Select[Ticket]) -> Select[Ticket]:
    """Return the same tickets with their requesters and attachments loaded."""
    return tickets.options(joinedload(Ticket.created_by), selectinload(Ticket.attachments))


def find(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket, ready to be shown, when it exists and `user` may see it."""
    return db.session.scalar(with_relations(visible_to(user)).where(Ticket.id == ticket_id))


def find_with_status_change(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket with its last change of status, when it exists and `user` may see it."""
    return db.session.scalar(visible_to(user).where(Ticket.id == ticket_id).options(joinedload(Ticket.status_change)))


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


def find_attachment(key: str) -> Attachment | None:
    """Return the attachment whose bytes are stored under `key`."""
    return db.session.scalar(select(Attachment).where(Attachment.key == key))


def oldest_new() -> Ticket | None:
    """Return the New ticket that has waited longest."""
    return db.session.scalar(select(Ticket).where(Ticket.status == Status.NEW).order_by(Ticket.created_at, Ticket.id).limit(1))
