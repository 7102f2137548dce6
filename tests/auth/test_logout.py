"""Signing out."""

from sqlalchemy import select

from tests.answers import assert_problem
from tests.cast import sign_in
from tests.factories import count
from ticketing.audit import Verb
from ticketing.audit.models import AuditEntry
from ticketing.auth.models import Login
from ticketing.extensions import db


def test_signing_out_ends_the_login_with_both_its_tokens(app, owner):
    answer = owner.post("/api/auth/logout")

    assert (answer.status_code, answer.data) == (204, b"")
    assert count(app, Login) == 0
    assert_problem(owner.get("/api/auth/me"), 401)
    assert_problem(owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}), 401)


def test_signing_out_leaves_other_logins_alone(app, owner, stranger):
    phone = owner.elsewhere()
    sign_in(app, phone)

    owner.post("/api/auth/logout")

    assert phone.is_signed_in()
    assert stranger.is_signed_in()


def test_one_can_not_sign_out_twice(owner):
    owner.post("/api/auth/logout")

    assert_problem(owner.post("/api/auth/logout"), 401)


def test_signing_out_everywhere_ends_every_login_of_that_user_alone(app, owner, stranger):
    phone = owner.elsewhere()
    sign_in(app, phone)

    answer = owner.post("/api/auth/logout-everywhere")

    assert (answer.status_code, answer.data) == (204, b"")
    assert_problem(owner.get("/api/auth/me"), 401)
    assert_problem(phone.get("/api/auth/me"), 401)
    assert_problem(phone.client.post("/api/auth/refresh", json={"refresh": phone.tokens["refresh"]}), 401)
    assert stranger.is_signed_in()


def test_signing_out_everywhere_is_on_record(app, owner):
    owner.post("/api/auth/logout-everywhere")

    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.actor_name, entry.details) == (Verb.SIGNED_OUT, "owner", '{"everywhere": true}')


def test_a_stranger_can_not_sign_anybody_out(anyone):
    assert_problem(anyone.post("/api/auth/logout-everywhere"), 401)
