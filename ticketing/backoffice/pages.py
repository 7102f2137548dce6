"""Signing in and out of the back office, and the files that its pages are made of."""

from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from ticketing.audit import Person, Verb, refusals
from ticketing.auth import logins, sessions
from ticketing.auth.schemas import Credentials
from ticketing.backoffice import csrf, sign_in_form
from ticketing.backoffice.access import is_own_page, root, signed_in
from ticketing.backoffice.preferences import CHOICES, keep, keep_known, say, set_cookie, translated
from ticketing.database.transaction import transaction
from ticketing.errors import Forbidden, Invalid, Problem, Unauthenticated

STATIC = Path(__file__).with_name("static")
FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
# The pages' own sheets, and then what only the back office has.
SHEETS = [
    *("base.css", "tokens.css", "controls.css", "pages/index.css", "account-button.css", "dialog.css", "notices.css"),
    *("preferences.css", "status.css", "ticket-table.css", "ticket-cards.css", "list-frame.css"),
]
FILES = [*(FRONTEND / "css" / sheet for sheet in SHEETS), FRONTEND / "icon.svg", *sorted(STATIC.iterdir())]
ASSETS = {file.name: file for file in FILES}
ASSETS_KEPT_SECONDS = 86_400

pages = Blueprint("backoffice", __name__, template_folder="templates", static_folder=None)


@pages.get(f"/static/<any({','.join(map(repr, ASSETS))}):name>")
def asset(name: str) -> Response:
    """Answer one of the files that the pages are made of: anyone may have them."""
    return send_file(ASSETS[name], max_age=ASSETS_KEPT_SECONDS)


@pages.app_template_global()
def asset_url(name: str) -> str:
    """Return the address of an asset, which changes with its content, so that browsers may keep it."""
    # Not by `url_for`: the page of an error may have to do without routes.
    return f"{root()}/static/{name}?v={int(ASSETS[name].stat().st_mtime)}"


@pages.route("/login/", methods=("GET", "POST"))
def sign_in() -> ResponseReturnValue:
    """Show the sign-in, or sign an administrator in."""
    if request.method != "POST":
        return redirect(_target()) if signed_in() else sign_in_form.answer(None, request.args.get("next", ""))
    kept = sign_in_form.carried()
    try:
        session_id = _start_session()
    except Problem as error:
        return sign_in_form.answer(error, request.form.get("next", ""), kept)
    # The page that goes on with a form sends it again by itself, or by a button where scripts don't run.
    back = render_template("backoffice/resume.html", target=_target(), kept=kept, mark=sign_in_form.MARK) if kept else None
    response = Response(back) if back else redirect(_target(), 303)
    set_cookie(response, csrf.COOKIE, session_id)
    return response


def _start_session() -> str:
    try:
        sent = Credentials().load(request.form, unknown="exclude")
    except ValidationError:
        raise Invalid("Enter your username and your password.") from None
    verified = logins.verify_password(sent["username"], sent["password"], request.remote_addr or "")
    try:
        with transaction():
            sessions.end(csrf.cookie())
            _, session_id = sessions.start(verified)
    except Forbidden:
        refusals.record(Verb.SIGN_IN_REFUSED, {"why": "not an administrator"}, user=Person(verified.id, sent["username"]))
        raise
    return session_id


def _target() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_own_page(wanted) else url_for("admin.index")


@pages.route("/open/", methods=("GET", "POST"))
def open_from_pages() -> ResponseReturnValue:
    """Sign in whoever has pressed "Back office" on the pages a moment ago, by the link made for them."""
    code = request.values.get("code", "")
    try:
        holder = sessions.find_holder(code)
        if request.method != "POST" and _is_to_be_asked(holder.id):
            return sign_in_form.for_visitor("backoffice/open.html", code=code, name=holder.username)
        with transaction():
            session_id = sessions.redeem_code(code)
            sessions.end(csrf.cookie())
    except Unauthenticated as error:
        return _refuse_link(error)
    response = redirect(url_for("admin.index"), 303)
    set_cookie(response, csrf.COOKIE, session_id)
    keep_known(response, request.values)
    return response


def _is_to_be_asked(holder_id: int) -> bool:
    """Tell whether the link may be somebody's trick to have the reader work in another name, or isn't followed by a reader."""
    me = signed_in()
    return request.method == "HEAD" or csrf.is_led_from_elsewhere() or (me is not None and me.id != holder_id)


def _refuse_link(error: Unauthenticated) -> ResponseReturnValue:
    if not signed_in():
        return sign_in_form.answer(error, "")
    flash(translated(error.detail), "error")
    return redirect(url_for("admin.index"), 303)


@pages.post("/logout/")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    with transaction():
        sessions.sign_out(csrf.cookie())
    flash(say("You are signed out."), "success")
    response = redirect(url_for("backoffice.sign_in"), 303)
    response.delete_cookie(csrf.COOKIE, path=root())
    return response


@pages.post("/preferences/")
def prefer() -> ResponseReturnValue:
    """Keep the language or the appearance that the reader has chosen."""
    response = redirect(request.form.get("url") or url_for("admin.index"), 303)
    for name, choices in CHOICES.items():
        if chosen := request.form.get(name):
            if chosen not in choices:
                raise Invalid(f"{name}: {translated('Must be one of: ' + ', '.join(choices) + '.')}")
            keep(response, name, chosen)
    return response
