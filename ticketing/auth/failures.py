"""Failed sign-ins of the last minutes, kept where all processes of the service see them: in the database, or in Redis."""

import hashlib
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, Protocol

from limits.errors import StorageError
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import delete, or_, select

from ticketing.auth.models import FailedSignIn
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Unavailable
from ticketing.extensions import db

WINDOW_SECONDS = 300
# For a whole command, so that a Redis which does not answer holds nobody up who waits for a place to hash.
REDIS_SECONDS = 0.5


class Scope(NamedTuple):
    """What is counted together: failures for an account, from an address, or for an account from an address."""

    account: str | None = None
    address: str | None = None


class Failures(Protocol):
    """Where failed sign-ins are counted. Both methods raise `Unavailable`."""

    def seconds_to_wait(self, scope: Scope, most: int) -> float:
        """Return in how many seconds fewer than `most` failures will lie within the window; 0 or less when they do now."""

    def add(self, account: str, address: str, scopes: Iterable[tuple[Scope, int]]) -> None:
        """Count a failure; `scopes` are those that it will be asked for, each with the most that will be asked."""


class InDatabase:
    """Failures as rows, which every process that shares the database shares."""

    def seconds_to_wait(self, scope: Scope, most: int) -> float:
        """Return the seconds until the `most`-th last failure is out of the window."""
        now, window = utcnow(), timedelta(seconds=WINDOW_SECONDS)
        # After the clock was put back, failures of the future would last as long as it was put back by.
        query = select(FailedSignIn.at).where(FailedSignIn.at > now - window, FailedSignIn.at < now + window)
        if scope.account is not None:
            query = query.where(FailedSignIn.account_hash == _hash(scope.account))
        if scope.address is not None:
            query = query.where(FailedSignIn.address_hash == _hash(scope.address))
        decisive = db.session.scalar(query.order_by(FailedSignIn.at.desc()).offset(most - 1).limit(1))
        return (decisive + window - now).total_seconds() if decisive else 0.0

    def add(self, account: str, address: str, scopes: Iterable[tuple[Scope, int]]) -> None:
        """Add a row, and remove those that count no more. Commits."""
        now, window = utcnow(), timedelta(seconds=WINDOW_SECONDS)
        with transaction():
            db.session.execute(
                delete(FailedSignIn).where(or_(FailedSignIn.at <= now - window, FailedSignIn.at >= now + window))
            )
            db.session.add(FailedSignIn(account_hash=_hash(account), address_hash=_hash(address), at=now))


class InRedis:
    """Failures in Redis, which every process on every machine shares."""

    def __init__(self, address: str) -> None:
        # Once more, because the connection at hand may be one that Redis has closed.
        self._storage = RedisStorage(
            address,
            wrap_exceptions=True,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type]
        )

    def seconds_to_wait(self, scope: Scope, most: int) -> float:
        """Return the seconds until the first of the last `most` failures is out of the window."""
        try:
            start, count = self._storage.get_moving_window(_key(scope), most, WINDOW_SECONDS)
        except StorageError as error:
            raise _unreachable() from error
        return start + WINDOW_SECONDS - time.time() if count >= most else 0.0

    def add(self, account: str, address: str, scopes: Iterable[tuple[Scope, int]]) -> None:
        """Count the failure in each of its scopes."""
        try:
            for scope, most in scopes:
                self._storage.acquire_entry(_key(scope), most, WINDOW_SECONDS)
        except StorageError as error:
            raise _unreachable() from error


def _key(scope: Scope) -> str:
    return "/".join(["failed sign-ins", *(_hash(part) if part is not None else "all" for part in scope)])


def _hash(text: str) -> str:
    # People type passwords where their names belong; and all keys are as long as each other.
    return hashlib.sha256(text.encode()).hexdigest()


def _unreachable() -> Unavailable:
    return Unavailable("Sign-in is not possible at this moment. Please try again.", headers={"Retry-After": "5"})
