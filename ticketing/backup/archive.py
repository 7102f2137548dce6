"""The archive: a zip file with `tables/<name>.jsonl`, `files/<key>` and, last, `manifest.json`."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK_BYTES = 1024 * 1024


class BackupError(Exception):
    """The backup can't be made or restored; the message is a sentence that says why."""


@dataclass
class Manifest:
    """What is in an archive."""

    revision: str
    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows there are of each table."""
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file, by its key."""
    gone: list[str] = field(default_factory=list)
    """Keys of files that were deleted, with their tickets, while the backup was made."""
    format: int = FORMAT


@contextmanager
def creating(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield an archive to fill; it appears at `path` when it is whole, or not at all. Raises `BackupError`."""
    if path.exists():
        raise BackupError(f"{path} exists already.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # For its owner's eyes only: it holds everybody's tickets and password hashes.
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield the archive at `path`; raises `BackupError` when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (OSError, zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise BackupError(f"{path} can't be read as a backup: {error}") from error


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Finish an archive with what is in it."""
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return what is in the archive, after checking every byte of it; raises `BackupError`."""
    content = json.loads(archive.read(MANIFEST))
    if content.get("format") != FORMAT:
        raise BackupError(f"The backup has the format {content.get('format')}; this version reads {FORMAT}.")
    manifest = Manifest(**content)
    if damaged := archive.testzip():
        raise BackupError(f"The backup is damaged: {damaged}.")
    for key, digest in manifest.files.items():
        with archive.open(f"files/{key}") as file:
            check_digest(file, digest, f"files/{key}")
    return manifest


def write_file(archive: zipfile.ZipFile, key: str, content: IO[bytes]) -> str:
    """Add a file and return its SHA-256. Not compressed: pictures and archives are already."""
    digest = hashlib.sha256()
    with archive.open(zipfile.ZipInfo(f"files/{key}"), "w", force_zip64=True) as copy:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def check_digest(content: IO[bytes], digest: str, name: str) -> None:
    """Raise `BackupError` unless the bytes have this SHA-256."""
    if hashlib.file_digest(content, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
        raise BackupError(f"{name} is not what was backed up.")
