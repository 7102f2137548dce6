"""Which store a file goes to, and which one it is found in later."""

from pathlib import Path

import pytest
from flask import Flask

from tests.fake_cloudinary import FakeCloudinary
from ticketing import storage
from ticketing.errors import Unavailable
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.local import LocalStorage


def make_app(folder: Path, **settings: str | None) -> Flask:
    app = Flask("stores", static_folder=None)
    app.config.update(ATTACHMENTS_DIR=folder, **settings)
    storage.init_app(app)
    return app


def test_without_cloudinary_files_are_local(tmp_path: Path) -> None:
    with make_app(tmp_path, CLOUDINARY_CLOUD_NAME=None).app_context():
        assert storage.store_name() == "local"
        assert list(storage.stores()) == ["local"]
        assert isinstance(storage.get_store("local"), LocalStorage)


def test_with_cloudinary_new_files_go_there_and_old_ones_stay_local(tmp_path: Path, fake: FakeCloudinary) -> None:
    with make_app(tmp_path, **fake.settings).app_context():
        assert storage.store_name() == "cloudinary"
        assert isinstance(storage.get_store("cloudinary"), CloudinaryStorage)
        assert isinstance(storage.get_store("local"), LocalStorage)


def test_a_store_that_is_no_longer_configured_is_named(tmp_path: Path) -> None:
    with make_app(tmp_path).app_context(), pytest.raises(storage.NotConfigured, match="cloudinary") as raised:
        storage.get_store("cloudinary")
    assert isinstance(raised.value, Unavailable)
