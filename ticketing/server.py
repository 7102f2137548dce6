"""The production server, and the small server of the static pages for development."""

import signal
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from flask import Flask, Response, send_from_directory
from waitress import create_server

# Waitress reads whole requests before it hands them to a thread, so that slow clients hold none of these.
THREADS = 16
# Bodies up to this many times the allowed size are read and refused with an answer in our own words; past it the
# connection is closed.
REFUSED_POLITELY = 10
MEGABYTE = 1024 * 1024


def api_server(app: Flask, host: str, port: int) -> Any:
    """Return waitress listening on `host:port` for `app`; raises `OSError` when the port is taken."""
    return create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident="",
        channel_timeout=60,
        connection_limit=1000,
        max_request_body_size=app.config["MAX_UPLOAD_MB"] * MEGABYTE * REFUSED_POLITELY,
        clear_untrusted_proxy_headers=False,
        asyncore_use_poll=True,
        map={},
    )


def pages_server(folder: Path, host: str, port: int) -> Any:
    """Return a server of the static pages in `folder`; any other web server does as well."""
    return create_server(_pages(folder), host=host, port=port, threads=4, ident="", asyncore_use_poll=True, map={})


def _pages(folder: Path) -> Flask:
    pages = Flask("ticketing.pages", static_folder=None)

    @pages.get("/", defaults={"name": "index.html"})
    @pages.get("/<path:name>")
    def page(name: str) -> Response:
        return send_from_directory(folder, name, max_age=0)

    @pages.after_request
    def finish(response: Response) -> Response:
        # The pages bring their own policy in a <meta>; a browser takes frame-ancestors from a header only.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return pages


def stop_on_signals() -> None:
    """Make SIGTERM end the process as Ctrl-C does, in order."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
