"""Somebody with a browser at the back office."""

import re
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD, PASSWORD_HASH, Person
from ticketing.auth import sessions
from ticketing.auth.logins import VerifiedUser
from ticketing.backoffice import csrf
from ticketing.database.transaction import transaction

LOGIN = "/admin/login/"
# Where the back office begins.
HOME = "/admin/user/"


@dataclass
class Visitor:
    """A browser: keeps the cookies, and sends the token of the page it has open."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def cookie(self) -> str | None:
        cookie = self.client.get_cookie(csrf.COOKIE, path="/admin")
        return cookie and cookie.value

    @property
    def token(self) -> str:
        """The token that every form for this visitor has."""
        with self.app.test_request_context(LOGIN, headers={"Cookie": f"{csrf.COOKIE}={self.cookie or ''}"}):
            self.app.preprocess_request()
            return csrf.token()

    def get(self, path: str, **kwargs) -> TestResponse:
        return self.client.get(path, **kwargs)

    def post(self, path: str, **fields) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def sign_in(self, username: str, password: str = PASSWORD, **fields) -> TestResponse:
        """Sign in by the form."""
        page = self.get(LOGIN)
        token = re.search('name="csrf_token" value="([^"]+)"', page.text)
        return self.client.post(
            LOGIN, data={"csrf_token": token and token[1], "username": username, "password": password, **fields}
        )

    def elsewhere(self) -> "Visitor":
        """Return the same administrator with another browser, for another thread."""
        other = Visitor(self.app)
        other.client.set_cookie(csrf.COOKIE, self.cookie, path="/admin")
        return other

    def is_in(self) -> bool:
        return self.get(HOME).status_code == 200

    def says(self, path: str = HOME) -> list[str]:
        """Return the notices on a page."""
        notices = re.findall('<p class="notice-body"[^>]*>(.*?)</p>', self.get(path).text)
        return [notice.replace("&#39;", "'") for notice in notices]


def admitted(app: Flask, person: Person) -> Visitor:
    """Return a visitor who has signed in as this administrator, without the cost of checking a password."""
    visitor = Visitor(app)
    with app.test_request_context("/admin/login/"), transaction():
        _, session_id = sessions.start(VerifiedUser(person.id, PASSWORD_HASH))
    visitor.client.set_cookie(csrf.COOKIE, session_id, path="/admin")
    return visitor
