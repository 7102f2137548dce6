"""Passwords: which are accepted, and how they are hashed and checked."""

import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ticketing.auth.names import username_key

SHORTEST = 12
LONGEST = 256
PRODUCT = ("ticketing",)
# Shorter names are in too many words.
SHORTEST_WORD = 3
# Argon2id with 19 MiB, two passes and one lane: OWASP's Password Storage Cheat Sheet.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
COMMON = frozenset(FREQUENCY_LISTS["passwords"])
VERY_COMMON = frozenset(FREQUENCY_LISTS["passwords"][:1000])
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
# Verified against when there is no such user, so that the answer takes as long as for a wrong password.
NOBODYS_HASH = hasher.hash("the password of no account at all")


def weakness(password: str, username: str, words: Iterable[str] = ()) -> str | None:
    """Return why `password` is not accepted for `username`, or None when it is fine.

    `words` must not be in it, nor the user's own name. Length, a list of common passwords and such words, no rules of
    composition: NIST SP 800-63B, 3.1.1.2.
    """
    password = normalize(password)
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Must have {SHORTEST} to {LONGEST} characters."
    if is_common(password.casefold()):
        return "Is too easy to guess: it is among the passwords that are tried first."
    names = {username_key(name) for name in (username, username.partition("@")[0], *words, *PRODUCT)}
    if any(name in username_key(password) for name in names if len(name) >= SHORTEST_WORD):
        return "Is too easy to guess: it contains the username, or the name of the product or the company."
    return None


def normalize(password: str) -> str:
    """Return the password as hashed: keyboards send the same letter in different compositions (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def is_common(password: str) -> bool:
    """Tell whether the case-folded `password` is listed, a listed one with digits behind it, a repetition or a run."""
    base = password.rstrip("0123456789")
    return password in COMMON or base in VERY_COMMON or _is_repetition(password) or _is_run(password)


def _is_repetition(password: str) -> bool:
    # A string made of one repeated unit is found in its own double before its end.
    period = (password + password).find(password, 1)
    return period < len(password) and (period <= 4 or password[:period] in COMMON)


def _is_run(password: str) -> bool:
    return any(password in run or password in run[::-1] for run in RUNS)


def hash_password(password: str) -> str:
    """Return the hash to keep; slow on purpose: call it outside transactions and, in requests, within `hashing()`."""
    return hasher.hash(normalize(password))


def is_correct(password: str, password_hash: str) -> bool:
    """Tell whether `password` made `password_hash`; as slow as making one."""
    # Hashes from before passwords were normalized were made of what was typed.
    return any(_verify(typed, password_hash) for typed in dict.fromkeys((normalize(password), password)))


def _verify(password: str, password_hash: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return hasher.check_needs_rehash(password_hash)
