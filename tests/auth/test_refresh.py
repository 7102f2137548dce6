"""Renewal: a refresh token is spent for the next pair, and a replay ends the login."""

import jwt
import pytest

from tests.answers import assert_problem
from tests.cast import sign_in
from tests.crowd import at_once
from tests.factories import count
from ticketing.auth import queries
from ticketing.auth.models import Login
from ticketing.database.transaction import transaction


def renew(person, token=None):
    return person.client.post("/api/auth/refresh", json={"refresh": token or person.tokens["refresh"]})


def refresh_id(token):
    return jwt.decode(token, options={"verify_signature": False})["jti"]


def test_a_refresh_token_buys_a_new_pair_that_works(owner):
    answer = renew(owner)

    assert answer.status_code == 200
    assert answer.json.keys() == {"access", "refresh"}
    assert refresh_id(answer.json["refresh"]) != refresh_id(owner.tokens["refresh"])
    renewed = owner.elsewhere(answer.json)
    assert renewed.is_signed_in()
    assert renew(renewed).status_code == 200


def test_a_renewal_stays_in_the_same_login(app, owner):
    renew(owner)

    assert count(app, Login) == 1


def test_a_refresh_token_is_taken_as_bearer_too(owner):
    answer = owner.client.post("/api/auth/refresh", headers={"Authorization": f"Bearer {owner.tokens['refresh']}"})

    assert answer.status_code == 200
    assert owner.elsewhere(answer.json).is_signed_in()


@pytest.mark.parametrize("seconds", [0, 9.9])
def test_a_token_spent_moments_ago_gets_the_same_successor(clock, owner, seconds):
    first = renew(owner).json
    clock.move(seconds=seconds)

    second = renew(owner)

    assert second.status_code == 200
    assert refresh_id(second.json["refresh"]) == refresh_id(first["refresh"])
    assert owner.elsewhere(first).is_signed_in()
    assert owner.elsewhere(second.json).is_signed_in()


def test_ten_tabs_that_renew_at_once_stay_signed_in(owner):
    answers = at_once([lambda: renew(owner.elsewhere())] * 10)

    assert [answer.status_code for answer in answers] == [200] * 10
    assert len({refresh_id(answer.json["refresh"]) for answer in answers}) == 1
    assert owner.elsewhere(answers[-1].json).is_signed_in()


def test_a_replay_ends_the_whole_login(clock, app, owner):
    renewed = owner.elsewhere(renew(owner).json)
    clock.move(seconds=10.1)

    replay = renew(owner)

    assert_problem(replay, 401)
    assert count(app, Login) == 0
    assert not owner.is_signed_in()
    assert not renewed.is_signed_in()
    assert_problem(renew(renewed), 401)


def test_a_token_spent_twice_over_is_a_replay_however_early(clock, owner):
    second = owner.elsewhere(renew(owner).json)
    third = owner.elsewhere(renew(second).json)

    assert_problem(renew(owner), 401)

    assert not third.is_signed_in()


def test_a_replay_leaves_the_users_other_logins_alone(clock, app, owner):
    other = owner.elsewhere()
    sign_in(app, other)
    renew(owner)
    clock.move(minutes=1)

    assert_problem(renew(owner), 401)

    assert other.is_signed_in()


def test_a_login_lasts_seven_days_from_its_last_renewal(clock, owner):
    clock.move(days=6.9)
    renewed = owner.elsewhere(renew(owner).json)
    clock.move(days=6.9)
    again = owner.elsewhere(renew(renewed).json)

    assert again.is_signed_in()
    clock.move(days=7, seconds=1)
    assert_problem(renew(again), 401)


def test_the_lifetime_of_a_login_is_a_setting(clock, make_app, owner):
    short = make_app(REFRESH_TOKEN_DAYS="1").test_client()
    sign_in(short.application, owner)
    clock.move(days=1, seconds=1)

    assert_problem(renew(owner), 401)


@pytest.mark.parametrize("sent", [{}, {"json": {}}, {"headers": {"Authorization": "Basic b3duZXI6cGFzc3dvcmQ="}}])
def test_without_a_token_nothing_is_renewed(anyone, sent):
    answer = anyone.post("/api/auth/refresh", **sent)

    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ticketing"'


@pytest.mark.parametrize("token", ["", None, 7, ["x"], "x" * 4097])
def test_a_refresh_token_that_makes_no_sense_names_the_field(anyone, token):
    assert_problem(anyone.post("/api/auth/refresh", json={"refresh": token}), 400, "refresh")


def test_a_deactivated_user_renews_nothing(app, owner):
    with app.test_request_context(), transaction():
        queries.find_user("owner").is_active = False

    assert_problem(renew(owner), 401)


def test_a_login_ends_thirty_days_after_it_began_however_often_it_is_renewed(clock, owner):
    for _ in range(5):
        clock.move(days=5, hours=23)
        owner.tokens = renew(owner).json
    clock.move(hours=4, minutes=59, seconds=59)
    assert owner.is_signed_in() is False
    owner.tokens = renew(owner).json
    assert owner.is_signed_in()

    clock.move(seconds=2)

    assert_problem(owner.get("/api/auth/me"), 401)
    assert_problem(renew(owner), 401)
