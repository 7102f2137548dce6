"""JSON Web Tokens: made for a login, and read back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from ticketing.auth.models import Login
from ticketing.clock import utcnow
from ticketing.errors import Unauthenticated
from ticketing.extensions import jwt

# RFC 6750, 3: what a 401 says about how to sign in.
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="ticketing"'}


@dataclass(frozen=True)
class RefreshClaims:
    """What a refresh token says: which login it renews, and which of its refresh tokens it is."""

    login_id: str
    refresh_id: str


def init_app(app: Flask) -> None:
    """Configure flask-jwt-extended from our settings."""
    app.config["JWT_TOKEN_LOCATION"] = ["headers"]
    app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"])
    jwt.init_app(app)


def unauthenticated(detail: str) -> Unauthenticated:
    """Return the error of a request that nobody is signed in for."""
    return Unauthenticated(detail, headers=CHALLENGE)


def issue(login: Login) -> dict[str, str]:
    """Return the pair `{access, refresh}` for `login`."""
    subject, claims = str(login.user_id), {"sid": login.id}
    return {
        "access": create_access_token(subject, additional_claims=claims),
        "refresh": create_refresh_token(
            subject,
            additional_claims={**claims, "jti": login.refresh_id},
            expires_delta=login.expires_at - utcnow(),
        ),
    }


def read_refresh(encoded: str) -> RefreshClaims:
    """Return what a refresh token says; raises `Unauthenticated` unless it is one of ours and unexpired."""
    try:
        claims: dict[str, Any] = decode_token(encoded)
    except (JWTExtendedException, PyJWTError, ValueError):
        raise unauthenticated("The refresh token is not valid, or has expired.") from None
    if claims["type"] != "refresh" or not isinstance(claims.get("sid"), str):
        raise unauthenticated("This is not a refresh token.")
    return RefreshClaims(claims["sid"], str(claims["jti"]))
