"""Failed sign-ins, counted for each account and each address, so that passwords can't be tried at speed."""

import math
import time

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from ticketing.errors import TooManyRequests, Unavailable

# A person mistypes a few times and waits minutes at most; a program is held to some thousand tries a day. An office behind
# one address has many people in it.
PER_ACCOUNT = parse("10 per 5 minutes")
PER_ADDRESS = parse("100 per 5 minutes")
# Refusals of everybody together that are put on record; beyond them the log alone has each.
RECORDED = parse("300 per 10 minutes")


def init_app(app: Flask) -> None:
    """Connect the counters named by `RATELIMIT_STORAGE_URI`."""
    storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"], wrap_exceptions=True)
    app.extensions["throttle"] = MovingWindowRateLimiter(storage)


def check(account: str, address: str) -> None:
    """Raise `TooManyRequests` when this account or this address has failed too often of late."""
    for limit, key in _counters(account, address):
        try:
            if _limiter().test(limit, *key):
                continue
            wait = _limiter().get_window_stats(limit, *key).reset_time - time.time()
        except StorageError as error:
            raise _unreachable() from error
        raise TooManyRequests(
            "Too many failed sign-ins. Please wait before you try again.",
            headers={"Retry-After": str(max(1, math.ceil(wait)))},
        )


def record_failure(account: str, address: str) -> None:
    """Count one failed sign-in."""
    try:
        for limit, key in _counters(account, address):
            _limiter().hit(limit, *key)
    except StorageError as error:
        raise _unreachable() from error


def is_recordable() -> bool:
    """Count one more refusal, and tell whether it is among those that are put on record."""
    try:
        return _limiter().hit(RECORDED, "recorded refusals")
    except StorageError as error:
        raise _unreachable() from error


def _counters(account: str, address: str) -> list[tuple[RateLimitItem, tuple[str, str]]]:
    return [(PER_ACCOUNT, ("sign-in account", account)), (PER_ADDRESS, ("sign-in address", address))]


def _limiter() -> MovingWindowRateLimiter:
    limiter: MovingWindowRateLimiter = current_app.extensions["throttle"]
    return limiter


def _unreachable() -> Unavailable:
    return Unavailable("Sign-in is not possible at this moment. Please try again.", headers={"Retry-After": "5"})
