"""Restarts lose no request: neither of clients that keep their connections, nor behind a proxy that does."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
import urllib3

from tests.faults.processes import workers
from tests.process.client import TICKET, Client
from tests.process.nginx import nginx
from tests.raw import answer, connect, request
from tests.servers import free_port

RESTARTS = int(os.environ.get("RESTARTS", "4"))
CLIENTS = 4
PAUSE = 0.02
# A start takes one or two where nothing else is done.
SECONDS = 90


def keep_asking(api: str, token: str, is_over: threading.Event, pause: float) -> list[object]:
    """Open tickets on connections that are kept, and return each answer's status, or what there was in its place."""
    client, found = Client(api, token, timeout=20), []
    while not is_over.wait(pause):
        try:
            found.append(client.send("POST", "/tickets", json=TICKET).status)
        except urllib3.exceptions.HTTPError as error:
            found.append(error)
    return found


@contextmanager
def asking(api: str, token: str, pause: float = PAUSE):
    """Have clients ask all the time; yields a list that has their answers at the end."""
    is_over, found = threading.Event(), []
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(keep_asking, api, token, is_over, pause) for _ in range(CLIENTS)]
        try:
            yield found
        finally:
            is_over.set()
        found += [each for answers in asked for each in answers.result()]


def test_through_nginx_rolling_restarts_of_two_instances_lose_nothing(sqlite_site, tmp_path):
    token, ports = sqlite_site.token("owner"), [free_port(), free_port()]
    with ExitStack() as stack:
        instances = [stack.enter_context(ExitStack()) for _ in ports]
        pairs = zip(instances, ports, strict=True)
        services = [each.enter_context(sqlite_site.serving(PORT=str(port))) for each, port in pairs]
        api = stack.enter_context(nginx(tmp_path, ports))
        with asking(api, token) as found:
            for number in range(RESTARTS):
                which = number % 2
                assert services[which].stop() == 0
                instances[which].close()
                services[which] = instances[which].enter_context(sqlite_site.serving(PORT=str(ports[which])))

    print(f"{RESTARTS} rolling restarts, {len(found)} requests, {len(found) - found.count(201)} lost")
    assert set(found) == {201}
    assert len(found) > 40 * RESTARTS


def test_a_stopping_service_asks_to_close_connections_and_answers_what_comes_on_those_kept(sqlite_site):
    ask = request("GET", "/api/health").replace(b"Connection: close\r\n", b"")
    with sqlite_site.serving() as service, connect(service.api) as first, connect(service.api) as second:
        for connection in (first, second):
            connection.sendall(ask)
            assert answer(connection).headers["Connection"] is None

        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        answers = []
        for connection in (first, second):
            connection.sendall(ask)
            answers.append(answer(connection))
            assert connection.recv(1) == b""

        assert [(each.status, each.headers["Connection"]) for each in answers] == [(200, "close")] * 2
        assert service.wait() == 0


@pytest.fixture
def reloaded(tmp_path, monkeypatch):
    """Return a function that writes the module which is served, as new code."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(line: str, first: str = "") -> None:
        (tmp_path / "reloaded.py").write_text(f"{first}\nfrom tests.wsgi import app\n\n{line}\n")

    return write


def version(api: str) -> str | None:
    return Client(api).get("/health").headers.get("X-Version")


def wait_until(is_so, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.05)


def test_sighup_has_new_processes_with_the_code_of_now_take_over_unless_they_can_t_start(sqlite_site, reloaded):
    token = sqlite_site.token("owner")
    serve_version = "app.after_request(lambda answer: answer.headers.update({{'X-Version': '{}'}}) or answer)"
    reloaded(serve_version.format(1))
    with sqlite_site.serving(app="reloaded", WORKERS="2") as service:
        before = workers(service.process.pid)
        with asking(service.api, token, pause=0.2) as found:
            reloaded("", first="raise SystemExit('ticketing: SECRET_KEY is gone')")
            service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: "the old ones go on" in service.log.read_text(), "the refusal")
            assert (version(service.api), workers(service.process.pid)) == ("1", before)

            reloaded(serve_version.format(2))
            service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: not set(before) & set(workers(service.process.pid)), "the end of the old processes")
            assert version(service.api) == "2"
        assert service.stop() == 0

    assert service.log.read_text().count("SECRET_KEY is gone") == 1
    assert set(found) == {201}
