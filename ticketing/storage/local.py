"""Files on the local disk, for when Cloudinary isn't configured."""

import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from flask import url_for

from ticketing.errors import NotFound, Problem, Unavailable
from ticketing.storage import signed_links
from ticketing.storage.keys import checked, is_key

log = logging.getLogger(__name__)

COPY_BYTES = 1024 * 1024
STALE_SECONDS = 3600
FOLDERS = "[0-9a-f][0-9a-f]/*"


class LocalStorage:
    """Files in `directory`, in folders named by the first two letters of the keys."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # Files are written in a folder of the same file system, so that a rename makes them appear whole.
        self._incoming = directory / ".incoming"

    def save(self, key: str, content: IO[bytes], content_type: str, *, deadline: float | None = None) -> None:
        """Store all of `content`, durably, under `key`; raises `Unavailable` and leaves nothing when there is no room."""
        path = self._path(key)
        temporary = self._incoming / secrets.token_hex(16)
        try:
            _store(content, temporary, path)
        except BaseException as error:
            for leftover in (temporary, path):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _unavailable(error) from error
            raise

    def write(self, key: str, content: IO[bytes]) -> None:
        """Store all of `content` under `key`, for many threads at once; after a power cut it counts from `sync_names` on."""
        path = self._path(key)
        try:
            _make_folder(path.parent)
            with path.open("xb") as file:
                shutil.copyfileobj(content, file, COPY_BYTES)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unavailable(error) from error

    def sync_names(self, keys: Iterable[str]) -> None:
        """Wait until the disk has the names of the files that were written under `keys`."""
        try:
            for folder in {self._path(key).parent for key in keys}:
                _sync_folder(folder)
        except OSError as error:
            raise _unavailable(error) from error

    def open(self, key: str) -> BinaryIO:
        """Open the bytes under `key`; raises `NotFound`."""
        if not is_key(key):
            raise NotFound("There is no such file.")
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound("There is no such file.") from None
        except OSError as error:
            raise _unavailable(error) from error

    def url(self, key: str, *, name: str, content_type: str, expires_at: datetime) -> str:
        """Return a signed link to our download route, which takes the name and type from the file's row."""
        expires = int(expires_at.timestamp())
        signature = signed_links.sign(checked(key), expires)
        return url_for("files.download", key=key, expires=expires, signature=signature, _external=True)

    def delete(self, key: str) -> None:
        """Remove the bytes under `key`; it is no error when there are none."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(error) from error

    def discard(self, key: str) -> None:
        """Remove the bytes under `key` without raising; a failure is logged."""
        with suppress(Problem):
            self.delete(key)

    def keys(self) -> Iterator[str]:
        """Yield the key of every file stored."""
        try:
            yield from (path.name for path in self._directory.glob(FOLDERS) if is_key(path.name))
        except OSError as error:
            raise _unavailable(error) from error

    def leftovers(self) -> Iterator[str]:
        """Yield what killed saves wrote an hour ago or more, and files in our folders whose name is no key.

        The directory may hold other things too, such as the database, so leave out what is outside our folders.
        """
        stale = time.time() - STALE_SECONDS
        try:
            found = [path for path in self._incoming.glob("*") if _is_older(path, stale)]
            found += [path for path in self._directory.glob(FOLDERS) if not is_key(path.name) and path.is_file()]
        except OSError as error:
            raise _unavailable(error) from error
        yield from (str(path.relative_to(self._directory)) for path in found)

    def remove_leftovers(self) -> int:
        """Remove what `leftovers` yields, and return how many files that were."""
        names = list(self.leftovers())
        try:
            for name in names:
                (self._directory / name).unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(error) from error
        return len(names)

    def _path(self, key: str) -> Path:
        return self._directory / checked(key)[:2] / key


def _store(content: IO[bytes], temporary: Path, path: Path) -> None:
    for folder in (temporary.parent, path.parent):
        _make_folder(folder)
    content.seek(0)
    with temporary.open("xb") as file:
        shutil.copyfileobj(content, file, COPY_BYTES)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    # A power cut can take the name until its folder is on disk too.
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _unavailable(error: OSError) -> Unavailable:
    log.error("local storage failed: %s", error)
    return Unavailable("Files can't be stored or read at the moment.", headers={"Retry-After": "30"})
