"""The conversation over HTTP."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request, url_for
from sqlalchemy import Row

from ticketing.auth.guard import admin_required, current_user
from ticketing.conversation import queries, serialize, service
from ticketing.conversation.schemas import EntrySchema, Message, Reply, Seen, TimelineQuery, TimelineSchema, Writing
from ticketing.database.transaction import transaction
from ticketing.errors import PreconditionFailed
from ticketing.tickets import apidoc, idempotency, uploads
from ticketing.tickets import queries as tickets
from ticketing.tickets.models import Attachment, EntryKind
from ticketing.tickets.service import discard_files, no_such_ticket
from ticketing.tickets.submission import Answer, Submission, submit
from ticketing.web.etags import not_changed
from ticketing.web.openapi import IF_CHANGED, Blueprint, header, problems, reads
from ticketing.web.parsing import parser

REPLY, NOTE = Reply(), Message()
IF_SEEN = header("If-Match", "Add it only if nobody else has written since the timeline had this ETag.")

conversation = Blueprint("conversation", __name__, url_prefix="/api", description="What is said about tickets")


@conversation.get("/tickets/<row_id:ticket_id>/timeline")
@conversation.arguments(TimelineQuery(), location="query")
@conversation.response(200, TimelineSchema, headers=apidoc.ETAG)
@conversation.alt_response(304, description="Not changed.", headers=apidoc.ETAG)
@problems(400, 401, 404, 503)
@reads(IF_CHANGED)
def show_timeline(query: Any, ticket_id: int) -> Response:
    """List a ticket's entries, oldest first; internal notes for administrators alone."""
    me, ticket = current_user(), _find_ticket(ticket_id)
    entries = queries.find_all(me, ticket_id, query.get("after", 0))
    writers = queries.writers(me, ticket_id)
    last_id = entries[-1].id if entries else queries.last_id(me, ticket_id)
    etag = f'"{serialize.tag(ticket, entries, writers, last_id)}"'
    if answer := not_changed(etag):
        return answer
    files = queries.files_of(entries)
    results = [serialize.entry(entry, files.get(entry.id, ()), me) for entry in entries]
    answer = jsonify({"results": results, "writing": [dict(writer._mapping) for writer in writers]})
    answer.headers["ETag"] = etag
    return answer


def _find_ticket(ticket_id: int) -> Row[Any]:
    ticket = tickets.find(current_user(), ticket_id)
    if ticket is None:
        raise no_such_ticket(ticket_id)
    return ticket


@conversation.post("/tickets/<row_id:ticket_id>/replies")
@conversation.response(201, EntrySchema, headers=apidoc.LOCATION)
@problems(400, 401, 403, 404, 412, 413, 415, 422, 502, 503, 504)
@conversation.doc(**apidoc.with_files(Reply, IF_SEEN))
def reply(ticket_id: int) -> tuple[Response, int, dict[str, str]]:
    """Reply, with up to five files when sent as multipart/form-data; an administrator may set the status with it."""
    sent, me = parser.parse(REPLY, location="json_or_form"), current_user()

    def add(attachments: list[Attachment]) -> Row[Any]:
        return service.reply(ticket_id, sent["body"], me, attachments, status=sent.get("status"), seen=_seen(ticket_id))

    return _say(ticket_id, EntryKind.REPLY, [sent["body"], sent.get("status")], add)


@conversation.post("/tickets/<row_id:ticket_id>/notes")
@admin_required
@conversation.response(201, EntrySchema, headers=apidoc.LOCATION)
@problems(400, 401, 403, 404, 412, 413, 415, 422, 502, 503, 504)
@conversation.doc(**apidoc.with_files(Message, IF_SEEN))
def note(ticket_id: int) -> tuple[Response, int, dict[str, str]]:
    """Add an internal note, which only administrators ever learn of."""
    sent, me = parser.parse(NOTE, location="json_or_form"), current_user()

    def add(attachments: list[Attachment]) -> Row[Any]:
        return service.note(ticket_id, sent["body"], me, attachments, seen=_seen(ticket_id))

    return _say(ticket_id, EntryKind.NOTE, [sent["body"]], add)


def _say(
    ticket_id: int, kind: EntryKind, meaning: list[Any], add: Callable[[list[Attachment]], Row[Any]]
) -> tuple[Response, int, dict[str, str]]:
    key = idempotency.check_key(request.headers.get(idempotency.HEADER))
    # Before any file is stored.
    _find_ticket(ticket_id)
    submission = Submission(current_user(), [kind, ticket_id, *meaning], uploads.take(request.files), key)

    def act(attachments: list[Attachment]) -> Answer:
        return serialize.entry(add(attachments), attachments, current_user())

    answer = submit(submission, act)
    location = url_for("conversation.show_timeline", ticket_id=ticket_id, after=answer["id"] - 1 or None, _external=True)
    return jsonify(answer), 201, {"Location": location}


def _seen(ticket_id: int) -> int | None:
    """Return the newest entry that the timeline's ETag in `If-Match` names, or None without the header."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    seen = [serialize.seen_entry(tag, ticket_id) for tag in request.if_match.as_set(include_weak=True) if tag]
    known = [entry for entry in seen if entry is not None]
    if not known:
        raise PreconditionFailed("If-Match names no ETag of this ticket's timeline.")
    return max(known)


@conversation.patch("/tickets/<row_id:ticket_id>/timeline/<row_id:entry_id>")
@conversation.arguments(Message())
@conversation.response(200, EntrySchema)
@problems(400, 401, 403, 404, 413, 415, 503)
def edit(message: Any, ticket_id: int, entry_id: int) -> Response:
    """Edit a reply or a note of one's own, within 15 minutes."""
    with transaction():
        entry = service.edit(ticket_id, entry_id, message["body"], current_user())
    return jsonify(serialize.entry(entry, queries.files_of([entry]).get(entry_id, ()), current_user()))


@conversation.delete("/tickets/<row_id:ticket_id>/timeline/<row_id:entry_id>")
@admin_required
@conversation.response(204)
@problems(401, 403, 404, 503)
def remove(ticket_id: int, entry_id: int) -> None:
    """Empty a reply or a note for good; that it was there, and who removed it, is still shown."""
    with transaction():
        files = service.remove(ticket_id, entry_id, current_user())
    discard_files(files)


@conversation.put("/tickets/<row_id:ticket_id>/seen")
@conversation.arguments(Seen())
@conversation.response(204)
@problems(400, 401, 404, 413, 415, 503)
def mark_seen(seen: Any, ticket_id: int) -> None:
    """Note that the ticket was read up to an entry."""
    if _find_ticket(ticket_id).is_unread:
        with transaction():
            service.mark_seen(ticket_id, seen["entry"], current_user())


@conversation.put("/tickets/<row_id:ticket_id>/writing")
@conversation.arguments(Writing())
@conversation.response(204)
@problems(400, 401, 403, 404, 413, 415, 503)
def mark_writing(writing: Any, ticket_id: int) -> None:
    """Let others see, for half a minute, that one is writing."""
    _find_ticket(ticket_id)
    with transaction():
        service.mark_writing(ticket_id, EntryKind(writing["kind"]), current_user())


@conversation.delete("/tickets/<row_id:ticket_id>/writing")
@conversation.response(204)
@problems(401, 404, 503)
def stop_writing(ticket_id: int) -> None:
    """Let others see that one has stopped writing."""
    _find_ticket(ticket_id)
    with transaction():
        service.mark_writing(ticket_id, None, current_user())
