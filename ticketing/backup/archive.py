"""The archive: a zip file with `tables/<name>.jsonl`, `files/<key>` and, last, `manifest.json`."""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from ticketing.storage.keys import is_key

FORMAT = 1
MANIFEST = "manifest.json"
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
    # No such entry, no JSON, or JSON of another shape.
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
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
    format: int = FORMAT


@contextmanager
def creating(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield an archive to fill; it appears at `path` when it is whole, or not at all. Raises `BackupError`."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise BackupError(f"{path} exists already.")
        # For its owner's eyes only: it holds everybody's tickets and password hashes.
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Yield the archive at `path` and what is in it, after checking every byte of it; raises `BackupError`."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(archive)
            _check_content(archive, manifest)
        except UNREADABLE as error:
            raise BackupError(f"{path} can't be read as a backup: {error}") from error
        yield archive, manifest


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Finish an archive with what is in it."""
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content = json.loads(archive.read(MANIFEST))
    if content.get("format") != FORMAT:
        raise BackupError(f"The backup has the format {content.get('format')}; this version reads {FORMAT}.")
    manifest = Manifest(**content)
    if manifest.rows.keys() != manifest.tables.keys() or not all(is_key(key) for key in manifest.files):
        raise BackupError("The backup is damaged: its manifest contradicts itself.")
    return manifest


def _check_content(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if damaged := archive.testzip():
        raise BackupError(f"The backup is damaged: {damaged}.")
    digests = {table_entry(name): digest for name, digest in manifest.tables.items()}
    digests |= {file_entry(key): digest for key, digest in manifest.files.items()}
    for name, digest in digests.items():
        with archive.open(name) as content:
            check_digest(content, digest, name)


def table_entry(name: str) -> str:
    """Return where the rows of a table are."""
    return f"tables/{name}.jsonl"


def file_entry(key: str) -> str:
    """Return where the bytes of a file are."""
    return f"files/{key}"


def write_file(archive: zipfile.ZipFile, key: str, content: IO[bytes]) -> str:
    """Add a file and return its SHA-256. Not compressed: pictures and archives are already."""
    digest = hashlib.sha256()
    with archive.open(zipfile.ZipInfo(file_entry(key)), "w", force_zip64=True) as copy:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def check_digest(content: IO[bytes], digest: str, name: str) -> None:
    """Raise `BackupError` unless the bytes have this SHA-256."""
    if hashlib.file_digest(content, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
        raise BackupError(f"{name} is not what was backed up.")
