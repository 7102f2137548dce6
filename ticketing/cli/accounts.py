"""`flask users …`: accounts from the command line."""

import sys
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from getpass import GetPassWarning
from typing import Any, TypeVar

import click
from marshmallow import ValidationError
from sqlalchemy import select

from ticketing.auth import passwords, service
from ticketing.auth.models import Role, User
from ticketing.auth.queries import find_user
from ticketing.auth.schemas import NewUser
from ticketing.auth.service import activate
from ticketing.commands import Group
from ticketing.database.transaction import transaction
from ticketing.errors import Problem
from ticketing.extensions import db
from ticketing.tickets.departures import change_role, deactivate

Command = TypeVar("Command", bound=Callable[..., Any])
users = Group("users", help="Manage accounts.")
NONE_GIVEN = "no password was given: type it at a terminal, or send it to --password-stdin."


def password_options(command: Command) -> Command:
    """Let a command take a password in every way there is."""
    from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
    given = click.option("--password", metavar="P", help="The password, which `ps` shows meanwhile; asked for if not given.")
    return given(from_stdin(command))


@users.command("create")
@click.argument("name")
@click.option("--email", metavar="E", help="Their e-mail address.")
@click.option("--admin", is_flag=True, help="Make an administrator.")
@password_options
def create(name: str, email: str | None, admin: bool, password: str | None, password_stdin: bool) -> None:
    """Make an account."""
    try:
        account = NewUser().load({"username": name, "email": email, "role": Role.ADMIN if admin else Role.USER})
    except ValidationError as error:
        raise click.ClickException(_sentence(error.normalized_messages())) from None
    # Before anybody types a password in vain.
    service.check_new_name(account["username"])
    password_hash = _hash(account["username"], password or _read_password(password_stdin))
    with transaction():
        service.create_user(**account, password_hash=password_hash)
    click.echo(f"Created {account['role']} {account['username']}.")


@users.command("list")
def list_users() -> None:
    """List every account."""
    for user in db.session.scalars(select(User).order_by(User.username_key)):
        state = "active" if user.is_active else "deactivated"
        click.echo(f"{user.username}\t{user.role}\t{state}\t{user.email or '-'}")


@users.command("set-password")
@click.argument("name")
@password_options
def set_password(name: str, password: str | None, password_stdin: bool) -> None:
    """Give a user another password; every login of theirs ends."""
    with transaction():
        username = find_user(name).username
    password_hash = _hash(username, password or _read_password(password_stdin))
    with transaction():
        service.change_password(find_user(username), password_hash)
    click.echo(f"Changed the password of {username}.")


def add_command(name: str, does: str, verb: Callable[[User], int | None], outcome: str) -> None:
    """Add a command that does something to the user of a name; `verb` may return how many tickets are nobody's then."""

    @users.command(name, help=does)
    @click.argument("name")
    def change(name: str) -> None:
        with transaction():
            user = find_user(name)
            lost = verb(user)
        click.echo(f"{user.username} {outcome}.")
        if lost:
            click.echo(f"Open tickets that were assigned to them and are nobody's now: {lost}.")


add_command("promote", "Make a user an administrator.", partial(change_role, role=Role.ADMIN), "is an administrator")
add_command("demote", "Make an administrator an ordinary user.", partial(change_role, role=Role.USER), "is an ordinary user")
add_command("deactivate", "Shut a user out at once.", deactivate, "can't sign in any more")
add_command("activate", "Let a deactivated user sign in again.", activate, "can sign in again")


def _read_password(from_stdin: bool) -> str:
    try:
        if from_stdin:
            # A process may have no standard input.
            return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
        with warnings.catch_warnings():
            # Without a terminal the password would be shown, or waited for in vain.
            warnings.simplefilter("error", GetPassWarning)
            return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    except UnicodeDecodeError:
        raise click.ClickException("the password must be text in UTF-8.") from None
    except (click.Abort, GetPassWarning):
        raise click.ClickException(NONE_GIVEN) from None


def _hash(name: str, password: str) -> str:
    try:
        service.check_new_password(password, name)
    except Problem as error:
        raise click.ClickException(f"password: {error.detail}") from None
    return passwords.hash_password(password)


def _sentence(errors: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in errors.items())
