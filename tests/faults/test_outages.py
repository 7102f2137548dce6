"""The database locked, stopped, frozen, read-only and back: callers are told to come back, in time, and then all works."""

import sqlite3
import time
from collections import ChainMap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

from tests.cast import PASSWORD, make_person
from tests.crowd import at_once
from tests.databases import ENGINES, postgresql_url
from tests.factories import traces
from tests.faults.proxy import Proxy
from tests.process.client import TICKET, Client, File
from tests.process.sites import Site, new_site
from tests.samples import PNG
from ticketing.auth.models import Role

SECONDS = 5
READS = ("GET /health", "GET /health/ready", "GET /auth/me", "GET /tickets", "GET /tickets/1")
WRITES = ("POST /auth/login", "POST /auth/refresh", "POST /tickets", "POST /tickets with a file", "PATCH /tickets/1/status")
ALL = {*READS, *WRITES}
# The service is alive then, and not ready.
WHEN_READ_ONLY = {*WRITES, "GET /health/ready"}
AT_FIRST = ("GET /tickets", "GET /health", "GET /health/ready", "POST /auth/login", "PATCH /tickets/1/status")


@dataclass
class Place:
    """A running service, with what lies between it and its database."""

    site: Site
    proxy: Proxy | None
    calls: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return self.site.app.config["SQLALCHEMY_DATABASE_URI"].database


@contextmanager
def new_place(engine: str, folder: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        site = stack.enter_context(new_site(engine, folder))
        proxy = stack.enter_context(Proxy(site.url)) if engine == "postgresql" else None
        service = stack.enter_context(site.serving(DATABASE_URL=proxy.url if proxy else site.url))
        yield Place(site, proxy, calls_of(site, service.api))


def calls_of(site: Site, api: str):
    person = make_person(site.app, "admin", Role.ADMIN)
    client = Client(api, person.tokens["access"])
    sent = {
        **{line: lambda line=line: client.get(line.split()[1]) for line in READS},
        "POST /auth/login": lambda: client.post("/auth/login", {"username": "admin", "password": PASSWORD}),
        "POST /auth/refresh": lambda: client.post("/auth/refresh", {"refresh": person.tokens["refresh"]}),
        "POST /tickets": lambda: client.post("/tickets", TICKET),
        "POST /tickets with a file": lambda: client.open_ticket(File(PNG, "screen.png")),
        "PATCH /tickets/1/status": lambda: client.send("PATCH", "/tickets/1/status", json={"status": "Resolved"}),
    }
    assert sent["POST /tickets"]().status == 201
    return {line: lambda call=call: timed(call) for line, call in sent.items()}


def timed(call):
    started = time.monotonic()
    answer = call()
    return answer, time.monotonic() - started


@contextmanager
def another_program_writing(place: Place):
    with closing(sqlite3.connect(place.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def a_process_that_does_not_end_its_turn(place: Place):
    with FileLock(f"{place.database}.lock"):
        yield


@contextmanager
def locked_tables(place: Place):
    with psycopg.connect(place.site.url) as connection:
        connection.execute("LOCK TABLE users, logins, tickets IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def a_locked_row(place: Place):
    with psycopg.connect(place.site.url) as connection:
        connection.execute("SELECT * FROM tickets WHERE id = 1 FOR UPDATE")
        yield


@contextmanager
def stopped(place: Place):
    place.proxy.stop()
    try:
        yield
    finally:
        place.proxy.start()


@contextmanager
def frozen(place: Place):
    place.proxy.freeze()
    try:
        yield
    finally:
        place.proxy.go_on()


@contextmanager
def altered(place: Place, change: str, back: str):
    """Change the database's settings, for the connections made from now on, and end all others."""
    server = postgresql_url().render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:

        def alter(what: str) -> None:
            connection.execute(f'ALTER DATABASE "{place.database}" {what}')
            # It waits for them to be gone: one that has not heard of it yet would take another statement, and end within.
            end_others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(end_others, [place.database])

        alter(change)
        try:
            yield
        finally:
            alter(back)


FAULTS = {
    "sqlite": {
        "another program writing": (another_program_writing, WHEN_READ_ONLY),
        "a stuck process of ours": (a_process_that_does_not_end_its_turn, WHEN_READ_ONLY),
    },
    "postgresql": {
        "locked tables": (locked_tables, ALL),
        "a locked row": (a_locked_row, {"PATCH /tickets/1/status"}),
        "stopped": (stopped, ALL),
        "frozen": (frozen, ALL),
        "shutting down": (lambda place: altered(place, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"), ALL),
        "read-only": (
            lambda place: altered(place, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"),
            WHEN_READ_ONLY,
        ),
    },
}


@dataclass
class Outcome:
    """What was answered during an outage, with the seconds it took, and right after it; and the traces before and after."""

    during: dict[str, tuple]
    afterwards: dict[str, tuple]
    traces: list[dict[str, int]]


# Each has a place of its own: they are waits, and so made at once.
LANES = [("sqlite", list(FAULTS["sqlite"])), *(("postgresql", list(FAULTS["postgresql"])[start::2]) for start in (0, 1))]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[tuple[str, str], Outcome]:
    with ExitStack() as stack:
        places = [stack.enter_context(new_place(engine, tmp_path_factory.mktemp("outages"))) for engine, _ in LANES]
        lanes = [
            lambda place=place, faults=faults: {(place.site.engine, fault): suffer(place, fault) for fault in faults}
            for place, (_, faults) in zip(places, LANES, strict=True)
        ]
        return dict(ChainMap(*at_once(lanes)))


def suffer(place: Place, fault: str) -> Outcome:
    cause, _ = FAULTS[place.site.engine][fault]
    before = traces(place.site.app)
    with cause(place):
        during = dict(zip(place.calls, at_once(list(place.calls.values())), strict=True))
    after = traces(place.site.app)
    return Outcome(during, {line: place.calls[line]() for line in AT_FIRST}, [before, after])


@pytest.mark.parametrize(("engine", "fault"), [(engine, fault) for engine in ENGINES for fault in FAULTS[engine]])
def test_callers_are_told_to_come_back_and_when_it_is_over_the_first_request_works(outcomes, engine, fault):
    outcome, (_, refused) = outcomes[engine, fault], FAULTS[engine][fault]

    print({line: (answer.status, round(seconds, 2)) for line, (answer, seconds) in outcome.during.items()})
    for line, (answer, seconds) in outcome.during.items():
        assert seconds < SECONDS, line
        if line in refused:
            assert_told_to_come_back(answer)
        else:
            assert answer.status in (200, 201), line
    if "POST /tickets" in refused:
        assert outcome.traces[0] == outcome.traces[1]
    for line, (answer, _) in outcome.afterwards.items():
        assert answer.status == 200, line


def assert_told_to_come_back(answer):
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json"), answer.data
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["status"] == 503
