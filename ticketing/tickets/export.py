"""Tickets as comma-separated values, a batch at a time, however many there are.

What replies and notes say is not among them: the file is often sent on, and notes are for administrators.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, request, stream_with_context
from sqlalchemy import Row

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.guard import current_user
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.tickets import queries
from ticketing.tickets.filters import CAP
from ticketing.tickets.parameters import filters_from
from ticketing.tickets.schemas import ExportQuery
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.spreadsheets import BYTE_ORDER_MARK, table

BATCH = 500

export = Blueprint("export", __name__, url_prefix="/api/tickets", description="Lists as files")
TITLES = (
    *("Number", "Title", "Description", "Category", "Status", "Requester", "Opened", "Changed", "Resolved", "Files"),
    *("Replies", "Last reply", "Last reply by", "Waiting for", "Priority", "Assignee"),
)


@export.get("/export.csv")
@export.arguments(ExportQuery(), location="query")
@export.doc(responses={200: {"description": "The list.", "content": {"text/csv": {"schema": {"type": "string"}}}}})
@problems(400, 401, 503)
def export_tickets(query: Any) -> Response:
    """Write the tickets that the filters let through as comma-separated values, newest first, while they are read."""
    me = current_user()
    filters = filters_from(query, me)
    # Whoever asks by HEAD gets no ticket.
    if request.method == "GET":
        with transaction():
            asked = {name: ", ".join(values) for name, values in request.args.lists() if any(values)}
            audit.record(Verb.TICKETS_EXPORTED, asked)
    number = queries.count(me, filters)
    headers = {"Content-Disposition": f"attachment; filename=tickets-{utcnow():%Y-%m-%d-%H%M%S}.csv"}
    if number <= CAP:
        headers["X-Total-Count"] = str(number)
    body = stream_with_context(lines(me, filters, query["separator"]))
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


def lines(user: CurrentUser, filters: Mapping[str, Any], separator: str) -> Iterator[str]:
    """Yield the lines of the file, newest first; each batch is what the database has at that moment."""
    yield BYTE_ORDER_MARK + table([TITLES], separator)
    last = None
    while batch := queries.find_batch(user, {**filters, "before": last}, BATCH):
        files = queries.files_of(*batch)
        yield table([_values(ticket, len(files[ticket.id])) for ticket in batch], separator)
        last = batch[-1].id


def _values(ticket: Row[Any], files: int) -> Sequence[Any]:
    return (
        ticket.id,
        ticket.title,
        ticket.description,
        ticket.category,
        ticket.status,
        ticket.username,
        ticket.created_at,
        ticket.updated_at,
        ticket.resolved_at,
        files,
        ticket.reply_count,
        ticket.last_reply_at,
        ticket.last_reply_by,
        ticket.waiting_for,
        ticket.priority,
        ticket.assignee,
    )
