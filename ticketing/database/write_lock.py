"""The lock that all writers of one SQLite file hold, in the order they came."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from ticketing.errors import Unavailable

# As many as SQLite's own default of 1,000 pages at about ten pages a transaction.
WRITES_PER_CHECKPOINT = 100
POLL_SECONDS = 0.0005
# Of the files beside the database: for whoever is next, and for whoever writes.
ENDINGS = (".next.lock", ".lock")

log = logging.getLogger(__name__)


class Queue:
    """A lock that is handed to whoever waits longest; `threading.Lock` goes to whoever grabs it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_held = False

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock; return whether it was to be had within `seconds`."""
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return True
            handed_over = threading.Event()
            self._waiting.append(handed_over)
        if handed_over.wait(seconds):
            return True
        with self._guard:
            # It may have come in the very moment in which the time was over.
            if not handed_over.is_set():
                self._waiting.remove(handed_over)
            return handed_over.is_set()

    def release(self) -> None:
        """Hand the lock to the next in the queue."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False


class WriteLock:
    """One writer at a time, over all threads and processes that use one SQLite file.

    SQLite before 3.51.3 can corrupt a database when two connections write or checkpoint at the same instant (the
    WAL-reset bug), and its busy handler waits by sleeping, which starves some writers. So all of ours hold this lock from
    before BEGIN IMMEDIATE until after COMMIT, and only its holder checkpoints.
    """

    def __init__(self, database: Path) -> None:
        self._threads = Queue()
        # Who is next of all processes holds `_next` while waiting for `_now`: so a busy process can't keep others out by
        # taking the lock again the moment it lets go of it.
        self._next, self._now = (Path(f"{database}{ending}") for ending in ENDINGS)
        self._writes = 0

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Wait for the lock, at most `seconds`, and hold it; raises `Unavailable`."""
        deadline = time.monotonic() + seconds
        if not self._threads.acquire(seconds):
            raise database_busy()
        try:
            locked = self._lock(deadline)
            try:
                yield
            finally:
                _unlock(locked)
        finally:
            self._threads.release()

    def _lock(self, deadline: float) -> int:
        try:
            following = _locked(self._next, deadline)
            try:
                return _locked(self._now, deadline)
            finally:
                _unlock(following)
        except TimeoutError as error:
            raise database_busy() from error
        except OSError as error:
            # It belongs to somebody else since the start, or the folder is gone.
            log.error("a lock of the database can't be used: %s", error)
            raise database_busy() from error

    def is_checkpoint_due(self) -> bool:
        """Count one more write; true each hundredth time. Ask only while holding the lock."""
        self._writes = (self._writes + 1) % WRITES_PER_CHECKPOINT
        return self._writes == 0


def _locked(path: Path, deadline: float) -> int:
    """Return the file, opened and locked among processes; raises `OSError`.

    `FileLock` does the same, and much else, in 100 µs, a tenth of what a change takes.
    """
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not lock_descriptor(opened, blocking=False):
            if time.monotonic() >= deadline:
                raise TimeoutError(f"somebody else has locked {path.name}")
            time.sleep(POLL_SECONDS)
    except BaseException:
        os.close(opened)
        raise
    return opened


def _unlock(opened: int) -> None:
    # A child of this process may still have it open.
    unlock_descriptor(opened)
    os.close(opened)


def database_busy() -> Unavailable:
    """Return the error for a database that does not answer now."""
    return Unavailable("The database is busy or can't be reached. Please try again.", headers={"Retry-After": "2"})
