"""Signing in and out of the back office, and the files that its pages are made of."""

from pathlib import Path

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.wrappers import Response as WerkzeugResponse

from ticketing.audit import Person, Verb, refusals
from ticketing.auth import logins, sessions
from ticketing.auth.schemas import Credentials
from ticketing.backoffice import csrf
from ticketing.backoffice.access import is_own_page, signed_in
from ticketing.database.transaction import transaction
from ticketing.errors import Forbidden, Invalid, Problem, TooManyRequests, Unauthenticated

STATIC = Path(__file__).with_name("static")
ASSETS_KEPT_SECONDS = 86_400

pages = Blueprint("backoffice", __name__, template_folder="templates", static_folder=None)


@pages.get("/static/<any('tokens.css','backoffice.css','backoffice.js','icon.svg'):name>")
def asset(name: str) -> Response:
    """Answer one of the files that the pages are made of: anyone may have them."""
    return send_from_directory(STATIC, name, max_age=ASSETS_KEPT_SECONDS)


@pages.app_template_global()
def asset_url(name: str) -> str:
    """Return the address of an asset, which changes with its content, so that browsers may keep it."""
    # Not by `url_for`: the page of an error may have to do without routes.
    return f"{request.script_root}/admin/static/{name}?v={int((STATIC / name).stat().st_mtime)}"


@pages.route("/login/", methods=("GET", "POST"))
def sign_in() -> ResponseReturnValue:
    """Show the sign-in, or sign an administrator in."""
    if request.method != "POST":
        return redirect(_target()) if signed_in() else _form()
    try:
        session_id = _start_session()
    except (Invalid, Unauthenticated, Forbidden, TooManyRequests) as error:
        return _form(error)
    response = redirect(_target(), 303)
    _set_cookie(response, session_id)
    return response


def _start_session() -> str:
    try:
        sent = Credentials().load(request.form, unknown="exclude")
    except ValidationError:
        raise Invalid("Enter your user name and your password.") from None
    verified = logins.verify_password(sent["username"], sent["password"], request.remote_addr or "")
    try:
        with transaction():
            sessions.end(csrf.cookie())
            _, session_id = sessions.start(verified)
    except Forbidden:
        refusals.record(Verb.SIGN_IN_REFUSED, {"why": "not an administrator"}, user=Person(verified.id, sent["username"]))
        raise
    return session_id


def _form(error: Problem | None = None) -> Response:
    # The form's token goes with a cookie, so whoever has none yet is given one.
    visit = None if csrf.cookie() else csrf.new_cookie()
    page = render_template("backoffice/login.html", error=error and error.detail, next=request.values.get("next", ""))
    response = Response(page, error.status if error else 200)
    if visit:
        _set_cookie(response, visit)
    if isinstance(error, TooManyRequests):
        response.headers.update(error.headers)
    return response


def _target() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_own_page(wanted) else url_for("admin.index")


@pages.post("/logout/")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    with transaction():
        sessions.end(csrf.cookie())
    flash("You are signed out.", "success")
    response = redirect(url_for("backoffice.sign_in"), 303)
    response.delete_cookie(csrf.COOKIE, path="/admin")
    return response


def _set_cookie(response: WerkzeugResponse, value: str) -> None:
    response.set_cookie(
        csrf.COOKIE,
        value,
        path="/admin",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["APP_ENV"] == "production",
    )
