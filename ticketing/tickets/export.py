"""Tickets as comma-separated values, a batch at a time, however many there are.

What replies and notes say is not among them: the file is often sent on, and notes are for administrators.
"""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from flask import Response, request, stream_with_context

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
# The titles of the columns, and what of a ticket stands in them.
COLUMNS = {
    "Number": "id",
    "Title": "title",
    "Description": "description",
    "Category": "category",
    "Status": "status",
    "Requester": "username",
    "Opened": "created_at",
    "Changed": "updated_at",
    "Resolved": "resolved_at",
    "Files": "file_count",
    "Replies": "reply_count",
    "Last reply": "last_reply_at",
    "Last reply by": "last_reply_by",
    "Waiting for": "waiting_for",
    "Priority": "priority",
    "Assignee": "assignee",
}
VALUES = attrgetter(*COLUMNS.values())


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
    yield BYTE_ORDER_MARK + table([tuple(COLUMNS)], separator)
    last = None
    while batch := queries.find_batch(user, {**filters, "before": last}, BATCH):
        yield table([VALUES(ticket) for ticket in batch], separator)
        last = batch[-1].id
