"""Malformed HTTP: an answer of 4xx in the one shape, at once, and a closed connection."""

import pytest

from tests.abuse.raw import request

LOGIN = "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
MALFORMED = {
    "no request": b"nonsense\r\n\r\n",
    "a method in small letters": b"get /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no address": b"GET HTTP/1.1\r\n\r\n",
    "an address that is none": b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space in the address": b"GET /api/he alth HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another protocol": b"GET /api/health SMTP/1.1\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
    "a bare line feed": b"GET /api/health HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
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
    "a length and chunks": LOGIN.encode() + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "another coding": LOGIN.encode() + b"Transfer-Encoding: gzip\r\n\r\nabc",
    "a coding behind another": LOGIN.encode() + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a coding that only looks like chunks": LOGIN.encode() + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "a chunk of negative size": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    "a chunk longer than it says": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "a chunk of 5,000 digits": LOGIN.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n\r\n",
    "another host in the address": request("GET", "http://evil.example/api/nothing"),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9.9": b"GET /api/nothing HTTP/9.9\r\n\r\n",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_malformed_http_is_refused_in_the_one_shape(target, sent):
    with target.unharmed() as complaints:
        answer = target.send_raw(sent)
        target.refuses(complaints, "malformed", answer)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] is None
