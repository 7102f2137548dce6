"""The floor's way to the database: the drivers alone, a connection for each thread."""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg

SQLITE = os.environ["DATABASE_URL"].startswith("sqlite:///")
PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
URL = os.environ["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
PLACE = "?" if SQLITE else "%s"
local = threading.local()
turn = threading.Lock()


def connection() -> Any:
    """Return this thread's connection."""
    if not hasattr(local, "connection"):
        if SQLITE:
            local.connection = sqlite3.connect(PATH, isolation_level=None, timeout=10)
            local.connection.execute("PRAGMA synchronous = FULL")
            local.connection.execute("PRAGMA foreign_keys = ON")
        else:
            local.connection = psycopg.connect(URL, autocommit=True)
    return local.connection


def rows(statement: str, *values: Any) -> list[Any]:
    """Return what a statement finds."""
    found: list[Any] = connection().execute(statement, values).fetchall()
    return found


def moment(value: Any) -> Any:
    """Return SQLite's text as answered; PostgreSQL's moments are left to orjson."""
    return f"{value[:10]}T{value[11:19]}Z" if SQLITE else value


def written(change: Callable[[Any, datetime], Any]) -> Any:
    """Return what `change` returns, done in one durable transaction."""
    database, now = connection(), datetime.now(UTC)
    with turn:
        database.execute("BEGIN IMMEDIATE" if SQLITE else "BEGIN")
        try:
            result = change(database, now)
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
    return result


def stored(now: datetime) -> Any:
    """Return a moment as the database has it."""
    return now.strftime("%Y-%m-%d %H:%M:%S.%f") if SQLITE else now
