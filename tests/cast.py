"""The cast of the tests: an administrator, an owner, a stranger, and anyone who has not signed in."""

from dataclasses import dataclass, field, replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.hashing import CHEAP
from ticketing.auth import logins, service, tokens
from ticketing.auth.logins import VerifiedUser
from ticketing.auth.models import Role
from ticketing.database.transaction import transaction

PASSWORD = "a password for tests"
PASSWORD_HASH = CHEAP.hash(PASSWORD)


@dataclass
class Person:
    """Somebody who sends requests; signed in when there is a user behind them."""

    client: FlaskClient
    username: str = ""
    id: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, **kwargs) -> TestResponse:
        headers = dict(kwargs.pop("headers", {}))
        if self.tokens:
            headers.setdefault("Authorization", f"Bearer {self.tokens['access']}")
        # Buffered: a file that is answered is read and closed.
        return self.client.open(path, method=method, headers=headers, buffered=True, **kwargs)

    def get(self, path: str, **kwargs) -> TestResponse:
        return self.send("GET", path, **kwargs)

    def post(self, path: str, **kwargs) -> TestResponse:
        return self.send("POST", path, **kwargs)

    def patch(self, path: str, **kwargs) -> TestResponse:
        return self.send("PATCH", path, **kwargs)

    def put(self, path: str, **kwargs) -> TestResponse:
        return self.send("PUT", path, **kwargs)

    def delete(self, path: str, **kwargs) -> TestResponse:
        return self.send("DELETE", path, **kwargs)

    def log_in(self, username: str, password: str = PASSWORD, **kwargs) -> TestResponse:
        """Send a sign-in; the answer's tokens are not kept."""
        return self.client.post("/api/auth/login", json={"username": username, "password": password}, **kwargs)

    def is_signed_in(self) -> bool:
        return self.get("/api/auth/me").status_code == 200

    def elsewhere(self, tokens: dict[str, str] | None = None) -> "Person":
        """Return the same person with another client, for another thread or device, and with these tokens if given."""
        return replace(self, client=self.client.application.test_client(), tokens=tokens or self.tokens)


def make_person(app: Flask, username: str, role: Role = Role.USER, *, password_hash: str = PASSWORD_HASH) -> Person:
    """Add an account and sign it in; its password is `PASSWORD`."""
    with app.test_request_context():
        with transaction():
            user = service.create_user(username, f"{username}@example.com", role, password_hash)
            _, login = logins.start_login(VerifiedUser(user.id, password_hash))
        return Person(app.test_client(), username, user.id, tokens.issue(login))


def sign_in(app: Flask, person: Person) -> None:
    """Give `person` the tokens of a new login, without the cost of checking a password."""
    with app.test_request_context():
        with transaction():
            _, login = logins.start_login(VerifiedUser(person.id, PASSWORD_HASH))
        person.tokens = tokens.issue(login)
