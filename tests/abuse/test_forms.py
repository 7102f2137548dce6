"""Forms and files: broken multipart bodies, odd names, and contents that are not what they are called."""

import io
import zipfile

import pytest

from tests import samples
from tests.factories import raw_form

BORDER = "multipart/form-data; boundary=border"
PNG = raw_form('filename="a.png"', samples.PNG)["data"]
PART = b"--border\r\nContent-Disposition: form-data; "
BROKEN = {
    "nothing": (BORDER, b""),
    "a border alone": (BORDER, b"--border"),
    "nothing between borders": (BORDER, b"--border--\r\n"),
    "a part without a name": (BORDER, b"--border\r\nContent-Disposition: form-data\r\n\r\nx\r\n--border--"),
    "a part without headers": (BORDER, b"--border\r\n\r\nx\r\n--border--"),
    "a part without a disposition": (BORDER, b"--border\r\nX: y\r\n\r\nx\r\n--border--"),
    "another border": (BORDER, PNG.replace(b"--border", b"--other")),
    "no border named": ("multipart/form-data", PNG),
    "an empty border": ("multipart/form-data; boundary=", PNG),
    "a border of a thousand letters": (f"multipart/form-data; boundary={'b' * 1000}", PNG),
    "another encoding": (f"{BORDER}; charset=utf-16", PNG),
    "another multipart": ("multipart/mixed; boundary=border", PNG),
    "cut off in a header": (BORDER, PNG[:60]),
    "cut off in a text": (BORDER, PNG[:130]),
    "cut off in the file": (BORDER, PNG[:-40]),
    "without its last border": (BORDER, PNG.rpartition(b"--border--")[0]),
    "five thousand parts": (BORDER, b"".join(PART + b'name="f%d"\r\n\r\nx\r\n' % n for n in range(5000)) + b"--border--\r\n"),
    "five thousand files": (
        BORDER,
        b"".join(PART + b'name="attachment"; filename="%d.txt"\r\n\r\nx\r\n' % n for n in range(5000)) + b"--border--\r\n",
    ),
    "a part's header of a megabyte": (BORDER, PART + b'name="title"\r\nX: ' + b"y" * 1_000_000 + b"\r\n\r\nx\r\n--border--"),
    "a field of two megabytes": (BORDER, PART + b'name="title"\r\n\r\n' + b"x" * 2_000_000 + b"\r\n--border--\r\n"),
    "twenty thousand fields": ("application/x-www-form-urlencoded", b"&".join(b"f%d=x" % n for n in range(20_000))),
    "a NUL in a field": ("application/x-www-form-urlencoded", b"title=a%00b&description=x&category=Product"),
    "a field of three megabytes": ("application/x-www-form-urlencoded", b"title=" + b"x" * 3_000_000),
    "signs": ("application/x-www-form-urlencoded", b"&&==&%&%zz&=%00"),
    "half a pair in a field": ("application/x-www-form-urlencoded", b"title=a%ED%A0%80b&description=x&category=Product"),
    "bytes that are no UTF-8 in a field": ("application/x-www-form-urlencoded", b"title=\xff&description=x&category=Product"),
    "half a pair in a part": (BORDER, PNG.replace(b"Printer", b"a\xed\xa0\x80b")),
    "half a pair in a file's name": (BORDER, PNG.replace(b"a.png", b"a\xed\xa0\x80.png")),
    "half a pair in a part's name": (BORDER, PNG.replace(b'name="attachment"', b'name="\xed\xa0\x80"')),
    "a NUL in a part": (BORDER, PNG.replace(b"Printer", b"a\0b")),
    "eleven megabytes": (BORDER, PNG.replace(samples.PNG, samples.PNG + b"x" * 11_000_000)),
}


@pytest.mark.parametrize(("content_type", "body"), BROKEN.values(), ids=BROKEN)
def test_a_broken_form_is_refused_and_leaves_nothing(target, content_type, body):
    with target.unharmed() as complaints:
        target.refuses(complaints, "form", target.send("POST", "/api/tickets", body=body, content_type=content_type))


NAMES = {
    "a NUL": 'filename="a\0b.png"',
    "an encoded NUL": "filename*=utf-8''a%00b.png",
    "half a pair": "filename*=utf-8''a%ED%A0%80b.png",
    "Latin-1": "filename*=latin-1''%FC.png",
}
HARMLESS = {
    "a path": 'filename="../../etc/passwd.png"',
    "an absolute path": 'filename="/etc/passwd.png"',
    "a path of Windows": 'filename="C:\\\\Windows\\\\system32\\\\a.png"',
    "dots": 'filename=".."',
    "control characters": 'filename="a\x1b[31m\x7f\x08.png"',
    "a line break": "filename*=utf-8''a%0D%0ASet-Cookie:%20x.png",
    "writing turned round": "filename*=utf-8''a%E2%80%AEgnp.exe.png",
    "nothing to be seen": "filename*=utf-8''%E2%80%8B%EF%BB%BFa%E2%80%8D.png",
    "an unknown encoding": "filename*=klingon''x.png",
    "no encoding": "filename*=x",
    "three hundred letters": f'filename="{"a" * 300}.png"',
    "a device": 'filename="CON.png"',
    "quotes": 'filename="a\\"; filename=\\"b.html"',
    "a script": 'filename="<script>alert(1)</script>.html"',
}


def read_back(target, answer):
    """Return what the ticket says of its file, and its download."""
    [file] = answer.json["attachments"]
    link = "/" + file["url"].split("/", 3)[3]
    return file, target.send("GET", link, by="")


@pytest.mark.parametrize("disposition", NAMES.values(), ids=NAMES)
def test_a_file_name_that_can_not_be_stored_is_refused(target, disposition):
    with target.unharmed() as complaints:
        answer = target.send("POST", "/api/tickets", body=raw_form(disposition, samples.PNG)["data"], content_type=BORDER)
        target.refuses(complaints, disposition, answer)

    assert answer.json["errors"].keys() == {"attachment"}


@pytest.mark.parametrize("disposition", HARMLESS.values(), ids=HARMLESS)
def test_an_odd_file_name_becomes_a_plain_one(target, disposition):
    sent = raw_form(disposition, samples.PNG)["data"].decode("latin-1").encode("latin-1")

    answer = target.send("POST", "/api/tickets", body=sent, content_type=BORDER)

    assert answer.status == 201, answer.text
    file, download = read_back(target, answer)
    assert file["name"].isprintable()
    assert not set(file["name"]) & set("/\\\u202e\u200b")
    assert download.headers["Content-Disposition"].rstrip('"').endswith(".png")
    assert (download.status, download.body) == (200, samples.PNG)
    assert download.headers["Set-Cookie"] is None
    assert "sandbox" in download.headers["Content-Security-Policy"]


def lying_archive(claim: int) -> bytes:
    """Return an archive whose one file is said to be of another size than it is."""
    honest = io.BytesIO()
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 100_000)
    size = (100_000).to_bytes(4, "little")
    return honest.getvalue().replace(size, claim.to_bytes(4, "little"))


NOT_TAKEN = {
    "an executable of Windows": samples.EXE,
    "an executable of Linux": b"\x7fELF\x02\x01\x01" + bytes(100),
    "an installer": samples.MSI,
    "Java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(50),
    "WebAssembly": b"\0asm\x01\0\0\0",
    "PNG's first bytes with HTML behind": b"\x89PNG\r\n\x1a\n" + samples.HTML,
    "an archive that lies about its sizes": lying_archive(4_000_000_000),
    "an archive cut off": samples.ZIP[:-20],
    "random bytes": bytes(range(256)) * 20,
}
# Any text is text: it comes back as a download that no browser runs.
TEXTS = {
    "HTML": samples.HTML,
    "HTML behind blanks": b"\xef\xbb\xbf \t\r\n\x0c" + samples.HTML,
    "HTML in UTF-16": samples.HTML.decode().encode("utf-16"),
    "SVG": samples.SVG,
    "XML": b'<?xml version="1.0"?><x/>',
    "XHTML": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "PHP": b"<?php system($_GET['x']); ?>",
    "a picture's first letters with HTML behind": b"GIF89a/*" + samples.HTML + b"*/",
}
CALLED = [("a.png", "image/png"), ("notes.txt", "text/plain"), ("page.html", "text/html")]


@pytest.mark.parametrize("content", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_is_not_taken_is_not_taken_under_any_name_and_type(target, content):
    with target.unharmed() as complaints:
        for name, content_type in CALLED:
            sent = raw_form(f'filename="{name}"\r\nContent-Type: {content_type}', content)
            answer = target.send("POST", "/api/tickets", body=sent["data"], content_type=BORDER)
            target.refuses(complaints, name, answer)
            if answer.status != 415 or answer.json["errors"].keys() != {"attachment"}:
                complaints.append(f"{name}: {answer.status}")


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_text_never_runs_under_any_name_and_type(target, content):
    for name, content_type in CALLED:
        sent = raw_form(f'filename="{name}"\r\nContent-Type: {content_type}', content)
        answer = target.send("POST", "/api/tickets", body=sent["data"], content_type=BORDER)
        file, download = read_back(target, answer)
        assert (file["contentType"], file["name"][-4:]) == ("text/plain", ".txt")
        assert download.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert download.headers["X-Content-Type-Options"] == "nosniff"
        assert download.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in download.headers["Content-Security-Policy"]


def test_six_files_are_too_many(target):
    with target.unharmed() as complaints:
        part = PART + b'name="attachment"; filename="a.png"\r\n\r\n' + samples.PNG + b"\r\n"
        body = PNG.replace(b"--border--\r\n", part * 5 + b"--border--\r\n")
        target.refuses(complaints, "six", target.send("POST", "/api/tickets", body=body, content_type=BORDER))
