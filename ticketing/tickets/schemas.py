"""The shapes of requests and answers about tickets, one schema per use."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, post_dump, validate

from ticketing.intake import Text
from ticketing.pagination import PageArguments, PageEnvelope
from ticketing.tickets import links
from ticketing.tickets.models import Category, Status
from ticketing.tickets.queries import ORDERINGS

# Longer searches find nothing that shorter ones don't, and cost more than they tell.
LONGEST_SEARCH = 500


class Moment(fields.DateTime):
    """A moment in UTC, to the second, such as `2026-11-23T06:27:00Z`."""

    # Not by the argument `format`, for which the document would say null.
    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")


class NewTicket(Schema):
    """What a submission says, files apart."""

    title = Text(required=True, validate=validate.Length(1, 200))
    description = Text(required=True, validate=validate.Length(1, 20_000))
    category = fields.Enum(Category, by_value=True, required=True)


class StatusChange(Schema):
    """What a change of status says."""

    status = fields.Enum(Status, by_value=True, required=True)


class TicketQuery(PageArguments):
    """How a list of tickets is narrowed, ordered and paged."""

    category = fields.List(fields.Enum(Category, by_value=True), load_default=list)
    status = fields.List(fields.Enum(Status, by_value=True), load_default=list)
    search = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "Words that must all occur in title or description; #12 finds ticket 12."},
    )
    ordering = fields.String(load_default="-createdAt", validate=validate.OneOf(list(ORDERINGS)))


class AttachmentSchema(Schema):
    """A file of a ticket."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    content_type = fields.String(required=True, data_key="contentType")
    url = fields.Function(
        links.file_url,
        required=True,
        metadata={
            "type": ["string", "null"],
            "format": "uri",
            "description": "Works for 1–2 hours; null while the file's store is not configured.",
        },
    )


class RequesterSchema(Schema):
    """Who opened a ticket."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)


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

    @post_dump
    def name_first_attachment(self, answer: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Repeat the first attachment's link where simple clients look for it."""
        answer["attachment"] = answer["attachments"][0]["url"] if answer["attachments"] else None
        return answer


class TicketPage(PageEnvelope):
    """A page of tickets."""

    results = fields.List(fields.Nested(TicketSchema), required=True)
