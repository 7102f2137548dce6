"""Users in the back office."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.form import BaseForm
from sqlalchemy import Select, func, select

from ticketing.auth import passwords, service
from ticketing.auth.hashing import hashing
from ticketing.auth.models import Role, User
from ticketing.auth.queries import get_user, name_or_address_contains
from ticketing.auth.schemas import NewUser
from ticketing.backoffice import cells
from ticketing.backoffice.access import administrator
from ticketing.backoffice.arguments import UserFilters, read
from ticketing.backoffice.bulk import chosen, for_each, row_id
from ticketing.backoffice.forms import NewUserForm, NewUserWithPassword, PasswordForm, UserForm, WithPassword
from ticketing.backoffice.preferences import say
from ticketing.backoffice.view import View
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import queries
from ticketing.tickets.departures import change_role, count_open, deactivate
from ticketing.web.row_ids import LARGEST_ID

# Neither read wrongly nor typed wrongly: no 0 and o, no 1 and l.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class UserView(View):
    """The list of users, and what can be done with them."""

    can_create = can_edit = can_delete = True
    noun = "user"
    column_list = ("username", "email", "role", "is_active", "tickets", "created_at")
    column_labels = {"username": "Username", "email": "Email", "is_active": "State", "created_at": "Since (UTC)"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "username": cells.username,
        "email": cells.text,
        "role": cells.word,
        "is_active": cells.state,
        "tickets": cells.tickets_of,
        "created_at": cells.moment,
    }
    action_order = ("promote", "demote", "deactivate", "activate")
    filter_template = "backoffice/user_filters.html"
    filter_schema = UserFilters()
    edit_template = "backoffice/user.html"
    form_schemas = {  # noqa: RUF012
        "create": NewUserWithPassword(),
        "edit": NewUser(only=("username", "email")),
        "password": WithPassword(),
    }

    def __init__(self) -> None:
        super().__init__(User, name="Users")

    def get_create_form(self) -> type[BaseForm]:
        """Return the form for a new account."""
        return NewUserForm

    def get_edit_form(self) -> type[BaseForm]:
        """Return the form for name and address."""
        return UserForm

    def init_search(self) -> bool:
        """Say that the list can be searched."""
        return True

    def get_list(
        self, page: int | None, sort_field: Any, sort_desc: Any, search: Any, filters: Any, page_size: int | None = None
    ) -> tuple[int, list[User]]:
        """Return how many users the filters let through, and a page of them by name."""
        found = matching(read(self.filter_schema, request.args))
        count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        size = page_size or self.page_size
        offset = min(max(page or 0, 0), LARGEST_ID) * size
        users = list(db.session.scalars(found.order_by(User.username_key).offset(offset).limit(size)))
        self._template_args["ticket_counts"] = queries.count_by_requester([user.id for user in users])
        return count, users

    def get_one(self, id: Any) -> User | None:
        """Return the user, or None."""
        return db.session.get(User, row_id(id))

    def count_open(self, row: User) -> int:
        """Return how many tickets the user would lose, for the page that asks whether they shall."""
        return count_open(row)

    def name_row(self, row: User) -> str:
        """Return what a user is called."""
        return row.username

    def create_model(self, form: Any) -> Any:
        """Add an account, with the password typed or one made up."""
        password = form.pop("password")
        password_hash, made_up = _new_password(password, form["username"])
        with transaction():
            user = service.create_user(**form, password_hash=password_hash)
        return self._told(made_up, user.username) or say("{name} can sign in now.", name=user.username)

    def update_model(self, form: Any, model: User) -> Any:
        """Change name and address."""
        with transaction():
            service.edit_user(get_user(model.id), **form)
        return say("{name} is saved.", name=form["username"])

    def delete_model(self, model: User) -> Any:
        """Delete an account that opened no ticket."""
        with transaction():
            service.delete_user(get_user(model.id))
        return True

    @expose("/password/", methods=("GET", "POST"))
    def password_view(self) -> ResponseReturnValue:
        """Show the form for another password, or set it: everything that the user was signed in to ends."""
        user = self.find_row()
        form = PasswordForm(request.form)

        def set_password(sent: dict[str, str | None]) -> Any:
            password_hash, made_up = _new_password(sent["password"], user.username)
            with transaction():
                service.change_password(get_user(user.id), password_hash)
            return self._told(made_up, user.username) or say("{name} has another password now.", name=user.username)

        heading = say("New password for {name}", name=user.username)
        return self.answer_form("password", form, set_password, template="backoffice/form.html", heading=heading)

    def _told(self, made_up: str | None, username: str) -> Response | None:
        """Return the one page that ever shows the password that was made up, if one was."""
        if made_up is None:
            return None
        page = self.render("backoffice/password.html", password=made_up, username=username, return_url=self.return_url())
        return Response(page, 201)

    @action("promote", "Make administrator", "Make administrators of those chosen?")
    def promote(self, ids: list[str]) -> None:
        """Make administrators of the users chosen."""
        _each(ids, lambda user: change_role(user, Role.ADMIN), "administrator now")

    @action(
        "demote", "Make ordinary user", "Make ordinary users of those chosen? Open tickets assigned to them become nobody's."
    )
    def demote(self, ids: list[str]) -> None:
        """Make ordinary users of those chosen."""
        _each(ids, lambda user: change_role(user, Role.USER, administrator()), "no administrator now")

    @action(
        "deactivate",
        "Deactivate",
        "Deactivate those chosen? They are signed out at once, and open tickets assigned to them become nobody's.",
    )
    def deactivate(self, ids: list[str]) -> None:
        """Shut the users chosen out."""
        _each(ids, lambda user: deactivate(user, administrator()), "deactivated and signed out")

    @action("activate", "Activate")
    def activate(self, ids: list[str]) -> None:
        """Let the users chosen in again."""
        _each(ids, service.activate, "active again")


def _each(ids: list[str], verb: Callable[[User], int | None], what: str) -> None:
    lost = 0

    def change(user_id: int) -> str:
        nonlocal lost
        user = get_user(user_id)
        lost += verb(user) or 0
        return user.username

    for_each(chosen(ids), "users", change, what)
    if lost:
        flash(say("Open tickets that were assigned to them and are nobody's now: {count}.", count=lost), "success")


def matching(filters: dict[str, Any]) -> Select[User]:
    """Return the users that the filters let through; the search is for a part of the name or of the address."""
    users = select(User)
    if filters["role"]:
        users = users.where(User.role == filters["role"])
    if filters["state"]:
        users = users.where(User.is_active if filters["state"] == "active" else ~User.is_active)
    if word := filters["search"]:
        users = users.where(name_or_address_contains(word))
    return users


def _new_password(typed: str | None, username: str) -> tuple[str, str | None]:
    """Return the hash of the password typed, or of one made up, and that."""
    made_up = None if typed else "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    password = typed or made_up or ""
    service.check_new_password(password, username)
    with hashing(request.remote_addr):
        return passwords.hash_password(password), made_up
