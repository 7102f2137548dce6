"""A running service with something in it to lose, and what must still be true of it after an attack."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.cast import PASSWORD_HASH, Person, make_person
from tests.factories import add_tickets, counts
from tests.process.client import Client, File
from tests.process.sites import Site
from tests.raw import Answer, address, exchange, request, why_bad
from tests.samples import PNG
from tests.servers import Service
from ticketing.auth.models import Role
from ticketing.extensions import db

# What refusing itself writes down.
OF_REFUSALS = {"audit_entries", "failed_sign_ins"}


class Operation(NamedTuple):
    """A call of the API, as the document names it."""

    method: str
    path: str
    takes: frozenset[str]
    """The content types of its body, if it has any."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Target:
    """The service, and people who may use it."""

    site: Site
    service: Service
    people: dict[str, Person] = field(default_factory=dict)
    ticket_id: int = 0
    file_link: str = ""
    entry_id: int = 0
    view_id: int = 0

    def __post_init__(self) -> None:
        """Add an administrator and two users with a few tickets each, one with a file."""
        for name, role in {"admin": Role.ADMIN, "owner": Role.USER, "stranger": Role.USER}.items():
            self.add_person(name, role)
        rows = [
            {"created_by_id": self.people[name].id, "title": f"{name}'s"} for name in ("owner", "stranger") for _ in range(3)
        ]
        add_tickets(self.site.app, rows)
        owner = Client(self.service.api, self.people["owner"].tokens["access"])
        ticket = owner.open_ticket(File(PNG, "screen.png")).json()
        self.ticket_id, self.file_link = ticket["id"], ticket["attachment"]
        self.entry_id = self.send_json("POST", f"/api/tickets/{self.ticket_id}/replies", {"body": "Which one?"}).json["id"]
        self.view_id = self.send_json("POST", "/api/views", {"name": "Mine", "query": "assignee=me"}).json["id"]

    def add_person(self, name: str, role: Role = Role.USER, *, password_hash: str = PASSWORD_HASH) -> None:
        self.people[name] = make_person(self.site.app, name, role, password_hash=password_hash)

    @property
    def address(self) -> tuple[str, int]:
        return address(self.service.api)

    def send(
        self,
        method: str,
        path: str,
        *,
        by: str = "admin",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        content_type: str | None = None,
        source: str = "",
    ) -> Answer:
        """Send a request as one of the people, or as nobody (`by=""`)."""
        lines = dict(headers or {})
        if by:
            lines.setdefault("Authorization", f"Bearer {self.people[by].tokens['access']}")
        if content_type is not None:
            lines.setdefault("Content-Type", content_type)
        return self.send_raw(request(method, path, list(lines.items()), body), method, source)

    def send_raw(self, sent: bytes, method: str = "GET", source: str = "") -> Answer:
        return exchange(self.address, sent, method, source)

    def send_json(self, method: str, path: str, value: Any, **kwargs: Any) -> Answer:
        # Halves of surrogate pairs come out as the escapes that JSON has for them.
        return self.send(method, path, body=json.dumps(value).encode(), content_type="application/json", **kwargs)

    @cached_property
    def operations(self) -> list[Operation]:
        """Every call that the document names, with the ids of things that are there in its path."""
        paths = self.send("GET", "/api/openapi.json", by="").json["paths"]
        return [
            Operation(method.upper(), path, frozenset(operation.get("requestBody", {}).get("content", {})))
            for path, item in paths.items()
            for method, operation in item.items()
            if method != "parameters"
        ]

    def path_of(self, operation: Operation) -> str:
        """Return the operation's path, to things that are there."""
        link = urlsplit(self.file_link)
        ids = {"{ticket_id}": str(self.ticket_id), "{entry_id}": str(self.entry_id), "{view_id}": str(self.view_id)}
        there = {**ids, "{key}": f"{link.path.rpartition('/')[2]}?{link.query}"}
        return re.sub(r"\{.*?\}", lambda name: there[name[0]], operation.path)

    def stored(self) -> dict[str, int]:
        """Return how much there is of everything, but for the record of what was refused."""
        tables = [table for name, table in db.metadata.tables.items() if name not in OF_REFUSALS]
        return {**counts(self.site.app, tables), "files": len(self.site.stored_files())}

    @contextmanager
    def unharmed(self) -> Iterator[list[str]]:
        """Yield a list for complaints, which must stay empty; nothing may be stored meanwhile, nor go wrong in the service."""
        before, logged, complaints = self.stored(), self.service.log.stat().st_size, []
        yield complaints
        assert not complaints, "\n".join(complaints)
        after = self.stored()
        assert after == before, {name: count for name, count in after.items() if count != before[name]}
        assert self.send("GET", "/api/health", by="").status == 200
        log = self.service.log.read_bytes()[logged:].decode()
        wrong = [line for line in log.splitlines() if '"level": "ERROR"' in line or "Traceback" in line]
        assert not wrong, "\n".join(wrong)

    def refuses(self, complaints: list[str], name: str, answer: Answer) -> None:
        """Complain unless the answer is a refusal in the one shape."""
        if reason := why_bad(answer):
            complaints.append(f"{name}: {reason}")
