"""Requests written byte by byte, so that no client library mends what is wrong with them."""

import json
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

SECONDS = 30
KEYS = {"type", "title", "status", "detail", "requestId"}
# What would tell an attacker, or a user, how the service is made.
INNARDS = ("Traceback", 'File "', "site-packages", "sqlalchemy", "psycopg", "sqlite3", "SELECT ", "INSERT ")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def request(method: str, path: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> bytes:
    """Return the bytes of a request; a `Host` or `Content-Length` among the headers is taken instead of the right one."""
    given = {name.lower() for name, _ in headers}
    right = [("Host", "localhost"), ("Content-Length", str(len(body)))]
    lines = [*(pair for pair in right if pair[0].lower() not in given), *headers, ("Connection", "close")]
    head = "".join([f"{method} {path} HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in lines), "\r\n"])
    return head.encode("latin-1") + body


def api_request(method: str, path: str, token: str = "", body: bytes = b"", content_type: str = "application/json") -> bytes:
    """Return the bytes of a call of the API, as the holder of the token."""
    authorization = [("Authorization", f"Bearer {token}")] if token else []
    return request(method, f"/api{path}", [("Content-Type", content_type), *authorization], body)


def address(api: str) -> tuple[str, int]:
    parts = urlsplit(api)
    return parts.hostname or "", parts.port or 0


def connect(api: str) -> socket.socket:
    return socket.create_connection(address(api), timeout=SECONDS)


def answer(connection: socket.socket, method: str = "GET") -> Answer:
    """Return what is answered; raises `OSError` or `HTTPException` when nothing is."""
    with HTTPResponse(connection, method=method) as response:
        response.begin()
        return Answer(response.status, response.headers, response.read())


@contextmanager
def stalled(api: str, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Hold `count` connections on which so much was sent and no more follows."""
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(api)) for _ in range(count)]
        for connection in connections:
            connection.sendall(sent)
        yield connections


def exchange(address: tuple[str, int], sent: bytes, method: str = "GET", source: str = "") -> Answer:
    """Send the bytes, from another loopback address if given, and return the answer; a service that hangs fails."""
    source_address = (source, 0) if source else None
    with socket.create_connection(address, timeout=SECONDS, source_address=source_address) as connection:
        # It may have answered before it had read everything.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        return answer(connection, method)


def conversation(address: tuple[str, int], sent: bytes) -> bytes:
    """Send the bytes, and return all that comes back until the connection is closed."""
    received = b""
    with socket.create_connection(address, timeout=SECONDS) as connection, suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(sent)
        while piece := connection.recv(65536):
            received += piece
    return received


def why_bad(answer: Answer) -> str | None:
    """Return what is wrong with the answer to something bad, or None when it is a 4xx in the one shape that tells nothing."""
    if not 400 <= answer.status < 500:
        return f"{answer.status}: {answer.body[:200]!r}"
    if answer.headers["Content-Type"] != "application/problem+json":
        return f"{answer.status} as {answer.headers['Content-Type']}"
    problem = answer.json
    if problem.keys() - {"errors"} != KEYS or (problem["type"], problem["status"]) != ("about:blank", answer.status):
        return f"another shape: {answer.text[:200]}"
    if problem["title"] != HTTPStatus(answer.status).phrase or not problem["detail"]:
        return f"no words: {answer.text[:200]}"
    if problem["requestId"] != answer.headers["X-Request-ID"]:
        return "another request's id"
    return next((f"tells of {word}: {answer.text[:200]}" for word in INNARDS if word in answer.text), None)
