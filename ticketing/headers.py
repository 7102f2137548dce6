"""The headers that every answer carries."""

import re
import uuid

from flask import Flask, Response, g, request

# Taken from the caller so that one id can be followed through several services; anything else could forge log lines.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    """Name each request before anything else sees it, and finish every answer."""
    app.before_request(_name_request)
    app.after_request(_finish)


def _name_request() -> None:
    sent = request.headers.get("X-Request-ID", "")
    g.request_id = sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-ID"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", "no-store")
    # A file that a browser kept from following its link is without the headers that let the pages read it.
    response.vary.add("Origin")
    headers.setdefault("Content-Security-Policy", API_POLICY)
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
