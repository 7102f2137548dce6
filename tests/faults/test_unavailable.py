"""When the database is gone or busy, callers are told to come back: 503, and never 401 or 500."""

import shutil
import sqlite3
import threading
from contextlib import contextmanager

import jwt
import pytest
from flask import Flask

from config import Config
from tests.answers import assert_problem
from tests.cast import PASSWORD
from tests.clocks import stopped
from tests.conftest import SECRET_KEY
from tests.databases import new_database
from tests.factories import NOTHING, ticket_text, traces
from ticketing import create_app
from ticketing.database import engine, transaction
from ticketing.extensions import db


@pytest.fixture
def gone(engine, tmp_path) -> Flask:
    """Return an app whose database has gone away since it was made."""
    with new_database(engine, tmp_path / "database") as url:
        settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "ATTACHMENTS_DIR": str(tmp_path / "attachments")}
        app = create_app(Config.from_mapping(settings))
        with app.app_context():
            db.session.connection()
            db.session.remove()
            if engine == "sqlite":
                db.engine.dispose()
        (tmp_path / "database").mkdir(exist_ok=True)
    shutil.rmtree(tmp_path / "database", ignore_errors=True)
    (tmp_path / "database").write_bytes(b"in the way")
    yield app
    with app.app_context():
        db.engine.dispose()


def bearer():
    with stopped() as clock:
        now = int(clock.timestamp)
    claims = {"sub": "1", "sid": "x", "jti": "x", "type": "access", "fresh": False, "iat": now, "exp": now + 900}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET_KEY, 'HS256')}"}


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /api/health",
        "GET /api/health/ready",
        "GET /api/auth/me",
        "GET /api/tickets",
        "GET /api/tickets/1",
        "POST /api/tickets",
        "POST /api/auth/logout",
        "PATCH /api/tickets/1/status",
    ],
)
def test_without_a_database_every_route_says_to_come_back(gone, request_line):
    method, path = request_line.split()

    answer = gone.test_client().open(path, method=method, headers=bearer(), json=ticket_text())

    assert_problem(answer, 503, *answer.json.get("errors", {}))
    assert int(answer.headers["Retry-After"]) > 0
    assert "WWW-Authenticate" not in answer.headers


def test_without_a_database_a_sign_in_is_not_said_to_be_wrong(gone):
    answer = gone.test_client().post("/api/auth/login", json={"username": "owner", "password": PASSWORD})

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_without_a_database_a_renewal_is_not_said_to_be_spent(gone):
    refresh = jwt.encode(
        {**jwt.decode(bearer()["Authorization"].split()[1], options={"verify_signature": False}), "type": "refresh"},
        SECRET_KEY,
        "HS256",
    )

    assert_problem(gone.test_client().post("/api/auth/refresh", json={"refresh": refresh}), 503)


def test_the_database_is_not_described_to_the_caller(gone):
    text = gone.test_client().get("/api/health/ready").text

    for word in ("sqlite", "psycopg", "SELECT", "127.0.0.1", "ticketing_", "OperationalError"):
        assert word not in text


# PostgreSQL's writers wait for a row at most, not for each other.
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@contextmanager
def another_program_writing(app):
    """Hold SQLite's write lock as a program does that knows nothing of our turns."""
    connection = sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


@pytest.fixture
def impatient(monkeypatch, make_app, owner):
    """Return an app on SQLite that waits a moment only, with the owner as its caller."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(transaction, "LOCK_SECONDS", 0.1)
    impatient = make_app()
    owner.client = impatient.test_client()
    return impatient


@on_sqlite
def test_a_database_that_another_program_holds_is_busy(impatient, owner):
    with another_program_writing(impatient):
        answer = owner.post("/api/tickets", json=ticket_text())

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert traces(impatient) == NOTHING


@on_sqlite
def test_reading_goes_on_while_another_program_writes(impatient, owner):
    with another_program_writing(impatient):
        assert owner.get("/api/tickets").status_code == 200


@on_sqlite
def test_a_writer_whose_turn_does_not_come_is_told_to_come_back(impatient, owner):
    with impatient.extensions["write_lock"].held(1):
        answer = owner.post("/api/tickets", json=ticket_text())

    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert owner.post("/api/tickets", json=ticket_text()).status_code == 201


@on_sqlite
def test_another_process_takes_its_turns_too(impatient, make_app, owner):
    other_process = make_app()
    held, release = threading.Event(), threading.Event()

    def hold():
        with other_process.extensions["write_lock"].held(1):
            held.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    answer = owner.post("/api/tickets", json=ticket_text())
    release.set()
    holder.join()

    assert_problem(answer, 503)
