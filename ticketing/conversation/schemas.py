"""The shapes of what is said about tickets, one schema per use."""

from marshmallow import Schema, fields, validate

from ticketing.tickets.models import EntryKind, Status
from ticketing.tickets.schemas import AttachmentSchema
from ticketing.web.fields import Lines, Moment, WholeNumber, check_visible
from ticketing.web.row_ids import LARGEST_ID

LONGEST_BODY = 20_000


class Message(Schema):
    """What a note, or an edited entry, says, files apart."""

    body = Lines(required=True, validate=[validate.Length(1, LONGEST_BODY), check_visible])


class Reply(Message):
    """What a reply says, files apart; administrators may set the ticket's status with it."""

    status = fields.Enum(Status, by_value=True)


class Seen(Schema):
    """How far a reader has read a ticket."""

    entry = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, LARGEST_ID),
        metadata={"description": "The newest entry that was shown; 0 for none."},
    )


class Writing(Schema):
    """What somebody is writing."""

    kind = fields.String(required=True, validate=validate.OneOf([EntryKind.REPLY, EntryKind.NOTE]))


class TimelineQuery(Schema):
    """Which part of a timeline is wanted."""

    after = WholeNumber(
        validate=validate.Range(max=LARGEST_ID), metadata={"description": "Only entries after the one with this id."}
    )


class AuthorSchema(Schema):
    """Who wrote an entry."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    is_staff = fields.Boolean(
        required=True, data_key="isStaff", metadata={"description": "As an administrator, not as the ticket's requester."}
    )


class ChangeSchema(Schema):
    """A field of a ticket that was changed; of a description neither text is kept."""

    field = fields.String(required=True)
    from_ = fields.Raw(required=True, allow_none=True, data_key="from")
    to = fields.Raw(required=True, allow_none=True)


class EntrySchema(Schema):
    """Something that was said about a ticket, or done with it."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(EntryKind)))
    author = fields.Nested(AuthorSchema, required=True, allow_none=True, metadata={"description": "Null for the command line."})
    created_at = Moment(required=True, data_key="createdAt")
    edited_at = Moment(required=True, allow_none=True, data_key="editedAt")
    body = fields.String(required=True, allow_none=True, metadata={"description": "Of a change its reason, if there is one."})
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    removed_by = fields.String(
        required=True, allow_none=True, data_key="removedBy", metadata={"description": "Who removed what stood here."}
    )
    is_internal = fields.Boolean(
        required=True, data_key="isInternal", metadata={"description": "Whether administrators alone can see it."}
    )
    earlier = fields.List(fields.String(), metadata={"description": "What stood here before each edit; for administrators."})


class WriterSchema(Schema):
    """Somebody who is writing."""

    username = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([EntryKind.REPLY, EntryKind.NOTE]))


class TimelineSchema(Schema):
    """The entries of a ticket, oldest first, and who else is writing."""

    results = fields.List(fields.Nested(EntrySchema), required=True)
    writing = fields.List(fields.Nested(WriterSchema), required=True)
