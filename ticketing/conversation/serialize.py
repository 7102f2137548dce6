"""How entries are answered."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.tickets import serialize
from ticketing.web.etags import tag_of
from ticketing.web.row_ids import LARGEST_ID

# Ticket, newest entry, and everything else that the answer says.
TAG = re.compile("([0-9]{1,18})\\.([0-9]{1,18})\\.[0-9a-f]+")


def entry(row: Row[Any], files: Sequence[Any], reader: CurrentUser) -> dict[str, Any]:
    """Return an entry as `EntrySchema` describes it; what stood there before an edit is for administrators."""
    author = {"id": row.author_id, "username": row.username, "isStaff": bool(row.is_staff)} if row.author_id else None
    answer = {
        "id": row.id,
        "kind": row.kind,
        "author": author,
        "createdAt": row.created_at,
        "editedAt": row.edited_at,
        "body": row.body,
        "attachments": [serialize.file(file) for file in files],
        "changes": row.changes or [],
        "removedBy": row.removed_by,
        "isInternal": bool(row.is_internal),
    }
    return {**answer, "earlier": row.earlier or []} if reader.is_admin else answer


def tag(ticket: Row[Any], entries: Sequence[Row[Any]], writers: Sequence[Row[Any]], last_id: int) -> str:
    """Return the tag of a timeline, which begins with the ticket's number and that of its newest entry."""
    states = [(row.id, row.username, row.edited_at, row.removed_at) for row in entries]
    facts = tag_of(serialize.tag(ticket), states, [tuple(writer) for writer in writers])
    return f"{ticket.id}.{last_id}.{facts}"


def seen_entry(tag: str, ticket_id: int) -> int | None:
    """Return the newest entry that was seen with the timeline's tag, or None for the tag of something else."""
    named = TAG.fullmatch(tag)
    return min(int(named[2]), LARGEST_ID) if named and int(named[1]) == ticket_id else None
