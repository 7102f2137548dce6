"""The archive: a zip file with `tables/<name>.jsonl`, `files/<key>` and, last, `manifest.json`."""

import hashlib
import json
import os
import shutil
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from marshmallow import Schema, ValidationError, fields, validate

from ticketing.errors import Unavailable
from ticketing.storage.keys import KEY

FORMAT = 1
MANIFEST = "manifest.json"
STANDARD_STREAM = Path("-")
CHUNK_BYTES = 1024 * 1024
# What reading an archive raises when any byte of it may have been changed.
UNREADABLE = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    # Encrypted, or compressed in a way that Python doesn't know.
    RuntimeError,
    # No such entry, or no JSON.
    LookupError,
    ValueError,
    ValidationError,
)


class BackupError(Exception):
    """The backup can't be made or restored; the message is a sentence that says why."""


@dataclass
class Manifest:
    """What is in an archive."""

    revision: str
    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows there are of each table."""
    tables: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each table's lines."""
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file, by its key."""
    gone: list[str] = field(default_factory=list)
    """Keys of files that were deleted, with their tickets, while the backup was made."""
    lost: dict[str, str] = field(default_factory=dict)
    """What is wrong with files that tickets name but that could not be read, or are not as they were stored; by key."""
    format: int = FORMAT


class ManifestSchema(Schema):
    """The shape of `manifest.json`."""

    revision = fields.String(required=True)
    made_at = fields.String(required=True)
    rows = fields.Dict(fields.String(), fields.Integer(strict=True), required=True)
    tables = fields.Dict(fields.String(), fields.String(), required=True)
    files = fields.Dict(fields.String(validate=validate.Regexp(KEY)), fields.String(), required=True)
    gone = fields.List(fields.String(validate=validate.Regexp(KEY)), required=True)
    lost = fields.Dict(fields.String(validate=validate.Regexp(KEY)), fields.String())
    format = fields.Integer(strict=True, required=True)


class Pipe:
    """Standard output, only ever written on: a zip file would go back in it where that seems possible."""

    def __init__(self) -> None:
        self._stream = sys.stdout.buffer
        if self._stream.isatty():
            raise BackupError("An archive is nothing for a terminal: send standard output to a file or another command.")

    def write(self, content: bytes) -> int:
        """Write all of `content` at once, so that nothing is left to fail at the end."""
        written = self._stream.write(content)
        self._stream.flush()
        return written

    def flush(self) -> None:
        """Do nothing: everything is written."""


@contextmanager
def creating(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield an archive to fill; it appears at `path` when it is whole, or not at all. Raises `BackupError`.

    On standard output, `-`, one that is not whole has no manifest.
    """
    try:
        with _created(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            yield archive
    except OSError as error:
        place = "Standard output" if path == STANDARD_STREAM else path
        raise BackupError(f"{place} can't be written: {error.strerror or error}.") from error


@contextmanager
def _created(path: Path) -> Iterator[Any]:
    if path == STANDARD_STREAM:
        yield Pipe()
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise BackupError(f"{path} exists already.")
        # For its owner's eyes only: it holds everybody's tickets and password hashes.
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Yield the archive at `path`, or on standard input, and its manifest; raises `BackupError`."""
    with ExitStack() as stack:
        with refusing_damage(path):
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(_opened(path))))
            manifest = _read_manifest(archive)
        yield archive, manifest


@contextmanager
def refusing_damage(path: Path) -> Iterator[None]:
    """Raise a `BackupError` for whatever reading a damaged archive raises."""
    try:
        yield
    except UNREADABLE as error:
        place = "Standard input" if path == STANDARD_STREAM else path
        raise BackupError(f"{place} can't be read as a backup: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path != STANDARD_STREAM:
        with path.open("rb") as file:
            yield file
        return
    # What is in an archive stands at its end.
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy, CHUNK_BYTES)
        yield copy


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Finish an archive with what is in it."""
    content = asdict(manifest)
    if not manifest.lost:
        # Earlier versions, which don't know it, can read the archive too.
        del content["lost"]
    archive.writestr(MANIFEST, json.dumps(content, indent=1))


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content = json.loads(archive.read(MANIFEST))
    if isinstance(content, dict) and content.get("format") != FORMAT:
        raise BackupError(f"The backup has the format {content.get('format')}; this version reads {FORMAT}.")
    manifest = Manifest(**ManifestSchema().load(content))
    if manifest.rows.keys() != manifest.tables.keys():
        raise BackupError("The backup is damaged: its manifest contradicts itself.")
    return manifest


def table_entry(name: str) -> str:
    """Return where the rows of a table are."""
    return f"tables/{name}.jsonl"


def file_entry(key: str) -> str:
    """Return where the bytes of a file are."""
    return f"files/{key}"


def write_file(archive: zipfile.ZipFile, key: str, content: IO[bytes]) -> str:
    """Add a file and return its SHA-256; raises `Unavailable` where it can't be read to its end.

    Not compressed: pictures and archives are already.
    """
    digest = hashlib.sha256()
    with archive.open(zipfile.ZipInfo(file_entry(key)), "w", force_zip64=True) as copy:
        while chunk := _read_chunk(content):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _read_chunk(content: IO[bytes]) -> bytes:
    try:
        return content.read(CHUNK_BYTES)
    except OSError as error:
        # Not to be taken for a failure to write the archive.
        raise Unavailable(str(error)) from error


def check_digest(content: IO[bytes], digest: str, name: str) -> None:
    """Raise `BackupError` unless the bytes have this SHA-256."""
    if hashlib.file_digest(content, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
        raise BackupError(f"{name} is not what was backed up.")
