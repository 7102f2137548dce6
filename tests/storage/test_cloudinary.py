"""Files at Cloudinary: stored privately, read through links, and every way in which it can fail."""

import io
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPResponse

import cloudinary as sdk
import pytest

from tests import samples
from tests.crowd import at_once
from tests.fake_cloudinary import FakeCloudinary
from tests.storage.conftest import SAVE_SECONDS, becomes_true, store_at
from ticketing.errors import BadGateway, GatewayTimeout, Problem, Unavailable
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.keys import new_key


def save(store: CloudinaryStorage, extension: str = ".png", content: bytes = samples.PNG) -> str:
    key = new_key(extension)
    store.save(key, io.BytesIO(content), "image/png")
    return key


def link(store: CloudinaryStorage, key: str, content_type: str = "image/png", minutes: float = 5) -> str:
    expires_at = datetime.now(UTC) + timedelta(minutes=minutes)
    return store.url(key, name="Überraschung & mehr.docx", content_type=content_type, expires_at=expires_at)


def fetch(url: str) -> tuple[HTTPResponse, bytes]:
    with urllib.request.urlopen(url, timeout=5) as response:
        return response, response.read()


def status_of(url: str) -> int:
    try:
        return fetch(url)[0].status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    ("extension", "content", "resource_type"),
    [
        (".png", samples.PNG, "image"),
        (".jpg", samples.JPEG, "image"),
        (".gif", samples.GIF, "image"),
        (".webp", samples.WEBP, "image"),
        (".pdf", samples.PDF, "raw"),
        (".txt", samples.TEXT, "raw"),
        (".docx", samples.DOCX, "raw"),
    ],
)
def test_a_file_is_stored_whole_and_not_public(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, extension: str, content: bytes, resource_type: str
) -> None:
    key = save(cloudinary, extension, content)
    (asset,) = fake.assets.values()
    assert (asset.content, asset.type, asset.resource_type) == (content, "authenticated", resource_type)
    assert asset.public_id == "ticketing/" + (key.partition(".")[0] if resource_type == "image" else key)


def test_all_of_the_content_is_stored_wherever_its_position_is(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    content = io.BytesIO(samples.PNG)
    content.read()
    cloudinary.save(new_key(".png"), content, "image/png")
    assert [asset.content for asset in fake.assets.values()] == [samples.PNG]


@pytest.mark.parametrize(
    ("extension", "content", "content_type"),
    [(".png", samples.PNG, "image/png"), (".pdf", samples.PDF, "application/pdf")],
)
def test_a_link_shows_what_a_browser_shows_safely(
    cloudinary: CloudinaryStorage, extension: str, content: bytes, content_type: str
) -> None:
    response, body = fetch(link(cloudinary, save(cloudinary, extension, content), content_type))
    assert (body, response.headers["Content-Type"]) == (content, content_type)
    assert response.headers["Content-Disposition"] is None


def test_a_link_to_any_other_file_is_a_download_under_its_own_name(cloudinary: CloudinaryStorage) -> None:
    key = save(cloudinary, ".docx", samples.DOCX)
    response, body = fetch(link(cloudinary, key, "application/x-anything"))
    assert body == samples.DOCX
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%9Cberraschung%20%26%20mehr.docx"


def test_a_link_that_has_expired_opens_nothing(cloudinary: CloudinaryStorage) -> None:
    assert status_of(link(cloudinary, save(cloudinary), minutes=-1)) == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("part", ["public_id", "expires_at", "signature", "type"])
def test_a_link_that_was_changed_opens_nothing(cloudinary: CloudinaryStorage, part: str) -> None:
    url = link(cloudinary, save(cloudinary))
    assert status_of(url) == HTTPStatus.OK
    assert status_of(url.replace(f"{part}=", f"{part}=1")) == HTTPStatus.UNAUTHORIZED


def test_a_link_does_not_give_the_secret_away(cloudinary: CloudinaryStorage, fake: FakeCloudinary) -> None:
    assert fake.api_secret not in link(cloudinary, save(cloudinary))


def test_a_file_is_deleted_once_and_again(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    keys = [save(cloudinary), save(cloudinary, ".zip", samples.ZIP)]
    for key in [*keys, *keys]:
        cloudinary.delete(key)
    assert fake.assets == {}


def test_a_file_is_discarded_while_the_caller_goes_on(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    key = save(cloudinary)
    cloudinary.discard(key)
    assert becomes_true(lambda: not fake.assets)


def test_a_file_that_can_not_be_discarded_is_left_to_the_sweep(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, caplog: pytest.LogCaptureFixture
) -> None:
    key = save(cloudinary)
    fake.misbehave("500", on={"destroy"})
    cloudinary.discard(key)
    assert becomes_true(lambda: f"file {key} is left to the sweep" in caplog.text)
    assert list(cloudinary.keys()) == [key]


def test_all_keys_are_listed_page_by_page(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    fake.page_size = 2
    stored = [save(cloudinary) for _ in range(5)] + [save(cloudinary, ".txt", samples.TEXT) for _ in range(3)]
    assert sorted(cloudinary.keys()) == sorted(stored)


def test_assets_of_others_are_not_listed(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    key = save(cloudinary, ".txt", samples.TEXT)
    for public_id in (f"elsewhere/{key}", "ticketing/public", "ticketing/by hand"):
        fake.assets[public_id] = replace(fake.assets[f"ticketing/{key}"], public_id=public_id)
    assert list(cloudinary.keys()) == [key]


def test_two_apps_in_a_process_keep_to_their_own_accounts(cloudinary: CloudinaryStorage, fake: FakeCloudinary) -> None:
    with FakeCloudinary("another", "5678", "efgh-another-secret") as other:
        store = store_at(other)
        keys = [save(cloudinary), save(store), save(cloudinary)]
        assert sorted(cloudinary.keys()) == sorted([keys[0], keys[2]])
        assert list(store.keys()) == [keys[1]]


@pytest.mark.parametrize("name", ["cloud_name", "upload_prefix", "api_key", "api_secret", "signature_algorithm"])
def test_the_sdks_own_settings_do_not_change_where_a_file_goes(
    cloudinary: CloudinaryStorage, fake: FakeCloudinary, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sdk.config(), name, "http://127.0.0.1:1", raising=False)
    save(cloudinary)
    assert len(fake.assets) == 1


REFUSALS = ["400", "401", "420", "500", "503 page", "nonsense", "wrong json", "list json", "null json", "empty"]
FAULTS = [
    *((fault, BadGateway) for fault in [*REFUSALS, "no http", "redirect", "endless"]),
    *((fault, Unavailable) for fault in ["drop", "drop answer"]),
]
WRONG_ASSETS = [("wrong id", BadGateway), ("public", BadGateway)]
TIMEOUTS = ("hang", "late", "drip", "drip header")


def assert_a_save_fails(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    store, key = store_at(fake), new_key(".png")
    fake.misbehave(fault, on={"upload"})
    start = time.monotonic()
    with pytest.raises(error) as raised:
        store.save(key, io.BytesIO(samples.PNG), "image/png")
    assert time.monotonic() - start < SAVE_SECONDS + 1
    assert fake.api_secret not in raised.value.detail
    assert (fake.count("upload"), fake.strayed) == (1, 0)
    store.discard(key)
    assert becomes_true(lambda: fake.count("destroy") > 0 and not fake.assets)


def assert_a_listing_fails(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    fake.misbehave(fault)
    with pytest.raises(error):
        list(store_at(fake).keys())
    assert (fake.count("list"), fake.strayed) == (1, 0)


@pytest.mark.parametrize(("fault", "error"), [*FAULTS, *WRONG_ASSETS])
def test_a_save_that_fails_says_so_and_can_be_undone(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    assert_a_save_fails(fake, fault, error)


@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_a_listing_that_fails_says_so(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    assert_a_listing_fails(fake, fault, error)


@pytest.mark.parametrize("assert_it_fails", [assert_a_save_fails, assert_a_listing_fails])
def test_a_call_that_takes_too_long_ends_at_its_deadline(
    assert_it_fails: Callable[[FakeCloudinary, str, type[Problem]], None],
) -> None:
    def at_a_fake_of_its_own(fault: str) -> None:
        with FakeCloudinary() as fake:
            assert_it_fails(fake, fault, GatewayTimeout)

    at_once([lambda fault=fault: at_a_fake_of_its_own(fault) for fault in TIMEOUTS])


@pytest.mark.parametrize(("fault", "error"), [("401", BadGateway), ("wrong json", BadGateway), ("hang", GatewayTimeout)])
def test_a_deletion_that_fails_says_so(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, fault: str, error: type[Problem]
) -> None:
    key = save(cloudinary)
    fake.misbehave(fault)
    with pytest.raises(error):
        cloudinary.delete(key)


def test_a_listing_in_circles_ends(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    keys = [save(cloudinary), save(cloudinary)]
    fake.page_size = 0
    assert set(cloudinary.keys()) <= set(keys)


@pytest.mark.parametrize("field", ["cloud_name", "api_key", "api_secret"])
def test_wrong_credentials_are_the_gateways_fault_and_stay_out_of_answer_and_log(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    store = replace(cloudinary, **{field: "wrong-and-secret"})
    with caplog.at_level(logging.DEBUG), pytest.raises(BadGateway) as raised:
        save(store)
    assert "wrong-and-secret" not in raised.value.detail
    assert raised.value.__cause__ is None
    assert fake.assets == {}
    assert "Cloudinary refused" in caplog.text
    assert store.api_secret not in caplog.text


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_not_there_or_has_no_certificate_is_unavailable(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, scheme: str
) -> None:
    address = "http://127.0.0.1:9" if scheme == "http" else fake.address.replace("http:", "https:")
    with pytest.raises(Unavailable) as raised:
        save(replace(cloudinary, upload_prefix=address))
    assert raised.value.headers["Retry-After"].isdigit()
    assert fake.calls == []


@pytest.mark.parametrize(("seconds", "calls"), [(0.2, ["upload"]), (0, []), (-5, [])])
def test_a_deadline_ends_a_save_before_its_own_time(fake: FakeCloudinary, seconds: float, calls: list[str]) -> None:
    fake.misbehave("hang")
    store = replace(store_at(fake), save_seconds=12)
    start = time.monotonic()
    with pytest.raises(GatewayTimeout):
        store.save(new_key(".png"), io.BytesIO(samples.PNG), "image/png", deadline=start + seconds)
    assert time.monotonic() - start < 6
    assert fake.calls == calls


def test_only_so_many_callers_wait_for_a_server_that_hangs_and_afterwards_there_is_room(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage
) -> None:
    fake.misbehave("drip header", on={"upload"})

    def attempt() -> tuple[type[Problem], float]:
        start = time.monotonic()
        with pytest.raises(Problem) as raised:
            save(cloudinary)
        return raised.type, time.monotonic() - start

    outcomes = at_once([attempt] * 8)
    assert [kind for kind, _ in outcomes].count(GatewayTimeout) == fake.count("upload") == 2
    assert sum(kind is Unavailable and seconds < SAVE_SECONDS for kind, seconds in outcomes) == 6

    fake.behave()
    assert becomes_true(lambda: not [thread for thread in threading.enumerate() if thread.name == "storage"])
    at_once([lambda: save(cloudinary)] * 2)
    assert len(fake.assets) == 2


@pytest.mark.parametrize("key", ["", "../x.png", "a" * 32, "A" * 32 + ".png", f"{'a' * 32}.png/..", f"{'a' * 32}.png\n"])
def test_only_keys_of_ours_are_taken(fake: FakeCloudinary, cloudinary: CloudinaryStorage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        cloudinary.delete(key)
    with pytest.raises(ValueError, match="not a storage key"):
        cloudinary.save(key, io.BytesIO(samples.PNG), "image/png")
    assert fake.calls == []


def test_a_store_does_not_print_its_secret(cloudinary: CloudinaryStorage) -> None:
    assert cloudinary.api_secret not in repr(cloudinary)
