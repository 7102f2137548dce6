"""Tickets over HTTP."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Response, jsonify, request, url_for
from sqlalchemy import Row
from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags

from ticketing.auth.guard import admin_required, current_user
from ticketing.database.transaction import transaction
from ticketing.errors import PreconditionFailed
from ticketing.tickets import apidoc, idempotency, queries, serialize, service, statuses, uploads
from ticketing.tickets.filters import CAP
from ticketing.tickets.models import Attachment, Side, Status
from ticketing.tickets.schemas import (
    Correction,
    Duplicate,
    NewTicket,
    StatusChange,
    StatusChanges,
    StatusResults,
    TicketCounts,
    TicketFilters,
    TicketPage,
    TicketQuery,
    TicketSchema,
)
from ticketing.tickets.submission import Answer, Submission, submit
from ticketing.web.etags import not_changed, weak
from ticketing.web.openapi import Blueprint, problems, reads
from ticketing.web.pagination import Page, envelope
from ticketing.web.parsing import parser

# Instances, here and for arguments: of a class, one would be made at each request.
NEW_TICKET = NewTicket()

tickets = Blueprint("tickets", __name__, url_prefix="/api", description="Tickets and their files")


@tickets.get("/tickets")
@tickets.arguments(TicketQuery(), location="query")
@tickets.response(200, TicketPage, headers=apidoc.WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.WEAK_ETAG)
@problems(400, 401, 404, 503)
@reads(apidoc.IF_CHANGED)
def list_tickets(query: Any) -> Any:
    """List tickets: an administrator sees all, a user their own."""
    page = Page(query["page"], query["page_size"])
    found = queries.find_page(current_user(), _filters(query), query["ordering"], page)
    tag = serialize.tag_of([serialize.tag(ticket) for ticket in found.tickets], found.count, found.is_capped, found.has_more)
    if answer := not_changed(weak(tag)):
        return answer
    results = serialize.tickets(found.tickets, queries.files_of(*found.tickets))
    answer = jsonify(envelope(page, results, found.count, has_more=found.has_more, is_capped=found.is_capped))
    answer.headers["ETag"] = weak(tag)
    return answer


@tickets.get("/tickets/counts")
@tickets.arguments(TicketFilters(), location="query")
@tickets.response(200, TicketCounts, headers=apidoc.WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.WEAK_ETAG)
@problems(400, 401, 503)
@reads(apidoc.IF_CHANGED)
def count_tickets(query: Any) -> Any:
    """Count the tickets of each status and side waited for, among those the filters let through, and all that are unread."""
    exact = queries.count_each(current_user(), _filters(query))
    tag = weak(serialize.tag_of(exact))
    counts = {name: min(number, CAP) for name, number in exact.items()}
    answer = {
        "counts": {status: counts[status] for status in Status},
        "waiting": {side: counts[side] for side in Side},
        "unread": counts["unread"],
        "capped": [name for name, number in exact.items() if number > CAP],
    }
    return not_changed(tag) or (answer, 200, {"ETag": tag})


def _filters(query: dict[str, Any]) -> dict[str, Any]:
    """Return what the parameters say as `queries` takes it."""
    return {
        "category": query["category"],
        "status": query.get("status"),
        "search": query["search"],
        "requester": queries.requester_id(query["requester"]),
        "opened_from": queries.midnight(query.get("opened_from")),
        "opened_to": queries.midnight_after(query.get("opened_to")),
        "changed_since": query.get("changed_since"),
        "waiting_for": query.get("waiting_for"),
        "unread": query["unread"],
    }


@tickets.post("/tickets")
@tickets.response(201, TicketSchema, headers=apidoc.LOCATION)
@problems(400, 401, 413, 415, 422, 502, 503, 504)
@tickets.doc(**apidoc.NEW_TICKET)
def create_ticket() -> tuple[Response, int, dict[str, str]]:
    """Open a ticket, with up to five files when sent as multipart/form-data."""
    me, text = current_user(), parser.parse(NEW_TICKET, location="json_or_form")
    key = idempotency.check_key(request.headers.get(idempotency.HEADER))
    meaning = [text["title"], text["description"], text["category"]]

    def open_it(attachments: list[Attachment]) -> Answer:
        return serialize.ticket(service.open_ticket(me, text, attachments), attachments)

    answer = submit(Submission(me, meaning, uploads.take(request.files), key), open_it)
    location = url_for("tickets.show_ticket", ticket_id=answer["id"], _external=True)
    return jsonify(answer), 201, {"Location": location}


@tickets.get("/tickets/<row_id:ticket_id>")
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.ETAG)
@problems(401, 404, 503)
@reads(apidoc.IF_NONE_MATCH)
def show_ticket(ticket_id: int) -> Response:
    """Show a ticket to its owner or an administrator."""
    ticket = _find(ticket_id)
    return not_changed(_etag(ticket)) or _answer(ticket)


def _find(ticket_id: int) -> Row[Any]:
    ticket = queries.find(current_user(), ticket_id)
    if ticket is None:
        raise service.no_such_ticket(ticket_id)
    return ticket


def _etag(ticket: Row[Any]) -> str:
    return f'"{serialize.tag(ticket)}"'


def _answer(ticket: Row[Any]) -> Response:
    answer = jsonify(serialize.ticket(ticket, queries.files_of(ticket)[ticket.id]))
    answer.headers["ETag"] = _etag(ticket)
    return answer


@tickets.patch("/tickets/<row_id:ticket_id>")
@tickets.arguments(Correction(partial=True))
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def correct_ticket(text: Any, ticket_id: int) -> Response:
    """Correct a ticket: an administrator always, its requester while it is New and nobody has answered."""
    return _changed(ticket_id, lambda seen: service.correct_ticket(ticket_id, text, current_user(), seen))


@tickets.post("/tickets/<row_id:ticket_id>/close")
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(401, 403, 404, 412, 503)
@reads(apidoc.IF_MATCH)
def close_ticket(ticket_id: int) -> Response:
    """Say, as the requester, that the ticket is no longer needed: it is Resolved."""
    return _changed(ticket_id, lambda seen: statuses.close_ticket(ticket_id, current_user(), seen))


@tickets.post("/tickets/<row_id:ticket_id>/reopen")
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(401, 403, 404, 412, 503)
@reads(apidoc.IF_MATCH)
def reopen_ticket(ticket_id: int) -> Response:
    """Say, as the requester, that this did not solve it: a Resolved ticket is Under Review again."""
    return _changed(ticket_id, lambda seen: statuses.reopen_ticket(ticket_id, current_user(), seen))


@tickets.post("/tickets/<row_id:ticket_id>/duplicate")
@admin_required
@tickets.arguments(Duplicate())
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
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
        error.headers["ETag"] = _etag(_find(ticket_id))
        raise
    return _answer(ticket)


@tickets.patch("/tickets/<row_id:ticket_id>/status")
@admin_required
@tickets.arguments(StatusChange())
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def change_status(change: Any, ticket_id: int) -> Response:
    """Set a ticket's status."""
    status, undo = change["status"], change["undo"]
    return _changed(ticket_id, lambda seen: statuses.change_status(ticket_id, status, current_user(), seen, undo=undo))


def _seen_versions(tags: ETags, ticket_id: int) -> Collection[int] | None:
    """Return the versions of the ticket that an `If-Match` header names, or None for any.

    Only the version counts: links of another hour, and a new name of the requester, are no change. Weak tags are taken,
    since proxies that compress weaken them on the way.
    """
    if tags.star_tag:
        return None
    versions = (serialize.version_of(tag, ticket_id) for tag in tags.as_set(include_weak=True) if tag)
    return {version for version in versions if version is not None}


@tickets.patch("/tickets/status")
@admin_required
@tickets.arguments(StatusChanges())
@tickets.response(200, StatusResults)
@problems(400, 401, 403, 404, 413, 415, 503)
def change_statuses(asked: Any) -> Any:
    """Set the statuses of up to a hundred tickets together: of all or, where one does not exist, of none."""
    for change in asked["changes"]:
        if "if_match" in change:
            change["seen_versions"] = _seen_versions(parse_etags(change.pop("if_match")), change["id"])
    with transaction():
        results = statuses.change_statuses(asked["changes"], current_user())
    return {"results": [_result(result) for result in results]}


def _result(result: statuses.Result) -> dict[str, Any]:
    ticket = result.ticket
    return {
        "id": ticket.id,
        "outcome": result.outcome,
        "status": ticket.status,
        "previous_status": result.previous_status,
        "updated_at": ticket.updated_at,
        "etag": _etag(ticket),
    }
