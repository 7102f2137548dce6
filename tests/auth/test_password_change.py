"""Changing one's own password."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.answers import assert_problem
from tests.cast import PASSWORD, PASSWORD_HASH, sign_in
from tests.databases import on_one_engine
from tests.factories import count, row_of
from ticketing.auth import passwords
from ticketing.auth.models import Login, User

NEW = "quite another password"


def change(person, current=PASSWORD, new=NEW):
    return person.post("/api/auth/password", json={"current": current, "new": new})


def test_the_new_password_opens_and_the_old_one_no_longer(owner, anyone):
    answer = change(owner)

    assert (answer.status_code, answer.data) == (204, b"")
    assert_problem(anyone.log_in("owner"), 401)
    assert anyone.log_in("owner", NEW).status_code == 200


def test_a_change_ends_the_users_other_logins_and_keeps_this_one(app, owner, stranger):
    phone = owner.elsewhere()
    sign_in(app, phone)

    change(owner)

    assert not phone.is_signed_in()
    assert_problem(phone.client.post("/api/auth/refresh", json={"refresh": phone.tokens["refresh"]}), 401)
    assert owner.is_signed_in()
    assert owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).status_code == 200
    assert stranger.is_signed_in()


@pytest.mark.parametrize("current", ["not the right password", PASSWORD.upper(), f" {PASSWORD}"])
def test_a_wrong_current_password_changes_nothing(app, owner, current):
    sign_in(app, owner.elsewhere())

    assert_problem(change(owner, current=current), 400, "current")

    assert row_of(app, User, owner.id).password_hash == PASSWORD_HASH
    assert count(app, Login) == 2


@pytest.mark.parametrize(
    "new",
    [
        "short",
        "elevenchars",
        "l" * 6 + "o" * 251,
        "passwordpassword",
        "qwertyuiop12",
        "password1234",
        "abababababab",
        "trustno1trustno1",
    ],
)
def test_a_weak_new_password_changes_nothing(app, owner, new):
    assert_problem(change(owner, new=new), 400, "new")

    assert row_of(app, User, owner.id).password_hash == PASSWORD_HASH


@pytest.mark.parametrize("new", ["a twelve-let", "漢字 and twelve", "ab" * 2 + "x" * 252, "  space around  "])
def test_twelve_to_256_characters_of_any_kind_are_taken_as_they_are(owner, anyone, new):
    assert change(owner, new=new).status_code == 204

    assert anyone.log_in("owner", new).status_code == 200
    assert anyone.log_in("owner", new.strip() if new != new.strip() else new + " ").status_code == 401


@pytest.mark.parametrize(
    ("command", "opens"),
    [(["set-password", "owner", "--password", "from the office"], "from the office"), (["deactivate", "owner"], None)],
)
def test_what_an_administrator_did_meanwhile_is_not_undone(app, owner, anyone, monkeypatch, command, opens):
    hash_password = passwords.hash_password

    def hash_while_the_administrator_acts(password):
        monkeypatch.undo()
        # In a thread of its own, since it is no part of the request.
        with ThreadPoolExecutor() as elsewhere:
            done = elsewhere.submit(app.test_cli_runner().invoke, args=["users", *command]).result()
        assert done.exit_code == 0, done.output
        return hash_password(password)

    monkeypatch.setattr(passwords, "hash_password", hash_while_the_administrator_acts)

    assert_problem(change(owner), 401)

    assert [anyone.log_in("owner", password).status_code for password in (NEW, opens or PASSWORD)] == [
        401,
        200 if opens else 401,
    ]


@on_one_engine
@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, {"current", "new"}),
        ({"current": PASSWORD}, {"new"}),
        ({"new": NEW}, {"current"}),
        ({"current": "", "new": ""}, {"current", "new"}),
        ({"current": 1, "new": None}, {"current", "new"}),
        ({"current": "x" * 1025, "new": "x" * 1025}, {"current", "new"}),
    ],
)
def test_a_change_that_makes_no_sense_names_the_fields(owner, sent, fields):
    assert_problem(owner.post("/api/auth/password", json=sent), 400, *fields)
