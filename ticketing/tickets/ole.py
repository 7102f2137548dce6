"""Which Office document of the old formats an OLE file is, found out at a bounded cost however it lies."""

import struct
from typing import IO

import olefile

from ticketing.tickets import filetypes
from ticketing.tickets.filetypes import FileType

HEADER_BYTES = 512
MOST_STREAMS = 1000
STREAMS = (
    ("WordDocument", filetypes.DOC),
    ("Workbook", filetypes.XLS),
    ("Book", filetypes.XLS),
    ("PowerPoint Document", filetypes.PPT),
)


class _TooMany(Exception):
    """The file's directory is longer than any document's."""


class _Document(olefile.OleFileIO):  # type: ignore[misc]
    """An OLE file whose directory has a sane size: the time olefile takes for one grows with its square."""

    loaded = 0

    def _load_direntry(self, sid: int) -> object:
        self.loaded += 1
        if self.loaded > MOST_STREAMS:
            raise _TooMany
        return super()._load_direntry(sid)


def recognise_ole(content: IO[bytes]) -> FileType | None:
    """Return which Office document it is, or None for all the other things that are kept in OLE files."""
    size = content.seek(0, 2)
    content.seek(0)
    header = content.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not _is_sane(header, size):
        return None
    try:
        document = _Document(content)
        return next((kind for stream, kind in STREAMS if document.get_type(stream) == olefile.STGTY_STREAM), None)
    except Exception:
        # olefile stumbles over nonsense in many ways, RecursionError among them.
        return None


def _is_sane(header: bytes, size: int) -> bool:
    # olefile believes these numbers: a table said to be huge would fill the memory, one in circles take minutes.
    (shift,) = struct.unpack_from("<H", header, 30)
    (tables,) = struct.unpack_from("<L", header, 44)
    # The first 109 have room in the header; from there on, as many as the file's sectors need, four bytes for each.
    return shift in (9, 12) and tables <= 109 + (size >> (2 * shift - 2))
