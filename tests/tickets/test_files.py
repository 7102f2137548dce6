"""What an upload is, from its bytes alone, and what it may be called."""

import io
import random
import struct
import tempfile
import time
import unicodedata
import zipfile

import pytest

from tests import samples
from ticketing.tickets.files import FileType, display_name, download_name, recognise, type_named, why_refused
from ticketing.tickets.filetypes import DOCX, JPEG, PDF, PNG, TEXT, WEBP, ZIP

MEGABYTE = 1024 * 1024


def extension_of(content: bytes) -> str | None:
    file_type = recognise(io.BytesIO(content))
    return file_type.extension if file_type else None


def changed(content: bytes, at: int, by: bytes) -> bytes:
    at %= len(content)
    return content[:at] + by + content[at + len(by) :]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (samples.PNG, "image/png"),
        (samples.JPEG, "image/jpeg"),
        (samples.GIF, "image/gif"),
        (samples.WEBP, "image/webp"),
        (samples.PDF, "application/pdf"),
        (samples.TEXT, "text/plain"),
        (samples.ZIP, "application/zip"),
        (samples.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (samples.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (samples.PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (samples.ODT, "application/vnd.oasis.opendocument.text"),
        (samples.ODS, "application/vnd.oasis.opendocument.spreadsheet"),
        (samples.ODP, "application/vnd.oasis.opendocument.presentation"),
        (samples.DOC, "application/msword"),
        (samples.XLS, "application/vnd.ms-excel"),
        (samples.PPT, "application/vnd.ms-powerpoint"),
    ],
)
def test_each_type_is_recognised_and_the_file_is_at_its_start_again(content: bytes, content_type: str) -> None:
    with tempfile.SpooledTemporaryFile(max_size=100) as file:
        file.write(content)
        file_type = recognise(file)
        assert file_type is not None
        assert file_type.content_type == content_type
        assert type_named(content_type) is file_type
        assert file.tell() == 0


def test_only_raster_pictures_and_pdf_are_shown_in_place() -> None:
    everything = [value for name, value in vars(samples).items() if name.isupper() and isinstance(value, bytes)]
    types = {recognise(io.BytesIO(content)) for content in everything}
    inline = {file_type.content_type for file_type in types if file_type and file_type.is_inline}
    assert inline == {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


def test_an_unknown_content_type_of_an_old_row_is_a_download() -> None:
    assert type_named("text/html") == FileType("application/octet-stream", ".bin", False)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "naïve, Straße, 漢字, 😀\r\n",
        "a,b\n1,2\n",
        '{"a": [1, 2]}',
        "\x1b[31mred\x1b[0m\tlog\f",
        "a < b, c <d> and <e>",
        "1 <2",
        "< not a tag",
        "<1> syslog",
        "# comment\n<html>",
        "@echo off\nformat c:",
        "%PDX",
        "RIFF is a word",
        " \n" * 100,
        "\ufeff",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_is_recognised_in_each_encoding(text: str, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert extension_of(mark + text.encode(encoding)) == ".txt"


@pytest.mark.parametrize("content", ["Größe: 5 €\r\n".encode("cp1252"), "Привет".encode("cp1251"), b"caf\xe9", b"\xff\x41"])
def test_logs_in_an_8_bit_encoding_are_text(content: bytes) -> None:
    assert extension_of(content) == ".txt"


@pytest.mark.parametrize(
    "markup",
    [
        "<!doctype html>",
        "<!DOCTYPE html>",
        "<html>",
        "<HTML lang=en>",
        "<svg/>",
        "<?xml version='1.0'?>",
        "<?php phpinfo();",
        "<?= 1 ?>",
        "<script>alert(1)</script>",
        "<a href=x>",
        "<x>",
        "<!-- comment --><p>",
        "</p><script>",
        "<![CDATA[",
        "#!/bin/sh\nrm -rf /",
        "#!python",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_begins_as_markup_or_as_a_script_is_refused(markup: str, encoding: str) -> None:
    assert extension_of(markup.encode(encoding)) is None


@pytest.mark.parametrize("before", [" ", "\n\t \f", "\u00a0\u2003", "\u200b", "\ufeff\ufeff", "\x1b", " " * 3 * MEGABYTE])
@pytest.mark.parametrize("markup", ["<html>", "#!/bin/sh"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_nothing_blank_hides_markup_or_a_script(before: str, markup: str, encoding: str) -> None:
    assert extension_of((before + markup).encode(encoding)) is None


@pytest.mark.parametrize("start", [b"", b" ", b"\xef\xbb\xbf"])
def test_markup_is_seen_in_an_8_bit_encoding(start: bytes) -> None:
    assert extension_of(start + b"<p>caf\xe9") is None


@pytest.mark.parametrize("at", [MEGABYTE - 1, MEGABYTE, MEGABYTE - 2])
def test_markup_is_seen_across_the_border_of_what_is_read_at_once(at: int) -> None:
    assert extension_of(b" " * at + b"<p>") is None
    assert extension_of(b" " * at + b"#!/bin/sh") is None


@pytest.mark.parametrize("control", [0, 1, 7, 8, 0x0B, 0x0E, 0x1A, 0x1C, 0x1F, 0x7F])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_a_control_character_anywhere_makes_it_no_text(control: int, encoding: str) -> None:
    assert extension_of(("ä" * 2 * MEGABYTE + chr(control)).encode(encoding)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        samples.EXE,
        b"MZ" + b"a" * 100,
        b"\x7fELF\2\1\1" + bytes(50),
        b"\xca\xfe\xba\xbe\0\0\0\x41",
        b"\xcf\xfa\xed\xfe\x07\0\0\1",
        b"\xfe\xed\xfa\xce" + b"a" * 10,
        samples.HTML,
        samples.SVG,
        samples.MSI,
        random.Random(7).randbytes(5000),
        b"\0" * 100,
        b"\xff\xfe\x00\x00a\0\0\0",
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8a\0",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\7\1\0",
        b"\x1f\x8b\x08\0",
        b"BZh91AY&SY\0",
        b"\0\0\0\x1cftypmp42",
    ],
)
def test_what_is_none_of_the_types_is_refused(content: bytes) -> None:
    assert extension_of(content) is None


@pytest.mark.parametrize(
    "content",
    [
        samples.PNG[:8] + samples.HTML,
        samples.PNG[:33] + samples.HTML,
        samples.JPEG[:3] + samples.HTML,
        samples.JPEG[:4] + samples.HTML,
        samples.JPEG[:4] + samples.HTML * 1000,
        b"\xff\xd8\xff\xe0\x00\x01" + samples.HTML,
        b"\xff\xd8\xff\xe0\x00\x10" + samples.HTML,
        b"GIF89a" + samples.HTML,
        b"GIF89a=1;alert(1)//",
        b"GIF80a" + samples.GIF[6:],
        samples.WEBP[:12] + samples.HTML,
        b"RIFF\x10\0\0\0WAVEfmt " + bytes(20),
        b"%PDF-" + samples.HTML + b"%%EOF",
        b"%PDF-1.7\n" + samples.HTML,
        b" " + samples.PNG,
        b"\n" + samples.PDF.replace(b"\n", b"\0"),
    ],
)
def test_what_only_begins_like_a_picture_or_document_is_refused(content: bytes) -> None:
    assert extension_of(content) is None


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (samples.PNG[:8], PNG),
        (samples.PNG[:8] + bytes(1000), PNG),
        (samples.PNG[:-20], PNG),
        (samples.JPEG[:3], JPEG),
        (samples.JPEG[:4] + random.Random(7).randbytes(3000), JPEG),
        (samples.WEBP[:-2], WEBP),
        (b"%PDF-1.7\n1 0 obj", PDF),
    ],
)
def test_a_damaged_picture_or_document_is_taken_for_what_it_was(content: bytes, file_type: FileType) -> None:
    assert recognise(io.BytesIO(content)) is file_type


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (samples.PNG + b"\0" * 100, ".png"),
        (samples.PDF + b"\0" * 1000, ".pdf"),
        (samples.PDF.replace(b"%PDF-1.4", b"%PDF-2.0"), ".pdf"),
        (samples.JPEG + b"\r\n", ".jpg"),
        (samples.JPEG[:2] + b"\xff\xe1\xff\xfe" + bytes(0xFFFC) + samples.JPEG[2:], ".jpg"),
        (samples.WEBP + b"\0", ".webp"),
    ],
)
def test_real_files_with_something_behind_their_end_are_taken(content: bytes, expected: str) -> None:
    assert extension_of(content) == expected


def bomb() -> bytes:
    """Return an archive all of whose thousand files are the same bytes."""
    single = samples.archive({"a": b"0" * 1000}, stored=("a",))
    start = single.index(b"PK\1\2")
    end = single.index(b"PK\5\6")
    entry = single[start:end]
    return single[:start] + entry * 1000 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1000, 1000, len(entry) * 1000, start, 0)


def large(content: bytes) -> bytes:
    """Return an archive of one file, with its numbers where programs put them that can make archives of more than 4 GB."""
    start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry = bytearray(content[start:end])
    packed, size = struct.unpack_from("<2L", entry, 20)
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    # Behind an extra field of another kind.
    entry += struct.pack("<2H", 0x5455, 0) + struct.pack("<2H2Q", 1, 16, size, packed)
    struct.pack_into("<H", entry, 30, 24)
    at = start + len(entry)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(entry), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    short = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:start] + bytes(entry) + record + locator + short


def test_an_archive_written_as_a_large_one_is_one() -> None:
    content = large(samples.archive({"a.txt": "hello"}))
    assert zipfile.ZipFile(io.BytesIO(content)).read("a.txt") == b"hello"
    assert extension_of(content) == ".zip"


@pytest.mark.parametrize(
    "content",
    [
        changed(large(samples.archive({"a.txt": "hello"})), -34, b"\xff" * 8),
        changed(large(samples.archive({"a.txt": "hello"})), -50, b"\xff" * 8),
        changed(large(samples.archive({"a.txt": "hello"})), -66, b"\xff" * 8),
        samples.ZIP[:100],
        samples.ZIP[:-1],
        samples.ZIP + b"x",
        samples.EXE + samples.ZIP,
        b"PK\3\4" + samples.HTML,
        b"PK\3\4" * 1000,
        b"PK\5\6" * 1000,
        changed(samples.ZIP, -12, b"\xff\xff"),
        changed(samples.ZIP, -14, b"\3\0"),
        changed(samples.ZIP, -12, b"\xff\xff\xff\xff"),
        changed(samples.ZIP, -6, b"\xff\xff\xff\x7f"),
        changed(samples.ZIP, -18, b"\1\0"),
        samples.ZIP.replace(b"PK\1\2", b"PK\1\3"),
        samples.ZIP[:4] + b"<script>alert(1)</script>" + samples.ZIP[4:],
        bomb(),
    ],
)
def test_archives_that_lie_are_refused(content: bytes) -> None:
    assert extension_of(content) is None


def test_an_archive_with_very_many_files_is_refused() -> None:
    assert extension_of(samples.archive({str(number): b"" for number in range(10_001)})) is None


@pytest.mark.parametrize(
    "content",
    [
        samples.archive({}),
        samples.archive({"a/": b"", "a/b.txt": b"c"}),
        samples.archive({"../../etc/passwd": b"x", "\u202eexe.txt": b"y"}),
        samples.archive({"META-INF/MANIFEST.MF": b"", "A.class": b"\xca\xfe\xba\xbe"}),
        samples.archive({"word/document.xml": b"<x/>"}),
        samples.archive({"[Content_Types].xml": b"<x/>"}),
        samples.docx({"word/vbaProject.bin": b"macros"}),
        samples.archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b""}),
        samples.archive({"mimetype": "application/epub+zip", "content.xml": b""}, stored=("mimetype",)),
    ],
)
def test_other_archives_are_just_archives(content: bytes) -> None:
    assert extension_of(content) == ".zip"


def test_an_archive_with_a_comment_or_made_as_a_stream_is_one() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.txt", "hello " * 100)
        target.comment = b"a comment"
    assert extension_of(pipe.getvalue()) == ".zip"


@pytest.mark.parametrize(
    "content",
    [
        samples.ole(),
        samples.ole("__properties_version1.0"),
        samples.ole("WordDocument", storage="embedded"),
        samples.ole("Workbook")[:600],
        samples.OLE_MAGIC,
        samples.OLE_MAGIC + samples.HTML,
        samples.OLE_MAGIC + b"\xff" * 5000,
        changed(samples.DOC, 30, b"\xff\xff"),
        changed(samples.DOC, 44, b"\xff\xff\xff\xff"),
        changed(samples.DOC, 48, b"\xff\xff\xff\x7f"),
    ],
)
def test_what_else_is_kept_in_ole_files_is_refused(content: bytes) -> None:
    assert extension_of(content) is None


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
        b" " * 10 * MEGABYTE,
        b"\xe9" * 10 * MEGABYTE,
        b"a" * (10 * MEGABYTE - 1) + b"\xe9",
        b"a" * (10 * MEGABYTE - 1) + b"\0",
        ("ž" * 5 * MEGABYTE).encode("utf-16"),
        "😀".encode() * (10 * MEGABYTE // 4),
        b"PK\3\4" + b"PK\5\6" * (10 * MEGABYTE // 4),
        b"%PDF-1." + bytes(10 * MEGABYTE),
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
    assert "PNG" in why_refused(io.BytesIO(samples.HTML))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("photo.png", "photo.png"),
        ("  my   photo\t1.png ", "my photo 1.png"),
        ("a\r\nb: c.png", "a b: c.png"),
        ("C:\\Users\\me\\photo.png", "photo.png"),
        ("../../etc/passwd", "passwd"),
        ("/", "attachment.png"),
        ("a/", "a"),
        ("..", "attachment.png"),
        ("...", "attachment.png"),
        ("", "attachment.png"),
        (None, "attachment.png"),
        ("\0", "attachment.png"),
        ("\u200b\u202e", "attachment.png"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("a\u200b\u200d\ufeff\u2066b.png", "ab.png"),
        ("a\0b\x1b[31m.png", "ab[31m.png"),
        ("a\ud800b.png", "ab.png"),
        ("a\u2028b.png", "a b.png"),
        ("run.exe. . .", "run.exe"),
        (unicodedata.normalize("NFD", "Übersicht é.png"), "Übersicht é.png"),
        ("漢字 😀.png", "漢字 😀.png"),
        ('quo"te;.png', 'quo"te;.png'),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("x" * 300, "x" * 150),
        ("x" * 100_000 + ".png", "x" * 146 + ".png"),
        ("x." + "y" * 300, "x." + "y" * 148),
        (".htaccess", ".htaccess"),
    ],
)
def test_a_name_is_shown_as_one_clean_line(raw: str | None, expected: str) -> None:
    assert display_name(raw, PNG) == expected


def test_a_name_can_be_shown_before_the_type_is_known() -> None:
    assert display_name(None, None) == "attachment"


@pytest.mark.parametrize(
    ("name", "file_type", "expected"),
    [
        ("photo.png", PNG, "photo.png"),
        ("PHOTO.PNG", PNG, "PHOTO.PNG"),
        ("run.exe", PNG, "run.exe.png"),
        ("run.exe.", PNG, "run.exe.png"),
        ("photo", PNG, "photo.png"),
        ("photo.jpg", PNG, "photo.jpg.png"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("photo.JPG", JPEG, "photo.JPG"),
        ("x.bat", TEXT, "x.bat.txt"),
        ("x.html", TEXT, "x.html.txt"),
        ("x.js", TEXT, "x.js.txt"),
        ("x.svg", TEXT, "x.svg.txt"),
        ("x.log", TEXT, "x.log"),
        ("x.csv", TEXT, "x.csv"),
        ("x.md", TEXT, "x.md"),
        ("x.json", TEXT, "x.json"),
        (".htaccess", TEXT, ".htaccess.txt"),
        ("x.jar", ZIP, "x.jar.zip"),
        ("x.docm", ZIP, "x.docm.zip"),
        ("x.docx", DOCX, "x.docx"),
        ("x.docx", ZIP, "x.docx.zip"),
        ("x.pdf.exe", PDF, "x.pdf.exe.pdf"),
        ("x" * 146 + ".exe", PDF, "x" * 146 + ".pdf"),
        ("", PDF, "attachment.pdf"),
        ("a/b\u202e.exe", PDF, "b.exe.pdf"),
    ],
)
def test_a_download_is_called_what_it_is(name: str, file_type: FileType, expected: str) -> None:
    assert download_name(name, file_type) == expected
    assert download_name(name, file_type.content_type) == expected
