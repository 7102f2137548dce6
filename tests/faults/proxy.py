"""A TCP address in front of a PostgreSQL, which can be cut off and frozen without harm to the server behind it."""

import socket
import struct
import threading
from contextlib import suppress
from typing import Self

from sqlalchemy import URL, make_url

CHUNK = 65536
# Closing sends a reset, as from a machine whose program has died.
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Listens when entered, and hands all bytes on unless told otherwise."""

    def __init__(self, url: str) -> None:
        self._behind = make_url(url)
        self._flows = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._address = self._listener.getsockname()

    def __enter__(self) -> Self:
        self.go_on()
        self._accept_on(self._listener)
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The `DATABASE_URL` by way of this address."""
        host, port = self._address
        return self._behind.set(host=host, port=port, query={}).render_as_string(hide_password=False)

    def stop(self) -> None:
        """Refuse everybody, and drop those who are connected."""
        # Closed alone, the listener would take one more, for the thread that waits in `accept`.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.go_on()
        for connected in list(self._sockets):
            with suppress(OSError):
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                connected.shutdown(socket.SHUT_RDWR)

    def start(self) -> None:
        """Listen again at the same address."""
        self._listener = socket.create_server(self._address, backlog=100)
        self._accept_on(self._listener)

    def freeze(self) -> None:
        """Accept everybody, and let no byte pass."""
        self._flows.clear()

    def go_on(self) -> None:
        """Let bytes pass again."""
        self._flows.set()

    def _accept_on(self, listener: socket.socket) -> None:
        _run(self._accept, listener)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                _run(self._join, client)

    def _join(self, client: socket.socket) -> None:
        self._flows.wait()
        with client, _connect(self._behind) as server:
            both = {client, server}
            self._sockets |= both
            back = _run(self._pump, server, client)
            self._pump(client, server)
            back.join()
            self._sockets -= both

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(CHUNK):
                self._flows.wait()
                target.sendall(piece)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _run(target, *arguments) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread


def _connect(url: URL) -> socket.socket:
    folder, port = str(url.query.get("host", "")), url.port or 5432
    if not folder.startswith("/"):
        return socket.create_connection((url.host or folder, port))
    server = socket.socket(socket.AF_UNIX)
    server.connect(f"{folder}/.s.PGSQL.{port}")
    return server
