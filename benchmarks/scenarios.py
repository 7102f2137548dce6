"""What is measured: one request of each kind that people make all day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from benchmarks import data, talk
from benchmarks.client import Request

STATUSES = ("New", "Under Review", "Resolved")
NEW_TICKET = {
    "title": "The printer burns",
    "description": "It has been burning since this morning. " * 8,
    "category": "Technical",
}
NEW_REPLY = {"body": "Have you tried another one? " * 4}


@dataclass(frozen=True)
class Scenario:
    """A kind of request, and the status it is answered with."""

    name: str
    request: Request
    expected: bytes = b"200"


def scenarios(tickets: int, tokens: Mapping[str, str]) -> list[Scenario]:
    """Return what is measured on a database of so many tickets, with the access tokens of `admin` and `user`."""
    admin, user = tokens["admin"], tokens["user"]
    return [*_lists(tickets, admin, user), *_reading(tickets, admin), *_writing(tickets, admin, user)]


def _lists(tickets: int, admin: str, user: str) -> list[Scenario]:
    def listed(query: str, token: str = admin) -> Request:
        return get(f"/api/tickets{query}", token)

    def searched(words: str, token: str = admin) -> Request:
        return listed(f"?search={quote(words)}", token)

    return [
        Scenario("list, administrator", listed("")),
        Scenario("list, user", listed("", user)),
        Scenario("list, New", listed("?status=New")),
        Scenario("list, New and Technical", listed("?status=New&category=Technical")),
        Scenario("list, waiting for staff", listed("?waitingFor=staff")),
        Scenario("list, unread", listed("?unread=true")),
        Scenario("list, urgent", listed("?priority=Urgent")),
        Scenario("list, mine", listed("?assignee=me")),
        Scenario("list, nobody's", listed("?assignee=none")),
        Scenario("list, New of mine", listed("?assignee=me&status=New")),
        Scenario("list, the most urgent first", listed("?ordering=-priority")),
        Scenario("list, New, the most urgent first", listed("?status=New&ordering=-priority")),
        Scenario("search, a rare word", searched(data.RARE_WORD)),
        Scenario("search, two words", searched(data.TWO_WORDS)),
        Scenario("search, a fragment", searched(data.FRAGMENT)),
        Scenario("search, a common word, administrator", searched(data.COMMON_WORD)),
        Scenario("search, a common word, user", searched(data.COMMON_WORD, user)),
        Scenario("the middle page", listed(f"?page={max(tickets // 20, 1)}")),
    ]


def _reading(tickets: int, admin: str) -> list[Scenario]:
    def detail(number: int) -> bytes:
        return _request("GET", f"/api/tickets/{_one(number, tickets)}", admin)

    def known(number: int) -> bytes:
        return _request("GET", f"/api/tickets/{_one(number, tickets)}", admin, {"If-None-Match": "*"})

    def timeline(number: int) -> bytes:
        return _request("GET", f"/api/tickets/{_one(number, tickets)}/timeline", admin)

    return [
        Scenario("detail", detail),
        Scenario("detail, known already", known, expected=b"304"),
        Scenario("timeline", timeline),
        Scenario(f"timeline of {talk.LONGEST} entries", get(f"/api/tickets/{talk.LONG}/timeline", admin)),
    ]


def _writing(tickets: int, admin: str, user: str) -> list[Scenario]:
    def reply(number: int) -> bytes:
        return _request("POST", f"/api/tickets/{_one(number, tickets)}/replies", admin, body=NEW_REPLY)

    def change(number: int) -> bytes:
        body = {"status": STATUSES[number % 3]}
        return _request("PATCH", f"/api/tickets/{_one(number, tickets)}/status", admin, body=body)

    return [
        Scenario("reply", reply, b"201"),
        Scenario("create", _always(_request("POST", "/api/tickets", user, body=NEW_TICKET)), b"201"),
        Scenario("status change", change),
    ]


def _one(number: int, tickets: int) -> int:
    """Return another ticket each time, all over the table."""
    return number * 7919 % tickets + 1


def get(path: str, token: str) -> Request:
    """Return the request for always the same."""
    return _always(_request("GET", path, token))


def _always(request: bytes) -> Request:
    return lambda number: request


def _request(method: str, path: str, token: str, headers: Mapping[str, str] | None = None, body: object = None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"] if content else []
    return "\r\n".join([*lines, "", ""]).encode() + content
