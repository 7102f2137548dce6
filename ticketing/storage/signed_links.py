"""Signatures for links to local files: a link opens one file until it expires."""

import hashlib

from flask import current_app
from itsdangerous import Signer

from ticketing import clock
from ticketing.storage.keys import is_key


def sign(key: str, expires: int) -> str:
    """Return the signature that opens `key` until `expires`, in Unix seconds."""
    return _signer().get_signature(_text(key, expires)).decode("ascii")


def is_good(key: str, expires: int | str, signature: str) -> bool:
    """Say whether `signature` opens `key` now; a client may have made up all three."""
    if not (is_key(key) and str(expires).isascii() and signature.isascii()):
        return False
    # We only sign digits, so int() can't fail after this.
    if not _signer().verify_signature(_text(key, expires), signature):
        return False
    return clock.utcnow().timestamp() < int(expires)


def _text(key: str, expires: int | str) -> str:
    return f"{key}:{expires}"


def _signer() -> Signer:
    secret: str = current_app.config["SECRET_KEY"]
    return Signer(secret, salt="ticketing.storage.links", digest_method=hashlib.sha256)
