"""How many failed sign-ins are borne, so that passwords can't be tried at speed, nor anybody be kept out by others' trying."""

import ipaddress
import math
from collections.abc import Callable

from flask import Flask, current_app

from ticketing.auth.failures import Failures, InDatabase, InRedis, Scope
from ticketing.errors import TooManyRequests

# Within five minutes each. A person mistypes a few times and waits minutes at most.
MOST_FOR_ACCOUNT_FROM_ADDRESS = 10
# A program at many addresses is held to some ten thousand tries a day, and an office behind one address has many people.
MOST_FOR_ACCOUNT = 50
MOST_FROM_ADDRESS = 100


def init_app(app: Flask) -> None:
    """Choose where failures are counted: in Redis when `RATELIMIT_STORAGE_URI` names one, and else in the database."""
    uri: str = app.config["RATELIMIT_STORAGE_URI"]
    app.extensions["failed_sign_ins"] = InDatabase() if uri.startswith("memory:") else InRedis(uri)


def check(account: str, address: str, is_known: Callable[[], bool]) -> None:
    """Raise `TooManyRequests` when there were too many failures of late.

    Whoever `is_known`, having signed in to this account from this address before, is kept out by failures for just this
    account from just this address, and by nobody else's.
    """
    own, *others = (_wait(scope, most) for scope, most in _scopes(account, address))
    if own > 0:
        raise _too_many(own)
    if max(others) > 0 and not is_known():
        raise _too_many(max(others))


def record_failure(account: str, address: str) -> None:
    """Count one failed sign-in. Commits."""
    _failures().add(account, network(address), _scopes(account, address))


def network(address: str) -> str:
    """Return what is counted as one address: of IPv6 the half that a subscriber is given, who has the other to choose from."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip) >> 64 << 64, 64)))


def _scopes(account: str, address: str) -> list[tuple[Scope, int]]:
    place = network(address)
    return [
        (Scope(account, place), MOST_FOR_ACCOUNT_FROM_ADDRESS),
        (Scope(account=account), MOST_FOR_ACCOUNT),
        (Scope(address=place), MOST_FROM_ADDRESS),
    ]


def _wait(scope: Scope, most: int) -> float:
    return _failures().seconds_to_wait(scope, most)


def _failures() -> Failures:
    failures: Failures = current_app.extensions["failed_sign_ins"]
    return failures


def _too_many(seconds: float) -> TooManyRequests:
    return TooManyRequests(
        "Too many failed sign-ins. Please wait before you try again.",
        headers={"Retry-After": str(math.ceil(seconds))},
    )
