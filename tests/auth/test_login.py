"""Signing in."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.answers import assert_problem
from tests.cast import PASSWORD, PASSWORD_HASH, make_person
from tests.databases import on_one_engine
from tests.factories import count, row_of
from ticketing.auth import logins, passwords, queries, service
from ticketing.auth.logins import VerifiedUser
from ticketing.auth.models import Login, Role, User
from ticketing.database.transaction import transaction
from ticketing.errors import Unauthenticated
from ticketing.extensions import db

OLD_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def test_the_right_password_is_answered_with_tokens_and_the_user(owner, anyone):
    answer = anyone.log_in("owner")

    assert answer.status_code == 200
    assert answer.json.keys() == {"access", "refresh", "user"}
    assert answer.json["user"] == {"id": owner.id, "username": "owner", "email": "owner@example.com", "role": "User"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_sign_in_opens_the_users_own_account(app, admin, anyone):
    anyone.tokens = anyone.log_in("admin").json

    me = anyone.get("/api/auth/me")

    assert me.status_code == 200
    assert me.json == {"id": admin.id, "username": "admin", "email": "admin@example.com", "role": "Admin"}


def test_each_sign_in_is_a_login_of_its_own(app, owner, anyone):
    first, second = anyone.log_in("owner").json, anyone.log_in("owner").json

    assert first["refresh"] != second["refresh"]
    assert count(app, Login) == 3


def test_space_around_a_name_does_not_matter(owner, anyone):
    assert anyone.log_in(" Owner\t").json["user"]["username"] == "owner"


@pytest.mark.parametrize("password", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} "])
def test_the_case_of_a_password_and_space_around_it_matter(owner, anyone, password):
    assert_problem(anyone.log_in("owner", password), 401)


def test_wrong_unknown_and_deactivated_are_answered_alike(app, owner, stranger, anyone):
    with app.test_request_context(), transaction():
        service.deactivate(queries.find_user("stranger"))

    wrong = anyone.log_in("owner", "not the right password")
    others = [anyone.log_in("nobody"), anyone.log_in("stranger"), anyone.log_in("stranger", "wrong")]

    assert_problem(wrong, 401)
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="ticketing"'
    for other in others:
        assert (other.status_code, said(other)) == (401, said(wrong))
        assert set(other.headers.keys()) == set(wrong.headers.keys())


def said(answer):
    """Return an error without the id that each request has of its own."""
    return {name: value for name, value in answer.json.items() if name != "requestId"}


def test_a_failed_sign_in_leaves_no_login(app, owner, anyone):
    logins = count(app, Login)

    anyone.log_in("owner", "not the right password")

    assert count(app, Login) == logins


@on_one_engine
@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, {"username", "password"}),
        ({"username": "owner"}, {"password"}),
        ({"password": PASSWORD}, {"username"}),
        ({"username": "  ", "password": PASSWORD}, {"username"}),
        ({"username": "owner", "password": ""}, {"password"}),
        ({"username": None, "password": PASSWORD}, {"username"}),
        ({"username": ["owner"], "password": {"a": 1}}, {"username", "password"}),
        ({"username": 1, "password": True}, {"username", "password"}),
        ({"username": "o" * 151, "password": PASSWORD}, {"username"}),
        ({"username": "owner", "password": "p" * 1025}, {"password"}),
    ],
)
def test_a_sign_in_that_makes_no_sense_names_the_fields(anyone, sent, fields):
    assert_problem(anyone.post("/api/auth/login", json=sent), 400, *fields)


def test_a_sign_in_must_be_json(owner, anyone):
    assert_problem(anyone.post("/api/auth/login", data={"username": "owner", "password": PASSWORD}), 415)


def test_a_password_hashed_with_old_parameters_is_hashed_anew_at_sign_in(costly_hashes, app, anyone):
    person = make_person(app, "veteran", password_hash=OLD_HASHER.hash(PASSWORD))

    answer = anyone.log_in("veteran")

    assert answer.status_code == 200
    renewed = row_of(app, User, person.id).password_hash
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_correct(PASSWORD, renewed)
    assert person.get("/api/auth/me").status_code == 200


def test_a_wrong_password_does_not_replace_an_old_hash(costly_hashes, app, anyone):
    old = OLD_HASHER.hash(PASSWORD)
    person = make_person(app, "veteran", password_hash=old)

    assert_problem(anyone.log_in("veteran", "not the right password"), 401)

    assert row_of(app, User, person.id).password_hash == old


@pytest.mark.parametrize("nonsense", ["", "!", "$argon2id$v=19$m=1", "scrypt:32768:8:1$salt$00"])
def test_a_hash_that_is_none_lets_nobody_in(app, anyone, nonsense):
    make_person(app, "imported", password_hash=nonsense)

    assert_problem(anyone.log_in("imported"), 401)


@pytest.mark.parametrize(("environment", "status"), [("development", 200), ("production", 401)])
def test_the_demo_password_opens_in_development_only(make_app, anyone, environment, status):
    app = make_app(APP_ENV=environment)
    make_person(app, "demo", Role.ADMIN, password_hash=passwords.hash_password("password"))
    anyone.client = app.test_client()

    assert anyone.log_in("demo", "password").status_code == status


def test_a_sign_in_clears_away_the_users_own_logins_that_have_expired(clock, app, owner, stranger, anyone):
    clock.move(days=8)

    anyone.log_in("owner")

    with app.app_context():
        assert sorted(db.session.scalars(select(Login.user_id))) == [owner.id, stranger.id]
        assert all(login.expires_at.timestamp() > clock.timestamp for login in logins_of(owner))


def logins_of(person):
    return db.session.scalars(select(Login).where(Login.user_id == person.id))


def test_a_password_changed_while_it_was_checked_opens_nothing(app, owner):
    with app.test_request_context():
        verified = logins.verify_password("owner", PASSWORD, "127.0.0.1")
        with transaction():
            service.change_password(queries.find_user("owner"), "another hash")

        with pytest.raises(Unauthenticated), transaction():
            logins.start_login(verified)

    assert count(app, Login) == 0


def test_a_user_deactivated_while_the_password_was_checked_stays_out(app, owner):
    with app.test_request_context(), transaction():
        service.deactivate(queries.find_user("owner"))

    with app.test_request_context(), pytest.raises(Unauthenticated), transaction():
        logins.start_login(VerifiedUser(owner.id, PASSWORD_HASH))

    assert count(app, Login) == 0


def test_a_verified_user_keeps_the_hash_that_was_verified(app, owner):
    with app.test_request_context():
        assert logins.verify_password("owner", PASSWORD, "127.0.0.1") == VerifiedUser(owner.id, PASSWORD_HASH)
