"""How large the search's index is, and the text in it."""

from typing import NamedTuple

from flask import Flask
from sqlalchemy import text

from ticketing.database.transaction import disconnect
from ticketing.extensions import db

TEXT = "SELECT sum(length(CAST(search_text AS {bytes}))) FROM tickets"
INDEX = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'tickets_search%'",
    "postgresql": "SELECT pg_relation_size('ix_tickets_search_text')",
}
BYTES = {"sqlite": "BLOB", "postgresql": "bytea"}


class Disk(NamedTuple):
    """Megabytes."""

    index: float
    text: float


def of_search(app: Flask) -> Disk:
    """Return the sizes on disk."""
    with app.app_context():
        engine = db.engine.dialect.name
        index = db.session.scalar(text(INDEX[engine])) or 0
        size = db.session.scalar(text(TEXT.format(bytes=BYTES[engine]))) or 0
        disconnect()
    return Disk(index / 1e6, int(size) / 1e6)
