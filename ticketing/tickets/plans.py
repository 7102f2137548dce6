"""How SQLite gets at what a search finds, and what is remembered of that.

PostgreSQL needs no plan, as it knows how common words are, and can't go on from a count: there, tickets with lower ids may
come to light after those with higher ones.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ScalarSelect, literal, select

from ticketing.auth.queries import CurrentUser
from ticketing.database.prepared import Prepared
from ticketing.tickets import counters, search, trigrams
from ticketing.tickets.filters import Filters, Shape, order_of, requesters_of, shape_of, values_of

# Up to this many tickets that the index names are looked at one by one: 5 ms for a thousand.
FEW_CANDIDATES = 5_000
# So many tickets without the search are looked at, or sorted, sooner than all those that the index names for everybody.
FEW_TICKETS = 20_000
# Of a list's first tickets, so many are walked through sooner than all that the index names are looked at; they are taken for
# the newest or the oldest, and a page's tickets to be among them if the index names as many as this.
NEAR, ENOUGH = 20_000, 50
# What so large a share of the tickets has is counted on the way sooner than by the index of beginnings.
COMMON = 0.1
# Of so few tickets found it is remembered which they were.
FEW_FOUND = 200
# Statements kept for lists of different shapes.
SHAPES = 500
# So many searches are remembered by a process, for so long: what is rare may become common.
REMEMBERED = 1_000
SECONDS = 600


class Way(Enum):
    """How to get at the tickets of a list."""

    ANY = auto()
    """As the database likes, by its indexes or by sorting."""
    WALK = auto()
    """Look at the tickets in their order. What is common is met soon, and of one requester there are not many."""
    INDEX = auto()
    """Look at those that the search's index names."""
    KNOWN = auto()
    """Look at the few that were found the last time, and at those opened since."""
    WALK_BUT_COUNT_BY_INDEX = auto()
    """Common words of many people's tickets: a page is met soon, but a count wants thousands."""

    @property
    def is_walk(self) -> bool:
        """Tell whether the tickets are looked at in their order."""
        return self in (Way.WALK, Way.WALK_BUT_COUNT_BY_INDEX)


class Plan(NamedTuple):
    """The way to take, the expression of trigrams that the index is asked for, and whether counts are gone on from."""

    way: Way
    trigrams: Any = None
    can_count_on: bool = False

    def of_count(self) -> "Plan":
        """Return the plan for a count alone."""
        return self._replace(way=Way.INDEX) if self.way is Way.WALK_BUT_COUNT_BY_INDEX else self


class Count(NamedTuple):
    """How many tickets were found, as long as `search.changes` is this and besides those with higher ids.

    Where they were looked up and are few, `ids` has them as a list in JSON.
    """

    number: int | None = None
    changes: int | None = None
    last_id: int | None = None
    ids: str | None = None


@dataclass
class Memory:
    """What is known of a search: to count the tickets with a word in 30 % of a million takes 34 to 48 ms each time.

    To look up the hundred that have two words takes 1.2 ms, to read them by their ids 0.2. Another thread may learn meanwhile:
    whoever asks twice takes `count` once.
    """

    plan: Plan
    until: float
    count: Count = field(default_factory=Count)

    def plan_from(self, count: Count) -> Plan:
        """Return the plan of somebody who goes on from this count."""
        return self.plan._replace(way=Way.KNOWN) if count.ids else self.plan

    def values(self, count: Count) -> Mapping[str, Any]:
        """Return what belongs into the places of such a statement."""
        number, changes, last_id, ids = count
        remembered = {"counted": number, "changes": changes, "last_id": last_id, "known_ids": ids}
        return {"lookup_trigrams": self.plan.trigrams, **remembered}

    def learn(self, found: Sequence[Any]) -> None:
        """Remember what was found, as in `Count`, if it can be gone on from."""
        count = Count(*found[: len(Count._fields)])
        if count.changes is not None:
            self.count = count


def recall(user: CurrentUser, filters: Filters) -> Memory:
    """Return what is known of how to find the filtered tickets, found out first where nothing is."""
    if not search.is_on_sqlite() or not (search.parse(filters["search"]).words or _is_choice_of_order(user, filters)):
        return Memory(Plan(Way.ANY), 0)
    memories: dict[Any, Memory] = current_app.extensions.setdefault("searches", {})
    shape, values = shape_of(user, filters), values_of(user, filters)
    key = (shape, *values.values())
    memory = memories.get(key)
    if memory is None or memory.until < time.monotonic():
        if len(memories) >= REMEMBERED:
            memories.clear()
        choose = _plan_of_order if shape.search == search.NOTHING else _plan_of_search
        memory = memories[key] = Memory(choose(shape, values), time.monotonic() + SECONDS)
    return memory


def _is_choice_of_order(user: CurrentUser, filters: Filters) -> bool:
    """Tell whether the tickets can be found by an index or met in their order, but not both: there is none of both."""
    is_narrowed = len(set(filters["category"])) == 1 or len(set(filters["status"])) == 1
    is_anybodys = user.is_admin and filters.get("requester") is None and not filters.get("resolved")
    return is_narrowed and is_anybodys and not order_of(filters).is_of_opening


def _plan_of_order(shape: Shape, values: Mapping[str, Any]) -> Plan:
    [(tickets,)] = _number(shape).rows(values)
    return Plan(Way.ANY if tickets <= FEW_TICKETS else Way.WALK)


@lru_cache(maxsize=SHAPES)
def _number(shape: Shape) -> Prepared:
    return Prepared(select(kept_count(shape.user(), shape.filters())))


def _plan_of_search(shape: Shape, values: Mapping[str, Any]) -> Plan:
    [(expression, candidates, tickets, distance, share)] = _sizes(shape).rows(values)
    if candidates <= FEW_CANDIDATES:
        return Plan(Way.INDEX, expression)
    if tickets <= FEW_TICKETS or share >= COMMON:
        return Plan(Way.WALK, expression, can_count_on=True)
    if distance <= NEAR:
        return Plan(Way.WALK_BUT_COUNT_BY_INDEX, expression, can_count_on=True)
    return Plan(Way.INDEX, expression)


@lru_cache(maxsize=SHAPES)
def _sizes(shape: Shape) -> Prepared:
    """Return the statement for what to ask the index, and for the numbers that the way depends on."""
    filters = shape.filters()
    sought = search.parse(filters["search"])
    expression: Any = literal(None)
    distance: Any = literal(0)
    share: Any = literal(0)
    if sought.lookup.grams is not None:
        expression = select(trigrams.CHOSEN.cte("chosen").c.expression).scalar_subquery()
        distance = search.distance(expression, ENOUGH, from_newest=order_of(filters).is_descending)
    else:
        share = search.share(sought)
    named = counters.number_of(search.candidates(sought, expression).limit(FEW_CANDIDATES + 1))
    return Prepared(select(expression, named, kept_count(shape.user(), filters), distance, share))


def kept_count(user: CurrentUser, filters: Filters) -> ScalarSelect[int]:
    """Return, for use in a statement, how many tickets there are without search and periods; the counters know."""
    requesters = requesters_of(user, filters)
    if len(requesters) > 1:
        return select(literal(0)).scalar_subquery()
    return counters.total(requesters, filters["category"], filters["status"])
