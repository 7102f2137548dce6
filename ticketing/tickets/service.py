"""Opening and deleting tickets, and what every change of one needs. Verbs never commit; the caller holds the transaction."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, TypedDict

from sqlalchemy import Row, delete, insert, update

from ticketing import storage
from ticketing.audit import Verb
from ticketing.auth.queries import CurrentUser, get_administrator
from ticketing.categories.models import Priority
from ticketing.categories.queries import offered_under
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.errors import NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import queries, timeline
from ticketing.tickets.columns import TICKETS, T
from ticketing.tickets.models import Attachment, Side, Status
from ticketing.tickets.search import searchable

ADD = insert(TICKETS).returning(T.id)


class TicketText(TypedDict):
    """What a requester writes."""

    title: str
    description: str
    category: str


def open_ticket(requester: CurrentUser, text: TicketText, attachments: Sequence[Attachment] = ()) -> Row[Any]:
    """Add a New ticket with its attachments, as its category says, and return it; raises `Invalid` for no category."""
    now, category = utcnow(), offered_under(text["category"])
    assignee = get_administrator(category.assignee_id) if category.assignee_id else None
    values = {
        "title": text["title"],
        "description": text["description"],
        "search_text": searchable(text["title"], text["description"]),
        "category_id": category.id,
        "status": Status.NEW,
        "priority": category.priority or Priority.NORMAL,
        "assignee_id": assignee and assignee.id,
        "waiting_for": Side.STAFF,
        "created_by_id": requester.id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    ticket_id = execute(ADD, values).scalar_one()
    attach(attachments, ticket_id)
    ticket = queries.get(ticket_id, requester)
    timeline.record_opening(ticket)
    return ticket


def attach(attachments: Sequence[Attachment], ticket_id: int, entry_id: int | None = None) -> None:
    """Add the files of a ticket, or of an entry of its timeline."""
    for attachment in attachments:
        attachment.ticket_id, attachment.entry_id = ticket_id, entry_id
    db.session.add_all(attachments)
    db.session.flush()


def no_such_ticket(ticket_id: int) -> NotFound:
    """Return the error for a ticket that does not exist, or that the caller may not know of."""
    return NotFound(f"There is no ticket {ticket_id}." if ticket_id else "There is no such ticket.")


def find_for_change(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Return the ticket as it is now and locked; raises `NotFound`, `PreconditionFailed` for other versions than seen."""
    ticket = queries.find(user, ticket_id, for_change=True)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    if seen_versions is not None and ticket.version not in seen_versions:
        raise PreconditionFailed(f"Ticket {ticket_id} has changed since you saw it; it is {ticket.status} now.")
    return ticket


def change(ticket: Row[Any], user: CurrentUser, **values: Any) -> Row[Any]:
    """Set columns of a ticket that was found for change, and return it as `user` sees it then."""
    columns = {"version": T.version + 1, "updated_at": utcnow(), "before_change": None, **values}
    execute(update(TICKETS).where(T.id == ticket.id).values(columns))
    return queries.get(ticket.id, user)


def delete_ticket(ticket_id: int, user: CurrentUser) -> Sequence[Row[Any]]:
    """Remove a ticket and return what were its files and its timeline's, for `discard_files` after the commit.

    Raises `NotFound` for what `user` can't see.
    """
    ticket = find_for_change(ticket_id, user)
    files = queries.all_files_of(ticket_id)
    timeline.record(Verb.TICKET_DELETED, ticket, {"title": ticket.title, "status": ticket.status, "files": len(files)})
    execute(delete(TICKETS).where(T.id == ticket_id))
    return files


def discard_files(files: Sequence[Any]) -> None:
    """Remove the bytes of files whose rows are gone for good; what is missed, the sweep finds."""
    for file in files:
        with suppress(storage.NotConfigured):
            storage.get_store(file.store).discard(file.key)
