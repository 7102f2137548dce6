"""The cast of the tests: an administrator, an owner, a stranger, and anyone who has not signed in."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from tests.hashing import CHEAP
from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth import logins, tokens
from ticketing.auth.models import Login, Role, User
from ticketing.clock import utcnow
from ticketing.database.prepared import PreparedChange
from ticketing.database.transaction import transaction

PASSWORD = "a password for tests"
PASSWORD_HASH = CHEAP.hash(PASSWORD)
ADD_USER = PreparedChange(
    insert(User).returning(User.id), ("username", "username_key", "email", "password_hash", "role", "is_active", "created_at")
)
ADD_LOGIN = PreparedChange(insert(Login).inline(), ("id", "user_id", "refresh_id", "refreshed_at", "expires_at"))


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

    def log_in(self, username: str, password: str = PASSWORD, **kwargs) -> TestResponse:
        """Send a sign-in; the answer's tokens are not kept."""
        return self.client.post("/api/auth/login", json={"username": username, "password": password}, **kwargs)

    def is_signed_in(self) -> bool:
        return self.get("/api/auth/me").status_code == 200

    def elsewhere(self, tokens: dict[str, str] | None = None) -> "Person":
        """Return the same person with another client, for another thread or device, and with these tokens if given."""
        return replace(self, client=self.client.application.test_client(), tokens=tokens or self.tokens)


def make_person(app: Flask, username: str, role: Role = Role.USER, *, password_hash: str = PASSWORD_HASH) -> Person:
    """Add an account and sign it in; its password is `PASSWORD`.

    The rows are those that the verbs add, which have tests of their own and take four times as long.
    """
    with app.test_request_context():
        with transaction():
            person = audit.Person(_add_user(username, role, password_hash), username)
            audit.record(Verb.USER_CREATED, {"role": role}, user=person)
            login = _add_login(person)
        return Person(app.test_client(), username, person.id, tokens.issue(login))


def sign_in(app: Flask, person: Person) -> None:
    """Give `person` the tokens of a new login, without the cost of checking a password."""
    with app.test_request_context():
        with transaction():
            login = _add_login(audit.Person(person.id, person.username))
        person.tokens = tokens.issue(login)


def _add_user(username: str, role: Role, password_hash: str) -> int:
    [(user_id,)] = ADD_USER.run(
        {
            "username": username,
            "username_key": logins.username_key(username),
            "email": f"{username}@example.com",
            "password_hash": password_hash,
            "role": role,
            "is_active": True,
            "created_at": utcnow(),
        }
    )
    return user_id


def _add_login(person: audit.Person) -> Login:
    now = utcnow()
    row = {
        "id": uuid.uuid4().hex,
        "user_id": person.id,
        "refresh_id": str(uuid.uuid4()),
        "refreshed_at": now,
        "expires_at": now + timedelta(days=current_app.config["REFRESH_TOKEN_DAYS"]),
    }
    ADD_LOGIN.run(row)
    audit.record(Verb.SIGNED_IN, by=person)
    return Login(**row)
