"""What can be said about tickets. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, func, update

from ticketing.audit import Verb
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.conversation import policies, queries
from ticketing.database.transaction import execute
from ticketing.errors import Forbidden, NotFound, PreconditionFailed
from ticketing.extensions import db
from ticketing.tickets import service as tickets
from ticketing.tickets import timeline
from ticketing.tickets.changes import set_fields
from ticketing.tickets.columns import TICKETS, UNREAD, T
from ticketing.tickets.models import Attachment, Entry, EntryKind, Side, Status, Writer
from ticketing.tickets.queries import said
from ticketing.tickets.search import searchable

# A page says that its reader is still writing more often than that.
WRITING_FOR = timedelta(seconds=30)


def reply(
    ticket_id: int,
    body: str,
    author: CurrentUser,
    attachments: Sequence[Attachment] = (),
    *,
    status: Status | None = None,
    seen: int | None = None,
) -> Row[Any]:
    """Add a reply, set the status with it, and return the entry.

    A requester's reply to a Resolved ticket makes it Under Review. `seen` is the newest entry that the author has read.
    Raises `NotFound` for what they can't see, `Forbidden` for a status that is not theirs to set, `PreconditionFailed` when
    somebody else has said something since.
    """
    if status and not author.is_admin:
        raise Forbidden("Only administrators may set a status.")
    ticket = tickets.find_for_change(ticket_id, author)
    _check_seen(author, ticket_id, seen)
    is_staff = timeline.is_staff(ticket, author)
    entry_id = timeline.record_message(EntryKind.REPLY, ticket, author, body, len(attachments))
    tickets.attach(attachments, ticket_id, entry_id)
    if status is None and ticket.status == Status.RESOLVED and not is_staff:
        status = Status.UNDER_REVIEW
    if status:
        ticket = set_fields(ticket, {"status": status}, author)
    tickets.change(
        ticket,
        author,
        reply_count=ticket.reply_count + 1,
        last_reply_at=utcnow(),
        last_reply_by_id=author.id,
        first_reply_at=ticket.first_reply_at or (utcnow() if is_staff else None),
        waiting_for=_waiting_for(ticket.status, is_staff=is_staff),
        search_text=T.search_text + searchable("", body),
    )
    return _entry(author, ticket_id, entry_id)


def _waiting_for(status: str, *, is_staff: bool) -> Side | None:
    if status == Status.RESOLVED:
        return None
    return Side.REQUESTER if is_staff else Side.STAFF


def note(
    ticket_id: int, body: str, author: CurrentUser, attachments: Sequence[Attachment] = (), *, seen: int | None = None
) -> Row[Any]:
    """Add an internal note, and return the entry; raises as `reply` does. Nothing that a requester can see changes."""
    policies.check_may_note(author)
    ticket = tickets.find_for_change(ticket_id, author)
    _check_seen(author, ticket_id, seen)
    entry_id = timeline.record_message(EntryKind.NOTE, ticket, author, body, len(attachments))
    tickets.attach(attachments, ticket_id, entry_id)
    _change_notes(ticket_id, T.notes_text + searchable("", body))
    return _entry(author, ticket_id, entry_id)


def _change_notes(ticket_id: int, text: Any) -> None:
    values = {"notes_text": text, "notes_version": T.notes_version + 1}
    execute(update(TICKETS).where(T.id == ticket_id).values(values))


def _check_seen(author: CurrentUser, ticket_id: int, seen: int | None) -> None:
    if seen is not None and (newer := queries.message_after(author, ticket_id, seen)):
        raise PreconditionFailed(f"{newer.username} has just written: read it first, or send all the same.")


def _entry(reader: CurrentUser, ticket_id: int, entry_id: int) -> Row[Any]:
    entry = queries.find(reader, ticket_id, entry_id)
    if entry is None:
        raise NotFound(f"Ticket {ticket_id} has no entry {entry_id}.")
    return entry


def edit(ticket_id: int, entry_id: int, body: str, user: CurrentUser) -> Row[Any]:
    """Change what the user's own entry says, and return it; raises `NotFound`, and `Forbidden` after 15 minutes."""
    ticket = tickets.find_for_change(ticket_id, user)
    entry = _entry(user, ticket_id, entry_id)
    policies.check_may_edit(user, entry)
    if body == entry.body:
        return entry
    earlier = [*(entry.earlier or []), entry.body]
    _rewrite(ticket, entry, user, body=body, edited_at=utcnow(), earlier=earlier)
    timeline.record(Verb.ENTRY_EDITED, ticket, {"entry": entry_id})
    return _entry(user, ticket_id, entry_id)


def remove(ticket_id: int, entry_id: int, user: CurrentUser) -> Sequence[Row[Any]]:
    """Empty a reply or a note for good, and return what were its files, for `tickets.service.discard_files`.

    What was removed before stays so. Raises `NotFound`, and `Forbidden` unless `user` is an administrator, and for a change.
    """
    ticket = tickets.find_for_change(ticket_id, user)
    entry = _entry(user, ticket_id, entry_id)
    if not user.is_admin or entry.kind == EntryKind.CHANGE:
        raise Forbidden("Only administrators may remove replies and notes; changes stay.")
    if entry.removed_at:
        return ()
    files = queries.files_of([entry]).get(entry_id, ())
    execute(delete(Attachment).where(Attachment.entry_id == entry_id))
    _rewrite(ticket, entry, user, body="", earlier=None, removed_at=utcnow(), removed_by=user.username)
    timeline.record(Verb.ENTRY_REMOVED, ticket, {"entry": entry_id})
    return files


def _rewrite(ticket: Row[Any], entry: Row[Any], user: CurrentUser, **values: Any) -> None:
    execute(update(Entry).where(Entry.id == entry.id).values(values))
    kind = EntryKind(entry.kind)
    if kind == EntryKind.NOTE:
        _change_notes(ticket.id, searchable("", *said(ticket, kind)))
    else:
        tickets.change(ticket, user, search_text=searchable(ticket.title, ticket.description, *said(ticket, kind)))


def mark_seen(ticket_id: int, entry_id: int, user: CurrentUser) -> None:
    """Note that `user` has read the ticket, which they can see, up to the entry."""
    last = UNREAD.c.entry_id if user.is_admin else func.coalesce(UNREAD.c.public_entry_id, 0)
    execute(delete(UNREAD).where(UNREAD.c.user_id == user.id, UNREAD.c.ticket_id == ticket_id, last <= entry_id))


def mark_writing(ticket_id: int, kind: EntryKind | None, user: CurrentUser) -> None:
    """Note that `user` has text in a composer of the ticket, which they can see, for half a minute; or, without kind, none."""
    if kind == EntryKind.NOTE:
        policies.check_may_note(user)
    execute(delete(Writer).where(Writer.ticket_id == ticket_id, (Writer.user_id == user.id) | (Writer.until <= utcnow())))
    if kind:
        db.session.add(Writer(ticket_id=ticket_id, user_id=user.id, kind=kind, until=utcnow() + WRITING_FOR))
