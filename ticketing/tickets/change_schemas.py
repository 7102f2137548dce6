"""The shapes of changes of tickets, and of what became of them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ticketing.categories.models import Priority
from ticketing.tickets.changes import UNDOABLE, Outcome
from ticketing.tickets.models import Status
from ticketing.tickets.schemas import LONGEST_NAME, Category, NewTicket, Settable
from ticketing.web.fields import Flag, Moment, Text, WholeNumber

MOST_AT_ONCE = 100


class Assignee(Text):
    """An administrator, by name or id, or `me`; null for nobody."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return super()._deserialize(str(value) if type(value) is int else value, attr, data, **kwargs)


UNDO = Flag(
    load_default=False,
    metadata={
        "description": "Take back your own last change of status, priority, assignee or category: everything, `updatedAt` too, "
        "is as it was before; only the ETag is new. A `status` besides is the one before. Refused like an ETag that does not "
        "match if anything has changed since, and after ten minutes."
    },
)


class Queued(Schema):
    """What only administrators say of a ticket."""

    priority = fields.Enum(Priority, by_value=True)
    assignee = Assignee(
        allow_none=True,
        validate=validate.Length(1, LONGEST_NAME),
        metadata={"description": "The name or id of an active administrator, `me`, or null for nobody."},
    )


class TicketChange(NewTicket, Queued):
    """What a change of a ticket says: whichever of these are to change, or that the last change is to be undone."""

    undo = UNDO

    @validates_schema
    def check_something_is_named(self, data: dict[str, Any], **_: Any) -> None:
        """Raise `ValidationError` for a change of nothing."""
        named = [name for name in self.fields if name != "undo"]
        if not data.get("undo") and not any(name in data for name in named):
            raise ValidationError({name: [f"Name at least one of {', '.join(named)}."] for name in named})


class StatusChange(Schema):
    """What a change of status says."""

    status = fields.Enum(Status, by_value=True, required=True)
    undo = UNDO


class Duplicate(Schema):
    """Which ticket another one repeats."""

    of = WholeNumber(required=True, metadata={"minimum": 1})


def _only_if(what: str) -> dict[str, str]:
    return {"description": f"Change the ticket only if this is still {what}: nobody's choice is overwritten unseen."}


class OneOfSeveral(Schema):
    """Which of several tickets is to change, and on which conditions."""

    id = WholeNumber(required=True, metadata={"minimum": 1})
    if_match = Text(
        data_key="ifMatch",
        validate=validate.Length(max=1000),
        metadata={"description": "Change the ticket only if it is still in the state this ETag names."},
    )
    if_status = fields.Enum(Status, by_value=True, data_key="ifStatus", metadata=_only_if("its status"))
    if_priority = fields.Enum(Priority, by_value=True, data_key="ifPriority", metadata=_only_if("its priority"))
    if_assignee = WholeNumber(
        allow_none=True, data_key="ifAssignee", metadata={"minimum": 1} | _only_if("its assignee's id, or null for nobody")
    )
    if_category = Category(data_key="ifCategory", metadata=_only_if("its category"))


class OneStatus(OneOfSeveral, StatusChange):
    """The status one of several tickets is to have."""


class OneChange(OneOfSeveral, Queued):
    """What one of several tickets is to have."""

    status = fields.Enum(Status, by_value=True)
    category = Category()
    undo = UNDO

    @validates_schema
    def check_something_is_named(self, data: dict[str, Any], **_: Any) -> None:
        """Raise `ValidationError` for a change of nothing."""
        if not data.get("undo") and data.keys().isdisjoint(UNDOABLE):
            raise ValidationError({name: [f"Name at least one of {', '.join(UNDOABLE)}."] for name in UNDOABLE})


def _check_each_once(changes: list[dict[str, Any]]) -> None:
    if len({change["id"] for change in changes}) < len(changes):
        raise ValidationError("Must not name a ticket twice.")


class StatusChanges(Schema):
    """Several changes of status, made together."""

    changes = fields.List(
        fields.Nested(OneStatus), required=True, validate=[validate.Length(1, MOST_AT_ONCE), _check_each_once]
    )


class TicketChanges(Schema):
    """Several changes, made together."""

    changes = fields.List(
        fields.Nested(OneChange), required=True, validate=[validate.Length(1, MOST_AT_ONCE), _check_each_once]
    )


class ChangeResult(Settable):
    """What became of one of several tickets, and its state now."""

    id = fields.Integer(required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(list(Outcome)),
        metadata={"description": "A `conflict` is a ticket that is not as `if…` or `undo` says: it stays so."},
    )
    previous_status = fields.String(
        required=True,
        validate=validate.OneOf(list(Status)),
        data_key="previousStatus",
        metadata={"description": "The status before this request."},
    )
    updated_at = Moment(required=True, data_key="updatedAt")
    etag = fields.String(required=True, metadata={"description": "The ticket's ETag, as `ifMatch` and `If-Match` take it."})


class ChangeResults(Schema):
    """What became of several tickets, in the order they were named."""

    results = fields.List(fields.Nested(ChangeResult), required=True)
