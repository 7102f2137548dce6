"""A PostgreSQL that does not answer: a request waits a few seconds for it, and is then told to come back."""

import selectors
import time
from typing import Any, TypeVar

import psycopg
from flask import g, has_request_context
from psycopg.abc import PQGen
from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import InvalidatePoolError

RV = TypeVar("RV")

# Together below five seconds: a connection of the pool that is dead is noticed, and another one is tried.
PING_SECONDS = 1.5
CONNECT_SECONDS = 2
# Whoever has answered within these is taken to be alive: to ask takes a tenth of what a list takes.
TRUSTED_SECONDS = 0.5
# From the first byte of a statement to its last answer.
ANSWER_SECONDS = 3.5
LOCK_SECONDS = 2
# After a request has given up, the server would go on with what was asked. Commands take as long as they take.
STATEMENT_SECONDS = 5
CONNECT_ARGS = {
    "connect_timeout": CONNECT_SECONDS,
    "fallback_application_name": "ticketing",
    # For commands, which wait as long as it takes: a machine that is gone says nothing.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def connect_args(url: URL, is_behind_pgbouncer: bool) -> dict[str, Any]:
    """Return what connections need besides `url`."""
    if is_behind_pgbouncer:
        # It hands each transaction to another connection: those know no statements prepared on this one, nor its options.
        return {**CONNECT_ARGS, "prepare_threshold": None}
    given = url.query.get("options", "")
    return {**CONNECT_ARGS, "options": f"-c timezone=UTC -c lock_timeout={LOCK_SECONDS}s {given}".strip()}


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed, within a request, when an answer takes too long.

    Nothing else ends the wait for a server that is frozen: its machine still confirms every byte sent to it.
    """

    patience = ANSWER_SECONDS
    answered_at = 0.0

    def is_trusted(self) -> bool:
        """Tell whether it answered just now, and has said nothing since, as a server that ends a connection would."""
        if self.closed or time.monotonic() - self.answered_at > TRUSTED_SECONDS:
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self.pgconn.socket, selectors.EVENT_READ)
            return not selector.select(0)

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Return the answer; raises `psycopg.OperationalError`."""
        answer = self._wait(gen, interval, timeout)
        self.answered_at = time.monotonic()
        return answer

    def _wait(self, gen: PQGen[RV], interval: float, timeout: float | None) -> RV:
        if timeout is not None or not has_request_context():
            return super().wait(gen, interval, timeout)
        _check_patience()
        try:
            return super().wait(gen, interval, self.patience)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            if self.patience == ANSWER_SECONDS:
                _lose_patience()
            raise psycopg.OperationalError(f"no answer within {self.patience} seconds") from None


def connect(dialect: object, record: object, arguments: list[Any], options: dict[str, Any]) -> PatientConnection:
    """Return a new connection; raises `psycopg.OperationalError`."""
    _check_patience()
    if "options" in options and has_request_context():
        options = {**options, "options": f"-c statement_timeout={STATEMENT_SECONDS}s {options['options']}"}
    try:
        connection = PatientConnection.connect(*arguments, **options)
    except psycopg.errors.ConnectionTimeout:
        _lose_patience()
        raise
    if "options" not in options:
        # The one option that PgBouncer keeps for each client.
        connection.execute("SET timezone TO 'UTC'")
        connection.commit()
    return connection


def set_up(engine: Engine) -> None:
    """Make every connection of the engine a patient one, and ping those that have been silent."""
    event.listen(engine, "do_connect", connect)

    def check(connection: PatientConnection, record: object, proxy: object) -> None:
        if not connection.is_trusted() and not _is_alive(engine, connection):
            raise InvalidatePoolError

    event.listen(engine, "checkout", check)


def _is_alive(engine: Engine, connection: PatientConnection) -> bool:
    connection.patience = PING_SECONDS
    try:
        return engine.dialect.do_ping(connection)  # type: ignore[arg-type]
    except psycopg.Error as error:
        if engine.dialect.is_disconnect(error, connection, None):  # type: ignore[arg-type]
            return False
        raise
    finally:
        connection.patience = ANSWER_SECONDS


def _check_patience() -> None:
    # A request has waited once; what it does to tidy up must not wait again.
    if has_request_context() and g.get("database_is_silent"):
        raise psycopg.OperationalError("no answer a moment ago")


def _lose_patience() -> None:
    if has_request_context():
        g.database_is_silent = True
