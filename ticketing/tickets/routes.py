"""Tickets over HTTP."""

from http import HTTPStatus
from typing import Any, BinaryIO

from flask import Response, jsonify, request, send_file, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from ticketing import storage
from ticketing.auth.guard import admin_required, current_user, public
from ticketing.database import transaction
from ticketing.errors import Forbidden, NotFound, PreconditionFailed
from ticketing.filetypes import content_disposition, saved_name, type_named
from ticketing.intake import parser
from ticketing.openapi import Blueprint, problems, reads
from ticketing.pagination import Page, envelope
from ticketing.storage.links import is_good
from ticketing.storage.local import LocalStorage
from ticketing.tickets import apidoc, bulk, idempotency, links, overview, queries, reading, service, uploads
from ticketing.tickets.answers import ticket_answer
from ticketing.tickets.models import Attachment
from ticketing.tickets.rows import Requester, TicketRow
from ticketing.tickets.schemas import (
    LastStatusChange,
    NewTicket,
    StatusChange,
    StatusChanges,
    StatusCounts,
    StatusResults,
    TicketFilters,
    TicketPage,
    TicketQuery,
    TicketSchema,
)
from ticketing.tickets.submission import Submission, submit

# Instances, here and for arguments: of the class, one would be made for each request.
NEW_TICKET = NewTicket()
# A file is the user's, not ours: it may neither run nor load anything, whatever a browser makes of it.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

tickets = Blueprint("tickets", __name__, url_prefix="/api", description="Tickets and their files")


@tickets.get("/tickets")
@tickets.arguments(TicketQuery(), location="query")
@tickets.response(200, TicketPage, headers=apidoc.WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.WEAK_ETAG)
@problems(400, 401, 404, 503)
@reads(apidoc.IF_CHANGED)
def list_tickets(query: Any) -> Any:
    """List tickets: an administrator sees all, a user their own."""
    page, user = Page(query["page"], query["page_size"]), current_user()
    query["requester"] = overview.requester_id(query["requester"])
    found = reading.find_page(page, user, query)
    tag = overview.etag_of_page(*found)
    if request.if_none_match.contains_weak(tag):
        return _not_changed(tag)
    results = [ticket_answer(ticket) for ticket in found.tickets]
    answer = jsonify(envelope(page, results, found.number, has_more=found.has_more, is_capped=found.is_capped))
    answer.headers.update(_weak(tag))
    return answer


@tickets.get("/tickets/counts")
@tickets.arguments(TicketFilters, location="query")
@tickets.response(200, StatusCounts, headers=apidoc.WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.WEAK_ETAG)
@problems(400, 401, 503)
@reads(apidoc.IF_CHANGED)
def count_tickets(query: Any) -> Any:
    """Count the tickets of each status among those the filters let through."""
    query["requester"] = overview.requester_id(query["requester"])
    counts = overview.count_by_status(current_user(), query)
    tag = overview.etag_of(counts)
    return _not_changed(tag) if request.if_none_match.contains_weak(tag) else (counts, 200, _weak(tag))


def _not_changed(tag: str) -> Response:
    return Response(status=304, headers=_weak(tag))


def _weak(tag: str) -> dict[str, str]:
    return {"ETag": f'W/"{tag}"'}


@tickets.post("/tickets")
@tickets.response(201, TicketSchema, headers=apidoc.LOCATION)
@problems(400, 401, 413, 415, 422, 502, 503, 504)
@tickets.doc(**apidoc.NEW_TICKET)
def create_ticket() -> tuple[Response, int, dict[str, str]]:
    """Open a ticket, with up to five files when sent as multipart/form-data."""
    me = current_user()
    submission = Submission(
        requester=Requester(me.id, me.username),
        text=parser.parse(NEW_TICKET, location="json_or_form"),
        files=uploads.take(request.files),
        key=idempotency.check_key(request.headers.get(idempotency.HEADER)),
    )
    answer = submit(submission)
    location = url_for("tickets.show_ticket", ticket_id=answer["id"], _external=True)
    return jsonify(answer), 201, {"Location": location}


@tickets.get("/tickets/<row_id:ticket_id>")
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@tickets.alt_response(304, description="Not changed.", headers=apidoc.ETAG)
@problems(401, 404, 503)
@reads(apidoc.IF_NONE_MATCH)
def show_ticket(ticket_id: int) -> Response:
    """Show a ticket to its owner or an administrator."""
    ticket = reading.find_ticket(ticket_id, current_user())
    if ticket is None:
        raise service.no_such_ticket(ticket_id)
    if request.if_none_match.contains_weak(links.etag(ticket)):
        return Response(status=304, headers=_etag(ticket))
    return _answer(ticket)


def _answer(ticket: TicketRow) -> Response:
    answer = jsonify(ticket_answer(ticket))
    answer.headers.update(_etag(ticket))
    return answer


@tickets.get("/tickets/<row_id:ticket_id>/status")
@tickets.response(200, LastStatusChange)
@problems(401, 404, 503)
def show_status(ticket_id: int) -> Any:
    """Show a ticket's status, and who changed it last, to its owner or an administrator."""
    ticket = queries.find_with_status_change(ticket_id, current_user())
    if ticket is None:
        raise service.no_such_ticket(ticket_id)
    return ticket


@tickets.patch("/tickets/<row_id:ticket_id>/status")
@admin_required
@tickets.arguments(StatusChange())
@tickets.response(200, TicketSchema, headers=apidoc.ETAG)
@problems(400, 401, 403, 404, 412, 413, 415, 503)
@reads(apidoc.IF_MATCH)
def change_status(change: Any, ticket_id: int) -> Response:
    """Set a ticket's status."""
    seen = request.if_match if "If-Match" in request.headers else None
    with transaction():
        ticket = service.change_status(ticket_id, change["status"], current_user(), seen)
    return _answer(ticket)


@tickets.patch("/tickets/status")
@admin_required
@tickets.arguments(StatusChanges)
@tickets.response(200, StatusResults)
@problems(400, 401, 403, 404, 413, 415, 503)
def change_statuses(asked: Any) -> Any:
    """Set the statuses of up to a hundred tickets together: of all or, where one does not exist, of none."""
    with transaction():
        return {"results": bulk.change_statuses(asked["changes"], current_user())}


def _etag(ticket: TicketRow) -> dict[str, str]:
    return {"ETag": f'"{links.etag(ticket)}"'}


@tickets.get("/files/<key>")
@public
@problems(403, 404, 412, 416, 503)
@tickets.doc(**apidoc.FILE_LINK)
def download(key: str) -> Response:
    """Answer a file's bytes to whoever holds a good link to it."""
    if not is_good(key, request.args.get("expires", ""), request.args.get("signature", "")):
        raise Forbidden("This link is not good, or no longer: open the ticket again for a new one.")
    attachment = queries.find_attachment(key)
    store = attachment and storage.get_store(attachment.store)
    if attachment is None or not isinstance(store, LocalStorage):
        raise NotFound("There is no such file.")
    return _file_response(attachment, store.open(key))


def _file_response(attachment: Attachment, content: BinaryIO) -> Response:
    file_type = type_named(attachment.content_type)
    response = send_file(content, mimetype=file_type.content_type, conditional=False, etag=attachment.key)
    name = saved_name(attachment.name, attachment.content_type)
    response.headers["Content-Disposition"] = content_disposition(name, is_inline=file_type.is_inline)
    response.headers["Cache-Control"] = f"private, max-age={links.PERIOD_SECONDS}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    # Of an open file `send_file` does not know the size, and so could serve no part of it.
    response.content_length = attachment.size
    try:
        response.make_conditional(_conditions(attachment.size), accept_ranges=True, complete_length=attachment.size)
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise PreconditionFailed("This is not the file that If-Match names.")
    except (RequestedRangeNotSatisfiable, PreconditionFailed):
        content.close()
        raise
    return response


def _conditions(size: int) -> dict[str, Any]:
    """Return what the request asks for, without a `Range` that is to be ignored (RFC 9110, 14.1 and 14.2).

    That is one of a HEAD, or that makes no sense, is in other units than bytes, wants several parts, or the end of a
    shorter file.
    """
    asked = request.range if request.method == "GET" else None
    if asked and asked.units == "bytes" and len(asked.ranges) == 1 and asked.ranges[0][0] > -size:
        return request.environ
    return {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
