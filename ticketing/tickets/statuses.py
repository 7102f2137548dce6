"""Changes of tickets' statuses, one or several at once, and taking them back. Verbs never commit."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import Row

from ticketing.audit import Verb
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.errors import Invalid, NotFound, PreconditionFailed
from ticketing.tickets import policies, queries, timeline
from ticketing.tickets.models import Side, Status
from ticketing.tickets.service import change, find_for_change, no_such_ticket

# So long a change can be undone as if it had never been; later it is a change like any other.
UNDO_PERIOD = timedelta(minutes=10)
MOMENTS = ("updated_at", "resolved_at")
# What undoing a change of status brings back.
RESTORED = (*MOMENTS, "status", "waiting_for", "duplicate_of_id")


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


def change_status(
    ticket_id: int, status: Status, user: CurrentUser, seen_versions: Collection[int] | None = None, *, undo: bool = False
) -> Row[Any]:
    """Set a ticket's status, or undo the change from that status, and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, or the change can't be undone; `NotFound` for
    what `user` can't see.
    """
    ticket = find_for_change(ticket_id, user, seen_versions)
    if undo and not _can_undo(ticket, status, user):
        raise PreconditionFailed(f"Only your own last change, of the last ten minutes, can be undone: not ticket {ticket_id}.")
    return _undo(ticket, user) if undo else set_status(ticket, status, user)


def set_status(ticket: Row[Any], status: Status, user: CurrentUser, reason: str | None = None) -> Row[Any]:
    """Set the status of a ticket that was found for change, and return the ticket. A Resolved ticket waits for nobody."""
    if ticket.status == status:
        return ticket
    unread = timeline.unread_by_requester(ticket)
    entry_id = timeline.record_change(Verb.STATUS_CHANGED, ticket, {"status": (ticket.status, status)}, user, reason=reason)
    is_resolved = status == Status.RESOLVED
    before = {"by": user.id, "entry": entry_id, "unread": unread, **{name: getattr(ticket, name) for name in RESTORED}}
    return change(
        ticket,
        user,
        status=status,
        resolved_at=utcnow() if is_resolved else None,
        waiting_for=None if is_resolved else ticket.waiting_for or Side.STAFF,
        # What goes on here is no repetition any more.
        duplicate_of_id=ticket.duplicate_of_id if is_resolved else None,
        before_change=json.dumps(before, default=str),
    )


def _can_undo(ticket: Row[Any], status: Status, user: CurrentUser) -> bool:
    before = json.loads(ticket.before_change or "{}")
    is_theirs = (before.get("by"), before.get("status")) == (user.id, status)
    return is_theirs and ticket.updated_at > utcnow() - UNDO_PERIOD


def _undo(ticket: Row[Any], user: CurrentUser) -> Row[Any]:
    """Bring back what was, without a trace in the timeline; the audit record keeps the change and its undoing."""
    before = json.loads(ticket.before_change)
    timeline.record(Verb.STATUS_RESTORED, ticket, {"status": [ticket.status, before["status"]]})
    # A change of the version before has no entry of this kind.
    timeline.forget(ticket, before.get("entry", 0), before.get("unread"))
    moments = {name: before[name] and datetime.fromisoformat(before[name]) for name in MOMENTS}
    return change(ticket, user, **{name: before[name] for name in RESTORED} | moments)


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
    seen, undo = asked.get("seen_versions"), asked.get("undo", False)
    is_as_seen = (seen is None or ticket.version in seen) and ticket.status == asked.get("if_status", ticket.status)
    if not is_as_seen or (undo and not _can_undo(ticket, asked["status"], user)):
        return Result(Outcome.CONFLICT, ticket, ticket.status)
    changed = _undo(ticket, user) if undo else set_status(ticket, asked["status"], user)
    return Result(Outcome.UNCHANGED if changed is ticket else Outcome.CHANGED, changed, ticket.status)
