"""Removal in the background, for files whose request has failed and whose client should not wait."""

import heapq
import logging
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

LIMIT = 1000


class Cleanup:
    """Calls `remove(key)` after each of `delays` seconds until it says that something was removed.

    Later tries find what was still on its way at the first one. What they miss is left to the sweep.
    """

    def __init__(self, remove: Callable[[str], bool], delays: Sequence[float]) -> None:
        self._remove = remove
        self._delays = tuple(delays)
        self._due: list[tuple[float, str, int]] = []
        self._changed = threading.Condition()
        self._is_running = False

    def soon(self, key: str) -> None:
        """Have the file under `key` removed; returns at once and never raises."""
        self._plan(key, 0)

    def _plan(self, key: str, tries: int) -> None:
        with self._changed:
            if tries >= len(self._delays) or len(self._due) >= LIMIT:
                log.info("file %s is left to the sweep if it is there", key)
                return
            heapq.heappush(self._due, (time.monotonic() + self._delays[tries], key, tries))
            self._start()
            self._changed.notify()

    def _start(self) -> None:
        # At the first need and not before: a server may fork after the app was made.
        if not self._is_running:
            self._is_running = True
            threading.Thread(target=self._run, name="storage-cleanup", daemon=True).start()

    def _run(self) -> None:
        while True:
            key, tries = self._next()
            try:
                is_removed = self._remove(key)
            except Exception as error:
                log.warning("file %s could not be removed: %s", key, error)
                is_removed = False
            if not is_removed:
                self._plan(key, tries + 1)

    def _next(self) -> tuple[str, int]:
        with self._changed:
            while True:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[1:]
                self._changed.wait(wait)
