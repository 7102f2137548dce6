"""Somebody at the other end of a real socket."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import urllib3

TICKET = {"title": "Printer", "description": "It burns.", "category": "Technical"}


@dataclass(frozen=True)
class File:
    """A file to attach."""

    content: bytes
    name: str = "notes.txt"


class Client:
    """Sends requests to a service at `api`, from any thread, as the holder of the access token; never twice by itself."""

    def __init__(self, api: str, token: str = "", *, timeout: float = 40) -> None:
        self._api = api
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = urllib3.PoolManager(retries=False, timeout=timeout, maxsize=100)

    def send(self, method: str, path: str, **kwargs) -> urllib3.BaseHTTPResponse:
        headers = {**self._headers, **kwargs.pop("headers", {})}
        return self._http.request(method, path if "://" in path else self._api + path, headers=headers, **kwargs)

    def get(self, path: str, **kwargs) -> urllib3.BaseHTTPResponse:
        return self.send("GET", path, **kwargs)

    def post(self, path: str, body: object) -> urllib3.BaseHTTPResponse:
        return self.send("POST", path, json=body)

    def open_ticket(self, *files: File, **changes: str) -> urllib3.BaseHTTPResponse:
        """Send a ticket as a browser does."""
        return self.send("POST", "/tickets", fields=form({**TICKET, **changes}, files))

    def file_digests(self, ticket_id: int) -> list[str]:
        """Return the digests of a ticket's files, fetched by their links."""
        ticket = self.get(f"/tickets/{ticket_id}")
        assert ticket.status == 200, ticket.data
        answers = [self.get(attachment["url"]) for attachment in ticket.json()["attachments"]]
        assert [answer.status for answer in answers] == [200] * len(answers)
        return [digest(answer.data) for answer in answers]


def form(texts: Mapping[str, str], files: Sequence[File]) -> list[tuple[str, object]]:
    return [*texts.items(), *(("attachment", (file.name, file.content)) for file in files)]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
