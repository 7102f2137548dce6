"""Passwords hashed for next to nothing: only where the price of a guess is the point must a test pay it."""

from argon2 import PasswordHasher

from ticketing.auth import passwords

COSTLY = passwords.hasher
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_cheaply() -> None:
    """Let this process, and what is forked from it, hash and check passwords for next to nothing."""
    passwords.hasher = CHEAP
    passwords.NOBODYS_HASH = CHEAP.hash("the password of no account at all")
