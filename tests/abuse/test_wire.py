"""HTTP that is malformed or ambiguous: refused, or answered once and the connection closed; never a second answer."""

import re

import pytest

from tests.raw import conversation, request, why_bad

NEXT = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LOGIN = "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
MALFORMED = {
    "no request": b"nonsense\r\n\r\n",
    "no address": b"GET HTTP/1.1\r\n\r\n",
    "an address that is none": b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space in the address": b"GET /api/he alth HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes in the address": b"GET /api/tickets?search=\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another protocol": b"GET /api/health SMTP/1.1\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
    "a bare carriage return": b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
    "a NUL in a header": b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
    "a NUL in a header's name": b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n",
    "a space before the colon": b"GET /api/health HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "a header without a colon": b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n",
    "a folded first header": b"GET /api/health HTTP/1.1\r\n Host: localhost\r\n\r\n",
    "a header of 300 kB": request("GET", "/api/health", [("X", "a" * 300_000)]),
    "ten thousand headers": request("GET", "/api/health", [(f"X-{number}", "a" * 20) for number in range(10_000)]),
    "an address of 300 kB": request("GET", f"/api/health?{'a' * 300_000}"),
    "a negative length": LOGIN.encode() + b"Content-Length: -3\r\n\r\nabc",
    "a length that is no number": LOGIN.encode() + b"Content-Length: 0x3\r\n\r\nabc",
    "a length with a sign": LOGIN.encode() + b"Content-Length: +3\r\n\r\nabc",
    "a length of Unicode digits": LOGIN.encode() + "Content-Length: ٣\r\n\r\nabc".encode(),
    "a length of 5,000 digits": LOGIN.encode() + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nabc",
    "a length beyond everything": LOGIN.encode() + b"Content-Length: 99999999999999999999\r\n\r\nabc",
    "two lengths": LOGIN.encode() + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "another coding": LOGIN.encode() + b"Transfer-Encoding: gzip\r\n\r\nabc",
    "a coding behind another": LOGIN.encode() + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a coding that only looks like chunks": LOGIN.encode() + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "HTTP/9.9": b"GET /api/nothing HTTP/9.9\r\n\r\n",
}


# The server hands these on as requests whose bodies end early.
ODDLY_CHUNKED = {
    "a length and chunks": LOGIN.encode() + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "a chunk of negative size": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    "a chunk longer than it says": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "a chunk of 5,000 digits": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n\r\n",
    "two codings": LOGIN.encode() + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a form in chunks": b"POST /api/tickets HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("sent", [*MALFORMED.values(), *ODDLY_CHUNKED.values()], ids=[*MALFORMED, *ODDLY_CHUNKED])
def test_malformed_http_is_refused_once_and_nothing_behind_it_is_answered(target, sent):
    with target.unharmed():
        received = conversation(target.address, sent + NEXT)

    [status] = re.findall(rb"HTTP/1\.[01] (\d+) ", received)
    assert 400 <= int(status) < 500
    assert b"granian" not in received


@pytest.mark.parametrize("sent", ODDLY_CHUNKED.values(), ids=ODDLY_CHUNKED)
def test_an_odd_body_is_refused_in_the_one_shape(target, sent):
    assert why_bad(target.send_raw(sent)) is None


def test_http_2_is_not_spoken(target):
    assert b"HTTP/1.1 2" not in conversation(target.address, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + NEXT)


@pytest.mark.parametrize("lines", ["", "Host:\r\n", "Host: localhost\r\nHost: localhost\r\n"], ids=["none", "empty", "two"])
def test_a_request_names_one_host(target, lines):
    assert why_bad(target.send_raw(f"GET /api/health HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())) is None


@pytest.mark.parametrize("ending", ["", "Connection: close\r\n"], ids=["a connection kept", "a connection closed"])
def test_an_answer_without_a_body_ends_the_connection_only_where_that_was_asked(target, ending):
    token = target.people["owner"].tokens["access"]
    again = (
        f"GET /api/tickets/{target.ticket_id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"If-None-Match: *\r\n{ending}\r\n"
    )

    received = conversation(target.address, again.encode() + NEXT)

    assert received.startswith(b"HTTP/1.1 304 ")
    assert received.count(b"HTTP/1.1 ") == (1 if ending else 2)
    assert received.endswith(b'{"status":"ok"}') is not bool(ending)
