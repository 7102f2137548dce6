"""The stores under test: a fake Cloudinary with short timeouts, a local one in a temporary folder."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fake_cloudinary import FakeCloudinary
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.http_client import HTTPClient
from ticketing.storage.local import LocalStorage

SAVE_SECONDS = 1.0


@pytest.fixture
def fake() -> Iterator[FakeCloudinary]:
    with FakeCloudinary() as server:
        yield server


@pytest.fixture
def cloudinary(fake: FakeCloudinary) -> CloudinaryStorage:
    return store_at(fake)


def store_at(fake: FakeCloudinary, *, places: int = 2) -> CloudinaryStorage:
    """Return the store at this fake, with little patience."""
    return CloudinaryStorage(
        fake.cloud_name,
        fake.api_key,
        fake.api_secret,
        fake.address,
        save_seconds=SAVE_SECONDS,
        call_seconds=0.8,
        client=HTTPClient(places, patience=0.1),
    )


@pytest.fixture
def local(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "attachments")


def becomes_true(condition: Callable[[], bool]) -> bool:
    """Say whether something becomes true within twenty seconds."""
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()
