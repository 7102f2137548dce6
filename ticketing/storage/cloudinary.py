"""Files at Cloudinary, not public: `authenticated` assets, read through signed links that expire."""

import functools
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

import cloudinary.api
import cloudinary.uploader
from cloudinary.api_client import call_api

from ticketing.errors import BadGateway, GatewayTimeout, Problem
from ticketing.storage.assets import Account
from ticketing.storage.bulkhead import Bulkhead, Full
from ticketing.storage.cleanup import Cleanup
from ticketing.storage.keys import checked, is_key
from ticketing.storage.line import NONSENSE, SLOW, Line

log = logging.getLogger(__name__)

# The SDK has no other way to be kept from retrying and from following redirects. A line holds no credentials, so apps
# in one process can share it.
cloudinary.uploader._http = call_api._http = Line()

PAGE_SIZE = 500


class CloudinaryStorage:
    """Files in one Cloudinary account.

    Saving takes at most `save_seconds`, anything else `call_seconds`; at most `places` callers are at it at a time, and
    others wait for `patience` seconds. After a failed save the asset is removed in the background, tried after each of
    `cleanup_delays`, because the bytes may have arrived all the same.
    """

    def __init__(
        self,
        account: Account,
        *,
        save_seconds: float = 12.0,
        call_seconds: float = 8.0,
        places: int = 6,
        patience: float = 0.5,
        cleanup_delays: Sequence[float] = (0.0, 5.0, 60.0),
    ) -> None:
        self._account = account
        self._save_seconds = save_seconds
        self._call_seconds = call_seconds
        self._bulkhead = Bulkhead(places, patience)
        self._background = Bulkhead(1, call_seconds)
        self._cleanup = Cleanup(lambda key: self._destroy(key, self._background), cleanup_delays)

    def save(self, key: str, content: IO[bytes], content_type: str, *, deadline: float | None = None) -> None:
        """Store all of `content` under `key`, or raise by `deadline`, a moment of `time.monotonic()`, at the latest."""
        left = self._save_seconds if deadline is None else deadline - time.monotonic()
        if left <= 0:
            raise GatewayTimeout(SLOW)
        names = self._account.names(key)
        content.seek(0)
        upload = functools.partial(
            cloudinary.uploader.upload, (key, content.read()), overwrite=False, upload_preset=None, **names
        )
        try:
            answer = self._ask(upload, min(left, self._save_seconds), self._bulkhead)
            # Above all the type: an asset of another one would be public.
            if "public_id" not in answer or any(answer.get(field, name) != name for field, name in names.items()):
                raise self._nonsense(answer)
        except Full:
            raise
        except Problem:
            self._cleanup.soon(key)
            raise

    def url(self, key: str, *, name: str, content_type: str, expires_at: datetime) -> str:
        """Return a signed link to Cloudinary, to show what a browser shows safely and to download the rest as `name`."""
        return self._account.link(key, name, content_type, expires_at)

    def delete(self, key: str) -> None:
        """Remove the asset under `key`; it is no error when there is none."""
        self._destroy(key, self._bulkhead)

    def discard(self, key: str) -> None:
        """Remove the asset under `key` in the background."""
        self._cleanup.soon(checked(key))

    def keys(self, *, before: datetime | None = None) -> Iterator[str]:
        """Yield the key of every asset in the folder, or of those stored before a moment."""
        for resource_type in ("image", "raw"):
            for asset in self._list(resource_type):
                key = self._account.key(asset, resource_type)
                if is_key(key) and (before is None or _is_older(asset, before)):
                    yield key

    def remove_leftovers(self) -> int:
        """Return 0: an upload that was cut off leaves nothing at Cloudinary."""
        return 0

    def _destroy(self, key: str, bulkhead: Bulkhead) -> bool:
        destroy = functools.partial(cloudinary.uploader.destroy, invalidate=True, **self._account.names(key))
        answer = self._ask(destroy, self._call_seconds, bulkhead)
        if answer.get("result") not in ("ok", "not found"):
            raise self._nonsense(answer)
        return bool(answer["result"] == "ok")

    def _list(self, resource_type: str) -> Iterator[Mapping[str, Any]]:
        question = {"resource_type": resource_type, "type": "authenticated", "prefix": self._account.prefix}
        cursor, seen = None, set[object]()
        while cursor not in seen:
            seen.add(cursor)
            page = functools.partial(cloudinary.api.resources, max_results=PAGE_SIZE, next_cursor=cursor, **question)
            answer = self._ask(page, self._call_seconds, self._bulkhead)
            assets = answer.get("resources")
            if not isinstance(assets, list):
                raise self._nonsense(answer)
            yield from (asset for asset in assets if isinstance(asset, Mapping))
            cursor = str(answer.get("next_cursor") or "") or None

    def _ask(self, call: Callable[..., Any], seconds: float, bulkhead: Bulkhead) -> Mapping[str, Any]:
        work = functools.partial(call, timeout=seconds, **self._account.options)
        try:
            answer = bulkhead.run(work, seconds)
        except Problem as problem:
            log.warning("Cloudinary: %s (%r)", problem.detail, problem.__cause__)
            raise
        except Exception as error:
            # The SDK raises bare Exceptions too, and stumbles over nonsense with TypeError and the like.
            raise self._nonsense(error) from None
        if not isinstance(answer, Mapping):
            raise self._nonsense(answer)
        return answer

    def _nonsense(self, answer: object) -> BadGateway:
        # For the log only, and cut: it is the other side's text.
        log.warning("Cloudinary refused: %s", repr(answer).replace(self._account.api_secret, "…")[:500])
        return BadGateway(NONSENSE)


def _is_older(asset: Mapping[str, Any], moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(asset.get("created_at"))) < moment
    except (ValueError, TypeError):
        # Whose age is unknown may be young.
        return False
