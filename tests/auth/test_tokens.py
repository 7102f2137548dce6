"""Tokens: whose they are, and how long they last; what is no token of ours is tried in `tests/abuse`."""

import jwt

from tests.answers import assert_problem
from tests.conftest import SECRET_KEY


def forged(token, **changes):
    """Return the token with other claims, signed with our key."""
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    return jwt.encode(claims, SECRET_KEY, "HS256")


def assert_refused(answer):
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ticketing"'


def test_a_login_of_one_user_does_not_open_another_account(owner, admin):
    owner.tokens["access"] = forged(owner.tokens["access"], sub=str(admin.id))

    assert_refused(owner.get("/api/auth/me"))


def test_an_access_token_lasts_fifteen_minutes(clock, owner):
    clock.move(minutes=14, seconds=59)
    assert owner.is_signed_in()

    clock.move(seconds=1)

    assert_refused(owner.get("/api/auth/me"))


def test_a_clock_that_is_put_back_an_hour_shuts_nobody_out(clock, owner, anyone):
    clock.move(hours=-1)

    assert owner.is_signed_in()
    anyone.tokens = anyone.log_in("owner").json
    assert anyone.is_signed_in()
    renewed = owner.elsewhere(owner.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).json)
    assert renewed.is_signed_in()


def test_a_token_from_before_the_clock_was_put_back_expires_when_it_says(clock, owner):
    clock.move(hours=-1)
    clock.move(hours=1, minutes=15)

    assert_refused(owner.get("/api/auth/me"))


def test_the_lifetime_of_an_access_token_is_a_setting(clock, make_app, owner):
    client = make_app(ACCESS_TOKEN_MINUTES="1").test_client()
    owner.client, owner.tokens = client, client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).json
    assert owner.is_signed_in()

    clock.move(minutes=1)

    assert_refused(owner.get("/api/auth/me"))
