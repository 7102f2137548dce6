"""Who waits for a place to hash, and whose turn it is."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from ticketing.auth import hashing
from ticketing.auth.hashing import PLACES, FairQueue
from ticketing.errors import Unavailable


@pytest.fixture
def crowd():
    """A queue whose one turn is taken, and a function that has one more wait for it from an address."""
    queue, served = FairQueue(), []

    def wait(address):
        with queue.turn(address):
            served.append(address)

    with ThreadPoolExecutor(PLACES + 10) as threads:

        def arrive(address):
            before = queue.waiting(address)
            arrived = threads.submit(wait, address)
            while queue.waiting(address) == before and not arrived.done():
                time.sleep(0.001)
            return arrived

        yield queue, arrive, served


def test_addresses_take_turns(crowd):
    queue, arrive, served = crowd
    with queue.turn("x"):
        arrived = [arrive(address) for address in "aaaabbc"]

    assert [each.exception(timeout=5) for each in arrived] == [None] * 7
    assert "".join(served) == "abcabaa"


def test_who_holds_every_place_gives_one_to_another_address(crowd):
    queue, arrive, served = crowd
    with queue.turn("x"):
        greedy = [arrive("a") for _ in range(PLACES + 5)]
        modest = [arrive("b"), arrive("c")]

    outcomes = [type(each.exception(timeout=5)) for each in greedy]
    assert outcomes == [type(None)] * (PLACES - 2) + [Unavailable] * 7
    assert [each.exception(timeout=5) for each in modest] == [None, None]
    assert served[:3] == ["a", "b", "c"]


def test_the_turn_goes_on_after_somebody_waited_too_long(crowd, monkeypatch):
    queue, arrive, served = crowd
    with queue.turn("x"):
        monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
        assert isinstance(arrive("a").exception(timeout=5), Unavailable)
        monkeypatch.setattr(hashing, "WAIT_SECONDS", 5)
        later = arrive("b")

    assert later.exception(timeout=5) is None
    assert served == ["b"]


@on_one_engine
def test_someone_who_waits_too_long_is_told_to_come_back(owner, anyone, monkeypatch):
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)

    with hashing.hashing("192.0.2.1"):
        answer = anyone.log_in("owner")

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert anyone.log_in("owner").status_code == 200


@on_one_engine
def test_who_is_throttled_waits_for_no_place(owner, anyone):
    for _ in range(10):
        anyone.log_in("owner", "not the right password")

    with hashing.hashing("192.0.2.1"):
        assert_problem(anyone.log_in("owner"), 429)
