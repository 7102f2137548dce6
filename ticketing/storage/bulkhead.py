"""A bulkhead: work that may hang gets few places and little time, so that it can't hold all of the server."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from ticketing.errors import GatewayTimeout, Unavailable
from ticketing.storage.line import SLOW, Call, current_call

T = TypeVar("T")


class Full(Unavailable):
    """All places are taken; nothing was begun."""


class Bulkhead:
    """Room for `places` calls at once; further callers wait for `patience` seconds and are then sent away."""

    def __init__(self, places: int, patience: float) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._patience = patience

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """Return what `work` returns; raises `Full`, `GatewayTimeout` after `seconds`, and what `work` raises."""
        if not self._places.acquire(timeout=self._patience):
            raise Full("The file store is busy; try again in a moment.", headers={"Retry-After": "5"})
        call = Call()
        outcome: Future[T] = Future()
        try:
            # A daemon, so that a call which hangs doesn't hold the process when it is told to end.
            threading.Thread(target=self._work, args=(work, call, outcome), name="storage", daemon=True).start()
        except RuntimeError as error:
            self._places.release()
            raise Full("The server is busy; try again in a moment.", headers={"Retry-After": "5"}) from error
        try:
            return outcome.result(seconds)
        except TimeoutError as error:
            call.cut()
            raise GatewayTimeout(SLOW) from error

    def _work(self, work: Callable[[], T], call: Call, outcome: "Future[T]") -> None:
        current_call.set(call)
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)
        finally:
            # Not before the work has really ended: a caller who gave up doesn't make room.
            self._places.release()
