"""Small real files of every type, made here: the pictures show in a browser, the archives unpack."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_STREAM, END_OF_CHAIN, FREE, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def png(width: int = 16, height: int = 16, colour: tuple[int, int, int] = (200, 30, 60)) -> bytes:
    """Return a picture of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, body) for name, body in chunks)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def pdf(text: str = "A sample") -> bytes:
    """Return a document of one page."""
    content = f"BT /F1 24 Tf 40 100 Td ({text}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, text_of in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text_of)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def archive(files: Mapping[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """Return an archive of `files`, deflated but for the names in `stored`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return buffer.getvalue()


def ooxml(part: str, content_type: str, body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an Office document whose main part is `part`."""
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return archive(
        {
            "[Content_Types].xml": f'{xml}<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{part}" ContentType="{content_type}.main+xml"/></Types>',
            "_rels/.rels": f'{xml}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/relationships/officeDocument" Target="{part}"/></Relationships>',
            part: xml + body,
            **(more or {}),
        }
    )


def docx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a text document for Word, with `more` files in it."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return ooxml(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>A sample</w:t></w:r></w:p></w:body></w:document>',
        more,
    )


def open_document(kind: str, body: str) -> bytes:
    """Return an OpenDocument file of the kind `text`, `spreadsheet`, `presentation` or `graphics`."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    manifest = (
        f'<m:manifest xmlns:m="{names}:manifest:1.0" m:version="1.2">'
        f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    content = (
        f'<o:document-content xmlns:o="{names}:office:1.0" xmlns:t="{names}:text:1.0" o:version="1.2">'
        f"<o:body><o:{kind}>{body}</o:{kind}></o:body></o:document-content>"
    )
    files: dict[str, str | bytes] = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest}
    return archive(files, stored=("mimetype",))


def ole(*streams: str, storage: str = "") -> bytes:
    """Return an OLE file (version 3) with empty streams at its root, or in a storage of that name."""
    names = [*([storage] if storage else []), *streams]
    entries = [_ole_entry("Root Entry", 5, child=1 if names else NO_STREAM)]
    for number, name in enumerate(names, 1):
        is_storage = bool(storage) and number == 1
        last_of_level = is_storage or number == len(names)
        entries.append(
            _ole_entry(
                name,
                1 if is_storage else 2,
                right=NO_STREAM if last_of_level else number + 1,
                child=2 if is_storage and streams else NO_STREAM,
            )
        )
    while len(entries) % 4:
        entries.append(_ole_entry("", 0))
    sectors = len(entries) // 4
    chain = [FAT_SECTOR, *range(2, sectors + 1), END_OF_CHAIN]
    fat = struct.pack("<128L", *chain, *[FREE] * (128 - len(chain)))
    return ole_header(fat_sectors=1, first_directory=1, fat=[0]) + fat + b"".join(entries)


def ole_header(*, fat_sectors: int, first_directory: int, fat: list[int], difat: tuple[int, int] = (END_OF_CHAIN, 0)) -> bytes:
    """Return an OLE file's first 512 bytes, which may lie."""
    numbers = struct.pack(
        "<16s6H10L",
        *(b"", 0x3E, 3, 0xFFFE, 9, 6, 0),
        *(0, 0, fat_sectors, first_directory, 0, 4096, END_OF_CHAIN, 0, *difat),
    )
    return OLE_MAGIC + numbers + struct.pack("<109L", *fat, *[FREE] * (109 - len(fat)))


def _ole_entry(name: str, kind: int, *, right: int = NO_STREAM, child: int = NO_STREAM) -> bytes:
    encoded = name.encode("utf-16-le")
    length = len(encoded) + 2 if name else 0
    links = struct.pack("<3L", NO_STREAM, right, child)
    place = struct.pack("<L2Q3L", 0, 0, 0, END_OF_CHAIN, 0, 0)
    return encoded.ljust(64, b"\0") + struct.pack("<HBB", length, kind, 1) + links + bytes(16) + place


PNG = png()
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\x0emeta\0\0\0\0\0\0" + b"\0\0\0\x0cmdat\xde\xad\xbe\xef"
PDF = pdf()
TEXT = b"2026-11-23 06:27:00 printer on fire\n"
ZIP = archive({"notes.txt": "hello", "logs/app.log": "line\n" * 50})
DOCX = docx()
XLSX = ooxml(
    "xl/workbook.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>',
)
PPTX = ooxml(
    "ppt/presentation.xml",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>',
)
XLSB = ooxml("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled", "")
VSDX = ooxml(
    "visio/document.xml",
    "application/vnd.ms-visio.drawing",
    '<VisioDocument xmlns="http://schemas.microsoft.com/office/visio/2012/main"/>',
)
ODT = open_document("text", "<t:p>A sample</t:p>")
ODS = open_document("spreadsheet", "")
ODP = open_document("presentation", "")
ODG = open_document("graphics", "")
DOC = ole("1Table", "WordDocument")
XLS = ole("Workbook")
PPT = ole("Current User", "PowerPoint Document")
MSG = ole("__properties_version1.0", "__substg1.0_0037001F")
LOCKED = ole("EncryptionInfo", "EncryptedPackage")
MSI = ole("!_Tables", "!_StringData")
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(128) + b"PE\0\0"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
