"""Checking an archive before anything is written: every byte of it, and each row by itself."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

import orjson
from sqlalchemy import Table

from ticketing.backup import rules
from ticketing.backup.archive import CHUNK_BYTES, BackupError, Manifest, check_digest, file_entry, table_entry
from ticketing.backup.progress import shown
from ticketing.extensions import db
from ticketing.storage import LOCAL

# Many times the longest row there can be.
LONGEST_LINE = 16 * 1024 * 1024


def check(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raise `BackupError`, or what reading a damaged archive raises, unless the archive could be restored."""
    for name, digest in manifest.tables.items():
        _check_table(archive, name, digest, manifest)
    for key, digest in shown("Checked files", manifest.files.items(), len(manifest.files)):
        with archive.open(file_entry(key)) as content:
            check_digest(content, digest, file_entry(key))


def _check_table(archive: zipfile.ZipFile, name: str, digest: str, manifest: Manifest) -> None:
    table, actual, count = db.metadata.tables.get(name), hashlib.sha256(), 0
    check_row = None if table is None else _row_checker(archive, manifest, table)
    with archive.open(table_entry(name)) as content:
        for line in shown(f"Checked rows of {name}", lines(content), manifest.rows[name]):
            count += 1
            actual.update(line)
            if check_row:
                check_row(count, line)
    if actual.hexdigest() != digest:
        raise BackupError(f"{table_entry(name)} is not what was backed up.")
    if count != manifest.rows[name]:
        raise BackupError(f"{name} has {count} rows instead of {manifest.rows[name]}.")


def lines(content: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines, without holding more than one; raises `ValueError` for one that is longer than any row."""
    # A zip file's own way of reading lines takes several times as long.
    buffer = io.BufferedReader(content, CHUNK_BYTES)  # type: ignore[type-var]
    while line := buffer.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ValueError("a line of it is too long")
        yield line


def _row_checker(archive: zipfile.ZipFile, manifest: Manifest, table: Table) -> Callable[[int, bytes], None]:
    check_values = rules.checker(table)

    def check_row(number: int, line: bytes) -> None:
        try:
            row = orjson.loads(line)
            check_values(row)
            if table.name == "attachments":
                _check_file(archive, manifest, row)
        except (rules.Unfit, ValueError) as error:
            raise BackupError(f"{table.name}, row {number}: {error}.") from error

    return check_row


def _check_file(archive: zipfile.ZipFile, manifest: Manifest, row: dict[str, Any]) -> None:
    key, size = row.get("key"), row.get("size")
    if row.get("store") != LOCAL or key in manifest.gone or key in manifest.lost:
        return
    if key not in manifest.files:
        raise rules.Unfit("column key: the file is not in the backup")
    if size != (actual := archive.getinfo(file_entry(key)).file_size):
        raise rules.Unfit(f"column size: {size}, but the file has {actual} bytes")
