"""The shapes of requests and answers about tickets, one schema per use."""

from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, validate

from ticketing.categories.models import LONGEST_NAME as LONGEST_CATEGORY
from ticketing.categories.models import Priority
from ticketing.tickets.filters import ORDERINGS
from ticketing.tickets.models import Side, Status
from ticketing.web.fields import Line, Lines, Moment, Text
from ticketing.web.pagination import PageArguments, PageEnvelope

# Longer searches find nothing that shorter ones don't, and cost more than they tell.
LONGEST_SEARCH = 500
LONGEST_NAME = 150
# Of the values of a filter that are data, and of phrases.
MOST_VALUES = 50
MOST_PHRASES = 5


class Category(Text):
    """The name of a category; which there are, the database knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(1, LONGEST_CATEGORY), **kwargs)


class NewTicket(Schema):
    """What a submission says, files apart."""

    title = Line(required=True, validate=validate.Length(1, 200))
    description = Lines(required=True, validate=validate.Length(1, 20_000))
    category = Category(required=True)


def any_of(values: type[StrEnum], **options: Any) -> fields.List[Any]:
    """Return the field of a parameter that may be repeated, once for each value."""
    each = fields.Enum(values, by_value=True)
    return fields.List(each, load_default=list, validate=validate.Length(max=len(values)), **options)


def _people(description: str) -> fields.List[Any]:
    return fields.List(
        Text(validate=validate.Length(max=LONGEST_NAME)),
        load_default=list,
        validate=validate.Length(max=MOST_VALUES),
        metadata={"description": description},
    )


class TicketFilters(Schema):
    """How tickets are narrowed, whatever their status."""

    category = fields.List(Category(), load_default=list, validate=validate.Length(max=MOST_VALUES))
    priority = any_of(Priority)
    search = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Words that must all occur in title, description or replies; #12 finds ticket 12."},
    )
    phrase = fields.List(
        Text(validate=validate.Length(1, LONGEST_SEARCH)),
        load_default=list,
        validate=validate.Length(max=MOST_PHRASES),
        metadata={"description": "Text that must occur as it is, spaces included."},
    )
    requester = _people("The username, or failing that the id, of whoever opened them.")
    assignee = _people("The username, or failing that the id, of who works on them; `me`, or `none` for nobody.")
    opened_from = fields.Date(data_key="openedFrom", metadata={"description": "A day of UTC, included."})
    opened_to = fields.Date(data_key="openedTo", metadata={"description": "A day of UTC, included."})
    answered_from = fields.Date(
        data_key="answeredFrom", metadata={"description": "The day of UTC, included, of an administrator's first reply."}
    )
    answered_to = fields.Date(data_key="answeredTo", metadata={"description": "A day of UTC, included."})
    resolved_from = fields.Date(data_key="resolvedFrom", metadata={"description": "A day of UTC, included."})
    resolved_to = fields.Date(data_key="resolvedTo", metadata={"description": "A day of UTC, included."})
    changed_since = Moment(data_key="changedSince", metadata={"description": "Only what has changed since this moment."})
    waiting_for = any_of(Side, data_key="waitingFor", metadata={"description": "Who is to speak next."})
    unread = fields.Boolean(
        load_default=False, metadata={"description": "`true`: only what has something that the reader has not seen."}
    )


class TicketQuery(PageArguments, TicketFilters):
    """How a list of tickets is narrowed, ordered and paged."""

    status = any_of(Status)
    ordering = fields.String(load_default="-createdAt", validate=validate.OneOf(list(ORDERINGS)))


class ExportQuery(TicketFilters):
    """How a list that becomes a file is narrowed, and what separates its columns."""

    status = any_of(Status)
    separator = fields.String(load_default=",", validate=validate.OneOf([",", ";"]))


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


class PersonSchema(Schema):
    """Somebody."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)


class LastReplySchema(Schema):
    """The newest reply of a ticket."""

    at = Moment(required=True)
    by = fields.Nested(PersonSchema, required=True)


class Settable(Schema):
    """What administrators set of one ticket or of several."""

    category = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    priority = fields.String(required=True, validate=validate.OneOf(list(Priority)))
    assignee = fields.Nested(PersonSchema, required=True, allow_none=True, metadata={"description": "Who works on it."})


class TicketSchema(Settable):
    """A ticket, as answered."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    attachment = fields.String(
        required=True, allow_none=True, dump_default=None, metadata={"description": "The first attachment's url."}
    )
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    created_by = fields.Nested(PersonSchema, required=True, data_key="createdBy")
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
