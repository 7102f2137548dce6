"""The chart of tickets opened and resolved per day: where its bars stand. The template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

WIDTH, HEIGHT = 720, 160
GAP = 2


class Day(NamedTuple):
    """How many tickets were opened and resolved on one day of UTC; those that were opened again don't count as resolved."""

    day: date
    opened: int
    resolved: int


@dataclass(frozen=True)
class Bar:
    """One bar, in the units of the drawing, and the list it leads to."""

    kind: str
    day: date
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """The drawing: its bars, and the number that would fill its height."""

    bars: Sequence[Bar]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(days: Sequence[Day]) -> Chart:
    """Return where the bars of these days stand; nothing makes no bar."""
    highest = _round_up(max((number for day in days for number in (day.opened, day.resolved)), default=0))
    slot = WIDTH / max(len(days), 1)
    width = (slot - 2 * GAP) / 2
    bars = [
        Bar(
            kind,
            day.day,
            number,
            x=round(index * slot + GAP + position * width, 1),
            y=round(HEIGHT - HEIGHT * number / highest, 1),
            width=round(width, 1),
            height=round(HEIGHT * number / highest, 1),
        )
        for index, day in enumerate(days)
        for position, (kind, number) in enumerate((("opened", day.opened), ("resolved", day.resolved)))
        if number
    ]
    return Chart(bars, highest)


def _round_up(number: int) -> int:
    """Return the next number that is easy to read: 2, 4, 10, 20, 40 and so on."""
    step = 1
    while True:
        for factor in (2, 4, 10):
            if number <= factor * step:
                return factor * step
        step *= 10
