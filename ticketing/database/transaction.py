"""Transactions: every write happens in one, opened by a route or a command."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from flask import current_app
from sqlalchemy import Connection, CursorResult, Executable, event, exists, select, text
from sqlalchemy.orm import ORMExecuteState, Session

from ticketing.database.write_lock import WriteLock, database_busy
from ticketing.extensions import db

# How long a writer waits for the lock. With `BUSY_SECONDS` that stays below five seconds.
LOCK_SECONDS = 2.5
MIGRATION_SECONDS = 60
# Any number will do: it names the lock that keeps two PostgreSQL migrations apart.
MIGRATION_LOCK = 80_003_000


@contextmanager
def transaction(patience: float | None = None) -> Iterator[None]:
    """Commit everything done inside together, or, after an exception, nothing.

    The only place where something may be written. What was read before is older: read it again inside.
    Do nothing slow inside (hashing, network): on SQLite other writers wait. Raises `Unavailable`. `patience` is how many
    seconds a command waits for what others have locked; a request waits as long as its caller does.
    """
    session = db.session
    session.commit()
    with _write_lock(patience or LOCK_SECONDS):
        try:
            connection = session.connection(execution_options=_writing())
            if patience and not _is_sqlite():
                _wait_for_locks(connection, patience)
            session.info["is_writing"] = True
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("is_writing", None)
        _checkpoint()


def _writing() -> dict[str, Any]:
    return {"is_writing": True} if _is_sqlite() else {"isolation_level": "READ COMMITTED"}


def _wait_for_locks(connection: Connection, seconds: float) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{seconds}s'"))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _write_lock(seconds: float) -> AbstractContextManager[None]:
    lock: WriteLock | None = current_app.extensions.get("write_lock")
    return lock.held(seconds) if lock else nullcontext()


def _checkpoint() -> None:
    lock: WriteLock | None = current_app.extensions.get("write_lock")
    if lock and lock.is_checkpoint_due():
        with db.engine.connect() as connection:
            _driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)")


def _driver(connection: Connection) -> Any:
    """Return the driver's own connection, on which a PRAGMA runs outside any transaction."""
    return connection.connection.driver_connection


def execute(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a Core statement on the session's connection: what each request asks takes two thirds of the time so."""
    session = db.session()
    if statement.is_dml:
        _check_is_writing(session)
    return session.connection().execute(statement, values)


def _check_is_writing(session: Session) -> None:
    if "is_writing" not in session.info:
        raise RuntimeError("writes belong into database.transaction()")


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, context: object, instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        _check_is_writing(session)


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _check_is_writing(state.session)


def disconnect() -> None:
    """Close the connections that nobody uses."""
    db.session.remove()
    db.engine.dispose()


def check_readable() -> None:
    """Return when every table can be read; raises what a request would."""
    db.session.execute(select(*(exists().select_from(table) for table in db.metadata.sorted_tables)))


def check_writable() -> None:
    """Return when every table can be read and a writer gets the lock and can commit; raises what a request would."""
    with transaction():
        check_readable()
        if _is_sqlite():
            # Nobody uses the number, and setting it writes a page.
            db.session.execute(text("PRAGMA user_version = 0"))
        elif db.session.scalar(text("SHOW transaction_read_only")) == "on":
            raise database_busy()


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Yield a connection on which everything is read as of one moment, whatever is written meanwhile."""
    with db.engine.connect() as connection:
        if _is_sqlite():
            connection.execution_options(is_snapshot=True)
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def migrating() -> Iterator[Connection]:
    """Yield a connection in one transaction for all of a migration, with every other migrator and writer kept out."""
    with db.engine.connect() as connection:
        if _is_sqlite():
            with _write_lock(MIGRATION_SECONDS), _migrating_sqlite(connection):
                yield connection
        else:
            with connection.execution_options(isolation_level="READ COMMITTED").begin():
                _wait_for_locks(connection, MIGRATION_SECONDS)
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
                yield connection


@contextmanager
def _migrating_sqlite(connection: Connection) -> Iterator[None]:
    # Rebuilding a table would cascade into the tables that refer to it: foreign keys are off meanwhile, and checked after.
    driver = _driver(connection)
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.execution_options(is_writing=True).begin():
            yield
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"the migration would leave rows that refer to nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
