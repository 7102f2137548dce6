"""Tickets over HTTP."""

from typing import Any

from flask import Response, jsonify, request, url_for
from sqlalchemy import Row

from ticketing.auth.guard import current_user
from ticketing.tickets import apidoc, idempotency, queries, serialize, service, uploads
from ticketing.tickets.filters import CAP
from ticketing.tickets.models import Attachment, Side, Status
from ticketing.tickets.parameters import filters_from
from ticketing.tickets.schemas import (
    NewTicket,
    TicketCounts,
    TicketFilters,
    TicketPage,
    TicketQuery,
    TicketSchema,
)
from ticketing.tickets.submission import Answer, Submission, submit
from ticketing.web.etags import not_changed, tag_of, weak
from ticketing.web.openapi import IF_CHANGED, WEAK_ETAG, Blueprint, problems, reads
from ticketing.web.pagination import Page, envelope
from ticketing.web.parsing import parser

# Instances, here and for arguments: of a class, one would be made at each request.
NEW_TICKET = NewTicket()

tickets = Blueprint("tickets", __name__, url_prefix="/api", description="Tickets and their files")


@tickets.get("/tickets")
@tickets.arguments(TicketQuery(), location="query")
@tickets.response(200, TicketPage, headers=WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=WEAK_ETAG)
@problems(400, 401, 404, 503)
@reads(IF_CHANGED)
def list_tickets(query: Any) -> Any:
    """List tickets: an administrator sees all, a user their own."""
    page = Page(query["page"], query["page_size"])
    found = queries.find_page(current_user(), filters_from(query, current_user()), query["ordering"], page)
    tag = tag_of([serialize.tag(ticket) for ticket in found.tickets], found.count, found.is_capped, found.has_more)
    if answer := not_changed(weak(tag)):
        return answer
    results = serialize.tickets(found.tickets, queries.files_of(*found.tickets))
    answer = jsonify(envelope(page, results, found.count, has_more=found.has_more, is_capped=found.is_capped))
    answer.headers["ETag"] = weak(tag)
    return answer


@tickets.get("/tickets/counts")
@tickets.arguments(TicketFilters(), location="query")
@tickets.response(200, TicketCounts, headers=WEAK_ETAG)
@tickets.alt_response(304, description="Not changed.", headers=WEAK_ETAG)
@problems(400, 401, 503)
@reads(IF_CHANGED)
def count_tickets(query: Any) -> Any:
    """Count the tickets of each status and side waited for, among those the filters let through, and all that are unread."""
    exact = queries.count_each(current_user(), filters_from(query, current_user()))
    tag = weak(tag_of(exact))
    counts = {name: min(number, CAP) for name, number in exact.items()}
    answer = {
        "counts": {status: counts[status] for status in Status},
        "waiting": {side: counts[side] for side in Side},
        "unread": counts["unread"],
        "capped": [name for name, number in exact.items() if number > CAP],
    }
    return not_changed(tag) or (answer, 200, {"ETag": tag})


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
    ticket = find_ticket(ticket_id)
    return not_changed(etag_of(ticket)) or answer_ticket(ticket)


def find_ticket(ticket_id: int) -> Row[Any]:
    """Return the ticket; raises `NotFound` for what the signed-in user can't see."""
    ticket = queries.find(current_user(), ticket_id)
    if ticket is None:
        raise service.no_such_ticket(ticket_id)
    return ticket


def etag_of(ticket: Row[Any]) -> str:
    """Return the header that names this state of the ticket."""
    return f'"{serialize.tag(ticket)}"'


def answer_ticket(ticket: Row[Any]) -> Response:
    """Answer the ticket with its ETag."""
    answer = jsonify(serialize.ticket(ticket, queries.files_of(ticket)[ticket.id]))
    answer.headers["ETag"] = etag_of(ticket)
    return answer
