"""Requires a sign-in for every request, unless the view says `@public`; some views say `@admin_required`."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue

from ticketing import audit
from ticketing.audit import Person, Verb, refusals
from ticketing.auth import tokens
from ticketing.auth.models import Role
from ticketing.auth.queries import CurrentUser, signed_in_user
from ticketing.errors import Forbidden
from ticketing.web.public import is_public

View = TypeVar("View", bound=Callable[..., Any])
Check: TypeAlias = Callable[[], ResponseReturnValue | None]


def init_app(app: Flask) -> None:
    """Check every request before its view runs, and before its arguments are read."""
    app.extensions["guards"] = {}
    app.before_request(_check)


def guard_by(app: Flask, prefix: str, check: Check) -> None:
    """Let `check` decide about every request for a path below `prefix`, instead of the access token."""
    app.extensions["guards"][prefix] = check


def admin_required(view: View) -> View:
    """Let only administrators call `view`."""
    view.required_role = Role.ADMIN  # type: ignore[attr-defined]
    return view


def current_user() -> CurrentUser:
    """Return the signed-in user, as read from the database for this request."""
    return cast(CurrentUser, g.current_user)


def _check() -> ResponseReturnValue | None:
    checks: dict[str, Check] = current_app.extensions["guards"]
    for prefix, check in checks.items():
        if f"{request.path}/".startswith(f"{prefix}/"):
            return check()
    _check_token()
    return None


def _check_token() -> None:
    # No endpoint: a path or method we do not have, which is answered 404 or 405. OPTIONS is the browser's preflight, which
    # comes without a token.
    if request.endpoint is None or request.method == "OPTIONS":
        return
    view = current_app.view_functions[request.endpoint]
    if is_public(view):
        return
    me = g.current_user = _require_sign_in()
    audit.act_as(Person(me.id, me.username))
    if getattr(view, "required_role", None) not in (None, me.role):
        refusals.record(Verb.REFUSED, {"call": f"{request.method} {request.path}"}, ticket_id=_ticket_id())
        raise Forbidden("Only administrators may do this.")


def _ticket_id() -> int | None:
    return (request.view_args or {}).get("ticket_id") or None


def _require_sign_in() -> CurrentUser:
    claims = tokens.read_access(tokens.bearer())
    me = signed_in_user(claims.login_id, claims.user_id)
    if me is None:
        raise tokens.unauthenticated("This login has ended. Please sign in again.")
    return me
