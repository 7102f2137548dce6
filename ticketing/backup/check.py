"""Checking an archive before anything is written: every byte of it, and each row by itself."""

import hashlib
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import orjson
from sqlalchemy import Table

from ticketing.backup import rules
from ticketing.backup.archive import BackupError, Manifest, check_digest, file_entry, table_entry
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
    with archive.open(table_entry(name)) as content:
        for line in shown(f"Checked rows of {name}", lines(content), manifest.rows[name]):
            count += 1
            actual.update(line)
            if table is not None:
                _check_row(archive, manifest, table, count, line)
    if actual.hexdigest() != digest:
        raise BackupError(f"{table_entry(name)} is not what was backed up.")
    if count != manifest.rows[name]:
        raise BackupError(f"{name} has {count} rows instead of {manifest.rows[name]}.")


def lines(content: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines, without holding more than one; raises `ValueError` for one that is longer than any row."""
    while line := content.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ValueError("a line of it is too long")
        yield line


def _check_row(archive: zipfile.ZipFile, manifest: Manifest, table: Table, number: int, line: bytes) -> None:
    try:
        row = orjson.loads(line)
        rules.check(table, row)
        if table.name == "attachments":
            _check_file(archive, manifest, row)
    except (rules.Unfit, ValueError) as error:
        raise BackupError(f"{table.name}, row {number}: {error}.") from error


def _check_file(archive: zipfile.ZipFile, manifest: Manifest, row: dict[str, Any]) -> None:
    key, size = row.get("key"), row.get("size")
    if row.get("store") != LOCAL or key in manifest.gone or key in manifest.lost:
        return
    if key not in manifest.files:
        raise rules.Unfit("column key: the file is not in the backup")
    if size != (actual := archive.getinfo(file_entry(key)).file_size):
        raise rules.Unfit(f"column size: {size}, but the file has {actual} bytes")
