"""A bound for what parsers read: their libraries believe the sizes that a file claims."""

from typing import IO


class TooMuchRead(Exception):
    """The parser wanted more than any sound file needs."""


class BoundedReader:
    """A file of which at most `limit` bytes can be read in all, repeated reads included."""

    closed = False

    def __init__(self, content: IO[bytes], limit: int) -> None:
        self.seek, self.tell, self.seekable = content.seek, content.tell, content.seekable
        self._content, self._left = content, limit

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes, or all; raises `TooMuchRead`."""
        most = self._left + 1
        data = self._content.read(min(size, most) if size >= 0 else most)
        self._left -= len(data)
        if self._left < 0:
            raise TooMuchRead
        return data
