"""Lets one request hash at a time, and shares the waiting places fairly between addresses."""

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager

from ticketing.auth.throttle import network
from ticketing.errors import Unavailable

# Each waiting request holds a thread of the server: beyond these, people are asked to come back.
PLACES = 24
WAIT_SECONDS = 4.0


class FairQueue:
    """Gives one turn at a time; the addresses that wait take turns, each in its own order.

    When every place is taken, a newcomer gets the last place of the address that holds the most.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_busy = False
        self._waiting: dict[str, deque[Future[None]]] = {}

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Wait for a turn; raises `Unavailable` when there is no place, or none soon enough."""
        turn = self._join(address)
        try:
            turn.result(WAIT_SECONDS)
        except CancelledError:
            raise _crowded() from None
        except TimeoutError:
            if not self._is_granted(address, turn):
                raise _crowded() from None
        try:
            yield
        finally:
            self._give_next()

    def _join(self, address: str) -> Future[None]:
        turn: Future[None] = Future()
        with self._lock:
            if not self._is_busy:
                self._is_busy = True
                turn.set_result(None)
                return turn
            self._make_room(len(self._waiting.get(address, ())))
            self._waiting.setdefault(address, deque()).append(turn)
        return turn

    def _make_room(self, own: int) -> None:
        if sum(map(len, self._waiting.values())) >= PLACES:
            longest = max(self._waiting.values(), key=len)
            if len(longest) <= own + 1:
                raise _crowded()
            longest.pop().cancel()

    def _is_granted(self, address: str, turn: Future[None]) -> bool:
        """Give up the place unless the turn came at the last moment."""
        with self._lock:
            turns = self._waiting.pop(address, deque())
            if turn in turns:
                turns.remove(turn)
                turn.cancel()
            if turns:
                self._waiting[address] = turns
            return not turn.cancelled()

    def _give_next(self) -> None:
        with self._lock:
            if not self._waiting:
                self._is_busy = False
                return
            address = next(iter(self._waiting))
            turns = self._waiting.pop(address)
            turns.popleft().set_result(None)
            if turns:
                # Behind the other addresses.
                self._waiting[address] = turns


QUEUE = FairQueue()


@contextmanager
def hashing(address: str | None) -> Iterator[None]:
    """Hold this process's one place for hashing, which leaves the other processors to other requests."""
    with QUEUE.turn(network(address or "")):
        yield


def _crowded() -> Unavailable:
    return Unavailable("Too many people are signing in at this moment.", headers={"Retry-After": "2"})
