"""What can be done with tickets. Verbs change rows and never commit; the caller holds the transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import Integer, Row, String, bindparam, delete, insert, update

from ticketing import audit, storage
from ticketing.audit import Person, Verb
from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.errors import NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import queries
from ticketing.tickets.filters import TICKETS, T
from ticketing.tickets.models import Attachment, Category, Status
from ticketing.tickets.search import searchable

# A ticket as `queries.find` returns it, from a statement that knows its requester.
RETURNED = [
    *(column for column in T if column.name != "search_text"),
    bindparam("username", type_=String).label("username"),
    bindparam("file_count", type_=Integer).label("file_count"),
]
ADD = insert(TICKETS).returning(*RETURNED)
CHANGE = update(TICKETS).where(T.id == bindparam("ticket_id")).values(version=T.version + 1).returning(*RETURNED)
# So long a change can be undone as if it had never been; later it is a change like any other.
UNDO_PERIOD = timedelta(minutes=10)


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
    undo: NotRequired[bool]


class Result(NamedTuple):
    """What became of a ticket, its state now, and its status before."""

    outcome: Outcome
    ticket: Row[Any]
    previous_status: str


def open_ticket(requester: CurrentUser | User, text: TicketText, attachments: Sequence[Attachment] = ()) -> Row[Any]:
    """Add a New ticket with its attachments, and return it."""
    now = utcnow()
    values = {
        **text,
        "search_text": searchable(text["title"], text["description"]),
        "status": Status.NEW,
        "created_by_id": requester.id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    ticket = execute(ADD, {**values, "username": requester.username, "file_count": len(attachments)}).one()
    for attachment in attachments:
        attachment.ticket_id = ticket.id
    db.session.add_all(attachments)
    db.session.flush()
    _record(Verb.TICKET_OPENED, ticket, {"title": ticket.title})
    return ticket


def _record(verb: Verb, ticket: Row[Any], details: Mapping[str, Any]) -> None:
    audit.record(verb, details, user=Person(ticket.created_by_id, ticket.username), ticket_id=ticket.id)


def no_such_ticket(ticket_id: int) -> NotFound:
    """Return the error for a ticket that does not exist, or that the caller may not know of."""
    return NotFound(f"There is no ticket {ticket_id}." if ticket_id else "There is no such ticket.")


def _find_for_change(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None) -> Row[Any]:
    ticket = queries.find(user, ticket_id, for_change=True)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    if seen_versions is not None and ticket.version not in seen_versions:
        raise PreconditionFailed(f"Ticket {ticket_id} has changed since you saw it; it is {ticket.status} now.")
    return ticket


def change_status(
    ticket_id: int, status: Status, user: CurrentUser, seen_versions: Collection[int] | None = None, *, undo: bool = False
) -> Row[Any]:
    """Set a ticket's status, or undo the change from that status, and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, or the change can't be undone; `NotFound` for
    what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user, seen_versions)
    if undo and not _can_undo(ticket, status, user):
        raise PreconditionFailed(f"Only your own last change, of the last ten minutes, can be undone: not ticket {ticket_id}.")
    return _undo(ticket) if undo else _set_status(ticket, status, user)


def _set_status(ticket: Row[Any], status: Status, user: CurrentUser) -> Row[Any]:
    if ticket.status == status:
        return ticket
    _record(Verb.STATUS_CHANGED, ticket, {"status": [ticket.status, status]})
    before = {"by": user.id, "status": ticket.status, "updated_at": ticket.updated_at, "resolved_at": ticket.resolved_at}
    resolved_at = utcnow() if status == Status.RESOLVED else None
    return _change(ticket, status=status, resolved_at=resolved_at, before_change=json.dumps(before, default=str))


def _can_undo(ticket: Row[Any], status: Status, user: CurrentUser) -> bool:
    before = json.loads(ticket.before_change or "{}")
    is_theirs = (before.get("by"), before.get("status")) == (user.id, status)
    return is_theirs and ticket.updated_at > utcnow() - UNDO_PERIOD


def _undo(ticket: Row[Any]) -> Row[Any]:
    before = json.loads(ticket.before_change)
    _record(Verb.STATUS_RESTORED, ticket, {"status": [ticket.status, before["status"]]})
    moments = {name: before[name] and datetime.fromisoformat(before[name]) for name in ("updated_at", "resolved_at")}
    return _change(ticket, status=before["status"], **moments)


def _change(ticket: Row[Any], **values: Any) -> Row[Any]:
    known = {"ticket_id": ticket.id, "username": ticket.username, "file_count": ticket.file_count}
    parameters = {**known, "updated_at": utcnow(), "before_change": None, **values}
    return execute(CHANGE, parameters).one()


def change_statuses(changes: Sequence[Change], user: CurrentUser) -> list[Result]:
    """Set the statuses of several tickets, and return what became of each, in the same order.

    A ticket in another state than was seen is left as it is. Raises `NotFound` if `user` can't see all of them, and then
    nothing is changed.
    """
    tickets = {ticket.id: ticket for ticket in queries.find_all(user, [change["id"] for change in changes], for_change=True)}
    if missing := [no_such_ticket(change["id"]).detail for change in changes if change["id"] not in tickets]:
        raise NotFound(" ".join(missing), errors={"changes": missing})
    return [_change_one(change, tickets[change["id"]], user) for change in changes]


def _change_one(change: Change, ticket: Row[Any], user: CurrentUser) -> Result:
    seen, undo = change.get("seen_versions"), change.get("undo", False)
    is_as_seen = (seen is None or ticket.version in seen) and ticket.status == change.get("if_status", ticket.status)
    if not is_as_seen or (undo and not _can_undo(ticket, change["status"], user)):
        return Result(Outcome.CONFLICT, ticket, ticket.status)
    changed = _undo(ticket) if undo else _set_status(ticket, change["status"], user)
    return Result(Outcome.UNCHANGED if changed is ticket else Outcome.CHANGED, changed, ticket.status)


def correct_ticket(
    ticket_id: int, text: TicketText, user: CurrentUser, seen_versions: Collection[int] | None = None
) -> Row[Any]:
    """Change what a ticket says, and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, `NotFound` for what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user, seen_versions)
    changed = {name: value for name, value in text.items() if getattr(ticket, name) != value}
    if not changed:
        return ticket
    details = {name: [getattr(ticket, name), value] for name, value in changed.items()}
    if "description" in details:
        # It may be long, and what was taken out of it was perhaps to disappear.
        details["description"] = "changed"  # type: ignore[assignment]
    _record(Verb.TICKET_CORRECTED, ticket, details)
    return _change(ticket, **changed, search_text=searchable(text["title"], text["description"]))


def delete_ticket(ticket_id: int, user: CurrentUser) -> Sequence[Row[Any]]:
    """Remove a ticket and return what were its files, for `discard_files` after the commit.

    Raises `NotFound` for what `user` can't see.
    """
    ticket = _find_for_change(ticket_id, user, None)
    files = queries.files_of(ticket).get(ticket_id, ())
    _record(Verb.TICKET_DELETED, ticket, {"title": ticket.title, "status": ticket.status, "files": len(files)})
    execute(delete(TICKETS).where(T.id == ticket_id))
    return files


def discard_files(files: Sequence[Any]) -> None:
    """Remove the bytes of files whose rows are gone for good; what is missed, the sweep finds."""
    for file in files:
        with suppress(storage.NotConfigured):
            storage.get_store(file.store).discard(file.key)
