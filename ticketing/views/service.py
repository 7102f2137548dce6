"""What can be done with saved lists. Verbs never commit."""

from typing import Any, TypedDict

from sqlalchemy import Row, delete, func, insert, select, update

from ticketing.auth.queries import CurrentUser
from ticketing.database.transaction import execute
from ticketing.errors import Forbidden, Invalid, NotFound
from ticketing.views import queries
from ticketing.views.models import View
from ticketing.views.queries import VIEWS

# More than anybody finds anything in.
MOST = 50


class ViewText(TypedDict, total=False):
    """What is said of a list."""

    name: str
    query: str
    is_shared: bool


def add_view(text: ViewText, user: CurrentUser) -> Row[Any]:
    """Save a list for `user`; raises `Forbidden` when they may not share it, `Invalid` for one too many."""
    _check_may_share(text, user)
    if (execute(select(func.count()).where(VIEWS.owner_id == user.id)).scalar_one()) >= MOST:
        raise Invalid.field("name", f"You have {MOST} saved lists: delete one first.")
    return execute(insert(View).values(**text, owner_id=user.id).returning(*VIEWS)).one()


def change_view(view_id: int, text: ViewText, user: CurrentUser) -> Row[Any]:
    """Change a list that `user` has; raises `NotFound`, and `Forbidden` when they may not share it."""
    _find(view_id, user)
    _check_may_share(text, user)
    return execute(update(View).where(VIEWS.id == view_id).values(**text).returning(*VIEWS)).one()


def delete_view(view_id: int, user: CurrentUser) -> None:
    """Delete a list that `user` has; raises `NotFound`."""
    _find(view_id, user)
    execute(delete(View).where(VIEWS.id == view_id))


def _find(view_id: int, user: CurrentUser) -> Row[Any]:
    view = queries.find(user, view_id, for_change=True)
    if view is None:
        raise NotFound("There is no such list.")
    return view


def _check_may_share(text: ViewText, user: CurrentUser) -> None:
    if text.get("is_shared") and not user.is_admin:
        raise Forbidden("Only administrators may share a list.")
