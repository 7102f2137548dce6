"""Tickets and files for tests, and what of them is left behind."""

import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import FromClause, func, insert, select, update

from tests.samples import PNG
from ticketing.auth.models import User
from ticketing.auth.queries import as_current
from ticketing.database.transaction import transaction
from ticketing.extensions import Model, db
from ticketing.tickets import service
from ticketing.tickets.columns import TICKETS
from ticketing.tickets.models import Attachment, Ticket, Upload
from ticketing.tickets.search import searchable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


# What a migrated database has in it.
CATEGORIES = {"Technical": 1, "Financial": 2, "Product": 3}
SEEDS = "INSERT INTO categories (id, name, description, position, is_archived) VALUES " + ", ".join(
    f"({number}, '{name}', '', {number}, FALSE)" for name, number in CATEGORIES.items()
)


def ticket_text(**changes: object) -> dict[str, object]:
    """Return what a submission says."""
    return {"title": "Printer", "description": "It burns.", "category": "Technical", **changes}


def raw_json(value: object) -> dict[str, object]:
    """Return a body of JSON that may hold anything, halves of surrogate pairs too."""
    return {"data": json.dumps(value), "content_type": "application/json"}


def form(*files: tuple[bytes, str], field: str = "attachment", **changes: object) -> dict[str, object]:
    """Return a submission with files, each of bytes and name, as a multipart form."""
    return {**ticket_text(**changes), field: [(io.BytesIO(content), name) for content, name in files or [(PNG, "screen.png")]]}


def raw_form(disposition: str, content: bytes) -> dict[str, object]:
    """Return a submission whose file's name, or whatever else the part's header says, is sent as it stands."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in ticket_text().items()]
    parts.append(f'name="attachment"; {disposition}\r\n\r\n'.encode() + content)
    body = b"".join(b"--border\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return {"data": body + b"--border--\r\n", "content_type": "multipart/form-data; boundary=border"}


def add_ticket(app: Flask, requester_id: int, **changes: object) -> int:
    """Add a ticket and return its id; `changes` are its columns."""
    return add_tickets(app, [{"created_by_id": requester_id, **changes}])[0]


def add_tickets(app: Flask, rows: list[Mapping[str, object]]) -> list[int]:
    """Add tickets, all of one moment unless they say otherwise, and return their ids in the same order."""
    with app.test_request_context(), transaction():
        return [_add(dict(row)) for row in rows]


def _add(columns: dict[str, object]) -> int:
    requester = db.session.get_one(User, columns.pop("created_by_id"))
    text = {name: columns.pop(name, value) for name, value in ticket_text().items()}
    ticket = service.open_ticket(as_current(requester), text)
    opened = columns.get("created_at", NOON)
    columns = {"created_at": opened, "updated_at": opened, **columns}
    if columns.get("status") == "Resolved":
        columns = {"resolved_at": columns["updated_at"], "waiting_for": None, **columns}
    db.session.execute(update(TICKETS).where(TICKETS.c.id == ticket.id).values(columns))
    return ticket.id


def add_many_tickets(app: Flask, rows: Iterable[Mapping[str, object]]) -> None:
    """Add more tickets than lists count, in one statement and without the audit record; each says its title and owner."""
    common = {"description": "-", "status": "New", "version": 1}
    with app.app_context(), transaction():
        db.session.execute(
            insert(TICKETS),
            [
                {
                    **common,
                    "created_at": NOON,
                    "updated_at": NOON,
                    "search_text": searchable(row["title"], "-"),
                    "waiting_for": None if row.get("status") == "Resolved" else "staff",
                    "category_id": CATEGORIES[row.get("category", "Technical")],
                    **{name: value for name, value in row.items() if name != "category"},
                }
                for row in rows
            ],
        )


def row_of(app: Flask, model: type[Model], key: object) -> Model:
    """Return a row as the database has it now."""
    with app.app_context():
        return db.session.get_one(model, key)


def count(app: Flask, model: type[Model]) -> int:
    """Return how many rows there are."""
    return counts(app, [model.__table__])[model.__tablename__]


def counts(app: Flask, tables: Iterable[FromClause]) -> dict[str, int]:
    """Return how many rows each table has, by its name."""
    each = [select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in tables]
    with app.app_context():
        return dict(db.session.execute(select(*each)).mappings().one())


def stored_files(app: Flask) -> list[Path]:
    """Return every file in the local store, half-written ones included."""
    return [path for path in Path(app.config["ATTACHMENTS_DIR"]).rglob("*") if path.is_file()]


def traces(app: Flask) -> dict[str, int]:
    """Return how many tickets, attachments, uploads under way and files there are."""
    rows = counts(app, (model.__table__ for model in (Ticket, Attachment, Upload)))
    return {**rows, "files": len(stored_files(app))}


NOTHING = {"tickets": 0, "attachments": 0, "uploads": 0, "files": 0}
