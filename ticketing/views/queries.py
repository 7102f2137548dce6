"""Which saved lists there are for whom, and how many tickets each has."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, Row, false, or_, select

from ticketing.auth.queries import CurrentUser
from ticketing.database.transaction import execute
from ticketing.errors import Invalid
from ticketing.tickets import queries
from ticketing.tickets.filters import CAP
from ticketing.tickets.parameters import filters_from
from ticketing.views.models import View
from ticketing.views.schemas import parsed

VIEWS = View.__table__.c


def visible_to(user: CurrentUser) -> ColumnElement[bool]:
    """Return the condition for the lists that `user` has: their own and, for administrators, those that are shared."""
    return or_(VIEWS.owner_id == user.id, VIEWS.is_shared if user.is_admin else false())


def find_all(user: CurrentUser) -> Sequence[Row[Any]]:
    """Return the lists that `user` has, those that were there at first before the others."""
    return execute(select(*VIEWS).where(visible_to(user)).order_by(VIEWS.id)).all()


def find(user: CurrentUser, view_id: int, *, for_change: bool = False) -> Row[Any] | None:
    """Return the list when `user` has it; for a change, locked."""
    found = select(*VIEWS).where(VIEWS.id == view_id, visible_to(user))
    return execute(found.with_for_update() if for_change else found).first()


def count(view: Row[Any], user: CurrentUser) -> dict[str, Any]:
    """Return how many tickets `user` sees in the list; nothing when it names what there is no more."""
    try:
        number = queries.count(user, filters_from(parsed(view.query), user))
    except (ValidationError, Invalid):
        return {}
    return {"count": CAP, "count_capped": True} if number > CAP else {"count": number}
