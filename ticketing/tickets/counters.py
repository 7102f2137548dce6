"""How many tickets there are, kept by the database's own triggers so that nobody counts a million rows.

Whatever changes a ticket changes the counters in the same transaction. They are derived: a backup leaves them out, and
restoring the tickets makes them again.
"""

from collections.abc import Collection

from sqlalchemy import Column, Date, Integer, String, Table, func, select

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


def count(requester_ids: Collection[int], categories: Collection[Category], statuses: Collection[Status]) -> int:
    """Return how many tickets there are of these requesters, categories and statuses; an empty list means any."""
    columns = ticket_counts.c
    total = select(func.coalesce(func.sum(columns.tickets), 0))
    for column, values in ((columns.created_by_id, requester_ids), (columns.category, categories), (columns.status, statuses)):
        if values:
            total = total.where(column.in_(values))
    return db.session.scalar(total) or 0
