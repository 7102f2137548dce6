"""What can be done with tickets. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypedDict

from sqlalchemy import bindparam, insert, update
from werkzeug.datastructures import ETags

from ticketing import audit, storage
from ticketing.audit import Person, Verb
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.prepared import PreparedChange
from ticketing.errors import NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import links, queries, reading
from ticketing.tickets.models import Attachment, Category, Status, Ticket
from ticketing.tickets.rows import Requester, TicketRow
from ticketing.tickets.search import searchable

TEXT = ("title", "description", "category", "search_text")
ADD = PreparedChange(
    insert(Ticket).returning(Ticket.id), (*TEXT, "status", "created_by_id", "created_at", "updated_at", "version")
)
SET_STATUS = PreparedChange(update(Ticket).where(Ticket.id == bindparam("ticket_id")), ("status", "updated_at", "version"))


class TicketText(TypedDict):
    """What a requester writes."""

    title: str
    description: str
    category: Category


def open_ticket(requester: Requester, text: TicketText, attachments: Sequence[Attachment] = ()) -> TicketRow:
    """Add a New ticket with its attachments."""
    now = utcnow()
    told = {**text, "status": Status.NEW, "created_at": now, "updated_at": now, "version": 1}
    kept = {**told, "search_text": searchable(text["title"], text["description"]), "created_by_id": requester.id}
    [(ticket_id,)] = ADD.run(kept)
    for attachment in attachments:
        attachment.ticket_id = ticket_id
    db.session.add_all(attachments)
    db.session.flush()
    ticket = TicketRow(id=ticket_id, created_by=requester, attachments=attachments, **told)  # type: ignore[arg-type]
    _record(Verb.TICKET_OPENED, ticket, {"title": ticket.title})
    return ticket


def _record(verb: Verb, ticket: Ticket | TicketRow, details: Mapping[str, Any]) -> None:
    requester = Person(ticket.created_by.id, ticket.created_by.username)
    audit.record(verb, details, user=requester, ticket_id=ticket.id)


def no_such_ticket(ticket_id: int) -> NotFound:
    """Return the error for a ticket that does not exist, or that the caller may not know of."""
    return NotFound(f"There is no ticket {ticket_id}." if ticket_id else "There is no such ticket.")


def change_status(ticket_id: int, status: Status, user: CurrentUser, seen: ETags | None = None) -> TicketRow:
    """Set a ticket's status.

    `seen` holds the tags of the `If-Match` header: when none of them means the ticket as it is now, `PreconditionFailed` is
    raised. Raises `NotFound` for what `user` can't see.
    """
    ticket = reading.find_ticket(ticket_id, user, for_change=True)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    if seen is not None and not links.names_version(seen, ticket):
        raise PreconditionFailed(
            f"Ticket {ticket_id} has changed since; it is {ticket.status} now.", headers={"ETag": f'"{links.etag(ticket)}"'}
        )
    if ticket.status != status:
        record_status_change(ticket, status)
        ticket = ticket._replace(status=status, updated_at=utcnow(), version=ticket.version + 1)
        SET_STATUS.run({"ticket_id": ticket_id, "status": status, "updated_at": ticket.updated_at, "version": ticket.version})
    return ticket


def record_status_change(ticket: Ticket | TicketRow, status: Status) -> None:
    """Add to the audit record that the ticket's status is about to become `status`."""
    _record(Verb.STATUS_CHANGED, ticket, {"status": [ticket.status, status]})


def _find_for_change(ticket_id: int, user: CurrentUser) -> Ticket:
    ticket = queries.find_for_change(ticket_id, user)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    return ticket


def correct_ticket(ticket_id: int, text: TicketText, user: CurrentUser, seen_version: int | None = None) -> Ticket:
    """Change what a ticket says.

    `seen_version` is that of the ticket the correction was written for: when it has changed since, `PreconditionFailed` is
    raised. Raises `NotFound` for what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user)
    if seen_version not in (None, ticket.version):
        raise PreconditionFailed(f"Ticket {ticket_id} has changed since you opened it: look at it again first.")
    before = {"title": ticket.title, "description": ticket.description, "category": ticket.category}
    if changed := [field for field, value in text.items() if before[field] != value]:
        _record(Verb.TICKET_CORRECTED, ticket, {field: _what_changed(field, before, text) for field in changed})
        ticket.title, ticket.description, ticket.category = text["title"], text["description"], text["category"]
        ticket.search_text = searchable(ticket.title, ticket.description)
        ticket.updated_at = utcnow()
        db.session.flush()
    return ticket


def _what_changed(field: str, before: Mapping[str, str], text: TicketText) -> Any:
    # A description may be long, and what was taken out of it was perhaps to disappear.
    return "changed" if field == "description" else [before[field], dict(text)[field]]


def delete_ticket(ticket_id: int, user: CurrentUser) -> Sequence[Attachment]:
    """Remove a ticket and return what were its attachments, for `discard_files` after the commit.

    Raises `NotFound` for what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user)
    attachments = list(ticket.attachments)
    _record(Verb.TICKET_DELETED, ticket, {"title": ticket.title, "status": ticket.status, "files": len(attachments)})
    db.session.delete(ticket)
    db.session.flush()
    return attachments


def discard_files(attachments: Sequence[Attachment]) -> None:
    """Remove the bytes of attachments whose rows are gone for good; what is missed, the sweep finds."""
    for attachment in attachments:
        with suppress(storage.NotConfigured):
            storage.get_store(attachment.store).discard(attachment.key)
