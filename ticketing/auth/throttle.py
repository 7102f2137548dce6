"""Limits failed sign-ins, so that passwords can't be guessed at speed and nobody can lock an owner out.

Failures are counted where every process of the service sees them: in the database, or in Redis.
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from flask import Flask, current_app
from limits.errors import StorageError
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import delete, or_, select

from ticketing.auth.models import FailedSignIn
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import TooManyRequests, Unavailable
from ticketing.extensions import db

# Within five minutes each. A person mistypes a few times and waits minutes at most.
WINDOW = timedelta(minutes=5)
MOST_FOR_ACCOUNT_FROM_ADDRESS = 10
# Holds a program at many addresses to some ten thousand tries a day; an office behind one address has many people.
MOST_FOR_ACCOUNT = 50
MOST_FROM_ADDRESS = 100
# For an account from an address: hashing costs as much when the password is right.
MOST_SUCCESSES = 100
# For a whole command, so that a Redis which does not answer blocks no request for long.
REDIS_SECONDS = 0.5


class Scope(NamedTuple):
    """Failures that are counted together, for an account, from an address or both, and the most that are let pass."""

    most: int
    account_hash: str | None = None
    address_hash: str | None = None


class InDatabase:
    """Failures as rows."""

    def seconds_to_wait(self, scope: Scope) -> float:
        """Return in how many seconds fewer than the most will lie within the window; 0 or less when they do now."""
        now = utcnow()
        # After the clock was put back, failures of the future would last as long as it was put back by.
        query = select(FailedSignIn.at).where(FailedSignIn.at > now - WINDOW, FailedSignIn.at < now + WINDOW)
        wanted = {FailedSignIn.account_hash: scope.account_hash, FailedSignIn.address_hash: scope.address_hash}
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        decisive = db.session.scalar(query.order_by(FailedSignIn.at.desc()).offset(scope.most - 1).limit(1))
        return (decisive + WINDOW - now).total_seconds() if decisive else 0.0

    def add(self, own: Scope, *others: Scope) -> None:
        """Add a row, and remove those that count no more. Commits."""
        now = utcnow()
        is_over = or_(FailedSignIn.at <= now - WINDOW, FailedSignIn.at >= now + WINDOW)
        with transaction():
            db.session.execute(delete(FailedSignIn).where(is_over))
            db.session.add(FailedSignIn(account_hash=own.account_hash, address_hash=own.address_hash, at=now))


class InRedis:
    """Failures in Redis, which the processes of several machines can share. Raises `Unavailable`."""

    def __init__(self, address: str) -> None:
        self._storage = RedisStorage(
            address,
            wrap_exceptions=True,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            # Once more, because Redis may have closed the pooled connection.
            retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type]
        )

    def seconds_to_wait(self, scope: Scope) -> float:
        """Return in how many seconds fewer than the most will lie within the window; 0 or less when they do now."""
        window = int(WINDOW.total_seconds())
        try:
            start, count = self._storage.get_moving_window(_key(scope), scope.most, window)
        except StorageError as error:
            raise _unreachable() from error
        return start + window - time.time() if count >= scope.most else 0.0

    def add(self, own: Scope, *others: Scope) -> None:
        """Count the failure in each of its scopes."""
        try:
            for scope in (own, *others):
                self._storage.acquire_entry(_key(scope), scope.most, int(WINDOW.total_seconds()))
        except StorageError as error:
            raise _unreachable() from error


def init_app(app: Flask) -> None:
    """Choose where failures are counted: in Redis when `RATELIMIT_STORAGE_URI` names one, and else in the database."""
    uri: str = app.config["RATELIMIT_STORAGE_URI"]
    app.extensions["failed_sign_ins"] = InDatabase() if uri.startswith("memory:") else InRedis(uri)


def check(account: str, address: str, is_known: Callable[[], bool]) -> TooManyRequests | None:
    """Raise `TooManyRequests` when there were too many failures of late.

    A user who `is_known`, having signed in to this account from this address before, is kept out only by failures for just
    this account from just this address. When others are kept out, that error is returned: a wrong password must be answered
    with it, or the answers would tell which accounts are known here.
    """
    own, *others = (_failures().seconds_to_wait(scope) for scope in _scopes(account, address))
    shared = max(others)
    if shared <= 0 < own:
        raise too_many(own)
    if shared > 0 and (own > 0 or not is_known()):
        raise too_many(shared)
    return too_many(shared) if shared > 0 else None


def record_failure(account: str, address: str) -> None:
    """Count one failed sign-in. Commits."""
    _failures().add(*_scopes(account, address))


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the half that a subscriber is given, who can choose the other half."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip) >> 64 << 64, 64)))


def _scopes(account: str, address: str) -> tuple[Scope, Scope, Scope]:
    who, where = _hash(account), _hash(network(address))
    return (
        Scope(MOST_FOR_ACCOUNT_FROM_ADDRESS, who, where),
        Scope(MOST_FOR_ACCOUNT, account_hash=who),
        Scope(MOST_FROM_ADDRESS, address_hash=where),
    )


def _hash(text: str) -> str:
    # People type passwords where their names belong; and all keys have the same length.
    return hashlib.sha256(text.encode()).hexdigest()


def _key(scope: Scope) -> str:
    return f"failed sign-ins/{scope.account_hash or 'all'}/{scope.address_hash or 'all'}"


def _failures() -> InDatabase | InRedis:
    failures: InDatabase | InRedis = current_app.extensions["failed_sign_ins"]
    return failures


def too_many(seconds: float, what: str = "failed sign-ins") -> TooManyRequests:
    """Return the error of somebody who has to wait so long."""
    headers = {"Retry-After": str(math.ceil(seconds))}
    return TooManyRequests(f"Too many {what}. Please wait before you try again.", headers=headers)


def _unreachable() -> Unavailable:
    return Unavailable("Sign-in is not possible at this moment. Please try again.", headers={"Retry-After": "5"})
