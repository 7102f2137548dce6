"""The shapes of requests and answers about tickets, one schema per use."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ticketing.tickets.filters import ORDERINGS
from ticketing.tickets.models import Category, Side, Status
from ticketing.tickets.statuses import Outcome
from ticketing.web.fields import Flag, Line, Lines, Moment, Text, WholeNumber
from ticketing.web.pagination import PageArguments, PageEnvelope

# Longer searches find nothing that shorter ones don't, and cost more than they tell.
LONGEST_SEARCH = 500
LONGEST_NAME = 150
MOST_AT_ONCE = 100


class NewTicket(Schema):
    """What a submission says, files apart."""

    title = Line(required=True, validate=validate.Length(1, 200))
    description = Lines(required=True, validate=validate.Length(1, 20_000))
    category = fields.Enum(Category, by_value=True, required=True)


class Correction(NewTicket):
    """What a correction says: whichever of these are to change."""

    @validates_schema
    def check_something_is_named(self, data: dict[str, Any], **_: Any) -> None:
        """Raise `ValidationError` for a correction of nothing."""
        if not data:
            raise ValidationError({name: ["Name at least one of title, description and category."] for name in self.fields})


class StatusChange(Schema):
    """What a change of status says."""

    status = fields.Enum(Status, by_value=True, required=True)
    undo = Flag(
        load_default=False,
        metadata={
            "description": "Take back your own last change: everything, `updatedAt` too, is as it was before; only the ETag is "
            "new. `status` is the one before. Refused like an ETag that does not match if anything has changed since, and "
            "after ten minutes."
        },
    )


class Duplicate(Schema):
    """Which ticket another one repeats."""

    of = WholeNumber(required=True, metadata={"minimum": 1})


class OneOfSeveral(StatusChange):
    """The status one of several tickets is to have."""

    id = WholeNumber(required=True, metadata={"minimum": 1})
    if_match = Text(
        data_key="ifMatch",
        validate=validate.Length(max=1000),
        metadata={"description": "Change the ticket only if it is still in the state this ETag names."},
    )
    if_status = fields.Enum(
        Status,
        by_value=True,
        data_key="ifStatus",
        metadata={"description": "Change the ticket only if this is still its status."},
    )


def _check_each_once(changes: list[dict[str, Any]]) -> None:
    if len({change["id"] for change in changes}) < len(changes):
        raise ValidationError("Must not name a ticket twice.")


class StatusChanges(Schema):
    """Several changes of status, made together."""

    changes = fields.List(
        fields.Nested(OneOfSeveral), required=True, validate=[validate.Length(1, MOST_AT_ONCE), _check_each_once]
    )


def any_of(values: type[Category] | type[Status]) -> fields.List[Any]:
    """Return the field of a parameter that may be repeated, once for each value."""
    return fields.List(fields.Enum(values, by_value=True), load_default=list, validate=validate.Length(max=len(values)))


class TicketFilters(Schema):
    """How tickets are narrowed, whatever their status."""

    category = any_of(Category)
    search = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Words that must all occur in title, description or replies; #12 finds ticket 12."},
    )
    requester = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_NAME),
        metadata={"description": "The username, or failing that the id, of whoever opened them."},
    )
    opened_from = fields.Date(data_key="openedFrom", metadata={"description": "A day of UTC, included."})
    opened_to = fields.Date(data_key="openedTo", metadata={"description": "A day of UTC, included."})
    changed_since = Moment(data_key="changedSince", metadata={"description": "Only what has changed since this moment."})
    waiting_for = fields.Enum(Side, by_value=True, data_key="waitingFor", metadata={"description": "Who is to speak next."})
    unread = fields.Boolean(
        load_default=False, metadata={"description": "`true`: only what has something that the reader has not seen."}
    )


class TicketQuery(PageArguments, TicketFilters):
    """How a list of tickets is narrowed, ordered and paged."""

    status = any_of(Status)
    ordering = fields.String(load_default="-createdAt", validate=validate.OneOf(list(ORDERINGS)))


class AttachmentSchema(Schema):
    """A file of a ticket."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"description": "What the file is called when saved."})
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    content_type = fields.String(required=True, data_key="contentType")
    url = fields.Url(
        required=True,
        allow_none=True,
        metadata={"description": "Works for 1–2 hours; null while the file's store is not configured."},
    )


class RequesterSchema(Schema):
    """Who opened a ticket."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)


class LastReplySchema(Schema):
    """The newest reply of a ticket."""

    at = Moment(required=True)
    by = fields.Nested(RequesterSchema, required=True)


class TicketSchema(Schema):
    """A ticket, as answered."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    category = fields.String(required=True, validate=validate.OneOf(list(Category)))
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    attachment = fields.String(
        required=True, allow_none=True, dump_default=None, metadata={"description": "The first attachment's url."}
    )
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    created_by = fields.Nested(RequesterSchema, required=True, data_key="createdBy")
    created_at = Moment(required=True, data_key="createdAt")
    updated_at = Moment(required=True, data_key="updatedAt")
    replies = fields.Integer(required=True, metadata={"description": "How many there are."})
    last_reply = fields.Nested(LastReplySchema, required=True, allow_none=True, data_key="lastReply")
    waiting_for = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(list(Side)),
        data_key="waitingFor",
        metadata={"description": "Who is to speak next; null for a Resolved ticket."},
    )
    is_unread = fields.Boolean(
        required=True, data_key="isUnread", metadata={"description": "Whether something there is new to the reader."}
    )
    duplicate_of = fields.Integer(
        required=True,
        allow_none=True,
        data_key="duplicateOf",
        metadata={"description": "The ticket that this one repeats, if the reader may see that."},
    )


class StatusResult(Schema):
    """What became of one of several tickets, and its state now."""

    id = fields.Integer(required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(list(Outcome)),
        metadata={"description": "A `conflict` is a ticket that is not as `ifMatch`, `ifStatus` or `undo` says: it stays so."},
    )
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    previous_status = fields.String(
        required=True,
        validate=validate.OneOf(list(Status)),
        data_key="previousStatus",
        metadata={"description": "The status before this request."},
    )
    updated_at = Moment(required=True, data_key="updatedAt")
    etag = fields.String(required=True, metadata={"description": "The ticket's ETag, as `ifMatch` and `If-Match` take it."})


class StatusResults(Schema):
    """What became of several tickets, in the order they were named."""

    results = fields.List(fields.Nested(StatusResult), required=True)


class WaitingCounts(Schema):
    """How many tickets wait for whom."""

    staff = fields.Integer(required=True)
    requester = fields.Integer(required=True)


class TicketCounts(Schema):
    """How many tickets there are of each status, how many wait for whom, and how many are new to the reader."""

    counts = fields.Dict(keys=fields.String(validate=validate.OneOf(list(Status))), values=fields.Integer(), required=True)
    waiting = fields.Nested(WaitingCounts, required=True)
    unread = fields.Integer(
        required=True, metadata={"description": "What is new to the reader, whatever the filters let through."}
    )
    capped = fields.List(
        fields.String(validate=validate.OneOf([*Status, *Side, "unread"])),
        required=True,
        metadata={"description": "Those of which there are more than their count."},
    )


class TicketPage(PageEnvelope):
    """A page of tickets."""

    results = fields.List(fields.Nested(TicketSchema), required=True)
