"""Which Office document of the old formats, or locked one of the new, an OLE file is."""

from typing import IO

import olefile

from ticketing.filetypes import known_types
from ticketing.filetypes.bounded import BoundedReader
from ticketing.filetypes.known_types import FileType

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The time that olefile takes grows with the square of the directory's length: this is a thousand entries.
LARGEST_DIRECTORY = 128 * 1024
STREAMS = (
    ("WordDocument", known_types.DOC),
    ("Workbook", known_types.XLS),
    ("Book", known_types.XLS),
    ("PowerPoint Document", known_types.PPT),
    ("VisioDocument", known_types.VSD),
    ("EncryptedPackage", known_types.LOCKED_OFFICE),
    ("__properties_version1.0", known_types.MSG),
)


def recognise_ole(content: IO[bytes]) -> FileType | None:
    """Return which document it is, or None for all the other things that are kept in OLE files, such as installers."""
    # The sector tables have four bytes for each sector of 512.
    limit = content.seek(0, 2) // 128 + LARGEST_DIRECTORY
    try:
        document = olefile.OleFileIO(BoundedReader(content, limit))
        return next((kind for stream, kind in STREAMS if document.get_type(stream) == olefile.STGTY_STREAM), None)
    except Exception:
        # olefile raises many kinds of errors on nonsense, RecursionError among them.
        return None
