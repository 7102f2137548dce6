"""How SQLite gets at what a search finds, and what is remembered of that.

PostgreSQL needs no plan, as it knows how common words are, and can't go on from a count: there, tickets with lower ids may
come to light after those with higher ones.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ScalarSelect, literal, select

from ticketing.auth.logins import CurrentUser
from ticketing.prepared import Prepared
from ticketing.tickets import counters, search, trigrams
from ticketing.tickets.filters import Filters, Shape, requesters_of, shape_of, values_of

# Up to this many tickets that the index names are looked at one by one: 5 ms for a thousand.
FEW_CANDIDATES = 5_000
# One requester's tickets, up to this many, are looked at sooner than all those that the index names for everybody.
FEW_TICKETS = 20_000
# Statements kept for lists of different shapes.
SHAPES = 500
# So many searches are remembered by a process, for so long: what is rare may become common.
REMEMBERED = 1_000
SECONDS = 600


class Way(Enum):
    """How to get at the tickets that a search finds."""

    WALK = auto()
    """Look at the tickets in their order. What is common is met soon, and of one requester there are not many."""
    INDEX = auto()
    """Look at those that the index names."""
    WALK_BUT_COUNT_BY_INDEX = auto()
    """Common words of many people's tickets: a page is met soon, but a count wants thousands."""


class Plan(NamedTuple):
    """The way to take, and the expression of trigrams that the index is asked for."""

    way: Way
    trigrams: Any = None


class Count(NamedTuple):
    """How many tickets were found, as long as `search.changes` is this and besides those with higher ids."""

    number: int | None
    changes: int | None
    last_id: int | None


@dataclass
class Memory:
    """What is known of a search: to count the tickets with a word in 30 % of a million takes 34 to 48 ms each time."""

    plan: Plan
    count: Count
    until: float

    def values(self) -> Mapping[str, Any]:
        """Return what belongs into the places of a page's statement."""
        number, changes, last_id = self.count
        return {"lookup_trigrams": self.plan.trigrams, "counted": number, "changes": changes, "last_id": last_id}


NO_COUNT = Count(None, None, None)


def recall(user: CurrentUser, filters: Filters) -> Memory:
    """Return what is known of how to find the filtered tickets, found out first where nothing is."""
    if not search.is_on_sqlite() or not search.parse(filters["search"]).words:
        return Memory(Plan(Way.WALK), NO_COUNT, 0)
    memories: dict[Any, Memory] = current_app.extensions.setdefault("searches", {})
    shape, values = shape_of(user, filters), values_of(user, filters)
    key = (shape, *values.values())
    memory = memories.get(key)
    if memory is None or memory.until < time.monotonic():
        if len(memories) >= REMEMBERED:
            memories.clear()
        memory = memories[key] = Memory(_plan(shape, values), NO_COUNT, time.monotonic() + SECONDS)
    return memory


def _plan(shape: Shape, values: Mapping[str, Any]) -> Plan:
    [(expression, candidates, tickets)] = _sizes(shape).rows(values)
    if candidates <= FEW_CANDIDATES:
        return Plan(Way.INDEX, expression)
    return Plan(Way.WALK if tickets <= FEW_TICKETS else Way.WALK_BUT_COUNT_BY_INDEX, expression)


@lru_cache(maxsize=SHAPES)
def _sizes(shape: Shape) -> Prepared:
    """Return the statement for what to ask the index, how many tickets it names, and how many there are without the search."""
    filters = shape.filters()
    sought = search.parse(filters["search"])
    expression: Any = literal(None)
    if sought.lookup.grams is not None:
        expression = select(trigrams.CHOSEN.cte("chosen").c.expression).scalar_subquery()
    named = search.candidates(sought, expression).limit(FEW_CANDIDATES + 1)
    return Prepared(select(expression, counters.number_of(named), kept_count(shape.user(), filters)))


def kept_count(user: CurrentUser, filters: Filters) -> ScalarSelect[int]:
    """Return, for use in a statement, how many tickets there are without search and periods; the counters know."""
    requesters = requesters_of(user, filters)
    if len(requesters) > 1:
        return select(literal(0)).scalar_subquery()
    return counters.total(requesters, filters["category"], filters["status"])
