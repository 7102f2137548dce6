"""Files at Cloudinary: `authenticated` assets, which are not public, read through signed links that expire.

The SDK signs and knows the addresses. `HTTPClient` makes the calls, because the SDK retries, follows redirects and waits
without end for an answer that trickles in.
"""

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any
from urllib.parse import urlencode

from cloudinary.utils import base_api_url, now, sign_request
from urllib3.util import make_headers

from ticketing.errors import BadGateway, GatewayTimeout, Problem
from ticketing.storage.http_client import HTTPClient, Request, upload_request
from ticketing.storage.keys import checked, is_key

log = logging.getLogger(__name__)

FOLDER = "ticketing/"
IMAGES = frozenset({".png", ".jpg", ".gif", ".webp"})
# A browser shows these itself, and none of them runs as script.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class CloudinaryStorage:
    """Files in our folder of a Cloudinary account."""

    cloud_name: str
    api_key: str
    api_secret: str = field(repr=False)
    upload_prefix: str | None = None
    save_seconds: float = 12.0
    call_seconds: float = 8.0
    # Few places, so that a Cloudinary that hangs can't hold all of the server.
    client: HTTPClient = field(default_factory=lambda: HTTPClient(places=6, patience=0.5))

    def save(self, key: str, content: IO[bytes], content_type: str, *, deadline: float | None = None) -> None:
        """Store all of `content` under `key`, or raise by `deadline`, a moment of `time.monotonic()`, at the latest."""
        left = self.save_seconds if deadline is None else deadline - time.monotonic()
        if left <= 0:
            raise GatewayTimeout("The file store did not answer in time.")
        names, parameters = _names(key), self._signed(key, overwrite=False)
        request = upload_request(self._url(names["resource_type"], "upload"), parameters, key, content)
        answer = self._send(request, min(left, self.save_seconds))
        # Above all the type: an asset of another type would be public.
        if any(answer.get(name) != value for name, value in names.items()):
            raise self._refused(answer)

    def url(self, key: str, *, name: str, content_type: str, expires_at: datetime) -> str:
        """Return a signed link, which shows what a browser shows safely and downloads the rest as `name`."""
        # The SDK's `private_download_url` can't set the file's name.
        resource_type = _names(key)["resource_type"]
        ending = PurePath(key).suffix[1:] if resource_type == "image" else None
        saving = {} if content_type in INLINE else {"attachment": True, "target_filename": name}
        signed = self._signed(key, format=ending, expires_at=int(expires_at.timestamp()), **saving)
        return f"{self._url(resource_type, 'download')}?{urlencode(signed)}"

    def delete(self, key: str) -> None:
        """Remove the asset under `key`; it is no error when there is none."""
        body = urlencode(self._signed(key, invalidate=True)).encode()
        request = Request("POST", self._url(_names(key)["resource_type"], "destroy"), FORM, body)
        answer = self._send(request, self.call_seconds)
        if answer.get("result") not in ("ok", "not found"):
            raise self._refused(answer)

    def discard(self, key: str) -> None:
        """Remove the asset under `key` in the background; the sweep finds what one attempt misses or arrives later."""
        with suppress(RuntimeError):
            threading.Thread(target=self._try_to_delete, args=(checked(key),), name="storage", daemon=True).start()

    def keys(self) -> Iterator[str]:
        """Yield the key of every asset in our folder."""
        for resource_type in ("image", "raw"):
            for asset in self._assets(resource_type):
                name = str(asset.get("public_id")).removeprefix(FOLDER)
                key = f"{name}.{asset.get('format')}" if resource_type == "image" else name
                if is_key(key):
                    yield key

    def leftovers(self) -> Iterator[str]:
        """Yield nothing, as nothing can be left."""
        return iter(())

    def remove_leftovers(self) -> int:
        """Return 0: an upload that was cut off leaves nothing at Cloudinary."""
        return 0

    def _try_to_delete(self, key: str) -> None:
        try:
            self.delete(key)
        except Problem:
            log.warning("file %s is left to the sweep", key)

    def _assets(self, resource_type: str) -> Iterator[Mapping[str, Any]]:
        url = self._url("resources", resource_type, "authenticated")
        headers = make_headers(basic_auth=f"{self.api_key}:{self.api_secret}")
        question, seen = {"prefix": FOLDER, "max_results": "500"}, set[str]()
        while (page := f"{url}?{urlencode(question)}") not in seen:
            seen.add(page)
            answer = self._send(Request("GET", page, headers), self.call_seconds)
            if not isinstance(assets := answer.get("resources"), list):
                raise self._refused(answer)
            yield from (asset for asset in assets if isinstance(asset, Mapping))
            if cursor := answer.get("next_cursor"):
                question["next_cursor"] = str(cursor)

    # What these two leave out, the SDK would take from the environment.
    def _url(self, *path: str) -> str:
        prefix = self.upload_prefix or "https://api.cloudinary.com"
        return str(base_api_url(list(path), cloud_name=self.cloud_name, upload_prefix=prefix))

    def _signed(self, key: str, **parameters: object) -> dict[str, str]:
        names = _names(key)
        question = {"timestamp": now(), "public_id": names["public_id"], "type": names["type"], **parameters}
        signer = {"api_key": self.api_key, "api_secret": self.api_secret, "signature_algorithm": "sha1", "signature_version": 2}
        return dict(sign_request(question, signer))

    def _send(self, request: Request, seconds: float) -> Mapping[str, Any]:
        try:
            answer = self.client.send(request, seconds)
        except Problem as problem:
            log.warning("Cloudinary: %s (%r)", problem.detail, problem.__cause__)
            raise
        try:
            parsed = json.loads(answer.body)
        except (ValueError, RecursionError):
            parsed = None
        if answer.status != 200 or not isinstance(parsed, Mapping):
            raise self._refused(answer)
        return parsed

    def _refused(self, answer: object) -> BadGateway:
        # The log gets little of it, because it is the other side's text.
        log.warning("Cloudinary refused: %s", repr(answer).replace(self.api_secret, "…")[:500])
        return BadGateway("The file store refused, or answered nonsense.")


def _names(key: str) -> dict[str, str]:
    # Cloudinary adds the ending of an image by itself, while that of any other file is part of its id.
    path = PurePath(checked(key))
    is_image = path.suffix in IMAGES
    return {
        "public_id": FOLDER + (path.stem if is_image else key),
        "resource_type": "image" if is_image else "raw",
        "type": "authenticated",
    }
