"""How many tickets there are, kept by the database's own triggers so that nobody counts a million rows.

Whatever changes a ticket changes the counters in the same transaction. They are derived: a backup leaves them out, and
restoring the tickets makes them again.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Date, Integer, ScalarSelect, SelectBase, String, Table, func, select

from ticketing.extensions import Base, db
from ticketing.tickets.models import Category, Status, Ticket

ticket_counts = Table(
    "ticket_counts",
    Base.metadata,
    Column("created_by_id", Integer, primary_key=True, autoincrement=False),
    Column("category", String(20), primary_key=True),
    Column("status", String(20), primary_key=True),
    Column("tickets", Integer, nullable=False),
    sqlite_with_rowid=False,
    info={"is_derived": True},
)
# Days are UTC's. A day has one row on SQLite and up to eight on PostgreSQL, where writers would queue for one.
ticket_days = Table(
    "ticket_days",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("opened", Integer, nullable=False),
    Column("resolved", Integer, nullable=False),
    sqlite_with_rowid=False,
    info={"is_derived": True},
)
# Whoever empties all tables must empty these last.
Ticket.__table__.add_is_dependent_on(ticket_counts)  # type: ignore[attr-defined]
Ticket.__table__.add_is_dependent_on(ticket_days)  # type: ignore[attr-defined]


class Day(NamedTuple):
    """How many tickets were opened and resolved on one day; those that were opened again or deleted don't count."""

    day: date
    opened: int
    resolved: int


def total(requester_ids: Collection[int], categories: Collection[Category], statuses: Collection[Status]) -> ScalarSelect[int]:
    """Return, for use in a statement, how many tickets there are of these requesters, categories and statuses.

    An empty list means any.
    """
    columns = ticket_counts.c
    tickets = select(func.coalesce(func.sum(columns.tickets), 0))
    for column, values in ((columns.created_by_id, requester_ids), (columns.category, categories), (columns.status, statuses)):
        if values:
            tickets = tickets.where(column.in_(values))
    return tickets.scalar_subquery()


def number_of(rows: SelectBase) -> ScalarSelect[int]:
    """Return, for use in a statement, how many rows there are of what no counter is kept of."""
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def by_status(requester_ids: Collection[int], categories: Collection[Category]) -> dict[str, int]:
    """Return how many tickets of each status there are of these requesters and categories; an empty list means any."""
    columns = ticket_counts.c
    totals = select(columns.status, func.sum(columns.tickets)).group_by(columns.status)
    for column, values in ((columns.created_by_id, requester_ids), (columns.category, categories)):
        if values:
            totals = totals.where(column.in_(values))
    found = {status: int(tickets) for status, tickets in db.session.execute(totals)}
    return {str(status): found.get(status, 0) for status in Status}


def by_category_and_status() -> dict[tuple[str, str], int]:
    """Return how many tickets there are of each category and status; what is missing is 0."""
    columns = ticket_counts.c
    rows = db.session.execute(
        select(columns.category, columns.status, func.sum(columns.tickets)).group_by(columns.category, columns.status)
    )
    return {(category, status): int(tickets) for category, status, tickets in rows}


def by_requester(user_ids: Collection[int]) -> dict[int, int]:
    """Return how many tickets each of these users has opened; who is missing has none."""
    columns = ticket_counts.c
    rows = db.session.execute(
        select(columns.created_by_id, func.sum(columns.tickets))
        .where(columns.created_by_id.in_(user_ids))
        .group_by(columns.created_by_id)
    )
    return {user_id: int(tickets) for user_id, tickets in rows}


def per_day(first: date, last: date) -> list[Day]:
    """Return each day from `first` to `last`, both included."""
    columns = ticket_days.c
    rows = db.session.execute(
        select(columns.day, func.sum(columns.opened), func.sum(columns.resolved))
        .where(columns.day.between(first, last))
        .group_by(columns.day)
    )
    known = {day: Day(day, int(opened), int(resolved)) for day, opened, resolved in rows}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [known.get(day, Day(day, 0, 0)) for day in days]
