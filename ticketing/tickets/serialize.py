"""How tickets and their files are answered: the JSON, the links to files, the tag that names a ticket's state."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ticketing import storage
from ticketing.clock import utcnow
from ticketing.filetypes import saved_name

# Links change once an hour and work for one to two: long enough to read a ticket, and the browser's cache keeps a picture
# meanwhile.
PERIOD_SECONDS = 3600


def ticket(row: Any, files: Sequence[Any]) -> dict[str, Any]:
    """Return a ticket as `TicketSchema` describes it; moments are left to the JSON writer."""
    attachments = [file(each) for each in files]
    return {
        "id": row.id,
        "title": row.title,
        "description": row.description,
        **settable(row),
        "attachment": attachments[0]["url"] if attachments else None,
        "attachments": attachments,
        "createdBy": {"id": row.created_by_id, "username": row.username},
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        "replies": row.reply_count,
        "lastReply": _last_reply(row),
        "waitingFor": row.waiting_for,
        "isUnread": bool(row.is_unread),
        "duplicateOf": row.original_id,
    }


def settable(row: Any) -> dict[str, Any]:
    """Return what is set of several tickets at once, as `Settable` describes it."""
    assignee = {"id": row.assignee_id, "username": row.assignee} if row.assignee_id else None
    return {"category": row.category, "status": row.status, "priority": row.priority, "assignee": assignee}


def _last_reply(row: Any) -> dict[str, Any] | None:
    if not row.reply_count:
        return None
    return {"at": row.last_reply_at, "by": {"id": row.last_reply_by_id, "username": row.last_reply_by}}


def tickets(rows: Sequence[Any], files: Mapping[int, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return several tickets, with the files of each by its id."""
    return [ticket(row, files.get(row.id, ())) for row in rows]


def file(row: Any) -> dict[str, Any]:
    """Return a file as `AttachmentSchema` describes it."""
    return {
        "id": row.id,
        "name": saved_name(row.name, row.content_type),
        "size": row.size,
        "contentType": row.content_type,
        "url": file_url(row),
    }


def file_url(row: Any) -> str | None:
    """Return a link to the file that works without a header for one to two hours.

    None when the file's store is not configured any more: its ticket can be read all the same.
    """
    expires_at = datetime.fromtimestamp((_period() + 2) * PERIOD_SECONDS, UTC)
    name = saved_name(row.name, row.content_type)
    try:
        store = storage.get_store(row.store)
    except storage.NotConfigured:
        return None
    return store.url(row.key, name=name, content_type=row.content_type, expires_at=expires_at)


def _period() -> int:
    return int(utcnow().timestamp()) // PERIOD_SECONDS


def tag(row: Any) -> str:
    """Return the tag of a ticket's answer: its version, the period its links are of, names, and whether it is unread."""
    # Users and categories can be renamed, which no ticket's version tells.
    names = zlib.crc32(f"{row.username}\0{row.last_reply_by}\0{row.assignee}\0{row.category}".encode())
    return f"{row.id}.{row.version}.{_period()}.{names:x}.{row.is_unread:d}"


def version_of(tag: str, ticket_id: int) -> int | None:
    """Return the version of the ticket that the tag names, or None for the tag of something else."""
    parts = tag.split(".")
    return int(parts[1]) if len(parts) > 2 and parts[0] == str(ticket_id) and parts[1].isdecimal() else None
