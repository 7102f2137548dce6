"""`flask users …`."""

import pytest
from sqlalchemy import select

from tests.cast import PASSWORD, make_person
from ticketing.auth.models import Role, User
from ticketing.extensions import db


@pytest.fixture
def users(app):
    """Return a function that runs `flask users` with arguments."""
    return lambda *arguments, **kwargs: app.test_cli_runner().invoke(args=["users", *arguments], **kwargs)


def account(app, username):
    with app.app_context():
        return db.session.scalar(select(User).where(User.username == username))


def test_an_account_is_made_and_signs_in(app, users, anyone):
    result = users("create", "Ada", "--email", "ada@example.com", "--password", PASSWORD)

    assert (result.exit_code, result.output) == (0, "Created User Ada.\n")
    ada = account(app, "Ada")
    assert (ada.email, ada.role, ada.is_active) == ("ada@example.com", Role.USER, True)
    assert anyone.log_in("ada").status_code == 200


def test_an_administrator_is_made_when_asked_for(app, users):
    users("create", "ada", "--admin", "--password", PASSWORD)

    assert account(app, "ada").role == Role.ADMIN


def test_the_password_is_asked_for_twice_and_not_shown(app, users, anyone):
    result = users("create", "ada", input=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert anyone.log_in("ada").status_code == 200


@pytest.mark.parametrize("sent", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\nmore\n"])
@pytest.mark.parametrize("command", [["create", "ada"], ["set-password", "owner"]])
def test_the_password_is_read_from_standard_input(users, owner, anyone, command, sent):
    result = users(*command, "--password-stdin", input=sent)

    assert (result.exit_code, len(result.output.splitlines())) == (0, 1)
    assert anyone.log_in(command[1]).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "sent", "reason"),
    [
        ([], "", "type it at a terminal, or send it to --password-stdin"),
        ([], f"{PASSWORD}\n", "type it at a terminal, or send it to --password-stdin"),
        (["--password-stdin"], "", "12 to 256 characters"),
        (["--password-stdin"], b"\xff\xfe", "UTF-8"),
    ],
)
def test_without_a_password_it_says_how_to_give_one(app, users, arguments, sent, reason):
    result = users("create", "ada", *arguments, input=sent)

    assert result.exit_code == 1
    assert reason in result.output.splitlines()[-1]
    assert account(app, "ada") is None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ada", "--password", "short"], "12 to 256 characters"),
        (["ada", "--password", "passwordpassword"], "easy to guess"),
        (["a b", "--password", PASSWORD], "white space"),
        (["a\u200bb", "--password", PASSWORD], "can't be seen"),
        (["", "--password", PASSWORD], "username"),
        (["a" * 151, "--password", PASSWORD], "username"),
        (["ada", "--email", "nonsense", "--password", PASSWORD], "email"),
        (["OWNER", "--password", PASSWORD], "already"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_in_one_line(app, users, owner, arguments, reason):
    result = users("create", *arguments)

    assert result.exit_code == 1
    assert reason in result.output
    assert len(result.output.splitlines()) == 1
    with app.app_context():
        assert db.session.scalars(select(User.username)).all() == ["owner"]


def test_every_account_is_listed(app, users, owner, admin):
    users("deactivate", "owner")

    lines = users("list").output.splitlines()

    assert [line.split("\t") for line in lines] == [
        ["admin", "Admin", "active", "admin@example.com"],
        ["owner", "User", "deactivated", "owner@example.com"],
    ]


def test_a_password_is_set(users, owner, anyone):
    result = users("set-password", "OWNER", "--password", "given by the office")

    assert result.exit_code == 0
    assert not owner.is_signed_in()
    assert anyone.log_in("owner", "given by the office").status_code == 200


def test_a_weak_password_is_not_set(users, owner):
    assert users("set-password", "owner", "--password", "short").exit_code == 1

    assert owner.is_signed_in()


def test_roles_are_given_and_taken(app, users, admin, owner):
    assert users("promote", "owner").exit_code == 0
    assert account(app, "owner").role == Role.ADMIN

    assert users("demote", "owner").exit_code == 0
    assert account(app, "owner").role == Role.USER


def test_a_user_is_shut_out_and_let_in_again(users, owner, anyone):
    assert users("deactivate", "owner").exit_code == 0
    assert anyone.log_in("owner").status_code == 401

    assert users("activate", "owner").exit_code == 0
    assert anyone.log_in("owner").status_code == 200


@pytest.mark.parametrize("command", ["demote", "deactivate"])
def test_the_last_administrator_is_kept(app, users, admin, command):
    result = users(command, "admin")

    assert result.exit_code == 1
    assert "last active administrator" in result.output
    assert account(app, "admin").role == Role.ADMIN
    assert admin.is_signed_in()


@pytest.mark.parametrize("command", ["promote", "demote", "deactivate", "activate"])
def test_a_name_that_is_not_there_is_said(users, command):
    result = users(command, "nobody")

    assert (result.exit_code, result.output) == (1, "Error: There is no user named nobody.\n")


@pytest.mark.parametrize(("command", "name"), [("set-password", "nobody"), ("create", "OWNER")])
def test_nobody_is_asked_for_a_password_that_would_be_for_nothing(users, owner, command, name):
    result = users(command, name, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 1
    assert "Password:" not in result.output


def test_a_name_is_taken_in_any_case_and_said_as_it_is(app, users, admin):
    make_person(app, "ada")

    outputs = [users(command, "ADA").output for command in ("promote", "demote", "deactivate", "activate")]

    assert [output.split()[0] for output in outputs] == ["ada"] * 4
    assert users("set-password", "ADA", "--password", PASSWORD).output == "Changed the password of ada.\n"
    assert account(app, "ada").is_active
