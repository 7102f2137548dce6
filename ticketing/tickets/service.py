"""What can be done with tickets. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Sequence
from typing import TypedDict

from werkzeug.datastructures import ETags

from ticketing.auth.models import User
from ticketing.auth.service import CurrentUser
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
    return ticket


def no_such_ticket(ticket_id: int) -> NotFound:
    """Return the error for a ticket that does not exist, or that the caller may not know of."""
    return NotFound(f"There is no ticket {ticket_id}." if ticket_id else "There is no such ticket.")


def change_status(ticket_id: int, status: Status, user: CurrentUser, seen: ETags | None = None) -> Ticket:
    """Set a ticket's status.

    `seen` holds the tags of the `If-Match` header: when none of them means the ticket as it is now, `PreconditionFailed` is
    raised. Raises `NotFound` for what `user` can't see.
    """
    ticket = queries.find_for_change(ticket_id, user)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    if seen is not None and not links.names_version(seen, ticket):
        raise PreconditionFailed(
            f"Ticket {ticket_id} has changed since; it is {ticket.status} now.", headers={"ETag": f'"{links.etag(ticket)}"'}
        )
    if ticket.status != status:
        ticket.status = status
        ticket.updated_at = utcnow()
        db.session.flush()
    return ticket
