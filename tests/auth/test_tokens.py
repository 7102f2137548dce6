"""Tokens: what is not exactly one of ours opens nothing."""

import base64
import time

import jwt
import pytest

from tests.answers import assert_problem
from tests.conftest import SECRET_KEY
from tests.databases import on_one_engine

MISSING = object()
LATER = int(time.time()) + 3600


def forged(token, key=SECRET_KEY, algorithm="HS256", **changes):
    """Return the token with other claims, signed with a key of the test's choice."""
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    return jwt.encode({name: value for name, value in claims.items() if value is not MISSING}, key, algorithm)


def segment(text):
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def with_header(header):
    return f"{segment(header)}.{segment('{}')}.x"


def assert_refused(answer):
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ticketing"'


def test_a_token_signed_with_our_key_is_good(owner):
    same = owner.elsewhere({"access": forged(owner.tokens["access"])})

    assert same.is_signed_in()


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "another key that is long enough for HS256 to take"},
        {"key": "", "algorithm": "none"},
        {"algorithm": "HS512", "key": SECRET_KEY * 2},
        {"algorithm": "HS384", "key": SECRET_KEY * 2},
        {"sub": MISSING},
        {"sub": "0"},
        {"sub": "' OR 1=1 --"},
        {"sub": ["1"]},
        {"sub": None},
        {"sid": MISSING},
        {"sid": None},
        {"sid": 1},
        {"sid": ["x"]},
        {"sid": "0" * 32},
        {"type": "refresh"},
        {"type": "admin"},
        {"type": None},
        {"exp": LATER - 3601},
        {"exp": "never"},
        {"exp": None},
        {"nbf": LATER},
    ],
    ids=" ".join,
)
def test_a_token_with_another_signature_or_claims_is_refused(owner, changes):
    owner.tokens["access"] = forged(owner.tokens["access"], **changes)

    assert_refused(owner.get("/api/auth/me"))


def test_a_login_of_one_user_does_not_open_another_account(owner, admin):
    owner.tokens["access"] = forged(owner.tokens["access"], sub=str(admin.id))

    assert_refused(owner.get("/api/auth/me"))


def test_a_role_in_a_token_counts_for_nothing(owner):
    owner.tokens["access"] = forged(owner.tokens["access"], role="Admin", is_admin=True)

    assert owner.get("/api/auth/me").json["role"] == "User"


@on_one_engine
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x.y.z",
        "Bearer ...",
        "Bearer a b c",
        "Bearer a,,b",
        "Bearer a, Bearer b",
        "Bearer \xe9",
        "Basic b3duZXI6cGFzc3dvcmQ=",
        "Token x",
        ",",
        # Nesting deeper than the JSON reader can follow, and a number longer than Python converts.
        "Bearer " + with_header("[" * 100_000),
        "Bearer " + with_header('{"alg": "HS256", "x": ' + "9" * 5000 + "}"),
        "Bearer " + with_header('{"alg": ["HS256"]}'),
        "Bearer " + with_header('{"alg": "HS256", "kid": 1}'),
        "Bearer " + with_header('{"alg": "HS256", "crit": ["x"]}'),
        "Bearer " + with_header("[]"),
    ],
    ids=lambda header: header[:30],
)
def test_garbage_is_refused(anyone, header):
    assert_refused(anyone.get("/api/auth/me", headers={"Authorization": header}))


@on_one_engine
@pytest.mark.parametrize("token", ["x", "x.y.z", "\N{PILE OF POO}", "[" * 4000, with_header("[" * 3000)])
def test_garbage_renews_nothing(anyone, token):
    assert_refused(anyone.post("/api/auth/refresh", json={"refresh": token}))


@pytest.mark.parametrize("changes", [{"sid": MISSING}, {"sid": 1}, {"sid": ["x"]}, {"jti": MISSING}, {"jti": 1}])
def test_a_refresh_token_with_odd_claims_renews_nothing(owner, changes):
    assert_refused(owner.post("/api/auth/refresh", json={"refresh": forged(owner.tokens["refresh"], **changes)}))


def test_a_token_is_taken_from_the_header_only(owner):
    access = owner.tokens.pop("access")
    owner.tokens.clear()
    owner.client.set_cookie("access_token_cookie", access)

    answer = owner.get(f"/api/auth/me?jwt={access}&access_token={access}")

    assert_refused(answer)


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
