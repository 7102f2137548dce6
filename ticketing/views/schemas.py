"""The shapes of requests and answers about saved lists."""

from typing import Any
from urllib.parse import parse_qsl

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from ticketing.tickets.schemas import TicketQuery
from ticketing.views.models import LONGEST_NAME, LONGEST_QUERY
from ticketing.web.fields import Flag, Line, Text

MOST_PARAMETERS = 200
LIST = TicketQuery()


def check_query(query: str) -> None:
    """Raise `ValidationError` unless `query` narrows and orders a list of tickets."""
    parsed(query)


def parsed(query: str) -> Any:
    """Return what the query says, as `TicketQuery` does; raises `ValidationError`."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise ValidationError("Must be what stands behind the ? of a list's address.") from None
    # What a request may ignore would make a saved list another one than was meant.
    known = {field.data_key or name for name, field in LIST.fields.items()}
    if unknown := [name for name, _ in pairs if name not in known]:
        raise ValidationError(f"{unknown[0]}: There is no such parameter.")
    try:
        return LIST.load(MultiDictProxy(MultiDict(pairs), LIST), unknown=EXCLUDE)
    except ValidationError as error:
        raise ValidationError([f"{name}: {said}" for name, said in error.normalized_messages().items()]) from None


class NewView(Schema):
    """What a saved list is called, and what it shows."""

    name = Line(required=True, validate=validate.Length(1, LONGEST_NAME))
    query = Text(
        required=True,
        validate=[validate.Length(max=LONGEST_QUERY), check_query],
        metadata={"description": "What narrows and orders the list, as parameters of `GET /api/tickets`."},
    )
    is_shared = Flag(
        load_default=False,
        data_key="isShared",
        metadata={"description": "Whether every administrator has it; only administrators share."},
    )


class ViewChange(NewView):
    """What a saved list is to be; whichever of these are to change."""

    @validates_schema
    def check_something_is_named(self, data: dict[str, Any], **_: Any) -> None:
        """Raise `ValidationError` for a change of nothing."""
        if not data:
            raise ValidationError({name: ["Name at least one of name, query and isShared."] for name in ("name", "query")})


class ViewsQuery(Schema):
    """Whether saved lists are to be counted."""

    counts = fields.Boolean(load_default=False, metadata={"description": "`true`: with the number of tickets in each."})


class ViewSchema(Schema):
    """A saved list."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    query = fields.String(required=True)
    is_shared = fields.Boolean(required=True, data_key="isShared")
    is_own = fields.Boolean(required=True, data_key="isOwn")
    count = fields.Integer(metadata={"description": "How many tickets it has; missing when it names what is no more."})
    count_capped = fields.Boolean(data_key="countCapped", metadata={"description": "Whether there are more than `count`."})


class Views(Schema):
    """The saved lists of the reader."""

    results = fields.List(fields.Nested(ViewSchema), required=True)
