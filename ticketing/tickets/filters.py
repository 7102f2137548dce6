"""What a list of tickets is narrowed and ordered by, with the values or with places for them.

A statement is made once for all values: to put one together takes SQLAlchemy longer than to run it.
"""

from datetime import datetime
from typing import Any, NamedTuple, NotRequired, TypedDict

from sqlalchemy import ColumnElement, and_, bindparam, true

from ticketing.auth.models import Role
from ticketing.auth.queries import CurrentUser
from ticketing.tickets import search
from ticketing.tickets.models import Category, Status, Ticket
from ticketing.tickets.search import Search


class Order(NamedTuple):
    """By which moment a list is ordered; of two tickets of the same moment the id decides, so that pages never overlap."""

    moment: Any
    is_descending: bool

    @property
    def is_of_opening(self) -> bool:
        """Tell whether it is by when the tickets were opened, which all indexes end with."""
        return self.moment is Ticket.created_at

    def by(self, moment: Any, ticket_id: Any) -> tuple[Any, Any]:
        """Return what to order by, where the moment and the id are these columns."""
        return (moment.desc(), ticket_id.desc()) if self.is_descending else (moment, ticket_id)


ORDERINGS = {
    "-createdAt": Order(Ticket.created_at, is_descending=True),
    "createdAt": Order(Ticket.created_at, is_descending=False),
    "-updatedAt": Order(Ticket.updated_at, is_descending=True),
    "updatedAt": Order(Ticket.updated_at, is_descending=False),
}
# Within a period of resolution, the index by that moment gives the order too.
LATEST_RESOLVED_FIRST = Order(Ticket.resolved_at, is_descending=True)


class Period(NamedTuple):
    """From a moment until before another; None on either side means for ever."""

    start: datetime | None
    end: datetime | None

    def has(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that the column's moment lies in the period."""
        after = column >= self.start if self.start else true()
        return and_(after, column < self.end if self.end else true())


class Filters(TypedDict):
    """What a list is narrowed and ordered by; an empty list or text narrows nothing."""

    category: list[Category]
    status: list[Status]
    search: str | Search
    ordering: str
    requester: NotRequired[int | None]
    opened: NotRequired[Period | None]
    resolved: NotRequired[Period | None]


def periods(filters: Filters) -> list[tuple[Period, Any]]:
    """Return the periods that the list is narrowed to, each with the column that it is about."""
    periods = ((filters.get("opened"), Ticket.created_at), (filters.get("resolved"), Ticket.resolved_at))
    return [(period, column) for period, column in periods if period is not None]


def order_of(filters: Filters) -> Order:
    """Return what the list is ordered by: the moment that it is narrowed by, or `ordering`."""
    return LATEST_RESOLVED_FIRST if filters.get("resolved") else ORDERINGS[filters["ordering"]]


def ordering(filters: Filters) -> tuple[Any, Any]:
    """Return the same as clauses of a statement about tickets."""
    order = order_of(filters)
    return order.by(order.moment, Ticket.id)


def requesters_of(user: CurrentUser, filters: Filters) -> set[int]:
    """Return whose tickets the list can hold: none for everybody's, more than one for nobody's."""
    wanted, own = filters.get("requester"), None if user.is_admin else user.id
    return {requester for requester in (wanted, own) if requester is not None}


class Shape(NamedTuple):
    """What the statement of a list depends on, its values aside."""

    is_admin: bool
    has_requester: bool
    categories: tuple[Category, ...]
    statuses: tuple[Status, ...]
    ordering: str
    search: search.Shape

    def user(self) -> CurrentUser:
        """Return a user with a place for the id."""
        role = Role.ADMIN if self.is_admin else Role.USER
        return CurrentUser(bindparam("own_id"), "", None, role, "")  # type: ignore[arg-type]

    def filters(self) -> Filters:
        """Return the filters with places for requester and words."""
        return {
            "category": list(self.categories),
            "status": list(self.statuses),
            "search": search.with_places(self.search),
            "ordering": self.ordering,
            "requester": bindparam("requester_id") if self.has_requester else None,  # type: ignore[typeddict-item]
        }


def shape_of(user: CurrentUser, filters: Filters) -> Shape:
    """Return the shape of a list that is not narrowed to a period; anyone but an administrator is the only requester."""
    return Shape(
        user.is_admin,
        user.is_admin and filters.get("requester") is not None,
        tuple(filters["category"]),
        tuple(filters["status"]),
        filters["ordering"],
        search.parse(filters["search"]).shape,
    )


def values_of(user: CurrentUser, filters: Filters) -> dict[str, Any]:
    """Return what belongs into the places."""
    whose = {"requester_id": filters.get("requester")} if user.is_admin else {"own_id": user.id}
    return {**whose, **search.parse(filters["search"]).values()}
