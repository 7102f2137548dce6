"""Which connections the service keeps."""

import socket

import pytest


@pytest.mark.parametrize("ending", ["", "Connection: close\r\n"], ids=["a connection kept", "a connection closed"])
def test_an_answer_without_a_body_ends_the_connection_only_where_that_was_asked(target, ending):
    token = target.people["owner"].tokens["access"]
    again = (
        f"GET /api/tickets/{target.ticket_id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"If-None-Match: *\r\n{ending}\r\n"
    )

    with socket.create_connection(target.address, timeout=30) as connection:
        connection.sendall(again.encode() + b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    assert received.startswith(b"HTTP/1.1 304 ")
    assert received.count(b"HTTP/1.1 ") == (1 if ending else 2)
    assert received.endswith(b'{"status":"ok"}') is not bool(ending)
