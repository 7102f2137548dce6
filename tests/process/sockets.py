"""Clients that stall, trickle or stay half-way: requests written byte by byte on real sockets."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from urllib.parse import urlsplit

SECONDS = 30


def address(api: str) -> tuple[str, int]:
    parts = urlsplit(api)
    return parts.hostname or "", parts.port or 0


def connect(api: str) -> socket.socket:
    return socket.create_connection(address(api), timeout=SECONDS)


def request(method: str, path: str, token: str = "", body: bytes = b"", content_type: str = "application/json") -> bytes:
    """Return the bytes of a request whose connection ends with it."""
    lines = [
        f"{method} /api{path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Content-Length: {len(body)}",
        f"Content-Type: {content_type}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """Return status and body of the answer; raises `OSError` or `HTTPException` when there is none."""
    with HTTPResponse(connection) as response:
        response.begin()
        return response.status, response.read()


@contextmanager
def stalled(api: str, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Hold `count` connections on which so much was sent and no more follows."""
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(api)) for _ in range(count)]
        for connection in connections:
            connection.sendall(sent)
        yield connections
