"""What the database is asked while something is done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from ticketing import prepared
from ticketing.extensions import db


class _Notes(logging.Handler):
    """Takes down prepared statements, which SQLAlchemy does not see."""

    def __init__(self, asked: list[tuple[str, Any]]) -> None:
        super().__init__()
        self._asked = asked

    def emit(self, record: logging.LogRecord) -> None:
        statement, parameters = record.args
        self._asked.append((statement, tuple(parameters) if isinstance(parameters, list) else parameters))


@contextmanager
def statements(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """Yield a list that is given each statement with its parameters, those that begin transactions or set something aside."""
    asked: list[tuple[str, Any]] = []

    def note(connection, cursor, statement, parameters, context, executemany) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    notes, level = _Notes(asked), prepared.log.level
    prepared.log.addHandler(notes)
    prepared.log.setLevel(logging.DEBUG)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
        prepared.log.removeHandler(notes)
        prepared.log.setLevel(level)
