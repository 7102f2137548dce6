"""Serves the static pages for `make run`, as any other web server can."""

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

app = Flask("ticketing.web.static_pages", static_folder=str(FRONTEND), static_url_path="")


@app.get("/")
def index() -> Response:
    """Show the first page."""
    return app.send_static_file("index.html")


@app.errorhandler(404)
def missing(error: Exception) -> tuple[Response, int]:
    """Show the page for addresses that lead nowhere."""
    return app.send_static_file("404.html"), 404


@app.after_request
def finish(response: Response) -> Response:
    """Add the headers, and compress texts for browsers that take that."""
    response.headers.update(HEADERS)
    if request.path != FRAMED:
        response.headers["Content-Security-Policy"] = NEVER_FRAMED
    if response.status_code == 304:
        # Without a body, nothing else closes the file.
        response.close()
    if response.status_code in (200, 404) and (response.mimetype or "").endswith(TEXTS):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response.direct_passthrough = False
            response.set_data(_gzipped(response.get_data()))
            response.content_encoding = "gzip"
            # The same text, not the same bytes.
            response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


@lru_cache(maxsize=500)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content)
