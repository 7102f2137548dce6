"""Saved lists over HTTP."""

from typing import Any

from flask import url_for
from sqlalchemy import Row

from ticketing.auth.guard import current_user
from ticketing.database.transaction import transaction
from ticketing.tickets.apidoc import LOCATION
from ticketing.views import queries, service
from ticketing.views.schemas import NewView, ViewChange, Views, ViewSchema, ViewsQuery
from ticketing.web.openapi import Blueprint, problems

views = Blueprint("views", __name__, url_prefix="/api/views", description="Saved lists")


@views.get("")
@views.arguments(ViewsQuery(), location="query")
@views.response(200, Views)
@problems(400, 401, 503)
def list_views(query: Any) -> Any:
    """List one's own saved lists and, for administrators, those that are shared."""
    me = current_user()
    return {"results": [_shown(view) | (queries.count(view, me) if query["counts"] else {}) for view in queries.find_all(me)]}


def _shown(view: Row[Any]) -> dict[str, Any]:
    return {**view._mapping, "is_own": view.owner_id == current_user().id}


@views.post("")
@views.arguments(NewView())
@views.response(201, ViewSchema, headers=LOCATION)
@problems(400, 401, 403, 413, 415, 503)
def add_view(text: Any) -> Any:
    """Save a list."""
    with transaction():
        view = service.add_view(text, current_user())
    return _shown(view), {"Location": url_for("views.change_view", view_id=view.id, _external=True)}


@views.patch("/<row_id:view_id>")
@views.arguments(ViewChange(partial=True))
@views.response(200, ViewSchema)
@problems(400, 401, 403, 404, 413, 415, 503)
def change_view(text: Any, view_id: int) -> Any:
    """Change a saved list that one has."""
    with transaction():
        view = service.change_view(view_id, text, current_user())
    return _shown(view)


@views.delete("/<row_id:view_id>")
@views.response(204)
@problems(401, 404, 503)
def delete_view(view_id: int) -> None:
    """Delete a saved list that one has."""
    with transaction():
        service.delete_view(view_id, current_user())
