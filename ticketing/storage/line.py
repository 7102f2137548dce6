"""How the Cloudinary SDK's calls travel: no retries, redirects or endless answers, and another thread can cut them off."""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException, IncompleteRead
from typing import TypeAlias

import certifi
from urllib3 import HTTPResponse, encode_multipart_formdata
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as SlowError
from urllib3.util import Url, parse_url

from ticketing.errors import BadGateway, GatewayTimeout, Unavailable

Fields: TypeAlias = Sequence[tuple[str, str | tuple[str, bytes]]]

CONNECT_SECONDS = 5.0
READ_BYTES = 65536
ANSWER_BYTES = 4 * 1024 * 1024
SLOW = "The file store did not answer in time."
UNREACHABLE = "The file store can't be reached at the moment."
NONSENSE = "The file store refused, or answered nonsense."


class Call:
    """One call under way, which another thread may cut off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def attach(self, connected: socket.socket) -> None:
        """Remember what to cut; raises `GatewayTimeout` when that has been asked for already."""
        with self._lock:
            self._socket = connected
            if self._is_cut:
                raise GatewayTimeout(SLOW)

    def cut(self) -> None:
        """End the call: whoever waits for its bytes gets an error at once."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    # Not the TLS socket's own shutdown, which is not made for being called from another thread.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


current_call: ContextVar[Call] = ContextVar("current_call")


@dataclass(frozen=True)
class Answer:
    """What the SDK reads of a response."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Line:
    """Stands in for the SDK's connection pool, which would retry, follow redirects and read whatever comes.

    What goes wrong on the way is raised as the error the client gets; the SDK lets those pass.
    """

    def request(
        self,
        method: str,
        url: str,
        *,
        timeout: float,
        headers: Mapping[str, str],
        fields: Fields | None = None,
    ) -> Answer:
        """Make one request on a connection of its own; `timeout` is in seconds, for each wait for the other side."""
        try:
            return _exchange(method, parse_url(url), timeout, dict(headers), fields)
        except NewConnectionError as error:
            # Counted among the timeouts by urllib3, while nobody was there at all.
            raise _unreachable() from error
        except (TimeoutError, SlowError) as error:
            raise GatewayTimeout(SLOW) from error
        except (OSError, HTTPError, IncompleteRead) as error:
            raise _unreachable() from error
        except HTTPException as error:
            raise BadGateway(NONSENSE) from error


def _exchange(method: str, url: Url, timeout: float, headers: dict[str, str], fields: Fields | None) -> Answer:
    body = None
    if fields is not None:
        body, headers["Content-Type"] = encode_multipart_formdata(fields)
    connection = _connect(url, timeout)
    try:
        connection.request(method, url.request_uri, body, headers, preload_content=False, decode_content=False)
        response = connection.getresponse()
        if 300 <= response.status < 400:
            raise BadGateway(NONSENSE) from HTTPException(f"redirect to {response.headers.get('Location')!r}")
        return Answer(response.status, response.headers, _read(response))
    finally:
        connection.close()


def _connect(url: Url, timeout: float) -> HTTPConnection:
    connection = _new_connection(url, min(timeout, CONNECT_SECONDS))
    try:
        connection.connect()
        current_call.get(Call()).attach(connection.sock)
    except BaseException:
        connection.close()
        raise
    connection.timeout = timeout
    connection.sock.settimeout(timeout)
    return connection


def _new_connection(url: Url, timeout: float) -> HTTPConnection:
    host = url.host or ""
    if url.scheme == "https":
        return HTTPSConnection(host, url.port, timeout=timeout, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())
    return HTTPConnection(host, url.port, timeout=timeout)


def _read(response: HTTPResponse) -> bytes:
    data = bytearray()
    try:
        # To the empty read at the end, which is where a line that was dropped shows.
        while chunk := response.read(READ_BYTES):
            data += chunk
            if len(data) > ANSWER_BYTES:
                raise BadGateway(NONSENSE) from HTTPException("endless answer")
    finally:
        response.close()
    return bytes(data)


def _unreachable() -> Unavailable:
    return Unavailable(UNREACHABLE, headers={"Retry-After": "10"})
