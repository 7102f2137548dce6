"""The forms, and the shapes of what they send: those of the API, and what the API has no call for."""

from enum import StrEnum

from flask_admin.form import BaseForm
from marshmallow import Schema
from wtforms import PasswordField, SelectField, StringField

from ticketing.auth.models import Role
from ticketing.auth.queries import find_people
from ticketing.auth.schemas import NewUser
from ticketing.backoffice.preferences import say
from ticketing.categories.models import Priority
from ticketing.web.fields import Text

LINES = {"dir": "auto"}
NONE = ("", "–")
MOST_ADMINISTRATORS = 1000
HINT = "12 characters or more. Leave it empty, and one is made up and shown once."


def named(values: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the values with their names in the reader's language."""
    return [(each.value, say(each.value)) for each in values]


def administrators() -> list[tuple[str, str, dict[str, str]]]:
    """Return the names of the active administrators, each in its own direction."""
    return [(each.username, each.username, LINES) for each in find_people("", MOST_ADMINISTRATORS, Role.ADMIN)]


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


class CategoryForm(BaseForm):
    """What can be said of a category."""

    name = StringField("Name", render_kw={"autocomplete": "off", **LINES})
    description = StringField(
        "Description", description="What belongs there, for whoever chooses.", render_kw={"autocomplete": "off", **LINES}
    )
    assignee = SelectField("Assignee of new tickets", choices=lambda: [NONE, *administrators()], validate_choice=False)
    priority = SelectField("Priority of new tickets", choices=lambda: [NONE, *named(Priority)], validate_choice=False)
