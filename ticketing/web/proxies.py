"""What the proxies in front say of a request: the client's address, the scheme, and the path that the service is below."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

# Proxies pass X-Forwarded-Prefix on as the caller sent it unless told otherwise: no other host may come of it, and no markup.
PREFIX = re.compile(r"((/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)*/?)")
ODD_PREFIX = "ticketing.odd_prefix"

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Believe as many X-Forwarded entries as there are proxies of ours in front; the rest anyone can write."""
    if count := app.config["TRUSTED_PROXIES"]:
        inner = _without_odd_prefix(app.wsgi_app)
        # Not the host: `Host` says it already.
        app.wsgi_app = ProxyFix(inner, x_for=count, x_proto=count, x_host=0, x_prefix=count)  # type: ignore[method-assign]
        app.before_request(_refuse_odd_prefix)


def _without_odd_prefix(app: WSGIApp) -> WSGIApp:
    def checked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not PREFIX.fullmatch(environ.get("SCRIPT_NAME", "")):
            # Taken out, so that even the page of the error has no link with it.
            environ |= {"SCRIPT_NAME": "", ODD_PREFIX: True}
        return app(environ, start_response)

    return checked


def _refuse_odd_prefix() -> None:
    if ODD_PREFIX in request.environ:
        abort(400, "X-Forwarded-Prefix: Is not a plain path.")
