"""SIGTERM and Ctrl-C: what was begun is finished, and nobody can keep the process from ending."""

import json
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import urllib3
from sqlalchemy import func, select

from tests.faults.processes import workers
from tests.process.client import TICKET, Client, File, digest, form
from tests.process.sites import new_site
from tests.raw import address, answer, api_request, connect, stalled
from ticketing.tickets.models import Ticket

SECONDS_TO_END = 15
A_TICKET = json.dumps(TICKET).encode()


@pytest.fixture(scope="module", autouse=True)
def end_beside_stalled_clients(tmp_path_factory) -> Iterator[Future[tuple[int, float]]]:
    """Stop a service with stalled clients, which takes seconds of waiting, while the other tests are made."""
    with (
        ThreadPoolExecutor(1) as pool,
        new_site("sqlite", tmp_path_factory.mktemp("stalled")) as site,
        site.serving() as service,
        stalled(service.api, 3, b""),
        stalled(service.api, 3, b"GET /api/health HTTP/1.1\r\nHost: localh"),
        stalled(service.api, 3, api_request("POST", "/auth/login", body=b'{"username": "a"}')[:-5]),
    ):
        time.sleep(0.3)
        started = time.monotonic()
        yield pool.submit(lambda: (service.stop(), time.monotonic() - started))


def wait_until_nobody_is_let_in(api: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < deadline:
        try:
            connect(api).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.01)
    raise AssertionError("somebody new was let in")


def test_requests_that_were_sent_before_sigterm_are_all_answered(sqlite_site):
    token = sqlite_site.token("owner")
    with sqlite_site.serving() as service:
        # Some are being worked on when the signal comes, and some are not even accepted.
        connections = send_tickets(service.api, token, 20)
        [worker] = workers(service.process.pid)
        os.kill(worker, signal.SIGSTOP)
        connections += send_tickets(service.api, token, 20)

        os.kill(worker, signal.SIGCONT)
        service.process.send_signal(signal.SIGTERM)

        statuses = []
        for connection in connections:
            with connection:
                statuses.append(answer(connection).status)
        assert service.wait() == 0
    assert statuses == [201] * 40
    assert sqlite_site.rows(select(func.count(Ticket.id))) == [(40,)]


def send_tickets(api: str, token: str, count: int) -> list[socket.socket]:
    connections = [connect(api) for _ in range(count)]
    for connection in connections:
        connection.sendall(api_request("POST", "/tickets", token, A_TICKET))
    return connections


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_upload_that_is_under_way_is_taken_to_its_end_and_nobody_new_is_let_in(sqlite_site, number):
    token = sqlite_site.token("owner")
    content = secrets.token_hex(200_000).encode()
    body, content_type = urllib3.encode_multipart_formdata(form(TICKET, [File(content)]))
    sent = api_request("POST", "/tickets", token, body, content_type)
    with sqlite_site.serving() as service, connect(service.api) as connection:
        connection.sendall(sent[:150_000])
        time.sleep(0.3)

        service.process.send_signal(number)
        wait_until_nobody_is_let_in(service.api)
        connection.sendall(sent[150_000:])

        answered = answer(connection)
        assert service.wait() == 0
    assert (answered.status, answered.json["attachments"][0]["size"]) == (201, len(content))
    assert list(sqlite_site.stored_files().values()) == [content]


def test_a_download_that_is_under_way_is_sent_to_its_end(sqlite_site):
    token = sqlite_site.token("owner")
    content = secrets.token_hex(4_000_000).encode()
    with sqlite_site.serving() as service:
        ticket = Client(service.api, token).open_ticket(File(content)).json()
        with socket.socket() as connection:
            # A small window, so that most of the file is still with the service.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(30)
            connection.connect(address(service.api))
            connection.sendall(api_request("GET", ticket["attachment"].split("/api", 1)[1]))
            start = connection.recv(1)

            service.process.send_signal(signal.SIGTERM)
            wait_until_nobody_is_let_in(service.api)

            received = bytearray(start)
            while piece := connection.recv(1_000_000):
                received += piece
        assert service.wait() == 0
    assert digest(received.partition(b"\r\n\r\n")[2]) == digest(content)


def test_stalled_clients_and_idle_ones_do_not_keep_the_service_from_ending(end_beside_stalled_clients):
    exit_code, seconds = end_beside_stalled_clients.result()

    assert exit_code == 0
    assert seconds < SECONDS_TO_END


def test_a_second_ctrl_c_does_not_wait(sqlite_site):
    with sqlite_site.serving() as service, stalled(service.api, 1, b"GET /api/health HTTP/1.1\r\n"):
        time.sleep(0.3)
        service.process.send_signal(signal.SIGINT)
        wait_until_nobody_is_let_in(service.api)
        started = time.monotonic()

        assert service.stop(signal.SIGINT) == -signal.SIGINT
        assert time.monotonic() - started < 6
