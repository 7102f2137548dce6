"""Signing out."""

from tests.answers import assert_problem
from tests.cast import sign_in
from tests.factories import count
from ticketing.auth.models import Login


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
