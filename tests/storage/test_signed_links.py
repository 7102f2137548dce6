"""Links to local files: good for one file, for a while, and only when we made them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from itsdangerous import Signer

from ticketing import clock
from ticketing.storage import signed_links
from ticketing.storage.keys import is_key, new_key
from ticketing.storage.local import LocalStorage

NOW = datetime(2026, 11, 23, 6, 27, tzinfo=UTC)
EXPIRES = int(NOW.timestamp()) + 60
KEY = "0123456789abcdef0123456789abcdef.png"


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("links", static_folder=None)
    app.config.update(
        SECRET_KEY="a secret of the tests, long enough", SERVER_NAME="tickets.example", PREFERRED_URL_SCHEME="https"
    )
    app.add_url_rule("/api/files/<key>", "files.download", lambda key: key)
    with app.app_context():
        yield app


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "utcnow", lambda: NOW)


def test_a_link_is_good_until_it_expires(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    signature = signed_links.sign(KEY, EXPIRES)
    for seconds, is_good in ((0, True), (59, True), (60, False), (3600, False)):
        monkeypatch.setattr(clock, "utcnow", lambda seconds=seconds: NOW + timedelta(seconds=seconds))
        assert signed_links.is_good(KEY, EXPIRES, signature) is is_good


def test_a_url_carries_all_that_the_download_route_asks_for(app: Flask, local: LocalStorage) -> None:
    url = urlsplit(local.url(KEY, name="x.png", content_type="image/png", expires_at=NOW + timedelta(seconds=60)))
    question = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert (url.scheme, url.netloc, url.path) == ("https", "tickets.example", f"/api/files/{KEY}")
    assert signed_links.is_good(KEY, question["expires"], question["signature"])


@pytest.mark.parametrize(
    ("key", "expires"),
    [
        (KEY.replace("0", "1"), EXPIRES),
        (KEY.replace(".png", ".pdf"), EXPIRES),
        (KEY, EXPIRES + 1),
        (KEY, str(EXPIRES) + "0"),
        (KEY, f"+{EXPIRES}"),
        (KEY, f" {EXPIRES}"),
        (KEY, f"0{EXPIRES}"),
        (KEY, "١٢٣"),
        (KEY, "9" * 5000),
        (KEY, ""),
        (KEY, "never"),
        ("", EXPIRES),
        ("../../etc/passwd", EXPIRES),
        (f"{KEY}\n", EXPIRES),
        ("\ud800", EXPIRES),
    ],
)
def test_a_signature_is_good_for_nothing_else(app: Flask, key: str, expires: int | str) -> None:
    assert not signed_links.is_good(key, expires, signed_links.sign(KEY, EXPIRES))


@pytest.mark.parametrize("signature", ["", "x", "=", "\0", "é", "\ud800", "A" * 43, "a" * 100_000])
def test_a_made_up_signature_is_not_good(app: Flask, signature: str) -> None:
    assert not signed_links.is_good(KEY, EXPIRES, signature)


def test_a_signature_of_another_secret_is_not_good(app: Flask) -> None:
    signature = signed_links.sign(KEY, EXPIRES)
    app.config["SECRET_KEY"] = "another secret of the tests, also long"
    assert not signed_links.is_good(KEY, EXPIRES, signature)


def test_a_signature_made_for_something_else_is_not_good(app: Flask) -> None:
    signature = Signer(app.config["SECRET_KEY"]).get_signature(f"{KEY}:{EXPIRES}").decode()
    assert not signed_links.is_good(KEY, EXPIRES, signature)


def test_keys_are_random_and_keep_their_ending() -> None:
    keys = {new_key(".docx") for _ in range(100)}
    assert len(keys) == 100
    assert all(is_key(key) and key.endswith(".docx") for key in keys)


@pytest.mark.parametrize("extension", ["", "png", ".", "./x", ".PNG", ".p g", ".png\n", ".abcdefghi"])
def test_a_key_with_an_odd_ending_is_not_made(extension: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        new_key(extension)
