"""What a ZIP archive is; one that contradicts itself is refused."""

import io
import struct
import zipfile

import pytest

from tests import samples
from ticketing.filetypes import recognise

ODT = "application/vnd.oasis.opendocument.text"


def changed(content: bytes, at: int, by: bytes) -> bytes:
    at %= len(content)
    return content[:at] + by + content[at + len(by) :]


def locked(content: bytes) -> bytes:
    """Return the archive with the mark of a password at its first file."""
    return changed(changed(content, content.index(b"PK\1\2") + 8, b"\1"), 6, b"\1")


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


def lying(content: bytes, claim: int) -> bytes:
    """Return the archive with `claim` as the unpacked size of its first file."""
    return changed(content, content.index(b"PK\1\2") + 24, struct.pack("<L", claim))


class Pipe(io.BytesIO):
    """A target that can't be sought, so that sizes follow the files."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def streamed_with_comment() -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.txt", "hello " * 100)
        target.comment = b"a comment"
    return pipe.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        samples.archive({}),
        samples.archive({"a/": b"", "a/b.txt": b"c"}),
        samples.archive({"../../etc/passwd": b"x", "\u202eexe.txt": b"y"}),
        samples.archive({"META-INF/MANIFEST.MF": b"", "A.class": b"\xca\xfe\xba\xbe"}),
        samples.archive({"word/document.xml": b"<x/>"}),
        samples.archive({"[Content_Types].xml": b"<x/>"}),
        samples.archive({"mimetype": "application/epub+zip", "content.xml": b""}, stored=("mimetype",)),
        samples.docx({"word/vbaProject.bin": b"macros"}),
        samples.docx({"word/VBAProject.BIN": b"macros"}),
        samples.ooxml("xl/workbook.bin", "binary", "", {"xl/macrosheets/sheet1.bin": b"macros"}),
        samples.archive({str(number): b"" for number in range(10_000)}),
        large(samples.archive({"a.txt": "hello"})),
        locked(samples.archive({"a.txt": "hello"})),
        locked(samples.archive({"mimetype": ODT}, stored=("mimetype",))),
        streamed_with_comment(),
    ],
    ids=lambda content: str(len(content)),
)
def test_other_archives_are_just_archives(extension_of, content: bytes) -> None:
    assert extension_of(content) == ".zip"


@pytest.mark.parametrize(
    "content",
    [
        samples.archive({"mimetype": ODT, "encrypted-package": b"x"}, stored=("mimetype",)),
        samples.archive({"content.xml": b"", "mimetype": ODT}),
    ],
)
def test_an_open_document_may_be_locked_or_packed_again_by_hand(extension_of, content: bytes) -> None:
    assert extension_of(content) == ".odt"


@pytest.mark.parametrize(
    "content",
    [
        changed(large(samples.archive({"a.txt": "hello"})), -50, b"\xff" * 8),
        samples.ZIP[:100],
        samples.ZIP[:-1],
        samples.ZIP + b"x",
        samples.ZIP + samples.EXE,
        b"PK\3\4" + samples.HTML,
        b"PK\3\4" * 1000,
        b"PK\5\6" * 1000,
        changed(samples.ZIP, -12, b"\xff\xff\xff\xff"),
        changed(samples.ZIP, -6, b"\xff\xff\xff\x7f"),
        samples.ZIP.replace(b"PK\1\2", b"PK\1\3"),
        samples.ZIP[:4] + b"<script>alert(1)</script>" + samples.ZIP[4:],
        b"PK\5\6" + samples.HTML + samples.archive({}),
        lying(samples.ZIP, 0xFFFFFFF0),
        lying(samples.archive({"a.txt": "hello"}, stored=("a.txt",)), 6),
        bomb(),
        samples.archive({str(number): b"" for number in range(10_001)}),
        samples.archive({"x" * 60_000 + str(number): b"" for number in range(40)}),
    ],
    ids=lambda content: str(len(content)),
)
def test_archives_that_lie_or_exceed_limits_are_refused(extension_of, content: bytes) -> None:
    assert extension_of(content) is None


def test_an_entry_that_unpacks_to_much_is_not_unpacked() -> None:
    content = samples.archive({"mimetype": b" " * 50_000_000})
    file_type = recognise(io.BytesIO(content))
    assert file_type is not None
    assert file_type.extension == ".zip"
