"""A running service with examples worth looking at, for pictures and measurements."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.chromium import ARGUMENTS, find_browser
from tests.samples import docx, pdf, png
from tests.servers import Service, running

PASSWORD = "password"
LOG = "\n".join(f"2026-11-23 08:{minute:02} screen 3: signal {'lost' if minute % 3 else 'back'}" for minute in range(60))
FILES = (
    ("front.png", png(640, 360, (40, 120, 110))),
    ("cable.png", png(480, 480, (196, 120, 60))),
    ("manual.pdf", pdf("Screens, chapter 3")),
    ("monitor.log", LOG.encode()),
    ("report.docx", docx()),
)
TEXT = {
    "title": "Reception screen flickers",
    "description": "Each morning at 8:30 the big screen in the lobby goes dark for a few minutes.\n\n"
    "It is the model of https://example.com/screens?size=65 and has a new cable.",
    "category": "Technical",
}
TALK = (
    ("admin", "replies", {"body": "Does it go dark on the other input, too?", "status": "Under Review"}),
    ("user", "replies", {"body": "Yes, and its log says this each time:\n```\n" + LOG[:400].rsplit("\n", 1)[0] + "\n```"}),
    ("admin", "notes", {"body": "The same model failed on floor 2. The power supply was replaced."}),
)
BOUNDARY = "a-boundary-that-is-in-no-file"


@dataclass
class Stage:
    """The service, who is who on it, and the ticket that has everything."""

    service: Service
    sessions: Mapping[str, dict]
    ticket_id: int
    pages: str

    def context(self, browser: Browser, who: str | None = None, **arguments: object) -> BrowserContext:
        """Return a browser in which `who` ("admin", "user") is signed in."""
        values = {"API_BASE_URL": self.service.api}
        if who:
            values |= {**self.sessions[who], "user": json.dumps(self.sessions[who]["user"], separators=(",", ":"))}
        stored = [{"name": name, "value": value} for name, value in values.items()]
        state = {"cookies": [], "origins": [{"origin": self.pages, "localStorage": stored}]}
        return browser.new_context(base_url=self.pages, storage_state=state, **arguments)


@contextmanager
def staged(folder: Path, pages: str = "") -> Iterator[Stage]:
    """Start the service with its examples and a ticket with a file of each kind, which is talked about.

    Its pages are the unpublished ones, or those that are served at the origin `pages`.
    """
    # At its full price, as it is measured.
    settings = {"CORS_ORIGINS": pages} if pages else {}
    with running("dev", folder, app="wsgi", **settings) as service:
        sessions = {name: _sign_in(service, name) for name in ("admin", "user")}
        body, content_type = _form()
        ticket = _send(service, "POST", "/tickets", body, content_type, sessions["user"]["access"])
        for who, kind, message in TALK:
            said = json.dumps(message).encode()
            _send(service, "POST", f"/tickets/{ticket['id']}/{kind}", said, "application/json", sessions[who]["access"])
        yield Stage(service, sessions, ticket["id"], pages or service.pages)


def open_browser(playwright: Playwright, *arguments: str) -> Browser:
    """Start the machine's Chromium, with these arguments besides the usual ones."""
    path = find_browser(playwright.chromium.executable_path)
    if not path:
        raise SystemExit("No browser found: install chromium.")
    return playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])


def _sign_in(service: Service, name: str) -> dict:
    credentials = json.dumps({"username": name, "password": PASSWORD}).encode()
    return _send(service, "POST", "/auth/login", credentials, "application/json")


def _form() -> tuple[bytes, str]:
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    texts = [f'{part}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in TEXT.items()]
    files = [f'{part}"attachment"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n" for name, content in FILES]
    return b"".join([*texts, *files, f"--{BOUNDARY}--\r\n".encode()]), f"multipart/form-data; boundary={BOUNDARY}"


def _send(service: Service, method: str, path: str, body: bytes, content_type: str, access: str = "") -> dict:
    request = urllib.request.Request(service.api + path, body, {"Content-Type": content_type}, method=method)
    if access:
        request.add_header("Authorization", f"Bearer {access}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
