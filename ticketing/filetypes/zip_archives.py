"""Which Office document a ZIP archive is, or whether it is a sound one at all; nothing is unpacked."""

import zipfile
from collections.abc import Sequence
from typing import IO

from ticketing.filetypes import known_types
from ticketing.filetypes.bounded import BoundedReader
from ticketing.filetypes.known_types import FileType

MOST_ENTRIES = 10_000
# Nearly all of it for the directory, at some 100 bytes an entry. Reading this much takes a fifth of a second at worst.
MOST_READ = 1088 * 1024
LOCAL_HEADER_BYTES = 30
END_RECORD_BYTES = 22
# How many times its size a file may have unpacked. Deflate packs 258 bytes into two bits at best.
MOST_RATIO = {zipfile.ZIP_STORED: 1, zipfile.ZIP_DEFLATED: 1032}

MAIN_PARTS = (
    ("word/document", ".xml", known_types.DOCX),
    ("xl/workbook", ".xml", known_types.XLSX),
    ("xl/workbook", ".bin", known_types.XLSB),
    ("ppt/presentation", ".xml", known_types.PPTX),
    ("visio/document", ".xml", known_types.VSDX),
)
OPEN_DOCUMENTS = {file_type.content_type.encode(): file_type for file_type in known_types.OPEN_DOCUMENTS}


def recognise_zip(content: IO[bytes]) -> FileType | None:
    """Return what the archive is that begins at byte 0, or None when it contradicts itself."""
    try:
        with zipfile.ZipFile(BoundedReader(content, MOST_READ)) as archive:
            if not (_is_sound(archive.infolist(), archive.start_dir) and _is_whole(archive, content)):
                return None
            return _open_document_type(archive) or _office_type(archive.namelist()) or known_types.ZIP
    except Exception:
        # zipfile raises many kinds of errors on nonsense.
        return None


def _is_sound(entries: Sequence[zipfile.ZipInfo], directory_start: int) -> bool:
    # Nothing is hidden before the first file.
    if min((entry.header_offset for entry in entries), default=directory_start) != 0:
        return False
    # No two files share bytes, which is what archives do that unpack to a million times their size.
    if sum(LOCAL_HEADER_BYTES + entry.compress_size for entry in entries) > directory_start:
        return False
    return len(entries) <= MOST_ENTRIES and not any(map(_is_too_dense, entries))


def _is_too_dense(entry: zipfile.ZipInfo) -> bool:
    ratio = MOST_RATIO.get(entry.compress_type)
    return ratio is not None and entry.file_size > entry.compress_size * ratio


def _is_whole(archive: zipfile.ZipFile, content: IO[bytes]) -> bool:
    # zipfile ignores what follows the end record and its comment.
    content.seek(-END_RECORD_BYTES - len(archive.comment), 2)
    return content.read(4) == b"PK\5\6"


def _open_document_type(archive: zipfile.ZipFile) -> FileType | None:
    entry = archive.NameToInfo.get("mimetype")
    # Other methods have no bound for what a few bytes unpack to.
    if entry is None or entry.compress_type not in MOST_RATIO or entry.flag_bits & 1:
        return None
    with archive.open(entry) as mimetype:
        return OPEN_DOCUMENTS.get(mimetype.read(100).strip())


def _office_type(names: Sequence[str]) -> FileType | None:
    # One with macros stays an archive, which no double click runs.
    if "[Content_Types].xml" not in names or any(map(_has_macros, names)):
        return None
    for beginning, ending, file_type in MAIN_PARTS:
        if any(name.startswith(beginning) and name.endswith(ending) for name in names):
            return file_type
    return None


def _has_macros(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower()
