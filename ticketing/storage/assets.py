"""What a file is called at Cloudinary, and the links to it: no calls, only names and signatures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from cloudinary.utils import cloudinary_api_url, now, sign_request

from ticketing.storage.keys import checked

IMAGES = frozenset({".png", ".jpg", ".gif", ".webp"})
# A browser shows these itself, and none of them runs as script.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})


@dataclass(frozen=True)
class Account:
    """One Cloudinary account, and the folder in it that is ours."""

    cloud_name: str
    api_key: str
    api_secret: str = field(repr=False)
    upload_prefix: str | None = None
    folder: str = "ticketing"

    @property
    def options(self) -> dict[str, Any]:
        """What goes with every call of the SDK; what is left out, it would take from the environment."""
        return {
            "cloud_name": self.cloud_name,
            "api_key": self.api_key,
            "api_secret": self.api_secret,
            "upload_prefix": self.upload_prefix or "https://api.cloudinary.com",
            "oauth_token": None,
            "signature_algorithm": "sha1",
            "signature_version": 2,
        }

    @property
    def prefix(self) -> str:
        """The beginning of all our public ids."""
        return f"{self.folder}/"

    def names(self, key: str) -> dict[str, str]:
        """Return what identifies the asset of `key`; its type is the one that is not public."""
        path = PurePath(checked(key))
        is_image = path.suffix in IMAGES
        return {
            # Cloudinary adds an image's ending by itself, while that of any other file is part of its id.
            "public_id": self.prefix + (path.stem if is_image else key),
            "resource_type": "image" if is_image else "raw",
            "type": "authenticated",
        }

    def key(self, asset: Mapping[str, Any], resource_type: str) -> str:
        """Return the key of a listed asset, which is no valid one when the asset is none of ours."""
        name = str(asset.get("public_id")).removeprefix(self.prefix)
        return f"{name}.{asset.get('format')}" if resource_type == "image" else name

    def link(self, key: str, name: str, content_type: str, expires_at: datetime) -> str:
        """Return a signed link that expires, to show what a browser shows safely and to download the rest as `name`."""
        names = self.names(key)
        # What `cloudinary.utils.private_download_url` asks for, and the file's name besides.
        question = {
            "timestamp": now(),
            "public_id": names["public_id"],
            "type": names["type"],
            "format": PurePath(key).suffix[1:] if names["resource_type"] == "image" else None,
            "expires_at": int(expires_at.timestamp()),
        }
        if content_type not in INLINE:
            question |= {"attachment": True, "target_filename": name}
        address = cloudinary_api_url("download", resource_type=names["resource_type"], **self.options)
        return f"{address}?{urlencode(sign_request(question, self.options))}"
