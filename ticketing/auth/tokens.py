"""JSON Web Tokens: made for a login, and read back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from flask import Flask, current_app, request
from jwt.exceptions import PyJWTError

from ticketing.auth.models import Login
from ticketing.clock import utcnow
from ticketing.errors import Unauthenticated

# RFC 6750, 3: what a 401 says about how to sign in.
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="ticketing"'}
ALGORITHM = "HS256"
# Times are checked below, by the service's own clock: whether a token was made in the future tells of the clock, not of the
# token, and after the clock was put back everybody would be shut out.
SIGNATURE_ONLY: Any = {"verify_exp": False, "verify_iat": False}
# The library overlooks strange letters, and bits of the last letter that mean nothing: one token could be written in many ways.
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
LONGEST = 4096
ID = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True)
class Claims:
    """What a token says: whose it is, of which login, and which of its tokens."""

    user_id: str
    login_id: str
    token_id: str


def init_app(app: Flask) -> None:
    """Configure the lifetime of access tokens from our settings."""
    app.config["ACCESS_TOKEN_LIFETIME"] = timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"])


def unauthenticated(detail: str) -> Unauthenticated:
    """Return the error of a request that nobody is signed in for."""
    return Unauthenticated(detail, headers=CHALLENGE)


def issue(login: Login) -> dict[str, str]:
    """Return the pair `{access, refresh}` for `login`."""
    now = utcnow()
    access = {"type": "access", "exp": now + current_app.config["ACCESS_TOKEN_LIFETIME"]}
    refresh = {"type": "refresh", "exp": login.expires_at, "jti": login.refresh_id}
    return {"access": _sign(login, now, access), "refresh": _sign(login, now, refresh)}


def _sign(login: Login, now: datetime, claims: dict[str, Any]) -> str:
    common = {"sub": str(login.user_id), "sid": login.id, "iat": now}
    return jwt.encode({**common, **claims}, current_app.config["SECRET_KEY"], ALGORITHM)


def bearer() -> str:
    """Return the token that the request's `Authorization` header brings, or nothing; the scheme's case does not matter."""
    authorization = request.authorization
    return (authorization.token if authorization and authorization.type == "bearer" else None) or ""


def read_access(encoded: str) -> Claims:
    """Return what an access token says; raises `Unauthenticated` unless it is one of ours and unexpired."""
    claims = _read(encoded, "access")
    if claims is None:
        raise unauthenticated("Sign in first: the access token is missing, not valid or no longer good.")
    return claims


def read_refresh(encoded: str) -> Claims:
    """Return what a refresh token says; raises `Unauthenticated` unless it is one of ours and unexpired."""
    claims = _read(encoded, "refresh")
    if claims is None:
        raise unauthenticated("The refresh token is not valid, or has expired.")
    return claims


def _read(encoded: str, kind: str) -> Claims | None:
    claims = _signed(encoded, current_app.config["SECRET_KEY"]) if len(encoded) <= LONGEST else None
    if claims is None:
        return None
    ids: list[Any] = [claims.get("sub"), claims.get("sid"), claims.get("jti", "none")]
    is_good = claims.get("type") == kind and _is_unexpired(claims.get("exp")) and all(map(_is_id, ids))
    return Claims(*ids) if is_good else None


# The same token comes with each request of a page, and whether we have signed it never changes: 0.1 ms of processor time.
@lru_cache(maxsize=1000)
def _signed(encoded: str, key: str) -> Mapping[str, Any] | None:
    if not COMPACT.fullmatch(encoded):
        return None
    try:
        return jwt.decode(encoded, key, algorithms=[ALGORITHM], options=SIGNATURE_ONLY)
    except (PyJWTError, ValueError, RecursionError):
        return None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value))


def _is_unexpired(expires: Any) -> bool:
    # `bool` is an `int` as well.
    return type(expires) is int and expires > utcnow().timestamp()
