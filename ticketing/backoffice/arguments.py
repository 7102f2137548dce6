"""What a list is narrowed by, read from its address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from ticketing.audit import Verb
from ticketing.auth.models import Role
from ticketing.backoffice.preferences import translated
from ticketing.errors import Invalid
from ticketing.tickets.queries import midnight, midnight_after
from ticketing.tickets.schemas import LONGEST_SEARCH
from ticketing.web.fields import Text, WholeNumber


class TicketFilters(Schema):
    """How the list of tickets is narrowed."""

    search = Text(load_default="", validate=validate.Length(max=LONGEST_SEARCH))


class Unnarrowed(Schema):
    """A list that is always shown whole."""


class UserFilters(Schema):
    """How the list of users is narrowed."""

    search = Text(load_default="", validate=validate.Length(max=254))
    role = fields.Enum(Role, by_value=True, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["active", "deactivated"]))


class AuditFilters(Schema):
    """How the audit record is narrowed; both days are included, and are UTC's."""

    verb = fields.Enum(Verb, by_value=True, load_default=None)
    who = Text(load_default="", validate=validate.Length(max=150))
    whom = Text(load_default="", validate=validate.Length(max=150))
    ticket = WholeNumber(load_default=None)
    start = fields.Date(data_key="from", load_default=None)
    until = fields.Date(load_default=None)


def read(schema: Schema, arguments: Mapping[str, str]) -> Any:
    """Return what the arguments say; raises `Invalid`: a filter that is not understood never shows the whole list."""
    given = {name: value for name, value in arguments.items() if value.strip()}
    try:
        return schema.load(given, unknown=EXCLUDE)
    except ValidationError as error:
        name, messages = next(iter(error.normalized_messages().items()))
        raise Invalid(f"{name}: {translated(messages[0])}") from None


def period(narrowed: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Return the moments from which and before which: the start of one day and the end of the other, each if given."""
    return midnight(narrowed["start"]), midnight_after(narrowed["until"])
