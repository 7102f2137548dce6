"""A clock that stands still, and moves when a test says so."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

import pytest

import ticketing.clock


class Clock:
    """The time of day, as the service reads it."""

    def __init__(self) -> None:
        self.timestamp = time.time()

    def move(self, **duration: float) -> None:
        self.timestamp += timedelta(**duration).total_seconds()


@contextmanager
def stopped() -> Iterator[Clock]:
    """Stop the clock at the present moment."""
    clock = Clock()

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromtimestamp(clock.timestamp, tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ticketing.clock, "datetime", Stopped)
        yield clock
