"""The form for signing in. It carries along what was typed in another form when that was sent after its session had ended."""

from collections.abc import Sequence

from flask import Response, render_template, request

from ticketing.backoffice import csrf
from ticketing.backoffice.preferences import set_cookie
from ticketing.errors import Problem, TooManyRequests

PREFIX = "kept."
"""Before the names of the other form's fields."""
MARK = "kept"
"""The field that says: show this form as it was typed, do nothing yet."""

Fields = Sequence[tuple[str, str]]


def answer(error: Problem | None, target: str, kept: Fields = ()) -> Response:
    """Answer the form; who has signed in goes on to `target`, with what is kept."""
    response = for_visitor("backoffice/login.html", error=error and error.detail, next=target, kept=kept, prefix=PREFIX)
    response.status_code = error.status if error else 200
    if isinstance(error, TooManyRequests):
        response.headers.update(error.headers)
    return response


def for_visitor(template: str, **context: object) -> Response:
    """Answer a page with a form for somebody who may not be signed in."""
    # The form's token goes with a cookie, so whoever has none yet is given one.
    visit = None if csrf.cookie() else csrf.new_cookie()
    response = Response(render_template(template, **context))
    if visit:
        set_cookie(response, csrf.COOKIE, visit)
    return response


def typed() -> Fields:
    """Return the fields of the form that was sent, but no password."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != "password"]


def carried() -> Fields:
    """Return the fields that the form for signing in carried along."""
    return [(name.removeprefix(PREFIX), value) for name, value in request.form.items(multi=True) if name.startswith(PREFIX)]


def is_carried() -> bool:
    """Tell whether the form was only brought back after signing in, and is to be shown again."""
    return MARK in request.form
