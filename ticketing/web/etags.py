"""ETags: what they look like, and the 304 for whoever has the answer already."""

import hashlib

from flask import Response, request


def tag_of(*facts: object) -> str:
    """Return the tag of an answer that says these facts."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def weak(tag: str) -> str:
    """Return the header for an answer that may differ in its bytes."""
    return f'W/"{tag}"'


def not_changed(etag: str) -> Response | None:
    """Return the 304 if the request names this ETag, in `If-None-Match`."""
    tag = etag.removeprefix("W/").strip('"')
    return Response(status=304, headers={"ETag": etag}) if request.if_none_match.contains_weak(tag) else None
