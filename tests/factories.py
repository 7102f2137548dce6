"""Tickets and files for tests, and what of them is left behind."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.samples import PNG
from ticketing import audit
from ticketing.audit import Person, Verb
from ticketing.auth.models import User
from ticketing.database.transaction import transaction
from ticketing.extensions import Model, db
from ticketing.tickets import service
from ticketing.tickets.models import Attachment, Ticket, Upload
from ticketing.tickets.search import searchable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


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
    """Add tickets, all of one moment unless they say otherwise, and return their ids in the same order.

    The rows are those that the verb adds, which has tests of its own and takes several times as long.
    """
    with app.test_request_context(), transaction():
        ids = {row["created_by_id"] for row in rows}
        requesters = dict(db.session.execute(select(User.id, User.username).where(User.id.in_(ids))).all())
        return [_add(row, Person(row["created_by_id"], requesters[row["created_by_id"]])) for row in rows]


def _add(row: Mapping[str, object], requester: Person) -> int:
    created_at = row.get("created_at", NOON)
    ticket = {
        "title": "Printer",
        "description": "It burns.",
        "category": "Technical",
        "status": "New",
        "created_at": created_at,
        "updated_at": created_at,
        "version": 1,
        **row,
    }
    ticket["search_text"] = searchable(ticket["title"], ticket["description"])
    [(ticket_id,)] = service.ADD.run(ticket)
    audit.record(Verb.TICKET_OPENED, {"title": ticket["title"]}, user=requester, ticket_id=ticket_id)
    return ticket_id


def row_of(app: Flask, model: type[Model], key: object) -> Model:
    """Return a row as the database has it now."""
    with app.app_context():
        return db.session.get_one(model, key)


def count(app: Flask, model: type[Model]) -> int:
    """Return how many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def stored_files(app: Flask) -> list[Path]:
    """Return every file in the local store, half-written ones included."""
    return [path for path in Path(app.config["ATTACHMENTS_DIR"]).rglob("*") if path.is_file()]


def traces(app: Flask) -> dict[str, int]:
    """Return how many tickets, attachments, uploads under way and files there are."""
    rows = {model.__tablename__: count(app, model) for model in (Ticket, Attachment, Upload)}
    return {**rows, "files": len(stored_files(app))}


NOTHING = {"tickets": 0, "attachments": 0, "uploads": 0, "files": 0}
