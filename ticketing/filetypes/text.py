"""Whether a file is text, in any encoding, a few stray bytes notwithstanding."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import IO

HEAD_BYTES = 1024
CHUNK_BYTES = 1024 * 1024

# Text has the control characters from bell to carriage return, and escape, which colours logs.
CONTROL = bytes(sorted({*range(0x20), 0x7F} - {*range(0x07, 0x0E), 0x1B}))
CONTROL_IN_BYTES = re.compile(b"[" + re.escape(CONTROL) + b"]")
# Control characters are counted apart; these are no text at all.
NOT_TEXT = frozenset({"Cs", "Co", "Cn"})
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Any longer text has some of these, which binary numbers rarely happen to be.
USUAL = re.compile(r"[\t\n\r -~\u3000-\u3002]")
# One stray character in so many is borne: binary data is hardly ever UTF-8, and of random bytes one in ten is stray.
STRAY_IN_UTF_8, STRAY_IN_OTHERS = 6, 50
# A text that is shorter may have no stray character.
SHORTEST_WITH_STRAY = 8


def is_text(content: IO[bytes]) -> bool:
    """Say whether the file is text; it is not when empty."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    # Programs of Windows begin with these letters, and with zeros soon after.
    if head.startswith(b"MZ"):
        return not any(CONTROL_IN_BYTES.search(chunk) for chunk in _chunks(content))
    return _is_8_bit(content, head) or any(_is_wide(content, head, encoding) for encoding in WIDE)


def has_control_characters(content: IO[bytes], start: int) -> bool:
    """Say whether there is any from `start` on, as there is in every binary format."""
    return any(CONTROL_IN_BYTES.search(chunk) for chunk in _chunks(content, start))


def _is_8_bit(content: IO[bytes], head: bytes) -> bool:
    one_in = STRAY_IN_UTF_8 if _is_utf_8(head) else STRAY_IN_OTHERS
    if not _is_borne(_count_control(head), len(head), one_in):
        return False
    counts = [(_count_control(chunk), len(chunk)) for chunk in _chunks(content)]
    return _is_borne(sum(stray for stray, _ in counts), sum(size for _, size in counts), one_in)


def _is_utf_8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_wide(content: IO[bytes], head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, "replace")
    if "\0" in text or not (head.startswith(WIDE_MARKS) or USUAL.search(text)):
        return False
    stray = _count_stray(text) + sum(unicodedata.category(letter) in NOT_TEXT for letter in text)
    if not _is_borne(stray, len(text), STRAY_IN_OTHERS):
        return False
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    texts = [decoder.decode(chunk) for chunk in _chunks(content)]
    return _is_borne(sum(map(_count_stray, texts)), sum(map(len, texts)), STRAY_IN_OTHERS)


def _count_stray(text: str) -> int:
    return _count_control(text.encode("utf-8", "replace")) + text.count("\ufffd")


def _count_control(data: bytes) -> int:
    return len(data) - len(data.translate(None, CONTROL))


def _is_borne(stray: int, size: int, one_in: int) -> bool:
    return size > 0 and (stray * one_in <= size or (stray == 1 and size >= SHORTEST_WITH_STRAY))


def _chunks(content: IO[bytes], start: int = 0) -> Iterator[bytes]:
    content.seek(start)
    while chunk := content.read(CHUNK_BYTES):
        yield chunk
