"""A client that costs little: prepared bytes on connections kept open, from as many threads as asked for."""

import itertools
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

Request = Callable[[int], bytes]


@dataclass
class Timing:
    """What a run showed: seconds of each request, and requests a second over all clients."""

    seconds: list[float] = field(default_factory=list)
    per_second: float = 0.0

    @property
    def p50(self) -> float:
        """Return the median in milliseconds."""
        return median(self.seconds) * 1000


class Connection:
    """A connection to the service at 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, expected: bytes) -> None:
        """Send a request and read the whole answer; raises `RuntimeError` when it has another status than expected."""
        self._socket.sendall(request)
        head, _, rest = self._read_head().partition(b"\r\n\r\n")
        if head[9:12] != expected:
            raise RuntimeError(f"{request[:80]!r} was answered {head[:200]!r} {rest[:300]!r}")
        missing = _content_length(head) - len(rest)
        while missing > 0:
            missing -= len(self._receive())
        if b"\r\nconnection: close" in head.lower():
            # To open another belongs to what its clients wait for.
            self.close()
            self._open()

    def _read_head(self) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        return received

    def _receive(self) -> bytes:
        if not (received := self._socket.recv(65536)):
            raise RuntimeError("the service closed the connection")
        return received

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def one_by_one(port: int, request: Request, expected: bytes, count: int) -> Timing:
    """Send `count` requests, each after the answer to the one before."""
    connection, timing = Connection(port), Timing()
    started = time.perf_counter()
    for number in range(count):
        before = time.perf_counter()
        connection.ask(request(number), expected)
        timing.seconds.append(time.perf_counter() - before)
    timing.per_second = count / (time.perf_counter() - started)
    connection.close()
    return timing


def together(port: int, request: Request, expected: bytes, clients: int, seconds: float) -> Timing:
    """Let `clients` clients send one request after the other for `seconds`."""
    numbers, done, failures = itertools.count(1), [0] * clients, list[BaseException]()
    end = time.perf_counter() + seconds

    def run(client: int) -> None:
        try:
            connection = Connection(port)
            while time.perf_counter() < end:
                connection.ask(request(next(numbers)), expected)
                done[client] += 1
            connection.close()
        except BaseException as error:  # handed to the caller below
            failures.append(error)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Timing(per_second=sum(done) / (time.perf_counter() - started))
