"""The user's own name for a file: cleaned for display, and made harmless for download."""

import re
import unicodedata
from pathlib import PurePosixPath

from ticketing.tickets.filetypes import FileType, type_named

LONGEST = 150
LONGEST_ENDING = 20
# Control, format (bidi overrides, zero width, byte order mark), surrogate, private and unassigned characters: they make
# a name look like another one. White space among them is folded instead.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def display_name(raw: str | None, file_type: FileType | None) -> str:
    """Return the last part of the path `raw` as one clean line of at most 150 characters, never empty.

    The type, where it is known, ends the name of a file that has none.
    """
    parts = [_clean(part) for part in re.split(r"[/\\]", raw or "")]
    name = next((part for part in reversed(parts) if part), f"attachment{file_type.extension if file_type else ''}")
    return _shorten(name, _ending(name))


def download_name(name: str, file_type: FileType | str) -> str:
    """Return `name` with an ending that fits the type, or content type, so that opening the download never runs it."""
    if isinstance(file_type, str):
        file_type = type_named(file_type)
    name = display_name(name, file_type)
    if file_type.fits(_ending(name)):
        return name
    return _shorten(name + file_type.extension, file_type.extension)


def _clean(part: str) -> str:
    # Far more than is kept, and far less than would take time to normalise.
    text = unicodedata.normalize("NFC", part[-2000:])
    seen = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in HIDDEN)
    # Windows drops dots at the end, and with them whatever an ending was to hide; dots alone are no name anywhere.
    return " ".join(seen.split()).rstrip(". ")


def _ending(name: str) -> str:
    ending = PurePosixPath(name).suffix
    return ending if len(ending) <= LONGEST_ENDING else ""


def _shorten(name: str, ending: str) -> str:
    if len(name) <= LONGEST:
        return name
    return name[: LONGEST - len(ending)].rstrip(". ") + ending
