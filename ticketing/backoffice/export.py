"""Tickets as comma-separated values, a batch at a time, however many there are."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.tickets import queries

BATCH = 500
TITLES = ("Number", "Title", "Description", "Category", "Status", "Requester", "Opened", "Changed", "Resolved", "Files")
# A spreadsheet takes what begins like this for a formula, the wide forms included, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """What the csv module writes to: keeps nothing, returns the line."""

    def write(self, line: str) -> str:
        return line


def lines(user: CurrentUser, filters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the file, newest first; each batch is what the database has at that moment."""
    writer = csv.writer(_Line())
    yield writer.writerow(TITLES)
    last = None
    while batch := queries.find_batch(user, {**filters, "before": last}, BATCH):
        files = queries.files_of(*batch)
        yield "".join(writer.writerow([cell(value) for value in _values(ticket, len(files[ticket.id]))]) for ticket in batch)
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
    )


def cell(value: Any) -> Any:
    """Return the value as a spreadsheet takes it: never as a formula."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
