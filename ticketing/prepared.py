"""Statements put together once and run by the database's driver itself: what every request asks.

Of a list's 0.16 ms SQLAlchemy would take 0.06, and for a connection another 0.02.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, g
from sqlalchemy import Dialect, SelectBase
from sqlalchemy.engine.interfaces import PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from ticketing.extensions import db
from ticketing.postgresql import PatientConnection

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Give back at its end the connection that a request has read by."""
    app.teardown_appcontext(release)


class Prepared:
    """A SELECT with places for values, on whichever database the app has."""

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return what it finds with these values, in the types of its columns; raises `DBAPIError`.

        Each statement is read for itself, but inside `transaction()` by the transaction's own connection.
        """
        dialect = db.engine.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _Compiled(self._statement, dialect, values)
        return self._compiled[dialect.name].rows(values)


class _Compiled:
    def __init__(self, statement: SelectBase, dialect: Dialect, values: Mapping[str, Any]) -> None:
        # A list of constants takes as many places as it has; these are made from values, any will do.
        expanded = statement.compile(dialect=dialect).construct_expanded_state(dict(values))
        self._sql: str = expanded.statement
        self._constants = {name: value for name, value in expanded.parameters.items() if name not in values}
        self._places = expanded.positiontup
        self._dialect = dialect
        self._conversions = _conversions(statement, dialect)

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given: Any = {**self._constants, **values}
        if self._places is not None:
            given = [given[name] for name in self._places]
        log.debug("%s %s", self._sql, given)
        try:
            found: list[tuple[Any, ...]] = _connection().execute(self._sql, given).fetchall()
        except self._dialect.loaded_dbapi.Error as error:
            raise self._failed(error) from error
        return [self._converted(row) for row in found] if self._conversions else found

    def _failed(self, error: Exception) -> BaseException:
        if fairy := g.pop("reader", None):
            # Whatever has happened, nobody shall read by this connection again.
            fairy.invalidate(error)
        base = self._dialect.loaded_dbapi.Error
        return DBAPIError.instance(self._sql, None, error, base, hide_parameters=True, dialect=self._dialect)

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._conversions:
            values[place] = convert(values[place])
        return tuple(values)


def _conversions(statement: SelectBase, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the places of the columns whose values the driver has in another type, each with the conversion."""
    types = (column.type.dialect_impl(dialect) for column in statement.selected_columns)
    conversions = ((place, type_.result_processor(dialect, None)) for place, type_ in enumerate(types))
    return [(place, convert) for place, convert in conversions if convert]


def _connection() -> Any:
    if db.session.registry.has() and "writes" in db.session.info:
        return db.session.connection().connection.driver_connection
    if "reader" not in g:
        g.reader = db.engine.raw_connection()
        # SQLite has no transactions unless told to.
        if isinstance(driver := g.reader.driver_connection, PatientConnection):
            driver.read_without_transactions(True)
    return g.reader.driver_connection


def release(error: BaseException | None = None) -> None:
    """Give the connection back that was read by, if any."""
    fairy: PoolProxiedConnection | None = g.pop("reader", None)
    if fairy is None:
        return
    if isinstance(driver := fairy.driver_connection, PatientConnection) and not driver.closed:
        driver.read_without_transactions(False)
    fairy.close()
