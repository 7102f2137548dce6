"""Writes entries of a ticket's timeline, and from each the audit record and what is new to whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, text, update

from ticketing import audit
from ticketing.audit import Person, Verb
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.tickets.models import Entry, EntryKind, Unread

ENTRIES, UNREAD = Entry.__table__, Unread.__table__.c
ADD = insert(Entry).returning(ENTRIES.c.id)
# Fields whose old and new text nobody needs to keep: it may be long, and what was taken out was perhaps to disappear.
UNQUOTED = {"description"}
# An entry is new to the requester and to every administrator but its author. Changes are no news to administrators: they
# would be told of each ticket that a colleague resolves.
MARK_UNREAD = text(
    """
    INSERT INTO unread (user_id, ticket_id, entry_id, public_entry_id)
    SELECT id, :ticket_id, :entry_id, :public_entry_id FROM users
    WHERE is_active AND id <> :author_id AND (id = :requester_id OR role = 'Admin' AND :for_administrators)
    ON CONFLICT (user_id, ticket_id) DO UPDATE
    SET entry_id = excluded.entry_id, public_entry_id = coalesce(excluded.public_entry_id, unread.public_entry_id)
    """
)
VERBS = {EntryKind.REPLY: Verb.REPLIED, EntryKind.NOTE: Verb.NOTED}
Changes = Mapping[str, Sequence[Any]]


def record_opening(ticket: Row[Any]) -> None:
    """Record that `ticket` was opened, which is no entry: the timeline begins below the description."""
    record(Verb.TICKET_OPENED, ticket, {"title": ticket.title})
    _mark_unread(ticket, 0, ticket.created_by_id, EntryKind.REPLY, is_internal=False)


def record_change(
    verb: Verb,
    ticket: Row[Any],
    changes: Changes,
    author: CurrentUser | None,
    *,
    reason: str | None = None,
    is_internal: bool = False,
    is_news: bool = True,
) -> int:
    """Record that `author` has changed fields of `ticket`, each from one value to another; return the entry's id.

    Without `is_news` the ticket is not unread because of it.
    """
    listed = [
        {"field": field, "from": None, "to": None} if field in UNQUOTED else {"field": field, "from": before, "to": after}
        for field, (before, after) in changes.items()
    ]
    entry_id = _add_entry(ticket, EntryKind.CHANGE, author, body=reason, changes=listed, is_internal=is_internal)
    if is_news:
        _mark_unread(ticket, entry_id, author.id if author else 0, EntryKind.CHANGE, is_internal=is_internal)
    record(verb, ticket, {field: "changed" if field in UNQUOTED else list(values) for field, values in changes.items()})
    return entry_id


def record(verb: Verb, ticket: Row[Any], details: Mapping[str, Any]) -> None:
    """Add to the audit record what was done with `ticket`."""
    audit.record(verb, details, user=Person(ticket.created_by_id, ticket.username), ticket_id=ticket.id)


def record_message(kind: EntryKind, ticket: Row[Any], author: CurrentUser, body: str, files: int) -> int:
    """Record what `author` says in a reply or a note, and return the entry's id."""
    is_internal = kind == EntryKind.NOTE
    entry_id = _add_entry(ticket, kind, author, body=body, is_internal=is_internal)
    _mark_unread(ticket, entry_id, author.id, kind, is_internal=is_internal)
    record(VERBS[kind], ticket, {"entry": entry_id, "files": files})
    return entry_id


def _add_entry(
    ticket: Row[Any],
    kind: EntryKind,
    author: CurrentUser | None,
    *,
    body: str | None,
    changes: list[dict[str, Any]] | None = None,
    is_internal: bool,
) -> int:
    """Add an entry and return its id."""
    entry = {
        "ticket_id": ticket.id,
        "kind": kind,
        "is_internal": is_internal,
        "author_id": author and author.id,
        "is_staff": is_staff(ticket, author),
        "created_at": utcnow(),
        "body": body,
        "changes": changes,
    }
    entry_id: int = execute(ADD, entry).scalar_one()
    return entry_id


def _mark_unread(ticket: Row[Any], entry_id: int, author_id: int, kind: EntryKind, *, is_internal: bool) -> None:
    values = {
        "ticket_id": ticket.id,
        "entry_id": entry_id,
        "public_entry_id": None if is_internal else entry_id,
        "author_id": author_id,
        "requester_id": 0 if is_internal else ticket.created_by_id,
        "for_administrators": kind != EntryKind.CHANGE,
    }
    execute(MARK_UNREAD, values)


def unread_by_requester(ticket: Row[Any]) -> list[int | None] | None:
    """Return up to which entry, and which that they may know of, the ticket is unread by its requester; None if it is not."""
    found = execute(select(UNREAD.entry_id, UNREAD.public_entry_id).where(*_of_requester(ticket))).first()
    return list(found) if found else None


def forget(ticket: Row[Any], entry_id: int, unread: Sequence[int | None] | None) -> None:
    """Remove the ticket's last entry, a change, and what it was to its requester: what was `unread` before is so again."""
    news = UNREAD.entry_id == entry_id
    execute(delete(Entry).where(Entry.id == entry_id))
    if unread:
        values = dict(zip(("entry_id", "public_entry_id"), unread, strict=True))
        execute(update(Unread).where(*_of_requester(ticket), news).values(values))
    else:
        execute(delete(Unread).where(*_of_requester(ticket), news))


def _of_requester(ticket: Row[Any]) -> Sequence[ColumnElement[bool]]:
    return UNREAD.user_id == ticket.created_by_id, UNREAD.ticket_id == ticket.id


def is_staff(ticket: Row[Any], author: CurrentUser | None) -> bool:
    """Tell whether `author` acts as an administrator: on their own ticket they are its requester."""
    return author is None or (author.is_admin and author.id != ticket.created_by_id)
