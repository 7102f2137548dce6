"""The chart of tickets opened and resolved per day: where its bars stand. The template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ticketing.tickets.counters import Day

WIDTH, HEIGHT, BASE = 720, 200, 176
TOP = 12
GAP = 2


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
    """The drawing: bars, and the lines across with their numbers."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[float, int]]
    labels: Sequence[tuple[float, date]]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def draw(days: Sequence[Day]) -> Chart:
    """Return where the bars of these days stand."""
    highest = _round_up(max((number for day in days for number in (day.opened, day.resolved)), default=0))
    slot = WIDTH / max(len(days), 1)
    width = (slot - 2 * GAP) / 2
    bars = [
        _bar(kind, day.day, number, index * slot + GAP + position * width, width, highest)
        for index, day in enumerate(days)
        for position, (kind, number) in enumerate((("opened", day.opened), ("resolved", day.resolved)))
    ]
    lines = [(_y(number, highest), number) for number in (highest, highest // 2) if number]
    # One label a week, ending with today.
    labels = [(index * slot + slot / 2, day.day) for index, day in enumerate(days) if (len(days) - 1 - index) % 7 == 0]
    return Chart(bars, lines, labels)


def _bar(kind: str, day: date, number: int, x: float, width: float, highest: int) -> Bar:
    top = _y(number, highest)
    return Bar(kind, day, number, round(x, 1), top, round(width, 1), round(BASE - top, 1))


def _y(number: int, highest: int) -> float:
    return round(BASE - (BASE - TOP) * number / max(highest, 1), 1)


def _round_up(number: int) -> int:
    """Return the next number that is easy to read: 2, 4, 10, 20, 40 and so on."""
    step = 1
    while True:
        for factor in (2, 4, 10):
            if number <= factor * step:
                return factor * step
        step *= 10
