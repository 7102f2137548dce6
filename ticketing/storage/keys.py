"""The keys files are stored under: random, and safe in a URL and as a file name."""

import re
import secrets

KEY = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,8}")


def new_key(extension: str) -> str:
    """Return a fresh key for a file with the canonical ending `extension`, such as `.png`."""
    return checked(secrets.token_hex(16) + extension)


def is_key(text: str) -> bool:
    """Say whether `new_key` could have made `text`, so that it can't name anything else."""
    return KEY.fullmatch(text) is not None


def checked(key: str) -> str:
    """Return `key`; raises `ValueError` when it is no key."""
    if not is_key(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key
