"""SQLite: which version is needed, how connections are set up, how transactions begin."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from ticketing.database import write_lock

OLDEST_VERSION = (3, 35)


def check_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise `OSError` for a SQLite without trigrams (3.34) or RETURNING (3.35); Python brings the system's own."""
    if version < OLDEST_VERSION:
        present, needed = (".".join(map(str, each)) for each in (version, OLDEST_VERSION))
        raise OSError(f"DATABASE_URL: SQLite {needed} or newer is needed, and this Python has {present}.")


def make_folder(url: URL) -> None:
    """Make the folder of the database file, for nobody else on the machine to read; raises `OSError`."""
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"DATABASE_URL: the folder {folder} can't be made: {error.strerror}") from error


def check_files(database: Path) -> None:
    """Raise `OSError` that names what this process may not use: a file that a command left as another user, mostly."""
    files = [Path(f"{database}{ending}") for ending in ("", "-wal", "-shm", *write_lock.ENDINGS)]
    may_use_folder = os.access(database.parent, os.R_OK | os.W_OK | os.X_OK)
    unusable = [path for path in files if path.exists() and not _is_usable(path)] if may_use_folder else [database.parent]
    if unusable:
        raise OSError(f"DATABASE_URL: {unusable[0]} can't be read and written by this user.")


def _is_usable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK | os.W_OK)


def set_up(engine: Engine) -> None:
    """Set up every connection of the engine."""
    event.listen(engine, "do_connect", _make_file)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _make_file(dialect: object, record: object, arguments: Sequence[Any], options: object) -> None:
    # For nobody else on the machine to read, even in a folder where others may; SQLite makes the files beside it alike. Never
    # opened if it is there: closing it would drop the locks that SQLite holds on it. What goes wrong, SQLite says.
    with suppress(OSError):
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL, 0o600))


def _set_pragmas(connection: Any, record: object) -> None:
    # The driver must not open transactions of its own: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Only the holder of the write lock checkpoints.
    cursor.execute("PRAGMA wal_autocheckpoint = 0")
    # In kibibytes, for each connection of the pool. Twice as much made a process grow past 150 MB, and nothing faster.
    cursor.execute("PRAGMA cache_size = -1000")
    cursor.close()


def _begin(connection: Connection) -> None:
    # Reads need no transaction. One that reads first and writes later fails at once when another has written in between,
    # so writers lock from the start.
    options = connection.get_execution_options()
    if options.get("is_snapshot"):
        connection.exec_driver_sql("BEGIN")
    elif options.get("is_writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Lets the connection notice a changed schema now. SQLite 3.40 otherwise notices while it works out what a write to
        # `tickets` means for the search index, and then says that there is no such table.
        connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 0")
