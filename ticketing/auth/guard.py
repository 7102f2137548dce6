"""Who is asking, and may they ask this at all: sign-in by default, `@public` and `@admin_required` for the rest."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_jwt_extended import get_current_user, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from ticketing.auth import service
from ticketing.auth.models import Role
from ticketing.auth.service import CurrentUser
from ticketing.auth.tokens import unauthenticated
from ticketing.errors import Forbidden
from ticketing.extensions import jwt

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Check every request before its view runs, and before its arguments are read."""
    jwt.user_lookup_loader(_look_up)
    app.before_request(_check)


def public(view: View) -> View:
    """Let anyone call `view`."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def admin_required(view: View) -> View:
    """Let only administrators call `view`."""
    view.required_role = Role.ADMIN  # type: ignore[attr-defined]
    return view


def current_user() -> CurrentUser:
    """Return who is signed in, as the database has it at this request."""
    return cast(CurrentUser, get_current_user())


def is_public(view: Callable[..., Any]) -> bool:
    """Tell whether anyone may call `view`."""
    return getattr(view, "is_public", False)


def _check() -> None:
    # No endpoint: a path or method we do not have, which is answered 404 or 405. OPTIONS is the browser's preflight, which
    # comes without a token.
    if request.endpoint is None or request.method == "OPTIONS":
        return
    view = current_app.view_functions[request.endpoint]
    if is_public(view):
        return
    _require_sign_in()
    if getattr(view, "required_role", None) not in (None, current_user().role):
        raise Forbidden("Only administrators may do this.")


def _require_sign_in() -> None:
    try:
        verify_jwt_in_request()
    except (JWTExtendedException, PyJWTError, ValueError):
        raise unauthenticated("Sign in first: the access token is missing, not valid or no longer good.") from None


def _look_up(header: dict[str, Any], claims: dict[str, Any]) -> CurrentUser | None:
    # The extension takes every type but `refresh` for an access token.
    if claims["type"] != "access":
        return None
    return service.signed_in_user(str(claims.get("sid")), str(claims["sub"]))
