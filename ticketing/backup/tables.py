"""Rows on their way into and out of an archive: as values, so that they fit either database."""

import hashlib
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, DateTime, MetaData, Table, delete, func, select
from sqlalchemy.exc import DBAPIError

from ticketing.auth.models import AdminSession, AdminSessionCode, FailedSignIn
from ticketing.backup.archive import BackupError, Manifest, table_entry
from ticketing.backup.check import lines
from ticketing.backup.progress import say, shown
from ticketing.database.indexes import indexes_made_afterwards
from ticketing.database.outages import is_outage
from ticketing.extensions import db
from ticketing.tickets.models import Writer

ROWS_AT_ONCE = 1000
# Below what either database takes in one statement.
MOST_VALUES = 30_000
MOST_BYTES = 4 * 1024 * 1024
LINE = orjson.OPT_NAIVE_UTC | orjson.OPT_APPEND_NEWLINE
# Nobody stays signed in to the back office, nor is kept waiting for what they mistyped, nor is still writing.
NOT_KEPT = {model.__tablename__ for model in (AdminSession, AdminSessionCode, FailedSignIn, Writer)}

Conversions = dict[str, Callable[[Any], Any]]


def tables(connection: Connection) -> list[Table]:
    """Return our tables as the database has them, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in db.metadata.tables and name not in NOT_KEPT)
    return metadata.sorted_tables


def is_seeded(table: Table) -> bool:
    """Tell whether the migration that makes the table fills it."""
    return bool(db.metadata.tables[table.name].info.get("is_seeded"))


def write(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Add every row of every table, and note how many there are of each."""
    for table in tables(connection):
        digest, count = hashlib.sha256(), 0
        with archive.open(table_entry(table.name), "w", force_zip64=True) as lines:
            for line in _lines(connection, table):
                lines.write(line)
                digest.update(line)
                count += 1
        manifest.rows[table.name], manifest.tables[table.name] = count, digest.hexdigest()


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    # Without their class of SQLAlchemy's, which orjson takes for no strings.
    names = [str(column.name) for column in table.columns]
    for row in connection.execute(select(table).execution_options(yield_per=ROWS_AT_ONCE)):
        # SQLite gives naive moments, which are in UTC.
        yield orjson.dumps(dict(zip(names, row, strict=True)), option=LINE)


def expected(connection: Connection, manifest: Manifest) -> list[Table]:
    """Return the tables to load; raises `BackupError` unless the archive has just these."""
    present = tables(connection)
    if names := {table.name for table in present} ^ manifest.rows.keys():
        raise BackupError(f"The backup and the migration {manifest.revision} differ in {', '.join(sorted(names))}.")
    return present


def load(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Insert every row of the archive, except those of files that were gone; raises `BackupError`."""
    present = expected(connection, manifest)
    for table in filter(is_seeded, present):
        connection.execute(delete(table))
    with indexes_made_afterwards(connection, present):
        for table in present:
            gone = manifest.gone if table.name == "attachments" else []
            with archive.open(table_entry(table.name)) as content:
                _insert(connection, table, shown(f"Loading {table.name}", lines(content), manifest.rows[table.name]), gone)
            _continue_ids(connection, table)
            _check_count(connection, table, manifest.rows[table.name] - len(gone))
        say("Loaded all rows; indexing them.")
    if connection.dialect.name == "sqlite":
        _check_sqlite(connection)


def _insert(connection: Connection, table: Table, rows: Iterable[bytes], gone: Container[str]) -> None:
    """Insert many rows with each statement: for each of them SQLite writes its part of the search's index."""
    names = [str(column.name) for column in table.columns]
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    places = f"({', '.join(mark for _ in names)})"
    conversions = _conversions(connection, table)
    for batch in _batches(rows, MOST_VALUES // len(names)):
        found = [row for row in map(orjson.loads, batch) if row.get("key") not in gone]
        values = [value for row in found for value in _values(table.name, names, conversions, row)]
        if found:
            # Names of ours, and marks for the values.
            statement = f"INSERT INTO {table.name} ({quoted}) VALUES {', '.join([places] * len(found))}"  # noqa: S608
            _execute(connection, table, statement, values)


def _conversions(connection: Connection, table: Table) -> Conversions:
    """Return what makes of the values in an archive what the driver takes, for the columns where these differ."""
    conversions: Conversions = {}
    for column in table.columns:
        if isinstance(column.type, JSON):
            conversions[column.name] = lambda value: orjson.dumps(value).decode()
        elif isinstance(column.type, DateTime) and connection.dialect.name == "sqlite":
            conversions[column.name] = _utc_text
    return conversions


def _utc_text(moment: str) -> str:
    """Return a moment as SQLite keeps it, as text in UTC; PostgreSQL reads them as they are."""
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _values(table: str, names: list[str], conversions: Conversions, row: dict[str, Any]) -> Iterator[Any]:
    if differing := row.keys() ^ names:
        raise BackupError(f"{table}, row of id {row.get('id')}: column {min(differing)} is in one of row and table only.")
    for name, convert in conversions.items():
        if row[name] is not None:
            row[name] = convert(row[name])
    return map(row.__getitem__, names)


def _execute(connection: Connection, table: Table, statement: str, values: list[Any]) -> None:
    try:
        connection.exec_driver_sql(statement, tuple(values))
    except DBAPIError as error:
        if is_outage(error):
            raise
        detail = getattr(getattr(error.orig, "diag", None), "message_detail", None)
        raise BackupError(f"The rows of {table.name} don't fit: {detail or str(error.orig).splitlines()[0]}.") from error


def _batches(rows: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    batch, size = list[bytes](), 0
    for row in rows:
        batch.append(row)
        size += len(row)
        if len(batch) == most or size >= MOST_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _continue_ids(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does by itself."""
    if connection.dialect.name == "postgresql" and "id" in table.c and table.c.id.type.python_type is int:
        highest = select(func.max(table.c.id)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _check_count(connection: Connection, table: Table, expected_count: int) -> None:
    if (found := connection.scalar(select(func.count()).select_from(table))) != expected_count:
        raise BackupError(f"{table.name} has {found} rows instead of {expected_count}.")


def _check_sqlite(connection: Connection) -> None:
    for name, row, parent, number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")
        column = next(key[3] for key in keys if key[0] == number)
        raise BackupError(f"{name}, row of id {row}: column {column} names a row of {parent} that is not there.")
    if (answer := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
        raise BackupError(f"The database is damaged: {answer}.")
