"""Tickets as comma-separated values, a batch at a time, however many there are.

What replies and notes say is not among them: the file is often sent on, and notes are for administrators.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.tickets import queries
from ticketing.web.spreadsheets import BYTE_ORDER_MARK, table

BATCH = 500
TITLES = (
    *("Number", "Title", "Description", "Category", "Status", "Requester", "Opened", "Changed", "Resolved", "Files"),
    *("Replies", "Last reply", "Last reply by", "Waiting for"),
)


def lines(user: CurrentUser, filters: Mapping[str, Any], separator: str) -> Iterator[str]:
    """Yield the lines of the file, newest first; each batch is what the database has at that moment."""
    yield BYTE_ORDER_MARK + table([TITLES], separator)
    last = None
    while batch := queries.find_batch(user, {**filters, "before": last}, BATCH):
        files = queries.files_of(*batch)
        yield table([_values(ticket, len(files[ticket.id])) for ticket in batch], separator)
        last = batch[-1].id


def _values(ticket: Row[Any], files: int) -> Sequence[Any]:
    return (
        ticket.id,
        ticket.title,
        ticket.description,
        ticket.category,
        ticket.status,
        ticket.username,
        ticket.created_at,
        ticket.updated_at,
        ticket.resolved_at,
        files,
        ticket.reply_count,
        ticket.last_reply_at,
        ticket.last_reply_by,
        ticket.waiting_for,
    )
