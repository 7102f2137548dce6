"""Passwords: which are accepted, and how they are hashed and checked."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST = 12
LONGEST = 256
# Argon2id with 19 MiB, two passes and one lane: OWASP's Password Storage Cheat Sheet.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
COMMON = frozenset(FREQUENCY_LISTS["passwords"])
VERY_COMMON = frozenset(FREQUENCY_LISTS["passwords"][:1000])
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
# Verified against when there is no such user, so that the answer takes as long as for a wrong password.
NOBODYS_HASH = hasher.hash("the password of no account at all")


def weakness(password: str, username: str) -> str | None:
    """Return why `password` is not accepted for `username`, or None when it is fine.

    Length and a list of common passwords, no rules of composition: NIST SP 800-63B, 3.1.1.2.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Must have {SHORTEST} to {LONGEST} characters."
    if is_common(password.casefold()) or password.casefold() == username.casefold():
        return "Is too easy to guess: it is among the passwords that are tried first."
    return None


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
    return hasher.hash(password)


def is_correct(password: str, password_hash: str) -> bool:
    """Tell whether `password` made `password_hash`; as slow as making one."""
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return hasher.check_needs_rehash(password_hash)
