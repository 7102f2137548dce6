"""What a file is, from its bytes, and what it is called when saved; knows nothing of tickets, databases or requests."""

from ticketing.filetypes.known_types import INLINE_TYPES, PICTURE_TYPES, FileType, type_named
from ticketing.filetypes.recognition import recognise, why_refused
from ticketing.filetypes.saved_names import content_disposition, display_name, saved_name

__all__ = [
    "INLINE_TYPES",
    "PICTURE_TYPES",
    "FileType",
    "content_disposition",
    "display_name",
    "recognise",
    "saved_name",
    "type_named",
    "why_refused",
]
