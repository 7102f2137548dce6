"""Serves the static pages for `make run`, as any other web server can; published ones too."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
TEXTS = ("/html", "/css", "javascript", "/svg+xml")
# The pages bring their own policy in a <meta>; a browser takes frame-ancestors from a header only.
NEVER_FRAMED = "frame-ancestors 'none'"
# What the pages themselves frame, possibly from another origin.
FRAMED = "/chat.html"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Server": "Ticketing",
}
# The name of what `make publish` puts there changes with its content.
ASSETS = "/assets/"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
# Where the pages' policy lets them look for the API while they are not published.
LOCAL = b"http://localhost:*"


def create_app(folder: Path = FRONTEND) -> Flask:
    """Return an app that serves the pages in `folder`."""
    app = Flask("ticketing.web.static_pages", static_folder=str(folder), static_url_path="")
    app.add_url_rule("/", "index", lambda: app.send_static_file("index.html"))
    app.register_error_handler(404, lambda error: (app.send_static_file("404.html"), 404))
    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    """Add the headers, and compress texts for browsers that take that."""
    response.headers.update(HEADERS)
    if request.path != FRAMED:
        response.headers["Content-Security-Policy"] = NEVER_FRAMED
    if request.path.startswith(ASSETS) and response.status_code != 404:
        response.headers["Cache-Control"] = KEPT_FOR_EVER
    if response.status_code == 304:
        # Without a body, nothing else closes the file.
        response.close()
    if response.status_code in (200, 404) and (response.mimetype or "").endswith(TEXTS):
        response.direct_passthrough = False
        response.set_data(_with_this_host(response.get_data()))
        _compress(response)
    return response


def _with_this_host(text: bytes) -> bytes:
    # Opened by another of this machine's names, a page may look for the API there too.
    name = request.host.rpartition(":")[0] or request.host
    return text if name in ("localhost", "127.0.0.1") else text.replace(LOCAL, LOCAL + f" http://{name}:*".encode())


def _compress(response: Response) -> None:
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(_gzipped(response.get_data()))
        response.content_encoding = "gzip"
        # The same text, not the same bytes.
        response.set_etag(response.get_etag()[0] or "", weak=True)


@lru_cache(maxsize=500)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content)


app = create_app()
