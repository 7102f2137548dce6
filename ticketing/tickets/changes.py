"""Changes of tickets' fields, of one or several at once, and taking them back. Verbs never commit."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, TypeAlias, TypedDict

from sqlalchemy import Row

from ticketing.audit import Verb
from ticketing.auth.queries import CurrentUser, find_administrator, get_administrator
from ticketing.categories.queries import offered_under
from ticketing.clock import utcnow
from ticketing.errors import Invalid, NotFound, PreconditionFailed
from ticketing.tickets import policies, queries, timeline
from ticketing.tickets.models import EntryKind, Side, Status
from ticketing.tickets.search import searchable
from ticketing.tickets.service import change, find_for_change, no_such_ticket

# So long a change can be undone as if it had never been; later it is a change like any other.
UNDO_PERIOD = timedelta(minutes=10)
# Changes of other fields are not undone: what was taken out of a text was perhaps to disappear.
UNDOABLE = ("status", "priority", "assignee", "category")
# The column that tells whether such a field is still what somebody saw: names of people can change.
SEEN = {name: name for name in UNDOABLE} | {"assignee": "assignee_id"}
# Who works on a ticket, and how soon, is nothing that its requester has to read.
NO_NEWS = {"priority", "assignee"}
# What a change of several fields is called in the audit record, by the first of them that it has.
VERBS = {"status": Verb.STATUS_CHANGED, "assignee": Verb.ASSIGNED, "priority": Verb.PRIORITY_CHANGED}

Fields: TypeAlias = Mapping[str, Any]
"""Some of title, description, category (a name), priority, assignee (name or id of an administrator, "me", None), status."""


class Outcome(StrEnum):
    """What became of one ticket of several."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


class Change(TypedDict):
    """What a ticket is to have, if it still has one of the versions, and the values (of an assignee the id), that were seen."""

    id: int
    fields: Fields
    seen_versions: NotRequired[Collection[int] | None]
    seen_values: NotRequired[Mapping[str, Any]]
    undo: NotRequired[bool]


class Result(NamedTuple):
    """What became of a ticket, its state now, and its status before."""

    outcome: Outcome
    ticket: Row[Any]
    previous_status: str


def change_ticket(
    ticket_id: int, fields: Fields, user: CurrentUser, seen_versions: Collection[int] | None = None, *, undo: bool = False
) -> Row[Any]:
    """Change fields of a ticket, or undo the user's last change, and return the ticket.

    Raises `PreconditionFailed` when it has none of the versions that were seen, or the change can't be undone; `NotFound` for
    what `user` can't see, `Forbidden` for what they may not change, `Invalid` for a value that there is not.
    """
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_may_change(user, ticket, fields.keys())
    if not undo:
        return set_fields(ticket, fields, user)
    if not _can_undo(ticket, fields, user):
        raise PreconditionFailed(f"Only your own last change, of the last ten minutes, can be undone: not ticket {ticket_id}.")
    return _undo(ticket, user)


def set_fields(ticket: Row[Any], fields: Fields, user: CurrentUser, reason: str | None = None) -> Row[Any]:
    """Set fields of a ticket that was found for change, as one entry of its timeline, and return the ticket."""
    changes, columns = dict[str, Any](), dict[str, Any]()
    for name, value in fields.items():
        shown, values = SETTERS[name](ticket, value, user)
        if shown != getattr(ticket, name):
            changes[name] = (getattr(ticket, name), shown)
            columns |= values
    if not changes:
        return ticket
    if "status" in changes and ticket.status == Status.RESOLVED and "assignee" not in fields and _has_left(ticket):
        changes["assignee"], columns["assignee_id"] = (ticket.assignee, None), None
    verb = next((verb for name, verb in VERBS.items() if name in changes), Verb.TICKET_CORRECTED)
    unread = timeline.unread_by_requester(ticket)
    is_news = not changes.keys() <= NO_NEWS
    entry_id = timeline.record_change(verb, ticket, changes, user, reason=reason, is_news=is_news)
    if not changes.keys().isdisjoint(("title", "description")):
        columns["search_text"] = _search_text(ticket, columns)
    before = None
    if changes.keys() <= set(UNDOABLE):
        before = _before(ticket, (*columns, "updated_at"), by=user.id, entry=entry_id, unread=unread, changes=changes)
    return change(ticket, user, **columns, before_change=before)


Setter: TypeAlias = Callable[[Row[Any], Any, CurrentUser], tuple[Any, dict[str, Any]]]
"""Returns what the field shows then, and the columns to set for it."""


def _set_column(name: str) -> Setter:
    return lambda ticket, value, user: (value, {name: value})


def _set_category(ticket: Row[Any], name: str, user: CurrentUser) -> tuple[str, dict[str, Any]]:
    return name, {"category_id": ticket.category_id if name == ticket.category else offered_under(name).id}


def _set_assignee(ticket: Row[Any], wanted: str | None, user: CurrentUser) -> tuple[str | None, dict[str, Any]]:
    if wanted is None:
        return None, {"assignee_id": None}
    found = get_administrator(user.id) if wanted == "me" else find_administrator(wanted)
    if found is None:
        raise Invalid.field("assignee", "Must be an active administrator.")
    return found.username, {"assignee_id": found.id}


def _set_status(ticket: Row[Any], status: Status, user: CurrentUser) -> tuple[Status, dict[str, Any]]:
    # A Resolved ticket waits for nobody; what goes on is no repetition any more.
    if status == Status.RESOLVED:
        return status, {"status": status, "resolved_at": utcnow(), "waiting_for": None}
    waiting_for = ticket.waiting_for or Side.STAFF
    return status, {"status": status, "resolved_at": None, "waiting_for": waiting_for, "duplicate_of_id": None}


SETTERS: Mapping[str, Setter] = {
    "title": _set_column("title"),
    "description": _set_column("description"),
    "category": _set_category,
    "priority": _set_column("priority"),
    "assignee": _set_assignee,
    "status": _set_status,
}


def _has_left(ticket: Row[Any]) -> bool:
    return ticket.assignee_id is not None and get_administrator(ticket.assignee_id) is None


def _search_text(ticket: Row[Any], columns: Mapping[str, Any]) -> str:
    title, description = (columns.get(name, getattr(ticket, name)) for name in ("title", "description"))
    return searchable(title, description, *queries.said(ticket, EntryKind.REPLY))


def _before(ticket: Row[Any], names: Collection[str], **facts: Any) -> str:
    values = {name: getattr(ticket, name) for name in names}
    moments = [name for name, value in values.items() if isinstance(value, datetime)]
    return json.dumps({**facts, "columns": values, "moments": moments}, default=str)


def _can_undo(ticket: Row[Any], fields: Fields, user: CurrentUser) -> bool:
    before = json.loads(ticket.before_change or "{}")
    # A change of the version before kept other facts.
    is_theirs = before.get("by") == user.id and "columns" in before
    is_meant = "status" not in fields or (is_theirs and before["changes"].get("status", [None])[0] == fields["status"])
    return is_theirs and is_meant and ticket.updated_at > utcnow() - UNDO_PERIOD


def _undo(ticket: Row[Any], user: CurrentUser) -> Row[Any]:
    """Bring back what was, without a trace in the timeline; the audit record keeps the change and its undoing."""
    before = json.loads(ticket.before_change)
    timeline.record(Verb.CHANGE_UNDONE, ticket, {name: [now, then] for name, (then, now) in before["changes"].items()})
    timeline.forget(ticket, before["entry"], before["unread"])
    moments = {name: datetime.fromisoformat(before["columns"][name]) for name in before["moments"]}
    return change(ticket, user, **before["columns"] | moments)


def change_tickets(changes: Sequence[Change], user: CurrentUser) -> list[Result]:
    """Change several tickets, and return what became of each, in the same order.

    A ticket in another state than was seen is left as it is. Raises `NotFound` if `user` can't see all of them, and `Invalid`
    for a value that there is not; then nothing is changed.
    """
    tickets = {ticket.id: ticket for ticket in queries.find_all(user, [asked["id"] for asked in changes], for_change=True)}
    if missing := [no_such_ticket(asked["id"]).detail for asked in changes if asked["id"] not in tickets]:
        raise NotFound(" ".join(missing), errors={"changes": missing})
    return [_change_one(asked, tickets[asked["id"]], user) for asked in changes]


def _change_one(asked: Change, ticket: Row[Any], user: CurrentUser) -> Result:
    undo = asked.get("undo", False)
    if not _is_as_seen(asked, ticket) or (undo and not _can_undo(ticket, asked["fields"], user)):
        return Result(Outcome.CONFLICT, ticket, ticket.status)
    changed = _undo(ticket, user) if undo else set_fields(ticket, asked["fields"], user)
    return Result(Outcome.UNCHANGED if changed is ticket else Outcome.CHANGED, changed, ticket.status)


def _is_as_seen(asked: Change, ticket: Row[Any]) -> bool:
    versions, values = asked.get("seen_versions"), asked.get("seen_values", {})
    has_version = versions is None or ticket.version in versions
    return has_version and all(getattr(ticket, SEEN[name]) == value for name, value in values.items())
