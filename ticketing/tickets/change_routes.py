"""Changes of tickets over HTTP."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Response, request
from sqlalchemy import Row
from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags

from ticketing.auth.guard import admin_required, current_user
from ticketing.database.transaction import transaction
from ticketing.errors import PreconditionFailed
from ticketing.tickets import apidoc, changes, serialize, statuses
from ticketing.tickets.change_schemas import ChangeResults, Duplicate, StatusChange, StatusChanges, TicketChange, TicketChanges
from ticketing.tickets.routes import answer_ticket, etag_of, find_ticket
from ticketing.tickets.schemas import TicketSchema
from ticketing.web.openapi import Blueprint, problems, reads

ticket_changes = Blueprint("changes", __name__, url_prefix="/api/tickets", description="Changes of tickets")


@ticket_changes.patch("/<row_id:ticket_id>")
@ticket_changes.arguments(TicketChange(partial=True))
@ticket_changes.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def change_ticket(fields: Any, ticket_id: int) -> Response:
    """Change a ticket: an administrator always, its requester what it says while it is New and nobody has answered."""
    undo = fields.pop("undo", False)
    return _changed(ticket_id, lambda seen: changes.change_ticket(ticket_id, fields, current_user(), seen, undo=undo))


@ticket_changes.post("/<row_id:ticket_id>/close")
@ticket_changes.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(401, 403, 404, 412, 503)
@reads(apidoc.IF_MATCH)
def close_ticket(ticket_id: int) -> Response:
    """Say, as the requester, that the ticket is no longer needed: it is Resolved."""
    return _changed(ticket_id, lambda seen: statuses.close_ticket(ticket_id, current_user(), seen))


@ticket_changes.post("/<row_id:ticket_id>/reopen")
@ticket_changes.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(401, 403, 404, 412, 503)
@reads(apidoc.IF_MATCH)
def reopen_ticket(ticket_id: int) -> Response:
    """Say, as the requester, that this did not solve it: a Resolved ticket is Under Review again."""
    return _changed(ticket_id, lambda seen: statuses.reopen_ticket(ticket_id, current_user(), seen))


@ticket_changes.post("/<row_id:ticket_id>/duplicate")
@admin_required
@ticket_changes.arguments(Duplicate())
@ticket_changes.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def mark_duplicate(duplicate: Any, ticket_id: int) -> Response:
    """Resolve a ticket as a duplicate of another one."""
    return _changed(ticket_id, lambda seen: statuses.mark_duplicate(ticket_id, duplicate["of"], current_user(), seen))


def _changed(ticket_id: int, change: Callable[[Collection[int] | None], Row[Any]]) -> Response:
    """Answer the ticket after a change, for which `If-Match` may name the versions that were seen."""
    seen = _seen_versions(request.if_match, ticket_id) if "If-Match" in request.headers else None
    try:
        with transaction():
            ticket = change(seen)
    except PreconditionFailed as error:
        error.headers["ETag"] = etag_of(find_ticket(ticket_id))
        raise
    return answer_ticket(ticket)


@ticket_changes.patch("/<row_id:ticket_id>/status")
@admin_required
@ticket_changes.arguments(StatusChange())
@ticket_changes.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def change_status(change: Any, ticket_id: int) -> Response:
    """Set a ticket's status."""
    fields, undo = {"status": change["status"]}, change["undo"]
    return _changed(ticket_id, lambda seen: changes.change_ticket(ticket_id, fields, current_user(), seen, undo=undo))


def _seen_versions(tags: ETags, ticket_id: int) -> Collection[int] | None:
    """Return the versions of the ticket that an `If-Match` header names, or None for any.

    Only the version counts: links of another hour, and a new name of the requester, are no change. Weak tags are taken,
    since proxies that compress weaken them on the way.
    """
    if tags.star_tag:
        return None
    versions = (serialize.version_of(tag, ticket_id) for tag in tags.as_set(include_weak=True) if tag)
    return {version for version in versions if version is not None}


@ticket_changes.patch("/status")
@admin_required
@ticket_changes.arguments(StatusChanges())
@ticket_changes.response(200, ChangeResults)
@problems(400, 401, 403, 404, 413, 415, 503)
def change_statuses(asked: Any) -> Any:
    """Set the statuses of up to a hundred tickets together: of all or, where one does not exist, of none."""
    return _change_several(asked)


@ticket_changes.patch("")
@admin_required
@ticket_changes.arguments(TicketChanges())
@ticket_changes.response(200, ChangeResults)
@problems(400, 401, 403, 404, 413, 415, 503)
def change_tickets(asked: Any) -> Any:
    """Change up to a hundred tickets together: all or, where one does not exist, none."""
    return _change_several(asked)


def _change_several(asked: Any) -> Any:
    for change in asked["changes"]:
        change["fields"] = {name: change.pop(name) for name in changes.UNDOABLE if name in change}
        change["seen_values"] = {name: change.pop(f"if_{name}") for name in changes.UNDOABLE if f"if_{name}" in change}
        if "if_match" in change:
            change["seen_versions"] = _seen_versions(parse_etags(change.pop("if_match")), change["id"])
    with transaction():
        results = changes.change_tickets(asked["changes"], current_user())
    return {"results": [_result(result) for result in results]}


def _result(result: changes.Result) -> dict[str, Any]:
    ticket = result.ticket
    return {
        "id": ticket.id,
        "outcome": result.outcome,
        "previous_status": result.previous_status,
        **serialize.settable(ticket),
        "updated_at": ticket.updated_at,
        "etag": etag_of(ticket),
    }
