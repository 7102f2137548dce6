"""HTTP calls with a limit on everything: total time, size of the answer, calls at a time; no retries, no redirects.

The timeouts of urllib3 start again with every byte and do not cover DNS. So each call has a thread of its own; at the
deadline the caller cuts the connection and leaves.
"""

import itertools
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http.client import HTTPException
from io import SEEK_END
from typing import IO, NamedTuple

import certifi
from urllib3 import encode_multipart_formdata
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from ticketing.errors import BadGateway, GatewayTimeout, Unavailable

CONNECT_SECONDS = 5.0
CHUNK_BYTES = 65536
MOST_ANSWER_BYTES = 4 * 1024 * 1024


class Request(NamedTuple):
    """A request to an absolute URL."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | Iterable[bytes] | None = None


class Answer(NamedTuple):
    """A whole answer, of any status."""

    status: int
    body: bytes


class HTTPClient:
    """Makes at most `places` calls at a time; further callers wait up to `patience` seconds for a place."""

    def __init__(self, places: int, patience: float) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._patience = patience

    def send(self, request: Request, seconds: float) -> Answer:
        """Return the answer; raises `GatewayTimeout` after `seconds`, `Unavailable` or `BadGateway`."""
        call = _Call(request, seconds)
        if not self._places.acquire(timeout=self._patience):
            raise Unavailable("The file store is busy; try again in a moment.", headers={"Retry-After": "5"})
        # A place is free when its call has really ended, not when the caller leaves.
        call.outcome.add_done_callback(lambda _: self._places.release())
        try:
            return call.result()
        except TimeoutError as error:
            raise GatewayTimeout("The file store did not answer in time.") from error
        except (OSError, HTTPError) as error:
            raise Unavailable("The file store can't be reached at the moment.", headers={"Retry-After": "10"}) from error
        except HTTPException as error:
            raise BadGateway("The file store answered nonsense.") from error


class _Call:
    def __init__(self, request: Request, seconds: float) -> None:
        self.outcome: Future[Answer] = Future()
        self._request = request
        self._deadline = time.monotonic() + seconds
        self._socket: socket.socket | None = None

    def result(self) -> Answer:
        try:
            # A daemon thread does not keep the process from ending.
            threading.Thread(target=self._run, name="storage", daemon=True).start()
        except RuntimeError as error:
            self.outcome.set_exception(OSError(str(error)))
        try:
            return self.outcome.result(max(0, self._deadline - time.monotonic()))
        finally:
            self._cut()

    def _run(self) -> None:
        try:
            self.outcome.set_result(self._exchange())
        except Exception as error:
            self.outcome.set_exception(error)

    def _exchange(self) -> Answer:
        url = parse_url(self._request.url)
        connection = _connection(url.scheme, url.host or "", url.port)
        try:
            connection.connect()
            self._socket = connection.sock
            connection.timeout = self._deadline - time.monotonic()
            # The caller may have left before there was a connection to cut.
            if connection.timeout <= 0:
                raise TimeoutError
            method, _, headers, body = self._request
            connection.request(method, url.request_uri, body, headers, preload_content=False)
            with connection.getresponse() as response:
                answer = Answer(response.status, response.read(MOST_ANSWER_BYTES + 1))
        finally:
            connection.close()
        if len(answer.body) > MOST_ANSWER_BYTES:
            raise HTTPException("endless answer")
        return answer

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                # The TLS socket's own shutdown must not be called from another thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _connection(scheme: str | None, host: str, port: int | None) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    return HTTPSConnection(host, port, timeout=CONNECT_SECONDS, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())


def upload_request(url: str, fields: Mapping[str, str], name: str, content: IO[bytes]) -> Request:
    """Return a form with one file, which is read while it is sent, so that large files are never whole in memory."""
    form, content_type = encode_multipart_formdata({**fields, "file": (name, b"")})
    end = form[form.rindex(b"\r\n--") :]
    content.seek(0, SEEK_END)
    headers = {"Content-Type": content_type, "Content-Length": str(len(form) + content.tell())}
    content.seek(0)
    chunks = iter(partial(content.read, CHUNK_BYTES), b"")
    return Request("POST", url, headers, itertools.chain([form.removesuffix(end)], chunks, [end]))
