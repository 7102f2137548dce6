"""Periods of whole days of UTC."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ticketing.tickets.queries import midnight

DAY = timedelta(days=1)


class Period(NamedTuple):
    """Days of UTC, both included."""

    first: date
    last: date

    @property
    def days(self) -> Sequence[date]:
        """Return every day of it."""
        return [self.first + DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Return the moment at which it begins, and the one at which it is over."""
        return midnight(self.first), midnight(self.last + DAY)
