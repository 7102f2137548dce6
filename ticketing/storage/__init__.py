"""Where attachments' bytes live: the interface, and the choice by configuration."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol


class Storage(Protocol):
    """A place for files under random keys such as `q3Jx9a.png`, whose ending is the canonical one of the file's type.

    It knows keys and bytes, nothing of tickets or users. Every method may raise `BadGateway`, `Unavailable` or
    `GatewayTimeout` when the place can't be reached or has no room, and does so within 30 seconds.
    """

    def save(self, key: str, content: BinaryIO, content_type: str) -> None:
        """Store all of `content`, durably, under `key`; after an error nothing is left under it."""

    def url(self, key: str, *, name: str, content_type: str, expires_at: datetime) -> str:
        """Return an absolute link that needs no header, works until `expires_at` and offers the file under `name`."""

    def delete(self, key: str) -> None:
        """Remove the bytes under `key`; it is no error when there are none."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every file stored."""
