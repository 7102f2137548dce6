"""Who may see the back office: administrators with a session, on every path below `/admin`, known or not."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.exceptions import SecurityError

from ticketing import audit
from ticketing.audit import NOBODY, Person, Verb, Via, refusals
from ticketing.auth import sessions
from ticketing.auth.queries import CurrentUser
from ticketing.backoffice import csrf, sign_in_form
from ticketing.backoffice.preferences import say, translated
from ticketing.errors import Forbidden, Invalid, Unauthenticated
from ticketing.web.fields import check_text

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = "backoffice.sign_in"
PREFER = "backoffice.prefer"
OPEN = "backoffice.open_from_pages"
# The stylesheet, the script and the icon of the sign-in page itself.
ASSET = "backoffice.asset"


def check() -> ResponseReturnValue | None:
    """Let nobody but administrators in, and no form that is not theirs; everybody else is shown the sign-in."""
    # For a host that is not trusted no address can be made, not even the sign-in's: Flask refuses it next.
    if request.endpoint == ASSET or isinstance(request.routing_exception, SecurityError):
        return None
    g.administrator = None
    audit.act_as(NOBODY, Via.BACK_OFFICE)
    me = sessions.find_administrator(request.cookies.get(csrf.COOKIE, ""))
    if me is not None:
        g.administrator = me
        audit.act_as(Person(me.id, me.username), Via.BACK_OFFICE)
    elif request.endpoint not in (SIGN_IN, PREFER, OPEN):
        return _ask_to_sign_in()
    # A button of the page that a session left behind may still choose a language, which is for this browser alone.
    if request.method not in SAFE_METHODS and (me or request.endpoint != PREFER):
        try:
            _check_form()
        except Forbidden as error:
            # Somebody signed in meanwhile in another window: what this one carries along is not lost.
            if not (request.endpoint == SIGN_IN and sign_in_form.carried()):
                raise
            return sign_in_form.answer(error, request.form.get("next", ""), sign_in_form.carried())
    _check_values()
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in and from there to the page asked for; what was typed on it comes along."""
    here = request.script_root + request.full_path.rstrip("?") if request.endpoint else ""
    if request.method != "POST":
        return redirect(url_for(SIGN_IN, next=here or None), 303)
    if request.url_rule and "GET" in (request.url_rule.methods or ()):
        ended = Unauthenticated("Your session has ended. Sign in to continue: what you typed is kept, except passwords.")
        return sign_in_form.answer(ended, here, sign_in_form.typed())
    flash(say("Your session has ended, and nothing was changed."), "error")
    page = request.form.get("url", "")
    return redirect(url_for(SIGN_IN, next=page if is_own_page(page) else None), 303)


def _check_form() -> None:
    try:
        csrf.check()
    except Forbidden as error:
        if signed_in():
            refusals.record(Verb.REFUSED, {"call": f"{request.method} {request.path}", "why": error.detail})
        raise


def _check_values() -> None:
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            try:
                check_text(value)
            except ValidationError as error:
                raise Invalid(f"{name}: {translated(error.messages[0])}") from None
    # flask-admin leads to any address on this host that a link names as the page to return to.
    if (target := request.values.get("url")) and not is_own_page(target):
        raise Invalid("This link leads away from the back office.")


def root() -> str:
    """Return the back office's path, which is below the one that a proxy serves the service at."""
    return f"{request.script_root}/admin"


def is_own_page(address: str) -> bool:
    """Tell whether `address` is a path below `/admin/`, and stays one whatever a browser makes of it."""
    path = address.partition("?")[0].lower()
    is_plain = path.isprintable() and not any(trick in path for trick in ("\\", "//", "..", "%2e", "%2f", "%5c"))
    return path.startswith(f"{root()}/".lower()) and is_plain and address.isprintable()


def signed_in() -> CurrentUser | None:
    """Return the administrator whose request this is."""
    administrator: CurrentUser | None = g.get("administrator")
    return administrator


def administrator() -> CurrentUser:
    """Return the administrator whose request this is; only for views, which nobody else reaches."""
    me = signed_in()
    if me is None:
        raise RuntimeError("a view of the back office was reached by nobody")
    return me
