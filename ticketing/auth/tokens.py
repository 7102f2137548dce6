"""JSON Web Tokens: issued for a login, and read back."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, request
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt import PyJWTError

from ticketing.auth.models import Login
from ticketing.clock import utcnow
from ticketing.errors import Unauthenticated
from ticketing.extensions import jwt

# RFC 6750, 3: what a 401 says about how to sign in.
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="ticketing"'}
# The library overlooks strange letters, and unused bits of the last letter: one token could be written in many ways.
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
LONGEST = 4096
# Claims that limit a token in ways that none of ours is limited.
FOREIGN = {"aud", "nbf"}
ID = re.compile(r"[A-Za-z0-9-]{1,64}")
# The library lets some of what is wrong with the claims of a signed token through as Python's own errors.
NOT_OURS = (PyJWTError, JWTExtendedException, ArithmeticError, RecursionError, TypeError, ValueError)


class Claims(NamedTuple):
    """What a token says: whose it is, of which login, and which of its tokens."""

    user_id: str
    login_id: str
    token_id: str


def init_app(app: Flask) -> None:
    """Set up flask-jwt-extended, which signs with `SECRET_KEY`."""
    app.config.update(
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"]),
        JWT_ENCODE_NBF=False,
        JWT_COOKIE_CSRF_PROTECT=False,
        # The library refuses tokens from the future: after the clock was put back, those would be everybody's.
        JWT_DECODE_LEEWAY=timedelta(days=1),
    )
    jwt.init_app(app)


def unauthenticated(detail: str) -> Unauthenticated:
    """Return the error of a request without a valid sign-in."""
    return Unauthenticated(detail, headers=CHALLENGE)


def issue(login: Login) -> dict[str, str]:
    """Return the pair `{access, refresh}` for `login`."""
    user_id = str(login.user_id)
    expires_at = min(utcnow() + current_app.config["JWT_ACCESS_TOKEN_EXPIRES"], login.expires_at)
    access = {"sid": login.id, "exp": expires_at}
    refresh = {"sid": login.id, "exp": login.expires_at, "jti": login.refresh_id}
    return {
        "access": create_access_token(user_id, additional_claims=access),
        "refresh": create_refresh_token(user_id, additional_claims=refresh),
    }


def bearer() -> str:
    """Return the token of the `Authorization` header, or nothing.

    Not read by the library, which knows `Bearer` in this case only and takes the first token of a list.
    """
    authorization = request.authorization
    return (authorization.token if authorization and authorization.type == "bearer" else None) or ""


def read_access(encoded: str) -> Claims:
    """Return what an access token says; raises `Unauthenticated` unless it is one of ours and has not expired."""
    claims = _read(encoded, "access")
    if claims is None:
        raise unauthenticated("Sign in first: the access token is missing, invalid or expired.")
    return claims


def read_refresh(encoded: str) -> Claims:
    """Return what a refresh token says; raises `Unauthenticated` unless it is one of ours and has not expired."""
    claims = _read(encoded, "refresh")
    if claims is None:
        raise unauthenticated("The refresh token is invalid or expired.")
    return claims


def _read(encoded: str, kind: str) -> Claims | None:
    claims = _decode(encoded, current_app.config["SECRET_KEY"]) if len(encoded) <= LONGEST else None
    if claims is None:
        return None
    ids: list[Any] = [claims.get(name) for name in ("sub", "sid", "jti")]
    is_ours = claims["type"] == kind and FOREIGN.isdisjoint(claims) and all(map(_is_id, ids))
    return Claims(*ids) if is_ours and _is_unexpired(claims.get("exp")) else None


# Each request of a page brings the same token. To check its signature takes 0.3 ms of processor time, and never comes to
# another result; what does change, expiry and the login's row, is not kept here.
@lru_cache(maxsize=1000)
def _decode(encoded: str, key: str) -> Mapping[str, Any] | None:
    if not COMPACT.fullmatch(encoded):
        return None
    try:
        # Expiry is checked above, by the clock that the logins' rows are written by.
        claims: Mapping[str, Any] = decode_token(encoded, allow_expired=True)
    except NOT_OURS:
        return None
    return claims


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value))


def _is_unexpired(expires: Any) -> bool:
    # `bool` is an `int` as well.
    return type(expires) is int and expires > utcnow().timestamp()
