"""Guessing passwords: held up by account and by address, by all processes together, and not at the owner's expense."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count, product

import pytest

from tests.abuse.target import Target
from tests.cast import PASSWORD
from tests.databases import on_one_engine
from tests.faults.processes import processor_seconds, workers
from tests.hashing import COSTLY
from tests.raw import address, exchange, request
from ticketing.auth import queries, service
from ticketing.database.transaction import transaction

WRONG = "not the right password"
# Every test comes from addresses of its own, so that none is held up for another's failures.
NETWORKS = count(1)


@pytest.fixture
def at():
    """Return a function that gives the address of a number in this test's own network."""
    network = next(NETWORKS)
    return lambda number: f"127.{network}.0.{number}"


@pytest.fixture
def victim(target) -> str:
    """Return the name of an account of this test's own."""
    name = f"victim{len(target.people)}"
    target.add_person(name)
    return name


def sign_in(target: Target, name: str, password: str, source: str, **headers: str):
    return target.send_json(
        "POST", "/api/auth/login", {"username": name, "password": password}, by="", source=source, headers=headers
    )


def test_after_ten_failures_an_address_waits_whatever_it_claims_to_be(target, at, victim):
    claims = [
        {"X-Forwarded-For": f"192.0.2.{n}", "X-Real-IP": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(14)
    ]

    answers = [sign_in(target, victim, WRONG, at(1), **claim) for claim in claims]

    assert [answer.status for answer in answers] == [401] * 10 + [429] * 4
    assert all(0 < int(answer.headers["Retry-After"]) <= 300 for answer in answers[10:])
    assert sign_in(target, victim, PASSWORD, at(1)).status == 429
    assert sign_in(target, victim.upper(), PASSWORD, at(1)).status == 429


@on_one_engine
def test_who_keeps_failing_does_not_keep_the_owner_out(target, at, victim):
    assert sign_in(target, victim, PASSWORD, at(9)).status == 200
    with ThreadPoolExecutor(5) as attackers:
        tries = [attackers.submit(sign_in, target, victim, WRONG, at(10 + number)) for number in range(12) for _ in range(6)]
        statuses = [attempt.result().status for attempt in tries]

    assert statuses.count(401) >= 50
    assert 429 in statuses
    # From nowhere else for the moment, but from where the owner has signed in before.
    assert sign_in(target, victim, PASSWORD, at(200)).status == 429
    assert sign_in(target, victim, PASSWORD, at(9)).status == 200
    # And who is signed in is not concerned.
    assert target.send("GET", "/api/auth/me", by=victim).status == 200


@on_one_engine
def test_after_a_hundred_failures_an_address_waits_for_every_account_but_those_it_is_known_by(target, at, victim):
    assert sign_in(target, victim, PASSWORD, at(1)).status == 200
    with ThreadPoolExecutor(5) as attackers:
        statuses = list(attackers.map(lambda n: sign_in(target, f"user{n}", WRONG, at(1)).status, range(106)))

    assert statuses.count(401) >= 100
    assert sign_in(target, "user200", WRONG, at(1)).status == 429
    assert sign_in(target, victim, PASSWORD, at(1)).status == 200


@on_one_engine
def test_the_processes_of_a_service_count_together(target, at, victim):
    with target.site.serving(APP_ENV="production", WORKERS="2") as service_of_two:
        body = f'{{"username": "{victim}", "password": "{WRONG}"}}'.encode()
        sent = request("POST", "/api/auth/login", [("Content-Type", "application/json")], body)
        statuses = [exchange(address(service_of_two.api), sent, source=at(1)).status for _ in range(20)]

    assert statuses == [401] * 10 + [429] * 10
    assert sign_in(target, victim, PASSWORD, at(1)).status == 429


@on_one_engine
def test_unknown_wrong_and_deactivated_are_told_alike_and_take_as_much_work(target, at):
    names = {kind: f"{kind}{len(target.people)}" for kind in ("wrong", "deactivated", "unknown")}
    for kind in ("wrong", "deactivated"):
        target.add_person(names[kind], password_hash=COSTLY.hash(PASSWORD))
    with target.site.app.test_request_context(), transaction():
        service.deactivate(queries.find_user(names["deactivated"]))
    taken: dict[str, list[float]] = {kind: [] for kind in names}
    said = set()

    with target.site.serving(app="wsgi", APP_ENV="production") as service_at_full_price:
        [worker] = workers(service_at_full_price.process.pid)
        for _, (kind, name) in product(range(9), names.items()):
            body = json.dumps({"username": name, "password": PASSWORD if kind == "deactivated" else WRONG}).encode()
            sent = request("POST", "/api/auth/login", [("Content-Type", "application/json")], body)
            before = processor_seconds(worker)
            answer = exchange(address(service_at_full_price.api), sent, source=at(1))
            taken[kind].append(processor_seconds(worker) - before)
            said.add((answer.status, answer.json["detail"], *sorted(set(answer.headers) - {"Date"})))

    assert len(said) == 1
    assert {answer[0] for answer in said} == {401}
    # Not of the clock, which counts what else the machine does. Without hashing an answer takes a tenth.
    least = {kind: min(seconds) for kind, seconds in taken.items()}
    assert max(least.values()) < 2.5 * min(least.values()), least


@on_one_engine
def test_who_floods_the_sign_in_from_one_address_holds_nobody_up_elsewhere(target, at, victim):
    with target.site.serving(app="wsgi", APP_ENV="production", WORKERS="1") as crowded:

        def attempt(name: str, password: str, source: str) -> int:
            body = json.dumps({"username": name, "password": password}).encode()
            sent = request("POST", "/api/auth/login", [("Content-Type", "application/json")], body)
            return exchange(address(crowded.api), sent, source=source).status

        is_over, crowded_out = threading.Event(), threading.Event()

        def keep_failing(number: int) -> None:
            for round_ in count():
                if is_over.is_set():
                    break
                if attempt(f"flood{number}-{round_}", WRONG, at(1)) == 503:
                    crowded_out.set()

        with ThreadPoolExecutor(40) as flood:
            for number in range(40):
                flood.submit(keep_failing, number)
            try:
                assert crowded_out.wait(30)
                statuses = [attempt(victim, PASSWORD, at(2)) for _ in range(10)]
            finally:
                is_over.set()

    assert statuses == [200] * 10
