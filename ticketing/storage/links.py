"""Signed, expiring links to local files: who holds one may read that file and no other."""

import hashlib

from flask import current_app
from itsdangerous import Signer

from ticketing import clock
from ticketing.storage.keys import is_key


def sign(key: str, expires: int) -> str:
    """Return the signature that opens `key` until `expires`, in Unix seconds."""
    return _signer().get_signature(_text(key, expires)).decode("ascii")


def is_good(key: str, expires: int | str, signature: str) -> bool:
    """Say whether `signature` opens `key` now; all three may be anything a client made up."""
    if not (is_key(key) and str(expires).isascii() and signature.isascii()):
        return False
    # The comparison is itsdangerous's, in constant time; what is signed is an expiry in digits, so int() can't fail.
    if not _signer().verify_signature(_text(key, expires), signature):
        return False
    return clock.utcnow().timestamp() < int(expires)


def _text(key: str, expires: int | str) -> str:
    return f"{key}:{expires}"


def _signer() -> Signer:
    secret: str = current_app.config["SECRET_KEY"]
    return Signer(secret, salt="ticketing.storage.links", digest_method=hashlib.sha256)
