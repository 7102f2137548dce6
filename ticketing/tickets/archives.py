"""What a ZIP archive holds, found out at a bounded cost however it lies; nothing is unpacked."""

import struct
from collections.abc import Sequence
from typing import IO, NamedTuple

from ticketing.tickets import filetypes
from ticketing.tickets.filetypes import FileType

END = struct.Struct("<4s4H2LH")
LARGE_END = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
ENTRY = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
IN_EXTRA = 0xFFFFFFFF
MOST_ENTRIES = 10_000
LARGEST_DIRECTORY = 4 * 1024 * 1024
# Nothing gets smaller than this by being deflated: 258 bytes in two bits.
DEFLATED, TIGHTEST = 8, 1032

MAIN_PARTS = (
    ("word/document", filetypes.DOCX),
    ("xl/workbook", filetypes.XLSX),
    ("ppt/presentation", filetypes.PPTX),
)
OPEN_DOCUMENTS = {kind.content_type.encode(): kind for kind in (filetypes.ODT, filetypes.ODS, filetypes.ODP)}


class End(NamedTuple):
    """The end record: the directory's number of entries, length and start, and where the record itself begins."""

    number: int
    length: int
    start: int
    at: int


class Entry(NamedTuple):
    """One line of the directory: a file's name, how it is packed, its size packed and unpacked, and where it begins."""

    name: str
    method: int
    size: int
    full_size: int
    offset: int


class _Lie(Exception):
    """The archive contradicts itself."""


def recognise_zip(content: IO[bytes]) -> FileType | None:
    """Return what the archive is that begins at byte 0, or None when it is no sound one."""
    try:
        return _office_type(content, _directory(content)) or filetypes.ZIP
    except (_Lie, struct.error, OverflowError):
        return None


def _directory(content: IO[bytes]) -> list[Entry]:
    end = _end(content)
    # The directory ends where its end record begins, counted from byte 0: nothing is hidden before or between them.
    if end.number > MOST_ENTRIES or end.length > LARGEST_DIRECTORY or end.start + end.length != end.at:
        raise _Lie
    entries = _entries(_read(content, end.start, end.length), end.number)
    # No two files share bytes, which is what archives do that unpack to a million times their size.
    if sum(LOCAL.size + entry.size for entry in entries) > end.start:
        raise _Lie
    if any(entry.method == DEFLATED and entry.full_size > entry.size * TIGHTEST for entry in entries):
        raise _Lie
    return entries


def _end(content: IO[bytes]) -> End:
    size = content.seek(0, 2)
    tail = _read(content, max(0, size - END.size - 0xFFFF), END.size + 0xFFFF)
    found = tail.rfind(b"PK\5\6")
    if found < 0:
        raise _Lie
    _, disk, first_disk, count_here, count, length, start, comment = END.unpack_from(tail, found)
    if disk or first_disk or count_here != count or found + END.size + comment != len(tail):
        raise _Lie
    at = size - len(tail) + found
    if tail[max(0, found - LOCATOR.size) :].startswith(b"PK\6\7"):
        return _large_end(content, at - LOCATOR.size)
    return End(count, length, start, at)


def _large_end(content: IO[bytes], locator: int) -> End:
    # What programs write that can make archives of more than 4 GB; some write it into small ones as well.
    _, _, at, _ = LOCATOR.unpack(_read(content, locator, LOCATOR.size))
    mark, rest, _, _, disk, first_disk, count_here, count, length, start = LARGE_END.unpack(_read(content, at, LARGE_END.size))
    if mark != b"PK\6\6" or at + 12 + rest != locator or disk or first_disk or count_here != count:
        raise _Lie
    return End(count, length, start, at)


def _entries(directory: bytes, number: int) -> list[Entry]:
    entries, at = [], 0
    for _ in range(number):
        mark, _, _, _, method, _, _, _, packed, size, name, extra, comment, _, _, _, offset = ENTRY.unpack_from(directory, at)
        if mark != b"PK\1\2":
            raise _Lie
        at += ENTRY.size + name
        size, packed, offset = _wide((size, packed, offset), directory[at : at + extra])
        entries.append(Entry(directory[at - name : at].decode("utf-8", "replace"), method, packed, size, offset))
        at += extra + comment
    if at != len(directory):
        raise _Lie
    return entries


def _wide(numbers: Sequence[int], extra: bytes) -> Sequence[int]:
    """Return the numbers, with those that had no room taken from the extra field, where they follow each other."""
    at = 0
    while IN_EXTRA in numbers and at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        at += 4
        if kind == 1:
            wide = struct.iter_unpack("<Q", extra[at : at + length // 8 * 8])
            return [next(wide, (number,))[0] if number == IN_EXTRA else number for number in numbers]
        at += length
    return numbers


def _office_type(content: IO[bytes], entries: list[Entry]) -> FileType | None:
    names = {entry.name for entry in entries}
    if "mimetype" in names and "content.xml" in names:
        return _open_document_type(content, entries[0])
    # One with macros is no docx, whatever its name says: it stays an archive, which no double click runs.
    if "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
        for part, kind in MAIN_PARTS:
            if any(name.startswith(part) and name.endswith(".xml") for name in names):
                return kind
    return None


def _open_document_type(content: IO[bytes], first: Entry) -> FileType | None:
    # The format demands that this entry is the first and stored as it is.
    if first.name != "mimetype" or first.method != 0 or first.size > 100:
        return None
    mark, _, _, _, _, _, _, _, _, name, extra = LOCAL.unpack(_read(content, first.offset, LOCAL.size))
    if mark != b"PK\3\4":
        raise _Lie
    return OPEN_DOCUMENTS.get(_read(content, first.offset + LOCAL.size + name + extra, first.size))


def _read(content: IO[bytes], start: int, length: int) -> bytes:
    content.seek(start)
    return content.read(length)
