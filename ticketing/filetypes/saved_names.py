"""What a file is called: cleaned from the user's own name, with an ending that never runs."""

import posixpath
import re
import unicodedata
from urllib.parse import quote

from werkzeug.http import dump_options_header

from ticketing.filetypes.known_types import FileType, type_named

LONGEST = 150
LONGEST_EXTENSION = 20
# Control, format (bidi overrides, zero width, byte order mark), surrogate, private and unassigned characters: they make
# a name look like another one. White space among them is folded instead.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Browsers decode `%XX`, and some clients mistake quotes, separators and slashes, in a plain `filename=`.
NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()\[\]+,=@-]")


def display_name(raw: str | None, file_type: FileType | None) -> str:
    """Return the last part of the path `raw` as one clean line of at most 150 characters, never empty.

    It ends as files of its type do, so it is also the name to save the file under. Only for a file that is refused,
    whose type is None, it ends as the user's own name.
    """
    parts = [_clean(part) for part in (raw or "").replace("\\", "/").split("/")]
    name = next((part for part in reversed(parts) if part), "attachment")
    extension = _extension(name)
    if file_type and not file_type.fits(extension):
        name, extension = name + file_type.extension, file_type.extension
    return _shorten(name, extension)


def saved_name(name: str, content_type: str) -> str:
    """Return what a stored file is called when saved: also for rows from before names were stored like that."""
    return display_name(name, type_named(content_type))


def content_disposition(name: str, *, is_inline: bool) -> str:
    """Return the header that makes clients save a file as exactly `name` (RFC 6266)."""
    plain = NOT_PLAIN.sub("_", name)
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    return dump_options_header("inline" if is_inline else "attachment", names)


def _clean(part: str) -> str:
    # Far more than is kept, and far less than would take time to normalise.
    text = unicodedata.normalize("NFC", part[-2000:])
    seen = text if text.isprintable() else "".join(letter for letter in text if _is_seen(letter))
    # Windows drops dots at the end, and so shows an ending before them; dots alone are no name anywhere.
    return " ".join(seen.split()).rstrip(". ")


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in HIDDEN


def _extension(name: str) -> str:
    _, extension = posixpath.splitext(name)
    return extension if len(extension) <= LONGEST_EXTENSION else ""


def _shorten(name: str, extension: str) -> str:
    if len(name) <= LONGEST:
        return name
    return name[: LONGEST - len(extension)].rstrip(". ") + extension
