"""What a file is called, wherever it is shown or saved."""

import unicodedata

import pytest
from werkzeug.http import parse_options_header

from ticketing.filetypes import FileType, content_disposition, display_name, saved_name
from ticketing.filetypes.known_types import DOCX, HEIC, JPEG, LOCKED_OFFICE, MSG, ODT, PDF, PNG, TEXT, XLSB, ZIP


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("photo.png", "photo.png"),
        ("  my   photo\t1.png ", "my photo 1.png"),
        ("a\r\nb: c.png", "a b: c.png"),
        ("C:\\Users\\me\\photo.png", "photo.png"),
        ("../../etc/passwd", "passwd.png"),
        ("/", "attachment.png"),
        ("a/", "a.png"),
        ("..", "attachment.png"),
        ("...", "attachment.png"),
        ("", "attachment.png"),
        (None, "attachment.png"),
        ("\0", "attachment.png"),
        ("\u200b\u202e", "attachment.png"),
        ("evil\u202egnp.exe", "evilgnp.exe.png"),
        ("a\u200b\u200d\ufeff\u2066b.png", "ab.png"),
        ("a\0b\x1b[31m.png", "ab[31m.png"),
        ("a\ud800b.png", "ab.png"),
        ("a\u2028b.png", "a b.png"),
        ("run.exe. . .", "run.exe.png"),
        (unicodedata.normalize("NFD", "Übersicht é.png"), "Übersicht é.png"),
        ("漢字 😀.png", "漢字 😀.png"),
        ('quo"te;.png', 'quo"te;.png'),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("x" * 300, "x" * 146 + ".png"),
        ("x" * 100_000 + ".png", "x" * 146 + ".png"),
        ("x." + "y" * 300, "x." + "y" * 144 + ".png"),
        (".htaccess", ".htaccess.png"),
        (".png", ".png.png"),
    ],
)
def test_a_name_is_one_clean_line(raw: str | None, expected: str) -> None:
    assert display_name(raw, PNG) == expected


@pytest.mark.parametrize(("raw", "expected"), [(None, "attachment"), ("a/run.exe", "run.exe"), ("x" * 300, "x" * 150)])
def test_a_file_that_is_refused_is_called_what_its_user_calls_it(raw: str | None, expected: str) -> None:
    assert display_name(raw, None) == expected


@pytest.mark.parametrize(
    ("name", "file_type"),
    [
        ("PHOTO.PNG", PNG),
        *(("photo" + ending, JPEG) for ending in (".jpg", ".JPG", ".jpeg")),
        *(("x" + ending, TEXT) for ending in (".txt", ".log", ".csv", ".md", ".json", ".eml", ".rtf")),
        *(("x" + ending, HEIC) for ending in (".heic", ".HEIF")),
        *(("x" + ending, LOCKED_OFFICE) for ending in (".docx", ".xlsx", ".pptx", ".xlsb", ".vsdx")),
        ("x.docx", DOCX),
        ("x.odt", ODT),
        ("x.xlsb", XLSB),
        ("x.msg", MSG),
        ("x.zip", ZIP),
    ],
)
def test_an_ending_that_fits_the_type_is_kept(name: str, file_type: FileType) -> None:
    assert display_name(name, file_type) == name


RUNS = [
    "bat",
    "cmd",
    "com",
    "exe",
    "hta",
    "html",
    "svg",
    "js",
    "vbs",
    "ps1",
    "jar",
    "lnk",
    "url",
    "reg",
    "scr",
    "sh",
    "xml",
    "docm",
]


@pytest.mark.parametrize("ending", [*RUNS, "BAT", "bat.", "bat ", "bat\u200b", "b\u202eat", "txt.exe", "pdf.exe"])
@pytest.mark.parametrize("file_type", [TEXT, ZIP, PDF, PNG, DOCX, LOCKED_OFFICE], ids=lambda file_type: file_type.extension)
def test_no_file_is_saved_under_a_name_that_runs(ending: str, file_type: FileType) -> None:
    name = display_name(f"invoice.{ending}", file_type)

    assert name.startswith("invoice.")
    assert name.endswith(file_type.extension)


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("invoice.bat", "text/plain", "invoice.bat.txt"),
        ("tool.jar", "application/zip", "tool.jar.zip"),
        ("x.docx", "application/zip", "x.docx.zip"),
        ("report.hta", "application/pdf", "report.hta.pdf"),
        ("photo.jpg", "image/png", "photo.jpg.png"),
        ("page.html", "text/html", "page.html.bin"),
        ("x" * 146 + ".exe", "application/pdf", "x" * 146 + ".pdf"),
        ("invoice.bat.txt", "text/plain", "invoice.bat.txt"),
    ],
)
def test_a_row_from_before_names_were_safe_is_answered_with_a_safe_one(name: str, content_type: str, expected: str) -> None:
    assert saved_name(name, content_type) == expected


@pytest.mark.parametrize("is_inline", [True, False])
def test_a_plain_name_is_sent_as_it_is(is_inline: bool) -> None:
    kind = "inline" if is_inline else "attachment"
    assert content_disposition("a-1.png", is_inline=is_inline) == f"{kind}; filename=a-1.png"
    assert content_disposition("a b (1).png", is_inline=is_inline) == f'{kind}; filename="a b (1).png"'


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("a%20b.png", "a_20b.png", "a%2520b.png"),
        ("%2e%2e%2fa.png", "_2e_2e_2fa.png", "%252e%252e%252fa.png"),
        ("100%.png", "100_.png", "100%25.png"),
        ('quo"te.png', "quo_te.png", "quo%22te.png"),
        ("it's; x=y.png", "it_s_ x=y.png", "it%27s%3B%20x%3Dy.png"),
        ("Grüße.png", "Gr__e.png", "Gr%C3%BC%C3%9Fe.png"),
        ("..／x.png", ".._x.png", "..%EF%BC%8Fx.png"),
        ("=?utf-8?q?x?=.png", "=_utf-8_q_x_=.png", "%3D%3Futf-8%3Fq%3Fx%3F%3D.png"),
    ],
)
def test_a_name_that_clients_may_decode_further_arrives_as_it_was_sent(name: str, plain: str, encoded: str) -> None:
    header = content_disposition(name, is_inline=False)

    assert plain in header.split("filename*")[0]
    assert header.endswith(f"filename*=UTF-8''{encoded}")
    assert parse_options_header(header)[1]["filename"] == name
