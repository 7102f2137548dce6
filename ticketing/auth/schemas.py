"""The shapes of requests and answers about sign-in and users."""

import re

from marshmallow import Schema, ValidationError, fields, validate

from ticketing.auth.models import Role
from ticketing.auth.passwords import LONGEST
from ticketing.web.fields import Text

# Far above the longest password: what is longer is refused before it costs anything.
LONGEST_SENT = 4 * LONGEST
UNPRINTABLE = re.compile(r"\s")


def check_username(value: str) -> None:
    """Raise `ValidationError` unless `value` can be typed, read and told apart from others."""
    if not value.isprintable() or UNPRINTABLE.search(value):
        raise ValidationError("Must not contain white space or characters that can't be seen.")


class Credentials(Schema):
    """What a sign-in sends."""

    username = Text(required=True, validate=validate.Length(1, 150))
    password = Text(required=True, trim=False, validate=validate.Length(1, LONGEST_SENT), load_only=True)


class RefreshToken(Schema):
    """What a renewal may send; the header `Authorization: Bearer <refresh>` does as well."""

    refresh = Text(validate=validate.Length(1, 4096))


class PasswordChange(Schema):
    """What a change of one's own password sends."""

    current = Text(required=True, trim=False, validate=validate.Length(1, LONGEST_SENT), load_only=True)
    new = Text(required=True, trim=False, validate=validate.Length(1, LONGEST_SENT), load_only=True)


class NewUser(Schema):
    """What an administrator gives to make an account."""

    username = Text(required=True, validate=[validate.Length(1, 150), check_username])
    email = Text(load_default=None, allow_none=True, validate=[validate.Length(max=254), validate.Email()])
    role = fields.Enum(Role, by_value=True, load_default=Role.USER)


class UserSchema(Schema):
    """A user, as answered."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    role = fields.String(required=True, validate=validate.OneOf(list(Role)))


class PeopleQuery(Schema):
    """What people are found by."""

    search = Text(
        load_default="",
        validate=validate.Length(max=150),
        metadata={"description": "A part of the user name or address, in any case."},
    )
    role = fields.Enum(Role, by_value=True, load_default=None, metadata={"description": "Only active users of that role."})


class People(Schema):
    """The people found."""

    results = fields.List(fields.Nested(UserSchema), required=True)


class TokenPair(Schema):
    """An access token for the next minutes and the refresh token that buys the next pair."""

    access = fields.String(required=True)
    refresh = fields.String(required=True)


class BackOfficeLink(Schema):
    """Where a browser is in the back office at once."""

    url = fields.String(required=True, metadata={"format": "uri"})


class SignedIn(TokenPair):
    """The answer to a sign-in."""

    user = fields.Nested(UserSchema, required=True)
