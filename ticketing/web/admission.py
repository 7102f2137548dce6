"""Reads the body of a request before the request is let in, so that slow clients hold no place and no connection.

The server hands a request on as soon as its headers are there; reading a stalled body then keeps one of many threads waiting.
"""

import io
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeAlias

from flask import Flask, Response, request
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from ticketing.errors import Invalid

Environ: TypeAlias = dict[str, Any]
WSGIApp: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
ORDINARY_LIMIT = 256 * KILOBYTE
# Larger bodies are kept in a temporary file.
IN_MEMORY = 512 * KILOBYTE
PIECE = 64 * KILOBYTE
# A client that is still sending does not read the answer, so a refused body is read on, up to so many of the largest uploads.
DRAINED_UPLOADS = 10
# Requests worked on at a time: more than `hashing.PLACES`, so that people who sign in never hold all of them.
PLACES = 32
# Granian does not tell a chunked body that broke off from a complete one; these formats tell it by themselves.
SELF_DELIMITING = ("application/json", "multipart/form-data")
REFUSAL = "ticketing.refusal"
LIVE = "/api/health/live"


def init_app(app: Flask, uploads: re.Pattern[str]) -> None:
    """Put the admission in front of `app`: `MAX_UPLOAD_MB` for a POST to a path that matches `uploads`, 256 KB for others."""
    app.wsgi_app = Admission(app.wsgi_app, uploads, app.config["MAX_UPLOAD_MB"])  # type: ignore[method-assign]
    app.before_request(_refuse)
    app.after_request(_close_connection)


def _refuse() -> None:
    # Raised in the app, so that it is answered and logged as every other error.
    if refusal := request.environ.get(REFUSAL):
        raise refusal


def _close_connection(response: Response) -> Response:
    # After a body that was not read to its end, or whose length a proxy in front may have understood in another way.
    if REFUSAL in request.environ or _is_chunked(request.environ):
        response.headers["Connection"] = "close"
    return response


class Admission:
    """Hands requests on with their bodies, a bounded number at a time."""

    def __init__(self, app: WSGIApp, uploads: re.Pattern[str], upload_megabytes: int) -> None:
        self._app = app
        self._uploads = uploads
        self._upload_limit = upload_megabytes * MEGABYTE
        self._places = threading.BoundedSemaphore(PLACES)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        with SpooledTemporaryFile(IN_MEMORY) as body:
            if _announced(environ) or _is_chunked(environ):
                self._receive(environ, body)
            # Whether the process is alive can be asked while all places are taken.
            with nullcontext() if environ["PATH_INFO"] == LIVE else self._places:
                return self._app(environ, start_response)

    def _receive(self, environ: Environ, body: IO[bytes]) -> None:
        """Put the body, or why it is refused, into `environ`."""
        is_upload = environ["REQUEST_METHOD"] == "POST" and self._uploads.fullmatch(environ["PATH_INFO"])
        try:
            length = _read(environ, body, self._upload_limit if is_upload else ORDINARY_LIMIT)
            environ.update({"wsgi.input": body, "CONTENT_LENGTH": str(length)})
        except (RequestEntityTooLarge, LengthRequired, Invalid, OSError) as refusal:
            with suppress(OSError):
                # A file that could not be written can't be flushed either.
                body.close()
            self._drain(environ)
            environ.update({"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0", REFUSAL: refusal})

    def _drain(self, environ: Environ) -> None:
        most = DRAINED_UPLOADS * self._upload_limit
        if _announced(environ) <= most:
            for _ in _pieces(environ, most):
                pass


def _read(environ: Environ, body: IO[bytes], limit: int) -> int:
    """Copy what is sent into `body` and return its length; raises what is to be answered if that can't be."""
    if _is_chunked(environ):
        if not environ.get("CONTENT_TYPE", "").startswith(SELF_DELIMITING):
            raise LengthRequired("A body of this type needs the header Content-Length.")
        length = _copy(environ, body, limit + 1)
    else:
        length = _announced(environ)
        if length <= limit and _copy(environ, body, length) < length:
            raise Invalid("The body ended early.")
    if length > limit:
        name = f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else f"{limit // KILOBYTE} KB"
        raise RequestEntityTooLarge(f"The request is larger than {name}, the most that is taken.")
    body.seek(0)
    return length


def _copy(environ: Environ, body: IO[bytes], most: int) -> int:
    return sum(body.write(piece) for piece in _pieces(environ, most))


def _pieces(environ: Environ, most: int) -> Iterator[bytes]:
    while most and (piece := environ["wsgi.input"].read(min(PIECE, most))):
        yield piece
        most -= len(piece)


def _is_chunked(environ: Environ) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ


def _announced(environ: Environ) -> int:
    return int(environ.get("CONTENT_LENGTH") or 0)
