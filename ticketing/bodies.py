"""Bodies of requests on their way in: in memory, then in a temporary file, and not kept at all beyond the allowed size."""

from contextlib import suppress
from typing import Any, NoReturn

from waitress.buffers import OverflowableBuffer

from ticketing.errors import Unavailable

# Bodies up to this many times the allowed size are read to their end, for a client that has not sent all of its request
# does not read the answer; past it the connection is closed.
REFUSED_POLITELY = 10


class Body(OverflowableBuffer):  # type: ignore[misc]
    """A body of at most `most` bytes; of a longer one, or one that there is no room for, only the length is kept."""

    def __init__(self, overflow: int, most: int) -> None:
        super().__init__(overflow)
        self._most = most
        self._length = 0
        self._is_dropped = False
        self._error: OSError | None = None

    def __len__(self) -> int:
        return self._length

    def append(self, piece: bytes) -> None:
        """Take in the next bytes; does not raise, because the server's one loop for all connections calls it."""
        self._length += len(piece)
        if self._is_dropped:
            return
        if self._length > self._most:
            self._drop()
            return
        try:
            super().append(piece)
        except OSError as error:
            self._error = error
            self._drop()

    def _drop(self) -> None:
        self._is_dropped = True
        self.strbuf = b""
        with suppress(OSError):
            # A file that could not be written can't be flushed either.
            self.close()
        self.buf = None

    def getfile(self) -> Any:
        """Return the body as a file, which raises `Unavailable` when it is read and there was no room for it."""
        return Lost(self._error) if self._error else super().getfile()


class Lost:
    """Stands in for a body that could not be kept."""

    def __init__(self, error: OSError) -> None:
        self._error = error

    def read(self, size: int = -1) -> NoReturn:
        """Raise `Unavailable`."""
        raise Unavailable("The server has no room for this at the moment.", headers={"Retry-After": "30"}) from self._error

    readline = readlines = __iter__ = read
