"""Where attachments' bytes live: the interface, and the choice by configuration."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol, cast

from flask import Flask, current_app

from ticketing.errors import Unavailable
from ticketing.storage.cloudinary import CloudinaryStorage
from ticketing.storage.keys import new_key
from ticketing.storage.local import LocalStorage

__all__ = [
    "CLOUDINARY",
    "LOCAL",
    "NotConfigured",
    "Storage",
    "get_store",
    "init_app",
    "new_key",
    "store_name",
    "stores",
]

LOCAL = "local"
CLOUDINARY = "cloudinary"


class Storage(Protocol):
    """A place for files under keys of `new_key`, whose ending is the canonical one of the file's type.

    It knows keys and bytes, nothing of tickets or users. Every method may raise `BadGateway`, `Unavailable` or
    `GatewayTimeout` when the place can't be reached or has no room, and does so within 30 seconds.
    """

    def save(self, key: str, content: IO[bytes], content_type: str, *, deadline: float | None = None) -> None:
        """Store all of `content`, durably, under `key`; after an error the bytes may have arrived: discard the key.

        The files of one request share one `deadline`, a moment of `time.monotonic()`, so that slow files do not add up.
        """

    def url(self, key: str, *, name: str, content_type: str, expires_at: datetime) -> str:
        """Return an absolute link that needs no header, works until `expires_at` and offers the file under `name`."""

    def delete(self, key: str) -> None:
        """Remove the bytes under `key`; it is no error when there are none."""

    def discard(self, key: str) -> None:
        """Remove the bytes under `key` without making the caller wait and without raising; the sweep finds the rest."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every file stored.

        A file is stored before its row is committed, so look for its row after its key was listed, and for its upload too.
        """

    def leftovers(self) -> Iterator[str]:
        """Yield what interrupted saves left behind, by a name for people."""

    def remove_leftovers(self) -> int:
        """Remove what interrupted saves left behind, and return how many files that were."""


class NotConfigured(Unavailable):
    """A file is in a store whose settings are no longer there."""


def init_app(app: Flask) -> None:
    """Make the stores that are configured; the local one always is."""
    config = app.config
    made: dict[str, Storage] = {LOCAL: LocalStorage(Path(config["ATTACHMENTS_DIR"]))}
    if config.get("CLOUDINARY_CLOUD_NAME"):
        made[CLOUDINARY] = CloudinaryStorage(
            config["CLOUDINARY_CLOUD_NAME"],
            config["CLOUDINARY_API_KEY"],
            config["CLOUDINARY_API_SECRET"],
            config.get("CLOUDINARY_UPLOAD_PREFIX"),
        )
    app.extensions["storage"] = made


def stores() -> Mapping[str, Storage]:
    """Return every store of the current app by its name."""
    return cast(Mapping[str, Storage], current_app.extensions["storage"])


def store_name() -> str:
    """Return the name of the store for new files; each file's row keeps it, because the settings may change."""
    return CLOUDINARY if CLOUDINARY in stores() else LOCAL


def get_store(name: str) -> Storage:
    """Return the store called `name`; raises `NotConfigured`."""
    try:
        return stores()[name]
    except KeyError:
        raise NotConfigured(f"This file is kept in the store “{name}”, which is not configured here.") from None
