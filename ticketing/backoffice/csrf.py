"""The token in every form: it goes with one cookie only, so that no other site, and no other session, can send the form."""

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
    """Return the token of the present cookie: a signature of its value, so that nothing has to be kept."""
    return _signer().get_signature(cookie()).decode("ascii")


def check() -> None:
    """Raise `Forbidden` unless the form was made for the present cookie, and sent from one of our own pages."""
    sent = request.form.get(FIELD, "")
    if not (cookie() and sent.isascii() and _signer().verify_signature(cookie(), sent)):
        raise Forbidden("This form is out of date. Go back, load the page again, and repeat what you did.")
    if request.headers.get("Sec-Fetch-Site") in FOREIGN:
        raise Forbidden("This form was sent from another site.")


def _signer() -> Signer:
    secret: str = current_app.config["SECRET_KEY"]
    return Signer(secret, salt="ticketing.backoffice.csrf", digest_method=hashlib.sha256)
