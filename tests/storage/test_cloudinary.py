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

import pytest

from tests import samples
from tests.crowd import at_once
from tests.fake_cloudinary import FakeCloudinary
from tests.storage.conftest import SAVE_SECONDS, store_at
from ticketing.errors import BadGateway, GatewayTimeout, Problem, Unavailable
from ticketing.storage.assets import Account
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.keys import new_key

Eventually = Callable[[Callable[[], bool]], bool]


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


def test_a_file_is_discarded_in_the_background(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, eventually: Eventually
) -> None:
    cloudinary.discard(save(cloudinary))
    assert eventually(lambda: not fake.assets)


def test_all_keys_are_listed_page_by_page(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    fake.page_size = 2
    stored = [save(cloudinary) for _ in range(5)] + [save(cloudinary, ".txt", samples.TEXT) for _ in range(3)]
    assert sorted(cloudinary.keys()) == sorted(stored)


def test_assets_of_others_are_not_listed(fake: FakeCloudinary, cloudinary: CloudinaryStorage, account: Account) -> None:
    save(CloudinaryStorage(replace(account, folder="elsewhere")))
    key = save(cloudinary, ".txt", samples.TEXT)
    for name in ("public", "by hand"):
        asset = replace(next(iter(fake.assets.values())), public_id=f"ticketing/{name}")
        fake.assets[asset.public_id] = asset
    assert list(cloudinary.keys()) == [key]


def test_files_stored_after_a_moment_are_not_listed_when_only_older_ones_are_asked_for(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage
) -> None:
    now = datetime.now(UTC)
    old, _young = save(cloudinary), save(cloudinary)
    next(iter(fake.assets.values())).created_at = now - timedelta(hours=2)
    assert list(cloudinary.keys(before=now - timedelta(hours=1))) == [old]


def test_two_apps_in_a_process_keep_to_their_own_accounts(cloudinary: CloudinaryStorage, fake: FakeCloudinary) -> None:
    with FakeCloudinary("another", "5678", "efgh-another-secret") as other:
        store = CloudinaryStorage(Account("another", "5678", "efgh-another-secret", other.address))
        keys = [save(cloudinary), save(store), save(cloudinary)]
        assert sorted(cloudinary.keys()) == sorted([keys[0], keys[2]])
        assert list(store.keys()) == [keys[1]]


@pytest.mark.parametrize("name", ["CLOUDINARY_UPLOAD_PREFIX", "CLOUDINARY_OAUTH_TOKEN", "CLOUDINARY_API_SECRET"])
def test_the_environment_does_not_change_where_a_file_goes(
    cloudinary: CloudinaryStorage, fake: FakeCloudinary, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(f"cloudinary._config.{name.removeprefix('CLOUDINARY_').lower()}", "http://127.0.0.1:1", raising=False)
    save(cloudinary)
    assert len(fake.assets) == 1


REFUSALS = ["400", "401", "420", "500", "503 page", "nonsense", "wrong json", "list json", "null json", "empty"]
FAULTS = [
    *((fault, BadGateway) for fault in [*REFUSALS, "no http", "wrong id", "public", "redirect", "endless"]),
    *((fault, Unavailable) for fault in ["drop", "drop answer"]),
]
TIMEOUTS = ("hang", "late", "drip", "drip header")


def assert_a_save_fails_in_time(fake: FakeCloudinary, eventually: Eventually, fault: str, error: type[Problem]) -> None:
    fake.misbehave(fault, on={"upload"})
    start = time.monotonic()
    with pytest.raises(error) as raised:
        save(store_at(fake))
    assert time.monotonic() - start < SAVE_SECONDS + 1
    assert fake.api_secret not in raised.value.detail
    assert eventually(lambda: fake.count("destroy") > 0 and not fake.assets)
    assert (fake.count("upload"), fake.strayed) == (1, 0)


@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_a_save_that_fails_says_so_in_time_and_leaves_no_asset(
    fake: FakeCloudinary, eventually: Eventually, fault: str, error: type[Problem]
) -> None:
    assert_a_save_fails_in_time(fake, eventually, fault, error)


def at_a_fake_each(do: Callable[[FakeCloudinary, str], None]) -> None:
    """Do it at once for every fault that takes as long as there is patience."""

    def at_its_own(fault: str) -> None:
        with FakeCloudinary() as fake:
            do(fake, fault)

    at_once([lambda fault=fault: at_its_own(fault) for fault in TIMEOUTS])


def test_a_save_that_takes_too_long_says_so_in_time_and_leaves_no_asset(eventually: Eventually) -> None:
    at_a_fake_each(lambda fake, fault: assert_a_save_fails_in_time(fake, eventually, fault, GatewayTimeout))


def assert_a_listing_fails(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    fake.misbehave(fault)
    with pytest.raises(error):
        list(store_at(fake).keys())
    assert (fake.count("list"), fake.strayed) == (1, 0)


@pytest.mark.parametrize(("fault", "error"), [pair for pair in FAULTS if pair[0] not in ("wrong id", "public")])
def test_a_listing_that_fails_says_so_in_time(fake: FakeCloudinary, fault: str, error: type[Problem]) -> None:
    assert_a_listing_fails(fake, fault, error)


def test_a_listing_that_takes_too_long_says_so_in_time() -> None:
    at_a_fake_each(lambda fake, fault: assert_a_listing_fails(fake, fault, GatewayTimeout))


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
def test_wrong_credentials_are_the_gateways_fault_and_stay_out_of_the_answer(
    fake: FakeCloudinary, account: Account, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    store = CloudinaryStorage(replace(account, **{field: "wrong-and-secret"}), cleanup_delays=())
    with caplog.at_level(logging.WARNING), pytest.raises(BadGateway) as raised:
        save(store)
    assert "wrong-and-secret" not in raised.value.detail
    assert raised.value.__cause__ is None
    assert fake.assets == {}
    assert "Cloudinary refused" in caplog.text


def test_a_server_that_is_not_there_is_unavailable(account: Account) -> None:
    store = CloudinaryStorage(replace(account, upload_prefix="http://127.0.0.1:9"), cleanup_delays=())
    with pytest.raises(Unavailable) as raised:
        save(store)
    assert raised.value.headers["Retry-After"].isdigit()


def test_tls_certificates_are_checked(fake: FakeCloudinary, account: Account) -> None:
    address = fake.address.replace("http:", "https:")
    with pytest.raises(Unavailable):
        save(CloudinaryStorage(replace(account, upload_prefix=address), save_seconds=1, cleanup_delays=()))
    assert fake.calls == []


def test_a_deadline_ends_a_save_before_its_own_time(fake: FakeCloudinary, account: Account) -> None:
    fake.misbehave("hang")
    store = CloudinaryStorage(account, cleanup_delays=())
    start = time.monotonic()
    with pytest.raises(GatewayTimeout):
        store.save(new_key(".png"), io.BytesIO(samples.PNG), "image/png", deadline=start + 0.2)
    # Its own time is twelve seconds.
    assert time.monotonic() - start < 6


def test_after_the_deadline_nothing_is_begun(fake: FakeCloudinary, cloudinary: CloudinaryStorage) -> None:
    with pytest.raises(GatewayTimeout):
        cloudinary.save(new_key(".png"), io.BytesIO(samples.PNG), "image/png", deadline=time.monotonic())
    assert fake.calls == []


def test_only_so_many_callers_wait_for_a_server_that_hangs(fake: FakeCloudinary, account: Account) -> None:
    fake.misbehave("drip")
    store = CloudinaryStorage(account, save_seconds=1.0, places=2, patience=0.05, cleanup_delays=())
    errors: list[tuple[type[BaseException], float]] = []

    def attempt() -> None:
        start = time.monotonic()
        try:
            save(store)
        except Problem as problem:
            errors.append((type(problem), time.monotonic() - start))

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(kind is GatewayTimeout for kind, _ in errors) == 2
    assert sum(issubclass(kind, Unavailable) and seconds < 0.9 for kind, seconds in errors) == 6
    assert fake.count("upload") == 2


def test_places_are_free_again_after_a_server_has_hung(
    fake: FakeCloudinary, cloudinary: CloudinaryStorage, eventually: Eventually
) -> None:
    fake.misbehave("drip header", on={"upload"})

    def hang() -> None:
        with pytest.raises(GatewayTimeout):
            save(cloudinary)

    at_once([hang, hang])
    hang()
    fake.behave()
    assert eventually(lambda: not [thread for thread in threading.enumerate() if thread.name == "storage"])
    for _ in range(3):
        save(cloudinary)
    assert len(fake.assets) == 3


def test_an_asset_that_arrives_after_its_removal_is_removed_at_a_later_try(
    fake: FakeCloudinary, account: Account, eventually: Eventually
) -> None:
    store, key = CloudinaryStorage(account, cleanup_delays=(0.0, 0.5, 0.5, 0.5)), new_key(".png")
    store.discard(key)
    assert eventually(lambda: fake.count("destroy") == 1)
    store.save(key, io.BytesIO(samples.PNG), "image/png")
    assert eventually(lambda: not fake.assets)


def test_a_removal_that_fails_is_tried_again_and_then_left_to_the_sweep(
    fake: FakeCloudinary, account: Account, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    store = CloudinaryStorage(account, cleanup_delays=(0.0, 0.05))
    key = save(store)
    fake.misbehave("500", on={"destroy"})
    with caplog.at_level(logging.INFO):
        store.discard(key)
        assert eventually(lambda: "left to the sweep" in caplog.text)
    assert fake.count("destroy") == 2
    assert list(store.keys()) == [key]


@pytest.mark.parametrize("key", ["", "../x.png", "a" * 32, "A" * 32 + ".png", f"{'a' * 32}.png/..", f"{'a' * 32}.png\n"])
def test_only_keys_of_ours_are_taken(fake: FakeCloudinary, cloudinary: CloudinaryStorage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        cloudinary.delete(key)
    with pytest.raises(ValueError, match="not a storage key"):
        cloudinary.save(key, io.BytesIO(samples.PNG), "image/png")
    assert fake.calls == []


def test_an_account_does_not_print_its_secret(account: Account) -> None:
    assert account.api_secret not in repr(account)
