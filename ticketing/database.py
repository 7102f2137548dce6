"""What SQLite and PostgreSQL need to behave alike: types, transactions, and the turns that SQLite's writers take."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, event, exists, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from ticketing import postgresql, prepared
from ticketing.errors import is_outage
from ticketing.extensions import db
from ticketing.turns import WriteTurns, database_busy

# How long a writer waits for its turn, and then for a program that holds the database itself, before it is told to
# come back: together they stay below five seconds.
TURN_SECONDS = 2.5
BUSY_SECONDS = 1.5
POOL_SIZE = 20
OLDEST_SQLITE = (3, 35)
# Any number will do: it names the lock that keeps two PostgreSQL migrations apart.
MIGRATION_LOCK = 80_003_000


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, `timestamptz` in PostgreSQL, naive UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to what the database stores; a naive value is a bug and raises."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must know its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what makes of a stored value an aware moment in UTC; SQLite's text takes SQLAlchemy five times as long."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert what PostgreSQL stored to an aware moment in UTC."""
        return value and value.astimezone(UTC)


def _from_text(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{stored}+00:00") if stored else None


def why_unusable(error: DBAPIError) -> str | None:
    """Return the line to say when the database can't be reached or is none, or None when a statement was wrong."""
    if is_outage(error):
        return f"DATABASE_URL: the database can't be used: {str(error.orig).splitlines()[0]}"
    return None


def engine_options(url: URL) -> dict[str, Any]:
    """Return what `create_engine` needs for `url`."""
    if url.get_backend_name() == "sqlite":
        return {"pool_size": POOL_SIZE, "pool_timeout": BUSY_SECONDS, "connect_args": {"timeout": BUSY_SECONDS}}
    return {
        "pool_size": POOL_SIZE,
        "pool_timeout": BUSY_SECONDS,
        "connect_args": postgresql.CONNECT_ARGS,
    }


def init_app(app: Flask) -> None:
    """Bind the database to `app`, whose configuration names it."""
    url: URL = app.config["SQLALCHEMY_DATABASE_URI"]
    # What a statement was given, errors would carry into the log.
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {**engine_options(url), "hide_parameters": True})
    if url.get_backend_name() == "sqlite":
        check_sqlite(sqlite3.sqlite_version_info)
        _make_folder(Path(str(url.database)).parent)
        app.extensions["write_turns"] = WriteTurns(Path(str(url.database)))
    db.init_app(app)
    prepared.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
        else:
            postgresql.prepare(db.engine)


def check_sqlite(version: tuple[int, ...]) -> None:
    """Raise `OSError` for a SQLite without trigrams (3.34) or RETURNING (3.35); Python brings the system's own."""
    if version < OLDEST_SQLITE:
        theirs, ours = (".".join(map(str, each)) for each in (version, OLDEST_SQLITE))
        raise OSError(f"DATABASE_URL: SQLite {ours} or newer is needed, and this Python has {theirs}.")


def _make_folder(folder: Path) -> None:
    try:
        # Nobody else on the machine shall read what is in it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"DATABASE_URL: the folder {folder} can't be made: {error.strerror}") from error


def _prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, record: object) -> None:
    # The driver must not open transactions of its own: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA wal_autocheckpoint = 0")
    # Kibibytes: twice that for each connection of the pool made a process grow past 150 MB, and nothing quicker.
    cursor.execute("PRAGMA cache_size = -1000")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another has written between: those that will
    # write say so, and lock from the start.
    options = connection.get_execution_options()
    if options.get("ticketing_writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Has the connection notice now when the schema was changed. SQLite 3.40, when it only notices while it works out what a
        # write to `tickets` means to the search's index, says that there is no such table.
        connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 0")
    else:
        connection.exec_driver_sql("BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit everything done inside together, or, after an exception, nothing.

    The only place where something may be written. What was read before is from an older snapshot: read again inside.
    Do nothing slow in it (hashing, network): on SQLite the other writers wait. Raises `Unavailable`.
    """
    session = db.session
    session.commit()
    prepared.release()
    with _turn():
        try:
            connection = session.connection(execution_options={"ticketing_writes": True})
            session.info["writer"] = connection.connection.driver_connection
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writer", None)
        _checkpoint()


def check() -> None:
    """Return when every table can be read and a writer gets its turn; raises what a request would."""
    with transaction():
        db.session.execute(select(*(exists().select_from(table) for table in db.metadata.sorted_tables)))
        if db.engine.dialect.name == "postgresql" and db.session.scalar(text("SHOW transaction_read_only")) == "on":
            raise database_busy()


def _turn() -> AbstractContextManager[None]:
    turns: WriteTurns | None = current_app.extensions.get("write_turns")
    return turns.turn(TURN_SECONDS) if turns else nullcontext()


def _checkpoint() -> None:
    turns: WriteTurns | None = current_app.extensions.get("write_turns")
    if turns and turns.is_checkpoint_due():
        with db.engine.connect() as connection:
            _outside_transactions(connection).execute("PRAGMA wal_checkpoint(PASSIVE)")


def _outside_transactions(connection: Connection) -> Any:
    """Return the driver's own connection, where a PRAGMA runs without a transaction being begun for it."""
    return connection.connection.driver_connection


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, context: object, instances: object) -> None:
    if "writer" not in session.info and (session.new or session.dirty or session.deleted):
        raise RuntimeError("writes belong into database.transaction()")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and "writer" not in state.session.info:
        raise RuntimeError("writes belong into database.transaction()")


def disconnect() -> None:
    """Close the connections that nobody uses."""
    db.session.remove()
    db.engine.dispose()


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Yield a connection on which everything is read as of one moment, whatever is written meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def migrating() -> Iterator[Connection]:
    """Yield a connection in one transaction for all of a migration, with every other migrator and writer kept out.

    SQLite's foreign keys are off meanwhile, because rebuilding a table would cascade into the tables that refer to it;
    they are checked before the commit.
    """
    turns: WriteTurns | None = current_app.extensions.get("write_turns")
    if turns is None:
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            yield connection
        return
    with turns.turn(60), db.engine.connect() as connection:
        driver = _outside_transactions(connection)
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(ticketing_writes=True).begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError(f"the migration would leave rows that refer to nothing: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
