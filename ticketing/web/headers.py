"""The headers that every answer carries."""

import re
import uuid

from flask import Flask, Response, g, request

# Taken from the caller so that one id can be followed through several services; anything else could forge log lines.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
REQUEST_ID_HEADER = "X-Request-ID"
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # In the place of the server's own name.
    "Server": "Ticketing",
}


def init_app(app: Flask) -> None:
    """Name each request before anything else sees it, and finish every answer."""
    app.before_request(_name_request)
    app.after_request(_finish)


def _name_request() -> None:
    sent = request.headers.get(REQUEST_ID_HEADER, "")
    g.request_id = sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex


def _finish(response: Response) -> Response:
    headers = response.headers
    headers[REQUEST_ID_HEADER] = g.get("request_id", "")
    # A file may be kept, and pages have policies of their own. To ask for each by its name takes three times as long.
    given = {name.lower() for name, _ in headers}
    for name, value in COMMON.items():
        if name.lower() not in given:
            headers.add(name, value)
    # A file that a browser kept from following its link is without the headers that let the pages read it.
    if "vary" in given:
        response.vary.add("Origin")
    else:
        headers.add("Vary", "Origin")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
