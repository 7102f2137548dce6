"""What type a file is, from its bytes alone: never from its name or declared type."""

import re
from typing import IO

from ticketing.filetypes import known_types, ole
from ticketing.filetypes.known_types import FileType
from ticketing.filetypes.text import has_control_characters, is_text
from ticketing.filetypes.zip_archives import recognise_zip

HEAD_BYTES = 64 * 1024

PROGRAMS = (
    *(b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
)
PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), known_types.PNG),
    (re.compile(rb"\xff\xd8\xff"), known_types.JPEG),
    (re.compile(rb"GIF8[79]a"), known_types.GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), known_types.WEBP),
)
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
# Readers look for the header anywhere in the first 1024 bytes. The first object is needed to tell from text about PDF.
PDF_HEADER = re.compile(rb"%PDF-\d")
PDF_HEADER_WITHIN = 1024
PDF_OBJECT = re.compile(rb"\d\s{1,9}\d{1,5}\s{1,9}obj\b")


def recognise(content: IO[bytes]) -> FileType | None:
    """Return the type of the file, or None for an empty one or one that is not taken; leaves the position at 0."""
    content.seek(0)
    try:
        return _type_of(content, content.read(HEAD_BYTES))
    finally:
        content.seek(0)


def why_refused(content: IO[bytes]) -> str:
    """Return the sentence for a file that `recognise` has no type for."""
    is_empty = content.seek(0, 2) == 0
    content.seek(0)
    if is_empty:
        return "The file is empty."
    return "Not an accepted type: PNG, JPEG, GIF, WebP or HEIC picture, PDF, text, ZIP or Office document."


def _type_of(content: IO[bytes], head: bytes) -> FileType | None:
    if head.startswith(PROGRAMS):
        return None
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return recognise_zip(content)
    if head.startswith(ole.SIGNATURE):
        return ole.recognise_ole(content)
    for signature, file_type in PICTURES:
        if found := signature.match(head):
            return _picture_type(content, found.end(), file_type)
    if _is_heic(head):
        return known_types.HEIC
    if not head.startswith(b"MZ") and _is_pdf(head):
        return known_types.PDF
    return known_types.TEXT if is_text(content) else None


def _picture_type(content: IO[bytes], signature_end: int, file_type: FileType) -> FileType | None:
    if has_control_characters(content, signature_end) or content.seek(0, 2) == signature_end:
        return file_type
    # Nothing but text follows, so it is no picture. The letters of GIF and WebP may begin a text.
    content.seek(0)
    is_letters = content.read(signature_end).isascii()
    return known_types.TEXT if is_letters and not has_control_characters(content, 0) else None


def _is_heic(head: bytes) -> bool:
    # The brands are in the file's first box, each of four letters.
    brands = {head[at : at + 4] for at in range(8, min(int.from_bytes(head[:4]), 1024), 4)}
    return head[4:8] == b"ftyp" and not brands.isdisjoint(HEIC_BRANDS)


def _is_pdf(head: bytes) -> bool:
    return PDF_HEADER.search(head, 0, PDF_HEADER_WITHIN + 6) is not None and PDF_OBJECT.search(head) is not None
