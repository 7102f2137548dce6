"""The token in every form, so that no other site can send it.

It is for one administrator, not for one session: a form that was open when the session ended can be sent after another sign-in.
The form for signing in has one for the visitor's cookie.
"""

import hashlib
import secrets

from flask import current_app, g, request
from itsdangerous import Signer

from ticketing.errors import Forbidden

COOKIE = "ticketing_admin"
FIELD = "csrf_token"
# What browsers say of a request that another site's page makes; a sibling on another port or subdomain is another site too.
FOREIGN = frozenset({"cross-site", "same-site"})


def cookie() -> str:
    """Return the cookie's value: the secret id of a session, or what tells one visitor of the sign-in from another."""
    value: str = g.get("admin_cookie") or request.cookies.get(COOKIE, "")
    return value


def new_cookie() -> str:
    """Make up a value for a visitor without a cookie, which this response must set."""
    g.admin_cookie = secrets.token_urlsafe(32)
    return cookie()


def token() -> str:
    """Return the token for whoever asks: a signature of who that is, so that nothing has to be kept."""
    return _signer().get_signature(_holder()).decode("ascii")


def check() -> None:
    """Raise `Forbidden` unless the form was made for whoever sends it, and sent from one of our own pages."""
    sent = request.form.get(FIELD, "")
    if not (cookie() and sent.isascii() and _signer().verify_signature(_holder(), sent)):
        raise Forbidden("This form is out of date. Go back, load the page again, and repeat what you did.")
    if request.headers.get("Sec-Fetch-Site") in FOREIGN:
        raise Forbidden("This form was sent from another site.")


def is_led_from_elsewhere() -> bool:
    """Tell whether a page led here that is neither ours nor one of the pages that `CORS_ORIGINS` names."""
    if request.headers.get("Sec-Fetch-Site") not in FOREIGN:
        return False
    return not any(f"{request.referrer}/".startswith(f"{origin}/") for origin in current_app.config["CORS_ORIGINS"])


def _holder() -> str:
    me = g.get("administrator")
    return f"administrator {me.id}" if me else f"visitor {cookie()}"


def _signer() -> Signer:
    secret: str = current_app.config["SECRET_KEY"]
    return Signer(secret, salt="ticketing.backoffice.csrf", digest_method=hashlib.sha256)
