"""Checks whether the service is able to work: at most once a second while it is, and never twice at the same time."""

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from ticketing.database import migrations, transaction
from ticketing.database.migrations import OutdatedSchema
from ticketing.errors import Problem, Unavailable

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 1.0
# While one request checks, others take what it found the last time, unless that is older.
STALE_SECONDS = 5.0
MEGABYTE = 1024 * 1024
# Enough that a disk which is full to the last block can't take it.
PROBE = bytes(64 * 1024)

Check: TypeAlias = Callable[[], None]
Sentence: TypeAlias = str


class Remembered:
    """What the checks found, by name: a sentence for each that failed."""

    def __init__(self, checks: Mapping[str, tuple[Check, Sentence]]) -> None:
        self._checks = checks
        self._lock = Lock()
        self._checked_at = float("-inf")
        self._failed: dict[str, Sentence] = {}

    def require(self) -> None:
        """Raise `Unavailable` that names what failed."""
        if self._lock.acquire(blocking=self._age() > STALE_SECONDS):
            try:
                if self._failed or self._age() > REMEMBERED_SECONDS:
                    self._failed = {name: sentence for name, (check, sentence) in self._checks.items() if not _is_well(check)}
                    self._checked_at = time.monotonic()
            finally:
                self._lock.release()
        if self._failed:
            detail = f"The service can't work now: {', '.join(self._failed)}."
            errors = {name: [sentence] for name, sentence in self._failed.items()}
            raise Unavailable(detail, errors=errors, headers={"Retry-After": "2"})

    def _age(self) -> float:
        return time.monotonic() - self._checked_at


def init_app(app: Flask) -> None:
    """Let the views ask `remembered`."""
    app.extensions["alive"] = Remembered({"database": (transaction.check_readable, "It does not answer.")})
    app.extensions["ready"] = Remembered(PARTS)


def remembered(name: str) -> Remembered:
    """Return the checks of the current app: "alive" is the database answering, "ready" all of `PARTS`."""
    found: Remembered = current_app.extensions[name]
    return found


def _is_well(check: Check) -> bool:
    try:
        check()
    except (Problem, SQLAlchemyError, OutdatedSchema, OSError) as error:
        # Whoever asks learns a fixed sentence only.
        log.error("not able to work: %s", error)
        return False
    return True


def _check_room() -> None:
    for folder in _folders():
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(PROBE)
        needed = current_app.config["MAX_UPLOAD_MB"] * MEGABYTE
        if shutil.disk_usage(folder).free < needed:
            raise OSError(f"less than {needed} bytes are free in {folder}")


def _folders() -> Iterator[Path]:
    """Yield what the service writes to."""
    config = current_app.config
    yield Path(tempfile.gettempdir())
    if not config["CLOUDINARY_CLOUD_NAME"]:
        store: Path = config["ATTACHMENTS_DIR"]
        # It is made with its first file.
        yield next(path for path in (store, *store.parents) if path.exists())
    if config["SQLALCHEMY_DATABASE_URI"].get_backend_name() == "sqlite":
        yield Path(config["SQLALCHEMY_DATABASE_URI"].database).parent


PARTS = {
    "database": (transaction.check_writable, "It can't be read and written."),
    "migrations": (migrations.check_current, "They are not those of this version."),
    "disk": (_check_room, "There is no room, or no right to write."),
}
