"""What an uploaded file is, from its bytes alone: never from its name or declared type."""

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TypeAlias

from ticketing.tickets import filetypes
from ticketing.tickets.archives import recognise_zip
from ticketing.tickets.filenames import display_name, download_name
from ticketing.tickets.filetypes import INLINE_TYPES, FileType, type_named
from ticketing.tickets.ole import recognise_ole

__all__ = ["INLINE_TYPES", "FileType", "display_name", "download_name", "recognise", "type_named", "why_refused"]

HEAD_BYTES = 1024
CHUNK_BYTES = 1024 * 1024

# Tab, line feed, form feed, carriage return and escape (logs in colour) are the control characters of text.
CONTROL = bytes(sorted({*range(0x20), 0x7F} - {*b"\t\n\f\r\x1b"}))
CONTROL_IN_BYTES = re.compile(b"[" + re.escape(CONTROL) + b"]")
CONTROL_IN_TEXT = re.compile(f"[{re.escape(CONTROL.decode('ascii'))}]")
# With the byte order mark as it looks in an 8-bit encoding: a browser would skip it there too.
BLANK = re.compile(r"[\s\x1b\ufeff\u200b-\u200f\u2060\xef\xbb\xbf]*")
# What a browser would take for a page, or a shell for a script, if it were ever asked to guess.
ACTIVE = re.compile(r"<[A-Za-z!?/]|#!")
# What no picture or document has near its beginning, and what a file has there that is a page as well.
PAGE = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|\?php)\b", re.IGNORECASE)
EXECUTABLE = (
    *(b"MZ", b"ZM", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
)


def recognise(content: IO[bytes]) -> FileType | None:
    """Return the type of the file, or None for an empty one or one that is not taken; leaves the position at 0."""
    try:
        content.seek(0)
        head = content.read(HEAD_BYTES)
        for magic, judge in MAGIC:
            if head.startswith(magic):
                return judge(content, head)
        return filetypes.TEXT if head and _is_text(content, head) else None
    finally:
        content.seek(0)


def why_refused(content: IO[bytes]) -> str:
    """Return the sentence for a file that `recognise` has no type for."""
    is_empty = content.seek(0, 2) == 0
    content.seek(0)
    if is_empty:
        return "The file is empty."
    return "Not an accepted type: PNG, JPEG, GIF or WebP picture, PDF, plain text, ZIP or Office document."


def _judge_riff(content: IO[bytes], head: bytes) -> FileType | None:
    if head[8:12] == b"WEBP":
        return _picture(filetypes.WEBP, head[12:])
    return filetypes.TEXT if _is_text(content, head) else None


def _picture(file_type: FileType, rest: bytes) -> FileType | None:
    # Pictures are binary behind their first bytes. Where nothing but text follows, it is a script in disguise.
    is_text = rest and not CONTROL_IN_BYTES.search(rest)
    return None if is_text else _unless_page(file_type, rest)


def _unless_page(file_type: FileType, head: bytes) -> FileType | None:
    return None if PAGE.search(head) else file_type


def _refuse(content: IO[bytes], head: bytes) -> None:
    return None


Judge: TypeAlias = Callable[[IO[bytes], bytes], FileType | None]
MAGIC: tuple[tuple[bytes | tuple[bytes, ...], Judge], ...] = (
    (b"\x89PNG\r\n\x1a\n", lambda content, head: _picture(filetypes.PNG, head[8:])),
    (b"\xff\xd8\xff", lambda content, head: _picture(filetypes.JPEG, head[4:])),
    ((b"GIF87a", b"GIF89a"), lambda content, head: _picture(filetypes.GIF, head[6:])),
    (b"RIFF", _judge_riff),
    (b"%PDF-", lambda content, head: _unless_page(filetypes.PDF, head)),
    ((b"PK\3\4", b"PK\5\6"), lambda content, head: recognise_zip(content)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", lambda content, head: recognise_ole(content)),
    (EXECUTABLE, _refuse),
)


def _is_text(content: IO[bytes], head: bytes) -> bool:
    is_utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Logs in an 8-bit encoding are taken as well: any bytes will do that are no control characters.
    for encoding in ["utf-16"] if is_utf_16 else ["utf-8", "latin-1"]:
        with suppress(UnicodeDecodeError):
            return _is_plain(content, encoding)
    return False


def _is_plain(content: IO[bytes], encoding: str) -> bool:
    """Say whether the text has no control characters and doesn't begin as something that is run."""
    decoder = codecs.getincrementaldecoder(encoding)()
    opening = ""
    content.seek(0)
    while chunk := content.read(CHUNK_BYTES):
        text = decoder.decode(chunk)
        if CONTROL_IN_TEXT.search(text):
            return False
        if len(opening) < 2:
            opening = BLANK.sub("", opening + text, count=1)[:2]
    decoder.decode(b"", final=True)
    return not ACTIVE.match(opening)
