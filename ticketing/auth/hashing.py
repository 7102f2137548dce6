"""Lets one request hash at a time, and shares the waiting places fairly between addresses."""

import threading
from collections.abc import Iterator
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
        self._changed = threading.Condition()
        self._is_busy = False
        self._waiting: dict[str, list[object]] = {}

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Wait for a turn; raises `Unavailable` when there is no place, or none soon enough."""
        with self._changed:
            place = self._take_place(address)
            self._changed.wait_for(lambda: self._is_next(place) or self._is_displaced(address, place), WAIT_SECONDS)
            is_granted = self._is_next(place)
            self._leave(address, place)
            if not is_granted:
                raise _crowded()
            self._is_busy = True
        try:
            yield
        finally:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()

    def waiting(self, address: str) -> int:
        """Return how many places an address has."""
        return len(self._waiting.get(address, ()))

    def _take_place(self, address: str) -> object:
        own = self.waiting(address)
        if sum(map(len, self._waiting.values())) >= PLACES:
            longest = max(self._waiting.values(), key=len)
            if len(longest) <= own + 1:
                raise _crowded()
            longest.pop()
            self._changed.notify_all()
        place = object()
        self._waiting.setdefault(address, []).append(place)
        return place

    def _is_next(self, place: object) -> bool:
        first = next(iter(self._waiting.values()), [None])
        return not self._is_busy and first[0] is place

    def _is_displaced(self, address: str, place: object) -> bool:
        return place not in self._waiting.get(address, ())

    def _leave(self, address: str, place: object) -> None:
        if self._is_displaced(address, place):
            return
        places = self._waiting.pop(address)
        places.remove(place)
        if places:
            # Behind the other addresses.
            self._waiting[address] = places


QUEUE = FairQueue()


@contextmanager
def hashing(address: str | None) -> Iterator[None]:
    """Hold this process's one place for hashing, which leaves the other processors to other requests."""
    with QUEUE.turn(network(address or "")):
        yield


def _crowded() -> Unavailable:
    return Unavailable("Too many people are signing in at this moment.", headers={"Retry-After": "2"})
