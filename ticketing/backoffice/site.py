"""The back office as a whole: its views, its guard, its error pages, its headers."""

from http import HTTPStatus
from pathlib import Path

from flask import Flask, Request, Response, redirect, render_template, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_admin import Admin, AdminIndexView, expose
from flask_admin.theme import Theme

from ticketing.auth.guard import guard_by
from ticketing.backoffice import access, cells, csrf
from ticketing.backoffice.audit import AuditView
from ticketing.backoffice.categories import CategoryView
from ticketing.backoffice.pages import SHEETS, pages
from ticketing.backoffice.preferences import appearance, direction, isolated, language, preferences, say, translated
from ticketing.backoffice.tickets import TicketView
from ticketing.backoffice.users import UserView
from ticketing.web.problems import answer_pages

PREFIX = "/admin"
# Nothing inline, nothing from elsewhere. The forms work without scripts; those only ask before what can't be undone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Add the back office to `app`."""
    is_secure = app.config["APP_ENV"] == "production"
    # What flask-admin says after a change ("Ticket 3 is Resolved now.") waits for the next page in Flask's own cookie. Who is
    # signed in does not depend on it.
    app.config.update(
        SESSION_COOKIE_NAME="ticketing_admin_notes",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
    )
    words = (language, direction, appearance, preferences, say, translated, isolated)
    app.jinja_env.globals.update({word.__name__: word for word in words})
    app.jinja_env.globals.update(
        csrf_token=csrf.token, signed_in=access.signed_in, time_tag=cells.time_tag, status_badge=cells.status_badge
    )
    app.jinja_env.globals["sheets"] = [*(Path(sheet).name for sheet in SHEETS), "backoffice.css"]
    app.session_interface = _Notes()
    guard_by(app, PREFIX, access.check)
    answer_pages(app, PREFIX, _error_page)
    app.after_request(_finish)
    app.register_blueprint(pages, url_prefix=PREFIX)
    _add_views(app)


class _Notes(SecureCookieSessionInterface):
    """Flask's sessions, for the back office alone: the API has none to open with each request."""

    def get_cookie_path(self, app: Flask) -> str:
        return access.root()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.path.startswith(PREFIX) else self.make_null_session(app)


class Start(AdminIndexView):
    """The first page, which is the accounts."""

    def __init__(self) -> None:
        super().__init__(name="Start")
        # Nothing of flask-admin's own files is used, so none is served.
        self.static_folder = None

    def is_visible(self) -> bool:
        """Say that the menu has no such entry."""
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Lead to the accounts."""
        return redirect(url_for("user.index_view"))


def _add_views(app: Flask) -> None:
    theme = Theme(folder="bootstrap4", base_template="backoffice/base.html")
    admin = Admin(name="Ticketing", url=PREFIX, theme=theme, index_view=Start())
    admin.add_views(UserView(), CategoryView(), TicketView(), AuditView())
    admin.init_app(app)


def _error_page(status: HTTPStatus, detail: str) -> Response:
    return Response(render_template("backoffice/error.html", title=say(status.phrase), detail=translated(detail)), status)


def _finish(response: Response) -> Response:
    if request.path.startswith(PREFIX):
        response.headers.setdefault("Content-Security-Policy", POLICY)
    return response
