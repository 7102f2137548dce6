"""What can be done with tickets. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import Row, delete, insert, update

from ticketing import audit, storage
from ticketing.audit import Person, Verb
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.errors import Invalid, NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import policies, queries, timeline
from ticketing.tickets.filters import TICKETS, T
from ticketing.tickets.models import Attachment, Category, EntryKind, Side, Status
from ticketing.tickets.search import searchable

ADD = insert(TICKETS).returning(T.id)


class TicketText(TypedDict):
    """What a requester writes."""

    title: str
    description: str
    category: Category


class Outcome(StrEnum):
    """What became of one ticket of several."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


class Change(TypedDict):
    """The status that a ticket is to have, if it still has one of the versions, and the status, that were seen."""

    id: int
    status: Status
    seen_versions: NotRequired[Collection[int] | None]
    if_status: NotRequired[Status]


class Result(NamedTuple):
    """What became of a ticket, its state now, and its status before."""

    outcome: Outcome
    ticket: Row[Any]
    previous_status: str


def open_ticket(requester: CurrentUser, text: TicketText, attachments: Sequence[Attachment] = ()) -> Row[Any]:
    """Add a New ticket with its attachments, and return it."""
    now = utcnow()
    values = {
        **text,
        "search_text": searchable(text["title"], text["description"]),
        "status": Status.NEW,
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


def change_status(ticket_id: int, status: Status, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Set a ticket's status and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, `NotFound` for what `user` can't see.
    """
    return set_status(find_for_change(ticket_id, user, seen_versions), status, user)


def set_status(ticket: Row[Any], status: Status, user: CurrentUser, reason: str | None = None) -> Row[Any]:
    """Set the status of a ticket that was found for change, and return the ticket. A Resolved ticket waits for nobody."""
    if ticket.status == status:
        return ticket
    timeline.record_change(Verb.STATUS_CHANGED, ticket, {"status": (ticket.status, status)}, user, reason=reason)
    is_resolved = status == Status.RESOLVED
    return change(
        ticket,
        user,
        status=status,
        resolved_at=utcnow() if is_resolved else None,
        waiting_for=None if is_resolved else ticket.waiting_for or Side.STAFF,
        # What goes on here is no repetition any more.
        duplicate_of_id=ticket.duplicate_of_id if is_resolved else None,
    )


def mark_duplicate(ticket_id: int, of: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Resolve a ticket as a duplicate of another one, note it on both for administrators, and return the ticket.

    Raises as `change_status` does, and `Invalid` when `of` is no other ticket, or itself a duplicate.
    """
    ticket = find_for_change(ticket_id, user, seen_versions)
    original = queries.find(user, of)
    if original is None or of == ticket_id:
        raise Invalid.field("of", f"There is no other ticket {of}.")
    if original.duplicate_of_id:
        raise Invalid.field("of", f"Ticket {of} is itself a duplicate of {original.duplicate_of_id}.")
    if ticket.duplicate_of_id == of:
        return ticket
    verb = Verb.DUPLICATE_FOUND
    timeline.record_change(verb, ticket, {"duplicateOf": (ticket.duplicate_of_id, of)}, user, is_internal=True)
    timeline.record_change(verb, original, {"duplicate": (None, ticket_id)}, user, is_internal=True)
    resolved = set_status(ticket, Status.RESOLVED, user, "This is a duplicate of another ticket.")
    return change(resolved, user, duplicate_of_id=of)


def close_ticket(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Set the requester's own ticket to Resolved, and return it; raises as `change_status` does, and `Forbidden`."""
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_is_requester(user, ticket)
    return set_status(ticket, Status.RESOLVED, user, "No longer needed.")


def reopen_ticket(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Set the requester's own Resolved ticket to Under Review; raises as `close_ticket` does."""
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_is_requester(user, ticket)
    if ticket.status != Status.RESOLVED:
        return ticket
    return set_status(ticket, Status.UNDER_REVIEW, user, "This did not solve it.")


def change(ticket: Row[Any], user: CurrentUser, **values: Any) -> Row[Any]:
    """Set columns of a ticket that was found for change, and return it as `user` sees it then."""
    columns = {"version": T.version + 1, "updated_at": utcnow(), **values}
    execute(update(TICKETS).where(T.id == ticket.id).values(columns))
    return queries.get(ticket.id, user)


def change_statuses(changes: Sequence[Change], user: CurrentUser) -> list[Result]:
    """Set the statuses of several tickets, and return what became of each, in the same order.

    A ticket in another state than was seen is left as it is. Raises `NotFound` if `user` can't see all of them, and then
    nothing is changed.
    """
    tickets = {ticket.id: ticket for ticket in queries.find_all(user, [asked["id"] for asked in changes], for_change=True)}
    if missing := [no_such_ticket(asked["id"]).detail for asked in changes if asked["id"] not in tickets]:
        raise NotFound(" ".join(missing), errors={"changes": missing})
    return [_change_one(asked, tickets[asked["id"]], user) for asked in changes]


def _change_one(asked: Change, ticket: Row[Any], user: CurrentUser) -> Result:
    seen = asked.get("seen_versions")
    if (seen is not None and ticket.version not in seen) or ticket.status != asked.get("if_status", ticket.status):
        return Result(Outcome.CONFLICT, ticket, ticket.status)
    changed = set_status(ticket, asked["status"], user)
    return Result(Outcome.UNCHANGED if changed is ticket else Outcome.CHANGED, changed, ticket.status)


def correct_ticket(
    ticket_id: int, text: Mapping[str, Any], user: CurrentUser, seen_versions: Collection[int] | None = None
) -> Row[Any]:
    """Change what a ticket says, which may be part of `TicketText`, and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, `NotFound` for what `user` can't see,
    `Forbidden` when they may not correct it.
    """
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_may_correct(user, ticket)
    changed = {name: value for name, value in text.items() if getattr(ticket, name) != value}
    if not changed:
        return ticket
    changes = {name: (getattr(ticket, name), value) for name, value in changed.items()}
    timeline.record_change(Verb.TICKET_CORRECTED, ticket, changes, user)
    title, description = (changed.get(name, getattr(ticket, name)) for name in ("title", "description"))
    return change(ticket, user, **changed, search_text=searchable(title, description, *queries.said(ticket, EntryKind.REPLY)))


def delete_ticket(ticket_id: int, user: CurrentUser) -> Sequence[Row[Any]]:
    """Remove a ticket and return what were its files and its timeline's, for `discard_files` after the commit.

    Raises `NotFound` for what `user` can't see.
    """
    ticket = find_for_change(ticket_id, user)
    files = queries.all_files_of(ticket_id)
    details = {"title": ticket.title, "status": ticket.status, "files": len(files)}
    audit.record(Verb.TICKET_DELETED, details, user=Person(ticket.created_by_id, ticket.username), ticket_id=ticket_id)
    execute(delete(TICKETS).where(T.id == ticket_id))
    return files


def discard_files(files: Sequence[Any]) -> None:
    """Remove the bytes of files whose rows are gone for good; what is missed, the sweep finds."""
    for file in files:
        with suppress(storage.NotConfigured):
            storage.get_store(file.store).discard(file.key)
