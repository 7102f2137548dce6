"""A good body for every call that takes one, and the ways in which bodies are bad."""

import json
from collections.abc import Iterator
from typing import Any

# A call that is missing here fails `test_there_is_a_good_body_for_every_call_that_takes_one`.
GOOD = {
    "POST /api/auth/login": {"username": "owner", "password": "a password for tests"},
    "POST /api/auth/refresh": {"refresh": "x"},
    "POST /api/auth/password": {"current": "a password for tests", "new": "another password for tests"},
    "POST /api/tickets": {"title": "Printer", "description": "It burns.", "category": "Technical"},
    "PATCH /api/tickets/{ticket_id}/status": {"status": "Resolved"},
    "PATCH /api/tickets/{ticket_id}": {"title": "Printer", "description": "It burns.", "category": "Technical"},
    "POST /api/tickets/{ticket_id}/duplicate": {"of": 1},
    "POST /api/tickets/{ticket_id}/replies": {"body": "Which one?", "status": "Under Review"},
    "POST /api/tickets/{ticket_id}/notes": {"body": "Again."},
    "PATCH /api/tickets/{ticket_id}/timeline/{entry_id}": {"body": "Which printer?"},
    "PUT /api/tickets/{ticket_id}/seen": {"entry": 0},
    "PUT /api/tickets/{ticket_id}/writing": {"kind": "reply"},
    "PATCH /api/tickets": {"changes": [{"id": 1, "priority": "High", "assignee": "me", "category": "Product"}]},
    "POST /api/views": {"name": "Mine", "query": "assignee=me"},
    "PATCH /api/views/{view_id}": {"name": "Mine", "query": "assignee=me"},
    "PATCH /api/tickets/status": {"changes": [{"id": 1, "status": "Resolved", "ifStatus": "New", "ifMatch": '"1"'}]},
}

NESTED = "[" * 100_000 + "]" * 100_000
WITHIN = {
    "truncated within a letter": ', "x": "ü'.encode()[:-1],
    "more behind": b"} x",
    "two": b'}{"a": 1}',
    "a comma too many": b",}",
    "a comment": b"} // x",
    "NaN": b', "x": NaN}',
    "Infinity": b', "x": -Infinity}',
    "a number too large for a float": b', "x": 1e400}',
    "a doubled name": b', "x": 1, "x": 1}',
    "a doubled name within": b', "x": {"a": 1, "a": 2}}',
    "deep nesting": f', "x": {NESTED}}}'.encode(),
    "deep nesting of objects": b', "x": ' + b'{"a":' * 50_000,
    "a number of 5,000 digits": f', "x": {"9" * 5000}}}'.encode(),
    "a negative number of 5,000 digits": f', "x": -{"9" * 5000}}}'.encode(),
    "Latin-1": ', "x": "ü"}'.encode("latin-1"),
    "a raw surrogate": b', "x": "\xed\xa0\x80"}',
    "an overlong NUL": b', "x": "\xc0\x80"}',
    "a raw NUL": b', "x": "a\0b"}',
    "a NUL behind": b"}\0",
    "a line break in a string": b', "x": "a\nb"}',
    "a wrong escape": b', "x": "\\x41"}',
    "half an escape": b', "x": "\\u12"}',
    "truncated": b"",
}
WHOLE = {
    "space": b"  ",
    "garbage": b"x",
    "single quotes": b"{'title': 'x'}",
    "a list": b"[]",
    "a string": b'"title"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "huge": b'{"x": "' + b"x" * 3_000_000,
    "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "pickled": b"\x80\x04\x95\x00\x00\x00\x00.",
    "gzip": b"\x1f\x8b\x08\x00",
}


def unsound(good: Any) -> Iterator[tuple[str, bytes]]:
    """Yield what is no JSON object, or has more than one meaning, by name: each is close to the good body."""
    start = json.dumps(good)[:-1].encode()
    yield from ((name, start + rest) for name, rest in WITHIN.items())
    yield from WHOLE.items()
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        yield encoding, json.dumps(good).encode(encoding)


UNTEXTUAL = {"null": None, "a boolean": True, "a number": 7, "a fraction": 1.5, "a list": ["x"], "an object": {"a": 1}}
UNSTORABLE = {"a NUL": "a\0b", "half a pair": "a\ud800b", "the other half": "\udfff", "swapped halves": "\udd25\ud83d"}
UNBOUNDED = {"a megabyte": "x" * 1_000_000, "a megabyte of letters of four bytes": "\U0001f525" * 250_000}
NO_IDS = {
    **UNTEXTUAL,
    "a number": -7,
    "nothing": "",
    "zero": 0,
    "beyond 64 bits": 2**64,
    "hundreds of digits": 10**300,
    "Unicode digits": "٣",
    "an underscore": "1_0",
    "a zero before": "01",
    "a sign": "+1",
    "a space": " 1",
    "an exponent": "1e3",
    "a NUL": "1\0",
}


def mistaken(good: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies of which one value is of the wrong type, can't be stored or is too large, by name."""
    for path, value in _leaves(good):
        bad = NO_IDS if isinstance(value, int) else {**UNTEXTUAL, **UNSTORABLE, **UNBOUNDED}
        for name, instead in bad.items():
            # Where one may say zero, or that it is nobody's, it is no mistake.
            if (value, instead) != (0, 0) and (path[-1], instead) != ("assignee", None):
                yield f"{name} for {'.'.join(map(str, path))}", _replaced(good, path, instead)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if steps is None:
        yield path, value
        return
    if path:
        # A text where a list or an object belongs.
        yield path, ""
    for step, within in steps:
        yield from _leaves(within, (*path, step))


def _replaced(value: Any, path: tuple[Any, ...], instead: Any) -> Any:
    if not path:
        return instead
    copy = value.copy()
    copy[path[0]] = _replaced(value[path[0]], path[1:], instead)
    return copy
