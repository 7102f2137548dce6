"""The stores under test: a fake Cloudinary with short timeouts, a local one in a temporary folder."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fake_cloudinary import FakeCloudinary
from ticketing.storage.assets import Account
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.local import LocalStorage

SAVE_SECONDS = 1.0


@pytest.fixture
def fake() -> Iterator[FakeCloudinary]:
    with FakeCloudinary() as server:
        yield server


@pytest.fixture
def account(fake: FakeCloudinary) -> Account:
    return account_at(fake)


@pytest.fixture
def cloudinary(fake: FakeCloudinary) -> CloudinaryStorage:
    return store_at(fake)


def account_at(fake: FakeCloudinary) -> Account:
    return Account(fake.cloud_name, fake.api_key, fake.api_secret, fake.address)


def store_at(fake: FakeCloudinary) -> CloudinaryStorage:
    """Return the store at this fake, with little patience."""
    return CloudinaryStorage(
        account_at(fake), save_seconds=SAVE_SECONDS, call_seconds=0.8, places=2, patience=0.1, cleanup_delays=(0.0, 0.2)
    )


@pytest.fixture
def local(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "attachments")


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Say whether something becomes true within twenty seconds."""

    def wait_for(is_true: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + 20
        while not is_true() and time.monotonic() < deadline:
            time.sleep(0.01)
        return is_true()

    return wait_for
