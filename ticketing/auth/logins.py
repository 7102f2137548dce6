"""Logins: begun with a password, renewed and ended. Verbs change rows and never commit."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, delete, select

from ticketing import audit
from ticketing.audit import Person, Verb, refusals
from ticketing.auth import passwords, queries, throttle
from ticketing.auth.hashing import hashing
from ticketing.auth.models import AdminSession, Login, User
from ticketing.auth.names import username_key
from ticketing.auth.queries import Account
from ticketing.auth.tokens import Claims, unauthenticated
from ticketing.clock import utcnow
from ticketing.errors import TooManyRequests, Unauthenticated
from ticketing.extensions import db

# Two tabs that renew at the same moment send the same refresh token; what arrives later than this is a replay.
OVERLAP = timedelta(seconds=10)
# However often it is renewed.
LONGEST_LOGIN = timedelta(days=30)
# An address that a user has signed in from counts as theirs for this long.
REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class VerifiedUser:
    """A user whose password was right a moment ago, and the hash that it matched."""

    id: int
    password_hash: str
    better_hash: str | None = None
    """The same password hashed with today's parameters, when the stored hash has others."""


def verify_password(username: str, password: str, address: str) -> VerifiedUser:
    """Return the active user with this name and password.

    Raises `TooManyRequests`, or `Unauthenticated`: with the same words and after the same time for an unknown name, a wrong
    password and a deactivated user. Slow: call it outside transactions.
    """
    account = queries.find_account(username)
    # Before a place for hashing is taken, so that throttled requests take none from others.
    _check_throttle(username, account, address)
    with hashing(address):
        # Again, because others may have failed meanwhile.
        too_many = _check_throttle(username, account, address)
        if passwords.is_correct(password, account.password_hash) and account.is_active and _is_allowed_here(password):
            better = passwords.hash_password(password) if passwords.is_outdated(account.password_hash) else None
            return VerifiedUser(account.id, account.password_hash, better)
        throttle.record_failure(username_key(username), address)
    refusals.record(Verb.SIGN_IN_REFUSED, user=Person(account.id or None, username))
    raise too_many or _refused()


def _check_throttle(username: str, account: Account, address: str) -> TooManyRequests | None:
    now = utcnow()

    def is_known() -> bool:
        addresses = queries.sign_in_addresses(account, now - REMEMBERED_FOR)
        return throttle.network(address) in map(throttle.network, addresses)

    try:
        if decisive := queries.earlier_sign_in(account, address, throttle.MOST_SUCCESSES, now - throttle.WINDOW):
            raise throttle.too_many((decisive + throttle.WINDOW - now).total_seconds(), "sign-ins")
        return throttle.check(username_key(username), address, is_known)
    finally:
        # No connection is held while hashing.
        db.session.commit()


def _is_allowed_here(password: str) -> bool:
    # Only the demo accounts have short passwords; a demo database that ends up in production must not open to them.
    return current_app.config["APP_ENV"] == "development" or len(password) >= passwords.SHORTEST


def _refused() -> Unauthenticated:
    return unauthenticated("The username or password is incorrect. Check both and try again.")


def confirmed(verified: VerifiedUser) -> User:
    """Return the user, locked; raises `Unauthenticated` when they were deactivated or given another password since."""
    user: User | None = db.session.scalar(
        select(User)
        .where(User.id == verified.id, User.is_active, User.password_hash == verified.password_hash)
        .execution_options(populate_existing=True)
        .with_for_update()
    )
    if user is None:
        raise _refused()
    if verified.better_hash:
        user.password_hash = verified.better_hash
    return user


def start_login(verified: VerifiedUser) -> tuple[User, Login]:
    """Sign the user in; raises `Unauthenticated`."""
    user = confirmed(verified)
    now = utcnow()
    db.session.execute(delete(Login).where(Login.user_id == user.id, Login.expires_at <= now))
    login = Login(id=uuid.uuid4().hex, user_id=user.id, refresh_id=str(uuid.uuid4()), started_at=now)
    _prolong(login)
    db.session.add(login)
    audit.record(Verb.SIGNED_IN, by=user.person)
    return user, login


def _prolong(login: Login) -> None:
    now = login.refreshed_at = utcnow()
    lifetime = timedelta(days=current_app.config["REFRESH_TOKEN_DAYS"])
    login.expires_at = min(now + lifetime, login.started_at + LONGEST_LOGIN)


def renew_login(claims: Claims) -> Login | None:
    """Return the login with the id of its next refresh token; None when the token was spent before, which ends the login.

    A token spent within `OVERLAP` gets the same successor again. Raises `Unauthenticated` when the login had ended already.
    """
    login: Login | None = db.session.scalar(
        select(Login)
        .join(User, User.id == Login.user_id)
        .where(Login.id == claims.login_id, User.is_active)
        .execution_options(populate_existing=True)
        .with_for_update(of=Login)
    )
    now = utcnow()
    if login is None or str(login.user_id) != claims.user_id or login.expires_at <= now:
        raise unauthenticated("This login has ended. Please sign in again.")
    if claims.token_id == login.refresh_id:
        login.spent_refresh_id, login.refresh_id = login.refresh_id, str(uuid.uuid4())
        _prolong(login)
        return login
    if claims.token_id == login.spent_refresh_id and abs(now - login.refreshed_at) <= OVERLAP:
        return login
    db.session.delete(login)
    audit.record(Verb.LOGIN_REPLAYED, user=db.session.get_one(User, login.user_id).person)
    return None


def end_login(login_id: str) -> None:
    """Sign out: the login's tokens stop working."""
    ended = db.session.execute(delete(Login).where(Login.id == login_id))
    if cast(CursorResult[Any], ended).rowcount:
        audit.record(Verb.SIGNED_OUT)


def end_every_login(user_id: int) -> None:
    """Sign out everywhere."""
    end_logins(user_id)
    audit.record(Verb.SIGNED_OUT, {"everywhere": True})


def end_logins(user_id: int, *, but: str | None = None) -> None:
    """End every login of the user, except the login `but`, and every session in the back office."""
    db.session.execute(delete(Login).where(Login.user_id == user_id, Login.id != (but or "")))
    end_admin_sessions(user_id)


def end_admin_sessions(user_id: int) -> None:
    """End every session of the user in the back office."""
    db.session.execute(delete(AdminSession).where(AdminSession.user_id == user_id))
