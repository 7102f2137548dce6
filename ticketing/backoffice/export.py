"""Tickets as comma-separated values, a batch at a time, however many there are."""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, literal, select, tuple_

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.database.types import UtcDateTime
from ticketing.extensions import db
from ticketing.tickets import queries
from ticketing.tickets.filters import Filters, ordering
from ticketing.tickets.models import Attachment, Ticket

BATCH = 500
TITLES = ("Number", "Title", "Description", "Category", "Status", "Requester", "Opened", "Changed", "Resolved", "Files")
# A spreadsheet takes what begins like this for a formula, the wide forms included, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """What the csv module writes to: keeps nothing, returns the line."""

    def write(self, line: str) -> str:
        return line


def lines(user: CurrentUser, filters: Filters) -> Iterator[str]:
    """Yield the lines of the file, in the order of the list; each batch is what the database has at that moment."""
    writer = csv.writer(_Line())
    yield writer.writerow(TITLES)
    last = None
    while rows := _batch(user, filters, last):
        yield "".join(writer.writerow([_cell(value) for value in row]) for row in rows)
        last = rows[-1]


def _batch(user: CurrentUser, filters: Filters, last: Row[Any] | None) -> Sequence[Row[Any]]:
    moment = Ticket.resolved_at if filters.get("resolved") else Ticket.created_at
    tickets = queries.filtered(user, filters)
    if last is not None:
        # By key, not by offset: the millionth row costs what the first does.
        reached = last.resolved_at if filters.get("resolved") else last.created_at
        tickets = tickets.where(tuple_(moment, Ticket.id) < tuple_(literal(reached, UtcDateTime), literal(last.id)))
    rows = db.session.execute(
        tickets.with_only_columns(*_columns()).join(Ticket.created_by).order_by(*ordering(filters)).limit(BATCH)
    ).all()
    # A read that lasted as long as the download would keep the database from tidying up.
    db.session.commit()
    return rows


def _columns() -> tuple[Any, ...]:
    files = select(func.count()).where(Attachment.ticket_id == Ticket.id).scalar_subquery()
    return (
        Ticket.id,
        Ticket.title,
        Ticket.description,
        Ticket.category,
        Ticket.status,
        User.username,
        Ticket.created_at,
        Ticket.updated_at,
        Ticket.resolved_at,
        files,
    )


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
