"""Which tickets there are for whom. Everything that shows or counts one starts from `visible_to`."""

from collections.abc import Sequence
from typing import Any, TypedDict

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ticketing.auth.service import CurrentUser
from ticketing.extensions import db
from ticketing.pagination import Page
from ticketing.tickets.models import Attachment, Category, Status, Ticket
from ticketing.tickets.search import matches

# A search that finds more than this is counted no further.
COUNT_CAP = 10_000
# The id decides between two tickets of the same moment, so that pages never overlap.
ORDERINGS: dict[str, tuple[Any, Any]] = {
    "-createdAt": (Ticket.created_at.desc(), Ticket.id.desc()),
    "createdAt": (Ticket.created_at, Ticket.id),
    "-updatedAt": (Ticket.updated_at.desc(), Ticket.id.desc()),
    "updatedAt": (Ticket.updated_at, Ticket.id),
}


class Filters(TypedDict):
    """What a list is narrowed and ordered by; an empty list or text narrows nothing."""

    category: list[Category]
    status: list[Status]
    search: str
    ordering: str


def visible_to(user: CurrentUser) -> Select[Ticket]:
    """Return the tickets `user` may see: an administrator all, anyone else their own."""
    tickets = select(Ticket)
    return tickets if user.is_admin else tickets.where(Ticket.created_by_id == user.id)


def filtered(user: CurrentUser, filters: Filters) -> Select[Ticket]:
    """Return the tickets visible to `user` that the filters let through."""
    tickets = visible_to(user)
    if filters["category"]:
        tickets = tickets.where(Ticket.category.in_(filters["category"]))
    if filters["status"]:
        tickets = tickets.where(Ticket.status.in_(filters["status"]))
    if filters["search"]:
        tickets = tickets.where(matches(filters["search"]))
    return tickets


def count(user: CurrentUser, filters: Filters) -> tuple[int, bool]:
    """Return how many tickets the filters let through, and whether there are more than that (only with a search)."""
    rows = filtered(user, filters).with_only_columns(Ticket.id)
    if filters["search"]:
        rows = rows.limit(COUNT_CAP + 1)
    found = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    return (COUNT_CAP, True) if filters["search"] and found > COUNT_CAP else (found, False)


def rows_of(page: Page, user: CurrentUser, filters: Filters) -> tuple[Sequence[Ticket], bool]:
    """Return the page's tickets, ready to be shown, and whether any come after them."""
    tickets = db.session.scalars(
        with_relations(filtered(user, filters))
        .order_by(*ORDERINGS[filters["ordering"]])
        .offset(page.offset)
        .limit(page.size + 1)
    ).all()
    return tickets[: page.size], len(tickets) > page.size


def with_relations(tickets: Select[Ticket]) -> Select[Ticket]:
    """Return the same tickets with their requesters and attachments loaded."""
    return tickets.options(joinedload(Ticket.created_by), selectinload(Ticket.attachments))


def find(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket, ready to be shown, when it exists and `user` may see it."""
    return db.session.scalar(with_relations(visible_to(user)).where(Ticket.id == ticket_id))


def find_for_change(ticket_id: int, user: CurrentUser) -> Ticket | None:
    """Return the ticket as it is now, locked until the transaction ends, when `user` may see it."""
    locked = with_relations(visible_to(user)).where(Ticket.id == ticket_id).with_for_update(of=Ticket)
    return db.session.scalar(locked.execution_options(populate_existing=True))


def find_attachment(key: str) -> Attachment | None:
    """Return the attachment whose bytes are stored under `key`."""
    return db.session.scalar(select(Attachment).where(Attachment.key == key))
