"""The production server, and the small server of the static pages for development."""

import gzip
import os
import select
import signal
import socket
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask, Response, request, send_from_directory
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from ticketing.bodies import REFUSED_POLITELY
from ticketing.wire import Channel

# Waitress reads whole requests before it hands them to a thread, so that slow clients hold none of these. More than
# `passwords.PLACES`, so that people who sign in never hold all of them.
THREADS = 32
MEGABYTE = 1024 * 1024
# What was begun when the process is told to stop has this long to be finished.
SECONDS_TO_FINISH = 8.0
# Somebody who connected, spoke or was answered this short a time ago may have sent what is not read yet.
SECONDS_TO_SPEAK = 0.5
WAITING_CONNECTIONS = 1024
# The endings of the types of the pages' texts.
TEXTS = ("/html", "/css", "javascript", "/svg+xml")


class Server:
    """Waitress at one or more addresses, in one loop that ends in order.

    Waitress's own loop, when told to stop, drops the requests that it has not wholly read, begun or answered.
    """

    def __init__(self) -> None:
        self._sockets: dict[int, Any] = {}
        self._is_stopping = False

    def serve_api(self, app: Flask, sockets: Sequence[socket.socket]) -> None:
        """Let `app` answer at the listening sockets."""
        self._serve(
            app,
            sockets,
            threads=THREADS,
            channel_timeout=60,
            connection_limit=1000,
            recv_bytes=64 * 1024,
            max_request_body_size=app.config["MAX_UPLOAD_MB"] * MEGABYTE * REFUSED_POLITELY,
            clear_untrusted_proxy_headers=False,
        )

    def serve_pages(self, folder: Path, sockets: Sequence[socket.socket]) -> None:
        """Serve the static pages in `folder`, as any other web server does as well."""
        self._serve(_pages(folder), sockets, threads=4)

    def _serve(self, app: Flask, sockets: Sequence[socket.socket], **settings: Any) -> None:
        create_server(app, sockets=list(sockets), ident="", map=self._sockets, **settings)
        for listener in self._all(BaseWSGIServer):
            listener.channel_class = Channel

    def run(self) -> None:
        """Serve until `stop`, SIGTERM or Ctrl-C; what was begun by then is finished, within `SECONDS_TO_FINISH`."""
        signal.signal(signal.SIGTERM, self._obey)
        signal.signal(signal.SIGINT, self._obey)
        while not self._is_stopping:
            self._turn(seconds=1.0)
        listeners = self._all(BaseWSGIServer)
        for listener in listeners:
            _close(listener)
        deadline = time.monotonic() + SECONDS_TO_FINISH
        while self._all(HTTPChannel) and time.monotonic() < deadline:
            self._leave_idle()
            self._turn(seconds=0.1)
        for listener in listeners:
            listener.task_dispatcher.shutdown(timeout=1)

    def _obey(self, number: int, frame: FrameType | None) -> None:
        # No exception: it would come out anywhere, in the middle of reading a request for instance.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.stop()

    def stop(self) -> None:
        """Let `run` come to its end, from whatever thread."""
        self._is_stopping = True
        for listener in self._all(BaseWSGIServer):
            listener.pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _all(self, kind: type) -> list[Any]:
        return [each for each in list(self._sockets.values()) if isinstance(each, kind)]

    def _leave_idle(self) -> None:
        silent_since = time.time() - SECONDS_TO_SPEAK
        for channel in self._all(HTTPChannel):
            is_busy = channel.requests or channel.request or channel.total_outbufs_len
            if not is_busy and channel.last_activity < silent_since:
                channel.will_close = True


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on each address of `host`; raises `OSError` when that can't be."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return [_listen(family, address) for family, _, _, _, address in dict.fromkeys(found)]


def _listen(family: int, address: Any) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows this would let two services share a port.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(WAITING_CONNECTIONS)
    except OSError:
        listener.close()
        raise
    return listener


def _close(listener: Any) -> None:
    """Let in those who have connected already, and nobody else."""
    for _ in range(WAITING_CONNECTIONS):
        if not select.select([listener.socket], [], [], 0)[0]:
            break
        listener.handle_accept()
    # Not the listener's own `close`: the threads still wake the loop by its trigger.
    wasyncore.dispatcher.close(listener)


def _pages(folder: Path) -> Flask:
    pages = Flask("ticketing.pages", static_folder=None)

    @pages.get("/")
    @pages.get("/<path:name>")
    def page(name: str = "index.html") -> Response:
        return send_from_directory(folder, name, max_age=0)

    @pages.errorhandler(404)
    def missing(error: Exception) -> tuple[Response, int]:
        return send_from_directory(folder, "404.html", max_age=0), 404

    @pages.after_request
    def finish(response: Response) -> Response:
        # The pages bring their own policy in a <meta>; a browser takes frame-ancestors from a header only.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return _compressed(response)

    return pages


@lru_cache(maxsize=500)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content)


def _compressed(response: Response) -> Response:
    """Return a text compressed for a browser that takes that, as web servers do."""
    if response.status_code in (200, 404) and (response.mimetype or "").endswith(TEXTS):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response.direct_passthrough = False
            response.set_data(_gzipped(response.get_data()))
            response.content_encoding = "gzip"
            # The same words, not the same bytes.
            response.set_etag(response.get_etag()[0] or "", weak=True)
    return response
