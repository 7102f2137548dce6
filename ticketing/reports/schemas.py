"""The shapes of requests and answers about reports."""

from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from ticketing.categories.models import Priority
from ticketing.clock import utcnow
from ticketing.reports.periods import DAY, Period
from ticketing.tickets.schemas import PersonSchema

MOST_DAYS = 366
FIRST_DAYS = 30
# Days that every database and browser knows, and the year before them.
KNOWN = validate.Range(date(1900, 1, 1), date(2999, 12, 31))


class ReportQuery(Schema):
    """The days that a report is of."""

    first = fields.Date(
        data_key="from",
        validate=KNOWN,
        metadata={"description": f"A day of UTC, included; without it the report is of {FIRST_DAYS} days."},
    )
    last = fields.Date(data_key="to", validate=KNOWN, metadata={"description": "A day of UTC, included; without it today."})

    @post_load
    def make_period(self, given: dict[str, Any], **_: Any) -> Period:
        """Return the period; raises `ValidationError` for one that ends before it begins, or is too long."""
        last = given.get("last", utcnow().date())
        first = given.get("first", last - timedelta(days=FIRST_DAYS - 1))
        if first > last:
            raise ValidationError(f"Must be {last} or earlier.", "from")
        if last - first >= MOST_DAYS * DAY:
            raise ValidationError(
                f"Must be {last - (MOST_DAYS - 1) * DAY} or later: a report is of {MOST_DAYS} days at most.", "from"
            )
        return Period(first, last)


class HoursSchema(Schema):
    """Hours that something took, rounded down."""

    median = fields.Float(required=True, allow_none=True, metadata={"description": "Half of the tickets took no longer."})
    ninth_decile = fields.Float(
        required=True,
        allow_none=True,
        data_key="ninthDecile",
        metadata={"description": "Nine tenths of the tickets took no longer."},
    )


class FiguresSchema(Schema):
    """What happened in a period; tickets count as they are now, and deleted ones don't."""

    opened = fields.Integer(required=True, metadata={"description": "Tickets opened in the period."})
    answered = fields.Integer(
        required=True, metadata={"description": "Tickets whose first reply by an administrator was in the period."}
    )
    resolved = fields.Integer(
        required=True, metadata={"description": "Tickets that are Resolved, and became so in the period for the last time."}
    )
    first_reply = fields.Nested(
        HoursSchema,
        required=True,
        data_key="hoursToFirstReply",
        metadata={"description": "Of the tickets `answered`: from their opening, in quarters of an hour."},
    )
    resolution = fields.Nested(
        HoursSchema,
        required=True,
        data_key="hoursToResolution",
        metadata={"description": "Of the tickets `resolved`: from their opening, in whole hours."},
    )


class CategoryFigures(FiguresSchema):
    """The tickets that are of a category now."""

    category = fields.String(required=True)


class PriorityFigures(FiguresSchema):
    """The tickets that have a priority now."""

    priority = fields.String(required=True, validate=validate.OneOf(list(Priority)))


class AssigneeFigures(FiguresSchema):
    """The tickets that somebody, or nobody, works on now."""

    assignee = fields.Nested(PersonSchema, required=True, allow_none=True)


class DaySchema(Schema):
    """A day of UTC."""

    day = fields.Date(required=True)
    opened = fields.Integer(required=True)
    resolved = fields.Integer(required=True)
    backlog = fields.Integer(
        required=True,
        metadata={"description": "Tickets that were there at its end, less those that are Resolved since before that."},
    )


class ReportSchema(Schema):
    """The report of a period. Its days are of UTC, both included."""

    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    days = fields.List(fields.Nested(DaySchema), required=True)
    total = fields.Nested(FiguresSchema, required=True)
    categories = fields.List(fields.Nested(CategoryFigures), required=True)
    priorities = fields.List(fields.Nested(PriorityFigures), required=True)
    assignees = fields.List(fields.Nested(AssigneeFigures), required=True)
