"""A Cloudinary on loopback: the calls this service makes, signatures checked as the real one does, and faults on demand.

    with FakeCloudinary() as fake:
        app.config.update(fake.settings)
        fake.misbehave("hang", on={"upload"})

Assets are in `fake.assets` by public id, the actions called so far in `fake.calls`.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

from werkzeug.formparser import parse_form_data

ACTIONS = frozenset({"upload", "destroy", "list", "download"})
UNSIGNED = frozenset({"api_key", "cloud_name", "file", "resource_type", "signature"})
IMAGE_MAGIC = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
CONTENT_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
}

# Each fault, and what it looks like to a client.
FAULTS = {
    "400": "refused, with a message",
    "401": "refused, as with wrong credentials",
    "420": "refused, too many calls",
    "500": "failed, with a message",
    "503 page": "failed, with a page of HTML",
    "nonsense": "200 with something that is no JSON",
    "wrong json": "200 with JSON of another shape",
    "list json": "200 with a JSON list",
    "null json": "200 with null",
    "empty": "200 with nothing",
    "no http": "bytes that are no HTTP at all",
    "wrong id": "the upload kept, and another public id answered",
    "public": "the upload kept, and answered as public",
    "redirect": "307 to another address, which `fake.strayed` counts",
    "endless": "an answer that has no end",
    "drip": "an answer of one byte now and then",
    "drip header": "a header of one byte now and then",
    "hang": "no answer",
    "late": "the call done, then no answer",
    "drop": "the line dropped half-way through the request",
    "drop answer": "the call done, the line dropped half-way through the answer",
}
DONE_FIRST = frozenset({"late", "drop answer", "wrong id", "public"})


@dataclass
class Asset:
    """A stored file."""

    public_id: str
    resource_type: str
    type: str
    content: bytes
    format: str | None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def describe(self) -> dict[str, Any]:
        """Return it as the API answers it."""
        answer = {
            "public_id": self.public_id,
            "resource_type": self.resource_type,
            "type": self.type,
            "bytes": len(self.content),
            "created_at": self.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": int(self.created_at.timestamp()),
        }
        return answer | ({"format": self.format} if self.format else {})


class Refusal(Exception):
    """An answer of the API with an error in it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class FakeCloudinary:
    """The server: listens within its `with` block, whose end also ends calls that still hang."""

    def __init__(self, cloud_name: str = "demo", api_key: str = "1234", api_secret: str = "abcd-the-secret") -> None:
        self.cloud_name, self.api_key, self.api_secret = cloud_name, api_key, api_secret
        self.assets: dict[str, Asset] = {}
        self.calls: list[str] = []
        self.strayed = 0
        self.page_size = 500
        self._fault: str | None = None
        self._on: Collection[str] = ACTIONS
        self._is_over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), name="fake-cloudinary", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """What goes into `CLOUDINARY_UPLOAD_PREFIX`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """The service's settings for this server."""
        return {
            "CLOUDINARY_CLOUD_NAME": self.cloud_name,
            "CLOUDINARY_API_KEY": self.api_key,
            "CLOUDINARY_API_SECRET": self.api_secret,
            "CLOUDINARY_UPLOAD_PREFIX": self.address,
        }

    def misbehave(self, fault: str, *, on: Collection[str] = ACTIONS) -> None:
        """Answer with a fault of `FAULTS` from now on, to the actions named."""
        assert fault in FAULTS
        assert set(on) <= ACTIONS
        self._fault, self._on = fault, frozenset(on)

    def behave(self) -> None:
        """Answer properly again; calls that hang go on hanging."""
        self._fault = None

    def fault_of(self, action: str) -> str | None:
        """Return the fault of a call that comes now."""
        return self._fault if action in self._on else None

    def wait(self, seconds: float) -> bool:
        """Wait, and say whether the server is still there afterwards."""
        return not self._is_over.wait(seconds)

    def count(self, action: str) -> int:
        """Return how often an action was called, faults included."""
        return self.calls.count(action)

    def answer(self, action: str, resource_type: str, kind: str, sent: dict[str, str], content: bytes) -> dict[str, Any]:
        """Do what the JSON calls ask for; raises `Refusal`."""
        if action == "list":
            return self._list(resource_type, kind, sent)
        self._check_signature(sent)
        if not -60 <= time.time() - int(sent.get("timestamp", 0)) <= 3600:
            raise Refusal(400, "Stale request")
        if action == "upload":
            return self._upload(resource_type, sent, content)
        asset = self._find(resource_type, sent)
        return {"result": "ok"} if asset and self.assets.pop(asset.public_id) else {"result": "not found"}

    def download(self, resource_type: str, sent: dict[str, str]) -> tuple[Asset, str | None]:
        """Return the asset of a signed link, and the name to save it under when it asks to be saved."""
        self._check_signature(sent)
        if int(sent.get("expires_at", int(sent["timestamp"]) + 3600)) <= time.time():
            raise Refusal(401, "Link expired")
        asset = self._find(resource_type, sent)
        if asset is None or (asset.format or "") != sent.get("format", ""):
            raise Refusal(404, f"Resource not found - {sent.get('public_id')}")
        is_attachment = sent.get("attachment") in ("1", "true")
        return asset, (sent.get("target_filename") or asset.public_id.rpartition("/")[2]) if is_attachment else None

    def knows(self, authorization: str | None) -> bool:
        """Check the Admin API's Basic credentials."""
        expected = base64.b64encode(f"{self.api_key}:{self.api_secret}".encode()).decode()
        return authorization == f"Basic {expected}"

    def _check_signature(self, sent: dict[str, str]) -> None:
        if sent.get("api_key") != self.api_key:
            raise Refusal(401, "Unknown API key")
        # A parameter's & is escaped, so that no value can pass for several parameters.
        signed = "&".join(sorted(f"{k}={v}".replace("&", "%26") for k, v in sent.items() if k not in UNSIGNED and v))
        expected = hashlib.sha1((signed + self.api_secret).encode()).hexdigest()
        if not hmac.compare_digest(sent.get("signature", "").encode(), expected.encode()):
            raise Refusal(401, f"Invalid Signature {sent.get('signature')}. String to sign - '{signed}'.")

    def _find(self, resource_type: str, sent: dict[str, str]) -> Asset | None:
        asset = self.assets.get(sent.get("public_id", ""))
        is_it = asset and (asset.resource_type, asset.type) == (resource_type, sent.get("type", "upload"))
        return asset if is_it else None

    def _upload(self, resource_type: str, sent: dict[str, str], content: bytes) -> dict[str, Any]:
        kind = next((name for magic, name in IMAGE_MAGIC.items() if content.startswith(magic)), None)
        if not content:
            raise Refusal(400, "Empty file")
        if resource_type == "image" and kind is None:
            raise Refusal(400, "Invalid image file")
        public_id = sent.get("public_id") or f"chosen-{len(self.assets)}"
        if public_id in self.assets and sent.get("overwrite") in ("0", "false"):
            return self.assets[public_id].describe() | {"existing": True}
        extension = kind if resource_type == "image" else None
        self.assets[public_id] = Asset(public_id, resource_type, sent.get("type", "upload"), content, extension)
        return self.assets[public_id].describe()

    def _list(self, resource_type: str, kind: str, sent: dict[str, str]) -> dict[str, Any]:
        start, size = int(sent.get("next_cursor") or 0), min(int(sent.get("max_results", 10)), self.page_size)
        found = [
            asset.describe()
            for asset in list(self.assets.values())
            if (asset.resource_type, asset.type) == (resource_type, kind) and asset.public_id.startswith(sent.get("prefix", ""))
        ]
        more = {"next_cursor": str(start + size)} if len(found) > start + size else {}
        return {"resources": found[start : start + size], **more}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], fake: FakeCloudinary) -> None:
        super().__init__(address, _Handler)
        self.fake = fake

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up here all the time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        url = urlsplit(self.path)
        action, resource_type, kind = self._route(url.path)
        fault = self.server.fake.fault_of(action)
        if action == "elsewhere":
            self.server.fake.strayed += 1
            self._send(200, b'{"public_id": "elsewhere"}')
        elif fault == "drop":
            self.server.fake.calls.append(action)
            self.rfile.read(min(100, int(self.headers.get("Content-Length") or 0)))
            self._hang_up()
        else:
            sent, content = self._read(url.query)
            self.server.fake.calls.append(action)
            if fault is None or fault in DONE_FIRST:
                self._answer(action, resource_type, kind, sent, content, fault)
            else:
                self._misbehave(fault)

    def _route(self, path: str) -> tuple[str, str, str]:
        parts = path.strip("/").split("/")
        if len(parts) == 5 and parts[2] == "resources":
            return "list", parts[3], parts[4]
        if len(parts) == 4 and parts[:2] == ["v1_1", self.server.fake.cloud_name] and parts[3] in ACTIONS:
            return parts[3], parts[2], ""
        return ("elsewhere" if path == "/elsewhere" else "unknown"), "", ""

    def _read(self, query: str) -> tuple[dict[str, str], bytes]:
        sent = dict(parse_qsl(query))
        if self.command == "GET":
            return sent, b""
        environment = {
            "wsgi.input": self.rfile,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": self.headers["Content-Type"],
            "CONTENT_LENGTH": self.headers["Content-Length"],
        }
        _, form, files = parse_form_data(environment, silent=False)
        with_file = files.get("file")
        content = with_file.read() if with_file else b""
        for file in files.values():
            file.close()
        return sent | form.to_dict(), content

    def _answer(
        self, action: str, resource_type: str, kind: str, sent: dict[str, str], content: bytes, fault: str | None
    ) -> None:
        fake = self.server.fake
        try:
            if action == "unknown" or (action == "list" and not fake.knows(self.headers.get("Authorization"))):
                raise Refusal(404 if action == "unknown" else 401, "No such thing for you")
            if action == "download":
                self._send_asset(*fake.download(resource_type, sent))
            else:
                self._send_answer(fake.answer(action, resource_type, kind, sent, content), fault)
        except Refusal as refusal:
            self._send(refusal.status, json.dumps({"error": {"message": str(refusal)}}).encode())

    def _send_answer(self, answer: dict[str, Any], fault: str | None) -> None:
        wrong = {"wrong id": {"public_id": "ticketing/another"}, "public": {"type": "upload"}}.get(fault or "", {})
        body = json.dumps(answer | wrong).encode()
        if fault == "late":
            self.server.fake.wait(60)
        elif fault == "drop answer":
            self._start(200, {"Content-Length": str(len(body))})
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            self._send(200, body)

    def _misbehave(self, fault: str) -> None:
        bodies = {
            "nonsense": b"<html>Welcome to the hotel's wifi",
            "wrong json": b'{"answer": 42}',
            "list json": b"[1, 2]",
            "null json": b"null",
            "empty": b"",
        }
        if fault.isdigit():
            self._send(int(fault), json.dumps({"error": {"message": f"Fault {fault}"}}).encode())
        elif fault == "503 page":
            self._send(503, b"<html>Sorry</html>", {"Content-Type": "text/html"})
        elif fault in bodies:
            self._send(200, bodies[fault])
        elif fault == "redirect":
            self._send(307, b"", {"Location": f"{self.server.fake.address}/elsewhere"})
        elif fault == "no http":
            self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
            self._hang_up()
        elif fault == "endless":
            self._start(200, {})
            while self.server.fake.wait(0):
                self.wfile.write(b" " * 65536)
        elif fault.startswith("drip"):
            self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " if fault == "drip header" else b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            self.server.fake.wait(60)
            self._hang_up()

    def _drip(self, start: bytes) -> None:
        self.close_connection = True
        self.wfile.write(start)
        while self.server.fake.wait(0.05):
            self.wfile.write(b" ")

    def _send_asset(self, asset: Asset, name: str | None) -> None:
        extension = asset.format or asset.public_id.rpartition(".")[2]
        headers = {"Content-Type": CONTENT_TYPES.get(extension, "application/octet-stream")}
        if name is not None:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        self._send(200, asset.content, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._start(status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
