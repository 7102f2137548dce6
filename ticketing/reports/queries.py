"""The numbers that a report is made from.

What happened to tickets in a period is read as one list of whole numbers, one for each ticket, from an index that has all of
it: a row for each ticket, or groups made by the database, take several times as long.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    type_coerce,
    values,
)

from ticketing.categories.models import Priority
from ticketing.database.transaction import execute
from ticketing.database.types import UtcDateTime
from ticketing.extensions import db
from ticketing.reports.periods import DAY, Period
from ticketing.tickets.columns import CATEGORIES, USERS, T
from ticketing.tickets.queries import midnight

# How many tickets took how many whole steps of time.
Histogram: TypeAlias = Mapping[int, int]
PLACES = tuple(Priority)
SECONDS_A_DAY = 86_400


class Event(NamedTuple):
    """What happens to a ticket once: when, and the seconds of a step in which the time until then is counted."""

    column: str
    step: int | None = None


OPENED = Event("created_at")
# An answer is counted in quarters of an hour, which is as much as people feel; what takes days, in hours.
ANSWERED = Event("first_reply_at", step=900)
RESOLVED = Event("resolved_at", step=3600)


class Spread(NamedTuple):
    """How long it took the tickets of each category, priority and assignee (by their ids, None for nobody)."""

    categories: Mapping[int, Histogram]
    priorities: Mapping[str, Histogram]
    assignees: Mapping[int | None, Histogram]


def spread(period: Period, event: Event) -> Spread:
    """Return how long it took the tickets to which that happened in the period."""
    first, end = period.moments
    kinds = _kinds()
    limits = {"first": first, "end": end, "users": kinds.users, "categories": kinds.categories}
    numbers: Sequence[int] = execute(_numbers(event), limits).scalar_one() or ()
    return _unpacked(numbers, kinds)


class Kinds(NamedTuple):
    """How many values there may be of what tickets have, so that one number tells all of them."""

    users: int
    categories: int


def _kinds() -> Kinds:
    highest = [select(func.max(column)).scalar_subquery() for column in (USERS.c.id, CATEGORIES.c.id)]
    return Kinds(*((number or 0) + 1 for number in execute(select(*highest)).one()))


def _numbers(event: Event) -> Select[Any]:
    """Return the statement for one number for each ticket: its steps, assignee, category and priority, one after the other."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    number = _steps(event, on_sqlite) * bindparam("users", type_=BigInteger) + func.coalesce(T.assignee_id, 0)
    number = number * bindparam("categories", type_=BigInteger) + T.category_id
    number = number * len(PLACES) + type_coerce(T.priority, Integer)
    numbers = (func.json_group_array if on_sqlite else func.json_agg)(number, type_=JSON)
    moment = T[event.column]
    return select(numbers).where(moment >= bindparam("first"), moment < bindparam("end"))


def _steps(event: Event, on_sqlite: bool) -> ColumnElement[int]:
    if event.step is None:
        return literal(0, BigInteger)
    moment, opened = T[event.column], T.created_at
    if on_sqlite:
        seconds: ColumnElement[Any] = (func.julianday(moment) - func.julianday(opened)) * SECONDS_A_DAY + 0.5
    else:
        seconds = func.date_part("epoch", moment - opened)
    return cast(seconds, BigInteger) // event.step


def _unpacked(numbers: Sequence[int], kinds: Kinds) -> Spread:
    """Return what the numbers say; most of a report's time is spent in this loop."""
    spread = Spread(*(defaultdict(lambda: defaultdict(int)) for _ in Spread._fields))
    of_kind: dict[int, tuple[Any, ...]] = {}
    for number, tickets in Counter(numbers).items():
        steps, kind = divmod(number, kinds.users * kinds.categories * len(PLACES))
        histograms = of_kind.get(kind)
        if histograms is None:
            histograms = of_kind[kind] = _histograms(spread, kind, kinds)
        for histogram in histograms:
            histogram[steps] += tickets
    return spread


def _histograms(spread: Spread, kind: int, kinds: Kinds) -> tuple[Any, ...]:
    rest, place = divmod(kind, len(PLACES))
    assignee, category = divmod(rest, kinds.categories)
    return spread.categories[category], spread.priorities[PLACES[place]], spread.assignees[assignee or None]


class Day(NamedTuple):
    """A day of UTC: how many tickets were opened and resolved, and how many were open at its end."""

    day: date
    opened: int
    resolved: int
    backlog: int


def days(period: Period) -> Sequence[Day]:
    """Return the days of the period; a ticket that was reopened counts as open all the time."""
    counted = execute(_by_day(period)).all()
    backlog = execute(OPEN_AT, {"moment": period.moments[1]}).scalar_one()
    result = []
    for row in reversed(counted):
        result.append(Day(row.day, row.opened, row.resolved, backlog))
        backlog += row.resolved - row.opened
    return result[::-1]


def _by_day(period: Period) -> Select[Any]:
    # Grouped by their day, the tickets take SQLite five times as long.
    each = values(column("day", Date), column("first", UtcDateTime), column("end", UtcDateTime), name="days")
    listed = each.data([(day, midnight(day), midnight(day + DAY)) for day in period.days]).cte()
    counts = [
        select(func.count())
        .where(T[event.column] >= listed.c.first, T[event.column] < listed.c.end)
        .scalar_subquery()
        .label(name)
        for name, event in {"opened": OPENED, "resolved": RESOLVED}.items()
    ]
    return select(listed.c.day, *counts).order_by(listed.c.day)


def _since(moment: str) -> ColumnElement[int]:
    return select(func.count()).where(T[moment] >= bindparam("moment", type_=UtcDateTime)).scalar_subquery()


# From what is open now, so that few are counted unless the moment is long past.
OPEN_AT = select(
    select(func.count()).where(T.resolved_at.is_(None)).scalar_subquery() + _since("resolved_at") - _since("created_at")
)


def names(user_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of these users by their ids."""
    found = select(USERS.c.id, USERS.c.username).where(USERS.c.id.in_(user_ids))
    return {row.id: row.username for row in execute(found)}
