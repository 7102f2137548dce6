"""Several processes behind one port: both answer, the dead are replaced, and none outlives the service."""

import json
import os
import signal
import time
import urllib.request
from contextlib import contextmanager

import pytest
import urllib3

from tests.faults.processes import workers as workers_of
from tests.process.client import Client
from tests.process.sites import new_site
from tests.raw import answer, api_request, connect


@pytest.fixture
def service(sqlite_site):
    with two_workers(sqlite_site) as service:
        yield service


@pytest.fixture(scope="module")
def lasting_service(tmp_path_factory):
    with new_site("sqlite", tmp_path_factory.mktemp("workers")) as site, two_workers(site) as service:
        yield service


@contextmanager
def two_workers(site):
    with site.serving(WORKERS="2") as service:
        wait_until(lambda: len(workers(service)) == 2, "two workers")
        yield service


def workers(service) -> list[int]:
    return workers_of(service.process.pid)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(is_so, what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.05)


def is_healthy(service) -> bool:
    with urllib.request.urlopen(f"{service.api}/health", timeout=20) as health:
        return json.load(health) == {"status": "ok"}


def is_answered_in_time(service) -> bool:
    try:
        return Client(service.api, timeout=0.5).get("/health").status == 200
    except urllib3.exceptions.HTTPError:
        # The connection went to the other worker, which is frozen or has just been killed.
        return False


def test_a_worker_that_was_killed_is_replaced_while_the_other_answers(lasting_service):
    service = lasting_service
    killed, other = workers(service)

    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: is_answered_in_time(service), "an answer of the other")
    wait_until(lambda: len(workers(service)) == 2 and killed not in workers(service), "another worker")
    assert other in workers(service)
    assert is_healthy(service)
    assert "Unexpected exit from worker" in service.log.read_text()


def test_each_worker_answers(lasting_service):
    for frozen in workers(lasting_service):
        os.kill(frozen, signal.SIGSTOP)
        try:
            wait_until(lambda: is_answered_in_time(lasting_service), "an answer of the other")
        finally:
            os.kill(frozen, signal.SIGCONT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_when_the_service_is_stopped_its_workers_finish_what_was_begun(sqlite_site, service, number):
    token = sqlite_site.token("owner")
    pids = workers(service)
    sent = api_request("POST", "/tickets", token, b'{"title": "T", "description": "D", "category": "Product"}')
    with connect(service.api) as connection:
        connection.sendall(sent[:-10])
        time.sleep(0.3)

        service.process.send_signal(number)
        time.sleep(0.3)
        connection.sendall(sent[-10:])

        assert answer(connection).status == 201
    assert service.wait() == 0
    assert not [pid for pid in pids if is_running(pid)]


def test_workers_end_when_what_keeps_them_is_killed(service):
    pids = workers(service)

    service.process.kill()

    wait_until(lambda: not any(map(is_running, pids)), "the workers' end")
