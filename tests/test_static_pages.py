"""The static pages as `make run` serves them."""

import gzip

import pytest

from ticketing.web.static_pages import FRONTEND, app


@pytest.mark.parametrize(
    ("path", "status", "file"),
    [
        ("/", 200, "index.html"),
        ("/index.html", 200, "index.html"),
        ("/js/config.js", 200, "js/config.js"),
        ("/nothing", 404, "404.html"),
        ("/js/", 404, "404.html"),
        ("/..%2f.env", 404, "404.html"),
    ],
)
def test_pages_are_fresh_and_neither_framed_nor_sniffed(path, status, file):
    answer = app.test_client().get(path, buffered=True)

    assert (answer.status_code, answer.data) == (status, (FRONTEND / file).read_bytes())
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Server"] == "Ticketing"


def test_only_the_chats_document_may_be_framed():
    answer = app.test_client().get("/chat.html", buffered=True)

    assert (answer.status_code, answer.headers.get("Content-Security-Policy")) == (200, None)


def test_a_text_is_compressed_for_a_browser_that_takes_that_and_sent_once():
    client, headers = app.test_client(), {"Accept-Encoding": "gzip"}

    answer = client.get("/index.html", headers=headers, buffered=True)

    assert gzip.decompress(answer.data) == (FRONTEND / "index.html").read_bytes()
    assert "Accept-Encoding" in answer.vary
    assert client.get("/index.html", headers={**headers, "If-None-Match": answer.headers["ETag"]}).status_code == 304
