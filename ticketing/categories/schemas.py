"""The shapes of answers and forms about categories."""

from marshmallow import Schema, fields, validate

from ticketing.categories.models import LONGEST_DESCRIPTION, LONGEST_NAME, Priority
from ticketing.web.fields import Line, Text


class CategorySchema(Schema):
    """A category that a ticket may be given."""

    name = fields.String(required=True)
    description = fields.String(required=True, metadata={"description": "What belongs there; may be empty."})


class Categories(Schema):
    """The categories that a ticket may be given, in their order."""

    results = fields.List(fields.Nested(CategorySchema), required=True)


class CategoryText(Schema):
    """What administrators say of a category."""

    name = Line(required=True, validate=validate.Length(1, LONGEST_NAME))
    description = Text(load_default="", validate=validate.Length(max=LONGEST_DESCRIPTION))
    assignee = Text(load_default="", validate=validate.Length(max=150))
    priority = fields.Enum(Priority, by_value=True, load_default=None, allow_none=True)
