"""What an upload is, from its bytes alone."""

import bz2
import gzip
import io
import random
import struct
import tempfile
import time

import pytest

from tests import samples
from ticketing.filetypes import FileType, recognise, type_named, why_refused

MEGABYTE = 1024 * 1024
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


@pytest.mark.parametrize(
    ("content", "content_type", "extension"),
    [
        (samples.PNG, "image/png", ".png"),
        (samples.JPEG, "image/jpeg", ".jpg"),
        (samples.GIF, "image/gif", ".gif"),
        (samples.WEBP, "image/webp", ".webp"),
        (samples.HEIC, "image/heic", ".heic"),
        (samples.PDF, "application/pdf", ".pdf"),
        (samples.TEXT, "text/plain", ".txt"),
        (samples.ZIP, "application/zip", ".zip"),
        (samples.DOCX, f"{OOXML}wordprocessingml.document", ".docx"),
        (samples.XLSX, f"{OOXML}spreadsheetml.sheet", ".xlsx"),
        (samples.PPTX, f"{OOXML}presentationml.presentation", ".pptx"),
        (samples.XLSB, "application/vnd.ms-excel.sheet.binary.macroEnabled.12", ".xlsb"),
        (samples.VSDX, "application/vnd.ms-visio.drawing", ".vsdx"),
        (samples.ODT, f"{ODF}text", ".odt"),
        (samples.ODS, f"{ODF}spreadsheet", ".ods"),
        (samples.ODP, f"{ODF}presentation", ".odp"),
        (samples.ODG, f"{ODF}graphics", ".odg"),
        (samples.open_document("text-template", ""), f"{ODF}text-template", ".ott"),
        (samples.DOC, "application/msword", ".doc"),
        (samples.XLS, "application/vnd.ms-excel", ".xls"),
        (samples.ole("Book"), "application/vnd.ms-excel", ".xls"),
        (samples.PPT, "application/vnd.ms-powerpoint", ".ppt"),
        (samples.ole("VisioDocument"), "application/vnd.visio", ".vsd"),
        (samples.MSG, "application/vnd.ms-outlook", ".msg"),
        (samples.LOCKED, "application/vnd.ms-office", ".office"),
    ],
)
def test_each_type_is_recognised_and_the_file_is_at_its_start_again(content: bytes, content_type: str, extension: str) -> None:
    with tempfile.SpooledTemporaryFile(max_size=100) as file:
        file.write(content)
        file_type = recognise(file)
        assert file_type is type_named(content_type)
        assert (file_type.content_type, file_type.extension) == (content_type, extension)
        assert file_type.is_inline == (content_type in INLINE)
        assert file.tell() == 0


def test_an_unknown_content_type_of_an_old_row_is_a_download() -> None:
    assert type_named("text/html") == FileType("application/octet-stream", ".bin")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        samples.EXE,
        samples.EXE + b"a" * MEGABYTE,
        samples.EXE + samples.ZIP,
        samples.EXE[:30] + samples.PDF,
        b"MZ" + b"padding " * 200 + samples.EXE,
        b"\x7fELF\2\1\1" + bytes(50),
        b"\xca\xfe\xba\xbe\0\0\0\x41",
        b"\xcf\xfa\xed\xfe\7\0\0\1",
        b"\xfe\xed\xfa\xce" + b"a" * 10,
        samples.MSI,
        random.Random(7).randbytes(5000),
        bytes(range(256)),
        b"\0\1\2\3",
        b"\0" * 100,
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\7\1\0",
        b"\0asm\1\0\0\0",
        gzip.compress(samples.TEXT, mtime=0),
        bz2.compress(samples.TEXT),
        b"\0\0\0\x1cftypmp42" + bytes(16),
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(40),
        b"RIFF\x10\0\0\0WAVEfmt " + bytes(20),
    ],
)
def test_what_is_none_of_the_types_is_refused(extension_of, content: bytes) -> None:
    assert extension_of(content) is None


@pytest.mark.parametrize(
    "content",
    [
        samples.PNG[:8] + samples.HTML,
        samples.JPEG[:3] + samples.HTML,
        samples.JPEG[:4] + samples.HTML * 1000,
        b"GIF80a" + samples.GIF[6:],
        b"%PDF-1.7" + bytes(100),
        b" " + samples.PNG,
        b"\n" + samples.JPEG,
    ],
)
def test_what_only_begins_like_a_picture_or_document_is_refused(extension_of, content: bytes) -> None:
    assert extension_of(content) is None


@pytest.mark.parametrize(
    "text", [b"GIF89a=1;alert(1)//", b"RIFF or WEBP?", b"%PDF-1.4 is older than %PDF-1.7", b"BM PK ftyp heic"]
)
def test_text_that_begins_like_a_picture_or_document_is_text(extension_of, text: bytes) -> None:
    assert extension_of(text) == ".txt"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (samples.PNG[:8], ".png"),
        (samples.PNG[:-20], ".png"),
        (samples.PNG + b"\0" * 100, ".png"),
        (samples.JPEG[:3], ".jpg"),
        (samples.JPEG[:4] + random.Random(7).randbytes(3000), ".jpg"),
        (samples.JPEG + b"\r\n", ".jpg"),
        (samples.JPEG[:2] + b"\xff\xe1\xff\xfe" + bytes(0xFFFC) + samples.JPEG[2:], ".jpg"),
        (samples.JPEG[:2] + b"\xff\xfe\x41\x41" + b"<html> in a comment".ljust(0x413F) + samples.JPEG[2:], ".jpg"),
        (samples.WEBP[:-2], ".webp"),
        (samples.WEBP + b"\0", ".webp"),
        (samples.HEIC[:40], ".heic"),
        (samples.HEIC.replace(b"ftypheic", b"ftypmif1"), ".heic"),
        (b"%PDF-1.7\n1 0 obj", ".pdf"),
        (samples.PDF + b"\0" * 1000, ".pdf"),
        (samples.PDF.replace(b"%PDF-1.4", b"%PDF-2.0"), ".pdf"),
        (b"\xef\xbb\xbf\r\n" + samples.PDF, ".pdf"),
        (b"\0" * 1024 + samples.PDF, ".pdf"),
        (samples.HTML + samples.PDF, ".pdf"),
    ],
)
def test_a_picture_or_document_is_recognised_damaged_and_with_more_around_it(
    extension_of, content: bytes, expected: str
) -> None:
    assert extension_of(content) == expected


def ole_in_circles(*, first: int, table: int) -> bytes:
    """Return 10 MB whose sector tables all say `table`, and whose table of tables runs in circles."""
    sectors = 10 * MEGABYTE // 512
    tables = 109 + sectors // 128
    difat = (first, (tables - 109 + 126) // 127)
    header = samples.ole_header(fat_sectors=tables, first_directory=first, fat=[1] * 109, difat=difat)
    return header + struct.pack("<L", table) * 128 * sectors


@pytest.mark.parametrize(
    "content",
    [
        b"a" * 10 * MEGABYTE,
        b"a" * (10 * MEGABYTE - 1) + b"\xe9",
        b"\1" + b"a" * (10 * MEGABYTE - 1),
        ("ž" * 5 * MEGABYTE).encode("utf-16"),
        ("漢\n" * 2 * MEGABYTE).encode("utf-16-be"),
        ("a" * 2 * MEGABYTE).encode("utf-32-le"),
        "😀".encode() * (10 * MEGABYTE // 4),
        samples.JPEG[:3] + b"a" * 10 * MEGABYTE,
        b"PK\3\4" + b"PK\5\6" * (10 * MEGABYTE // 4),
        b"%PDF-1.1" + b"1 " * 5 * MEGABYTE,
        ole_in_circles(first=1, table=1),
        ole_in_circles(first=5, table=5),
        ole_in_circles(first=0, table=0),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_ten_megabytes_of_anything_take_little_time(content: bytes) -> None:
    start = time.thread_time()
    recognise(io.BytesIO(content))
    # Some 0.05 seconds; the rest is for a busy machine.
    assert time.thread_time() - start < 0.3


def test_a_refusal_says_why() -> None:
    assert why_refused(io.BytesIO()) == "The file is empty."
    assert "PNG" in why_refused(io.BytesIO(samples.EXE))
