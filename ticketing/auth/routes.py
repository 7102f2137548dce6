"""Sign-in, renewal, sign-out, and one's own account."""

from typing import Any

from flask import request, url_for

from ticketing.auth import logins, passwords, queries, service, sessions, tokens
from ticketing.auth.guard import admin_required, current_user
from ticketing.auth.hashing import hashing
from ticketing.auth.queries import CurrentUser
from ticketing.auth.schemas import (
    BackOfficeLink,
    Credentials,
    PasswordChange,
    People,
    PeopleQuery,
    RefreshToken,
    SignedIn,
    TokenPair,
    UserSchema,
)
from ticketing.database.transaction import transaction
from ticketing.errors import Invalid, Unauthenticated
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.public import public

# How many people a search suggests.
MOST_PEOPLE = 20

auth = Blueprint("auth", __name__, url_prefix="/api/auth", description="Sign-in and one's own account")
people = Blueprint("people", __name__, url_prefix="/api/people", description="Everybody who has an account")


@auth.post("/login")
@public
@auth.arguments(Credentials)
@auth.response(200, SignedIn)
@problems(400, 401, 413, 415, 429, 503)
@auth.doc(security=[])
def login(credentials: dict[str, str]) -> dict[str, Any]:
    """Sign in with username and password."""
    verified = logins.verify_password(credentials["username"], credentials["password"], request.remote_addr or "")
    with transaction():
        user, started = logins.start_login(verified)
    return {**tokens.issue(started), "user": user}


@auth.post("/refresh")
@public
@auth.arguments(RefreshToken, required=False)
@auth.response(200, TokenPair)
@problems(400, 401, 413, 415, 503)
@auth.doc(security=[])
def refresh(body: dict[str, str]) -> dict[str, str]:
    """Spend a refresh token, sent in the body or as Bearer, for a new pair; using it again ends the whole login."""
    claims = tokens.read_refresh(body.get("refresh") or tokens.bearer())
    with transaction():
        renewed = logins.renew_login(claims)
    if renewed is None:
        raise tokens.unauthenticated("This refresh token was used before, so the login has been ended.")
    return tokens.issue(renewed)


@auth.post("/logout")
@auth.response(204)
@problems(401, 503)
def logout() -> None:
    """Sign out: the login's refresh and access tokens stop working."""
    with transaction():
        logins.end_login(current_user().login_id)


@auth.post("/logout-everywhere")
@auth.response(204)
@problems(401, 503)
def logout_everywhere() -> None:
    """Sign out everywhere: every login of the user ends, this one too, and every session in the back office."""
    with transaction():
        logins.end_every_login(current_user().id)


@auth.get("/me")
@auth.response(200, UserSchema)
@problems(401, 503)
def me() -> CurrentUser:
    """Return the signed-in user."""
    return current_user()


@auth.post("/password")
@auth.arguments(PasswordChange)
@auth.response(204)
@problems(400, 401, 413, 415, 429, 503)
def change_password(change: dict[str, str]) -> None:
    """Change one's own password; every other login of the user ends."""
    me = current_user()
    service.check_new_password(change["new"], me.username, "new")
    try:
        verified = logins.verify_password(me.username, change["current"], request.remote_addr or "")
    except Unauthenticated:
        raise Invalid.field("current", "Is not your password.") from None
    with hashing(request.remote_addr):
        password_hash = passwords.hash_password(change["new"])
    with transaction():
        # An administrator may have deactivated the user, or set another password, meanwhile.
        service.change_password(logins.confirmed(verified), password_hash, keep_login=me.login_id)


@auth.post("/backoffice")
@admin_required
@auth.response(201, BackOfficeLink)
@problems(401, 403, 503)
def link_to_backoffice() -> dict[str, str]:
    """Make a link that opens the back office signed in, once, within 30 seconds and while this login lasts."""
    with transaction():
        code = sessions.issue_code(current_user().login_id)
    # In the query, of which the log writes nothing.
    return {"url": url_for("backoffice.open_from_pages", code=code, _external=True)}


@people.get("")
@admin_required
@people.arguments(PeopleQuery, location="query")
@people.response(200, People)
@problems(400, 401, 403, 503)
def find_people(query: dict[str, Any]) -> dict[str, Any]:
    """Find up to 20 people by a part of their name or address."""
    return {"results": queries.find_people(query["search"], MOST_PEOPLE, query["role"])}
