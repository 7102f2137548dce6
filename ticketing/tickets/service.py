"""What can be done with tickets. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypedDict

from werkzeug.datastructures import ETags

from ticketing import audit, storage
from ticketing.audit import Verb
from ticketing.auth.logins import CurrentUser, person
from ticketing.auth.models import User
from ticketing.clock import utcnow
from ticketing.errors import NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import links, queries
from ticketing.tickets.models import Attachment, Category, Status, Ticket
from ticketing.tickets.search import searchable


class TicketText(TypedDict):
    """What a requester writes."""

    title: str
    description: str
    category: Category


def open_ticket(requester_id: int, text: TicketText, attachments: Sequence[Attachment] = ()) -> Ticket:
    """Add a New ticket with its attachments."""
    now = utcnow()
    ticket = Ticket(
        **text,
        search_text=searchable(text["title"], text["description"]),
        status=Status.NEW,
        created_by=db.session.get_one(User, requester_id),
        attachments=list(attachments),
        created_at=now,
        updated_at=now,
    )
    db.session.add(ticket)
    db.session.flush()
    _record(Verb.TICKET_OPENED, ticket, {"title": ticket.title})
    return ticket


def _record(verb: Verb, ticket: Ticket, details: Mapping[str, Any]) -> None:
    audit.record(verb, details, user=person(ticket.created_by), ticket_id=ticket.id)


def no_such_ticket(ticket_id: int) -> NotFound:
    """Return the error for a ticket that does not exist, or that the caller may not know of."""
    return NotFound(f"There is no ticket {ticket_id}." if ticket_id else "There is no such ticket.")


def change_status(ticket_id: int, status: Status, user: CurrentUser, seen: ETags | None = None) -> Ticket:
    """Set a ticket's status.

    `seen` holds the tags of the `If-Match` header: when none of them means the ticket as it is now, `PreconditionFailed` is
    raised. Raises `NotFound` for what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user)
    if seen is not None and not links.names_version(seen, ticket):
        raise PreconditionFailed(
            f"Ticket {ticket_id} has changed since; it is {ticket.status} now.", headers={"ETag": f'"{links.etag(ticket)}"'}
        )
    if ticket.status != status:
        record_status_change(ticket, status)
        ticket.status = status
        ticket.updated_at = utcnow()
        db.session.flush()
    return ticket


def record_status_change(ticket: Ticket, status: Status) -> None:
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
