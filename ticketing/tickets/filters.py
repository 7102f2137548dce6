"""What lists of tickets are narrowed and ordered by, and the statements made from that.

A statement is built once for each set of filters; every value is a parameter.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import JSON, ColumnElement, FromClause, Integer, Select, bindparam, func, literal_column, select

from ticketing.tickets import search
from ticketing.tickets.columns import COLUMNS, IS_READERS, SHOWN, TICKETS, UNREAD, T, with_names

Condition: TypeAlias = Callable[[ColumnElement[Any]], ColumnElement[bool]]

# Counting stops here; a list that has more says so.
CAP = 1_000
# How many statements of a kind a process keeps.
STATEMENTS = 200


def _is(name: str) -> Condition:
    return lambda column: column == bindparam(name)


def _is_among(name: str) -> Condition:
    return lambda column: column.in_(bindparam(name, expanding=True))


def _is_from(name: str) -> Condition:
    return lambda column: column >= bindparam(name)


def _is_before(name: str) -> Condition:
    return lambda column: column < bindparam(name)


def _is_none(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.is_(None)


def _is_among_or_none(name: str) -> Condition:
    return lambda column: column.in_(bindparam(name, expanding=True)) | column.is_(None)


def _is_unread(ticket_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return select(UNREAD.c.ticket_id).where(UNREAD.c.ticket_id == ticket_id, *IS_READERS).exists()


# What lists can be narrowed by: the column and the condition on it, which takes the parameter of the filter's name.
# On SQLite the first of a list's filters finds its tickets, by the index of its column: they are in the order of how much
# they narrow, which SQLite does not know.
FILTERS: Mapping[str, tuple[str, Condition]] = {
    "owner": ("created_by_id", _is("owner")),
    "requester": ("created_by_id", _is("requester")),
    "unread": ("id", _is_unread),
    "requesters": ("created_by_id", _is_among("requesters")),
    "changed_since": ("updated_at", _is_from("changed_since")),
    "opened_from": ("created_at", _is_from("opened_from")),
    "opened_to": ("created_at", _is_before("opened_to")),
    "answered_from": ("first_reply_at", _is_from("answered_from")),
    "answered_to": ("first_reply_at", _is_before("answered_to")),
    "resolved_from": ("resolved_at", _is_from("resolved_from")),
    "resolved_to": ("resolved_at", _is_before("resolved_to")),
    "assignees": ("assignee_id", _is_among("assignees")),
    "priority": ("priority", _is_among("priority")),
    "status": ("status", _is_among("status")),
    "categories": ("category_id", _is_among("categories")),
    "waiting_for": ("waiting_for", _is_among("waiting_for")),
    # Everything that was resolved before there were assignees.
    "assignees_or_none": ("assignee_id", _is_among_or_none("assignees_or_none")),
    "unassigned": ("assignee_id", _is_none),
    "before": ("id", _is_before("before")),
}
# The columns of moments by which a list of a period is ordered, in the order in which the filters find it.
PERIODS = ("created_at", "first_reply_at", "resolved_at")
# The pairs of columns with an index together, the one that finds the tickets first: administrators ask for them all day.
PAIRS = {("assignee_id", "status"), ("priority", "status"), ("status", "category_id")}


class Ordering(NamedTuple):
    """The columns of an order, and whether it begins with their highest values."""

    columns: tuple[str, ...]
    is_descending: bool


# Newest first is the highest id. The most urgent priority is the lowest place, and of equal ones the oldest comes first.
ORDERINGS = {
    "-createdAt": Ordering(("id",), is_descending=True),
    "createdAt": Ordering(("id",), is_descending=False),
    "-updatedAt": Ordering(("updated_at", "id"), is_descending=True),
    "updatedAt": Ordering(("updated_at", "id"), is_descending=False),
    "-priority": Ordering(("priority", "id"), is_descending=False),
    "priority": Ordering(("priority", "id"), is_descending=True),
}


def column_of(name: str) -> str:
    """Return the column that a filter looks at; without a filter all tickets are met by their ids."""
    return FILTERS[name][0] if name else "id"


def is_indexed_with(column: str, found_by: str) -> bool:
    """Tell whether SQLite may look up `column` in the index that finds the tickets by the column `found_by`."""
    return column == found_by or (found_by, column) in PAIRS


def condition_of(name: str, tickets: FromClause) -> ColumnElement[bool]:
    """Return the condition of a filter for `tickets`, the table or an alias of it."""
    column, condition = FILTERS[name]
    return condition(tickets.c[column])


class Shape(NamedTuple):
    """What the statements of a list depend on: the names of its filters, those with several values, words and order."""

    filters: frozenset[str]
    several: frozenset[str]
    search: search.Shape
    ordering: str
    on_sqlite: bool
    by_number: bool = False
    """Newest first by the id even within a period."""

    @property
    def is_own(self) -> bool:
        """Tell whether these are one person's tickets: few enough to look at each of them."""
        return not self.filters.isdisjoint(("owner", "requester"))

    @property
    def is_looked_up(self) -> bool:
        """Tell whether the search's index finds the tickets."""
        return bool(self.search.numbers) and not self.is_own

    @property
    def found_by(self) -> str:
        """Return the name of the filter that finds the tickets on SQLite, or an empty text for none."""
        return next((name for name in FILTERS if name in self.filters), "")

    @property
    def order(self) -> tuple[str, ...]:
        """Return the columns to order by: a list of a period is in the order of that period's moments."""
        columns = ORDERINGS[self.ordering].columns
        if columns == ("id",) and not self.by_number:
            of_filters = {FILTERS[name][0] for name in self.filters}
            period = next((name for name in PERIODS if name in of_filters), None)
            return (period, "id") if period else columns
        return columns

    @property
    def is_descending(self) -> bool:
        """Tell whether the list begins with the highest."""
        return ORDERINGS[self.ordering].is_descending

    @property
    def is_walked(self) -> bool:
        """Tell whether the tickets come in the order of the list however many there are, by an index alone."""
        return self.is_in_order and not self.search.numbers

    @property
    def is_in_order(self) -> bool:
        """Tell whether SQLite meets the tickets that it finds in the order of the list."""
        if self.is_looked_up:
            return self.order == ("id",) and not (self.search.is_beginning or self.search.with_number)
        if not self.filters:
            # Every order has an index.
            return True
        column = column_of(self.found_by)
        if any(is_indexed_with(column_of(name), column) for name in self.several):
            return False
        if self.order == ("id",):
            return column not in (*PERIODS, "updated_at")
        return self.order[0] == column or (self.order[0], column) == ("priority", "status")


@lru_cache(maxsize=STATEMENTS)
def ids_statement(shape: Shape) -> Select[Any]:
    """Return the statement for the ids of the tickets in no order, at most `CAP` + 1, as one list: a row for each is slow."""
    ids = _found(shape)[0].limit(CAP + 1).subquery()
    return select((func.json_group_array if shape.on_sqlite else func.json_agg)(ids.c.id, type_=JSON))


@lru_cache(maxsize=STATEMENTS)
def count_statement(shape: Shape) -> Select[Any]:
    """Return the statement that counts the tickets, up to `CAP` + 1."""
    return select(func.count()).select_from(_found(shape)[0].limit(CAP + 1).subquery())


@lru_cache(maxsize=STATEMENTS)
def few_statement(order: tuple[str, ...], is_descending: bool) -> Select[Any]:
    """Return the statement for the tickets with these :ids from :offset on, at most :rows."""
    found = select(*COLUMNS).select_from(with_names(SHOWN)).where(SHOWN.c.id.in_(bindparam("ids", expanding=True)))
    return _paged(found.order_by(*_in_order(SHOWN.c, order, is_descending)))


@lru_cache(maxsize=STATEMENTS)
def walk_statement(shape: Shape) -> Select[Any]:
    """Return the statement for the tickets from :offset on, at most :rows, as met in the order of the list.

    Each row of a list that `is_walked` says also how many there are in all, up to `CAP` + 1, as `found`.
    """
    found, ticket_id = _found(shape) if shape.is_own or shape.is_in_order else (_matching(shape, found_by=""), T.id)
    columns = {**dict(T.items()), "id": ticket_id}
    page = _paged(found.order_by(*_in_order(columns, shape.order, shape.is_descending))).subquery("page")
    related = with_names(page.join(SHOWN, SHOWN.c.id == page.c.id))
    count = [count_statement(shape).scalar_subquery().label("found")] if shape.is_walked else []
    shown = select(*count, *COLUMNS).select_from(related)
    return shown.order_by(*_in_order(SHOWN.c, shape.order, shape.is_descending))


def _paged(found: Select[Any]) -> Select[Any]:
    return found.limit(bindparam("rows", type_=Integer)).offset(bindparam("offset", type_=Integer))


def _found(shape: Shape) -> tuple[Select[Any], ColumnElement[Any]]:
    """Return the ids by the index that narrows them most, and the column that gives SQLite their order."""
    if not (shape.on_sqlite and shape.is_looked_up):
        if not (shape.on_sqlite and shape.found_by == "unread"):
            return _matching(shape, shape.found_by), T.id
        # SQLite would try every ticket, or gather first all that is unread, which may be every ticket too.
        others = _matching(shape._replace(filters=shape.filters - {"unread"}))
        return others.select_from(UNREAD.join(TICKETS, T.id == UNREAD.c.ticket_id)).where(*IS_READERS), UNREAD.c.ticket_id
    candidates = search.candidates(shape.search).subquery("candidates")
    found = _matching(shape).select_from(candidates.join(TICKETS, T.id == candidates.c.id))
    # Several trigrams of a ticket may begin with the same letters.
    return (found.distinct(), T.id) if shape.search.is_beginning else (found, candidates.c.id)


def _matching(shape: Shape, found_by: str = "") -> Select[Any]:
    """Return the ids that all conditions let through, on SQLite by no index but that of the filter `found_by`."""
    words = search.matches(shape.search, on_sqlite=shape.on_sqlite, with_index=not shape.is_own)
    index = column_of(found_by)
    conditions = []
    for name in sorted(shape.filters):
        column, condition = FILTERS[name]
        is_usable = not shape.on_sqlite or is_indexed_with(column, index)
        # SQLite uses no index for an expression, even for one that does nothing.
        conditions.append(condition(T[column] if is_usable else literal_column(f"+tickets.{column}", T[column].type)))
    return select(T.id).where(*conditions, *words)


def _in_order(columns: Any, order: tuple[str, ...], is_descending: bool) -> list[Any]:
    named = [columns[name] for name in order]
    return [column.desc() for column in named] if is_descending else named
