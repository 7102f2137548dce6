"""Rows on their way into and out of an archive: as values, so that they fit either database."""

import hashlib
import json
import zipfile
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from ticketing.auth.models import AdminSession, FailedSignIn
from ticketing.backup.archive import BackupError, Manifest, table_entry
from ticketing.database.outages import is_outage
from ticketing.extensions import db

ROWS_AT_ONCE = 1000
# Nobody stays signed in to the back office, nor is kept waiting for what they mistyped.
NOT_KEPT = {AdminSession.__tablename__, FailedSignIn.__tablename__}


def tables(connection: Connection) -> list[Table]:
    """Return our tables as the database has them, those that others refer to first.

    What is derived from them (counters, indexes) the database makes anew.
    """
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in db.metadata.tables and name not in NOT_KEPT)
    return [table for table in metadata.sorted_tables if not db.metadata.tables[table.name].info.get("is_derived")]


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
    for row in connection.execute(select(table).execution_options(yield_per=ROWS_AT_ONCE)).mappings():
        values = {name: _to_json(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        # SQLite gives naive moments, which are in UTC.
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value


def load(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Insert every row of the archive, except those of files that were gone; raises `BackupError`."""
    expected = tables(connection)
    if names := {table.name for table in expected} ^ manifest.rows.keys():
        raise BackupError(f"The backup and the migration {manifest.revision} differ in {', '.join(sorted(names))}.")
    for table in expected:
        with archive.open(table_entry(table.name)) as lines:
            _insert(connection, table, lines, manifest.gone)
        _continue_ids(connection, table)
        _check_count(connection, table, manifest)
    if connection.dialect.name == "sqlite":
        _check_sqlite(connection)


def _insert(connection: Connection, table: Table, lines: Iterable[bytes], gone: Container[str]) -> None:
    try:
        rows = (_from_json(table, line) for line in lines)
        for batch in _batches(row for row in rows if row.get("key") not in gone):
            connection.execute(insert(table), batch)
    except (LookupError, ValueError, TypeError, StatementError) as error:
        if isinstance(error, DBAPIError) and is_outage(error):
            raise
        reason = str(getattr(error, "orig", None) or repr(error)).splitlines()[0]
        raise BackupError(f"The rows of {table.name} don't fit: {reason}.") from error


def _from_json(table: Table, line: bytes) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(line)
    for column in table.columns:
        if isinstance(column.type, DateTime) and values[column.name] is not None:
            moment = datetime.fromisoformat(values[column.name])
            # PostgreSQL's columns keep a time zone, SQLite's don't.
            values[column.name] = moment if column.type.timezone else moment.replace(tzinfo=None)
    return values


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    source = iter(rows)
    while batch := list(islice(source, ROWS_AT_ONCE)):
        yield batch


def _continue_ids(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does by itself."""
    if connection.dialect.name == "postgresql" and "id" in table.c and table.c.id.type.python_type is int:
        highest = select(func.max(table.c.id)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _check_count(connection: Connection, table: Table, manifest: Manifest) -> None:
    expected = manifest.rows[table.name] - (len(manifest.gone) if table.name == "attachments" else 0)
    if (found := connection.scalar(select(func.count()).select_from(table))) != expected:
        raise BackupError(f"{table.name} has {found} rows instead of {expected}.")


def _check_sqlite(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise BackupError(f"Rows refer to nothing: {broken[:5]}.")
    if (answer := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
        raise BackupError(f"The database is damaged: {answer}.")
