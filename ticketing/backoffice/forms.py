"""The forms, and the shapes of what they send: those of the API, and what the API has no call for."""

from enum import StrEnum

from flask_admin.form import BaseForm
from marshmallow import Schema
from wtforms import HiddenField, PasswordField, SelectField, StringField, TextAreaField

from ticketing.auth.models import Role
from ticketing.auth.schemas import NewUser
from ticketing.backoffice.preferences import say
from ticketing.tickets.models import Category
from ticketing.tickets.schemas import NewTicket
from ticketing.web.fields import Text, WholeNumber

LINES = {"dir": "auto"}
HINT = "12 characters or more. Leave it empty, and one is made up and shown once."


def named(values: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the values with their names in the reader's language."""
    return [(each.value, say(each.value)) for each in values]


class UserForm(BaseForm):
    """What can be changed of an account by typing."""

    username = StringField("Username", render_kw={"autocomplete": "off", "autocapitalize": "none", **LINES})
    email = StringField("Email address", render_kw={"type": "email", "autocomplete": "off"}, description="Optional.")


class PasswordForm(BaseForm):
    """A password for somebody."""

    password = PasswordField("Password", description=HINT, render_kw={"autocomplete": "new-password"})


class NewUserForm(UserForm):
    """What an account is made from."""

    role = SelectField("Role", choices=lambda: named(Role), default=Role.USER, validate_choice=False)
    password = PasswordField("First password", description=HINT, render_kw={"autocomplete": "new-password"})


class WithPassword(Schema):
    """A password that may be left out."""

    password = Text(trim=False, load_default=None)


class NewUserWithPassword(NewUser, WithPassword):
    """What the form for a new account sends."""


class TicketForm(BaseForm):
    """What of a ticket can be corrected, and which version of it the correction is for."""

    title = StringField("Title", render_kw=LINES)
    category = SelectField("Category", choices=lambda: named(Category), validate_choice=False)
    description = TextAreaField("Description", render_kw=LINES)
    version = HiddenField()


class CorrectedTicket(NewTicket):
    """What a correction sends."""

    version = WholeNumber(required=True)
