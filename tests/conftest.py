"""Fixtures for every test: each database engine in turn, an app on it, and the cast."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, text

from config import Config
from tests.cast import Person, make_person
from tests.databases import ENGINES, new_database
from ticketing import create_app
from ticketing.auth.models import Role
from ticketing.database import transaction
from ticketing.extensions import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"
SECRET_KEY = "a key for tests that is long enough for HS256"

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Iterator[Callable[[str], str]]:
    """Return a function that gives the address of this worker's migrated database of an engine, made at its first use."""
    stack: dict[str, tuple] = {}

    def of(engine: str) -> str:
        if engine not in stack:
            manager = new_database(engine, tmp_path_factory.mktemp(engine) / "database")
            url = manager.__enter__()
            app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
            with app.app_context():
                upgrade(str(MIGRATIONS))
                db.engine.dispose()
            stack[engine] = (manager, url)
        return stack[engine][1]

    yield of
    for manager, _ in stack.values():
        manager.__exit__(None, None, None)


@pytest.fixture(params=ENGINES)
def engine(request) -> str:
    """Return the database engine of this run of the test: every test that asks for an app runs on each."""
    return request.param


@pytest.fixture
def database_url(engine, migrated) -> str:
    """Return the address of a migrated, empty database."""
    return migrated(engine)


@pytest.fixture
def make_app(database_url, tmp_path) -> Iterator[MakeApp]:
    """Return a function that makes the app with the settings given, on the test's database."""
    apps: list[Flask] = []

    def make(**settings: str) -> Flask:
        defaults = {
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": database_url,
            "ATTACHMENTS_DIR": str(tmp_path / "attachments"),
            "CORS_ORIGINS": "http://localhost:3000",
        }
        app = create_app(Config.from_mapping({**defaults, **settings}))
        app.testing = True
        if not apps:
            _empty(app)
        apps.append(app)
        return app

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app) -> Flask:
    """Return the app with ordinary settings."""
    return make_app()


@pytest.fixture
def admin(app) -> Person:
    return make_person(app, "admin", Role.ADMIN)


@pytest.fixture
def owner(app) -> Person:
    return make_person(app, "owner")


@pytest.fixture
def stranger(app) -> Person:
    return make_person(app, "stranger")


@pytest.fixture
def anyone(app) -> Person:
    return Person(app.test_client())


def _empty(app: Flask) -> None:
    with app.app_context(), transaction():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(delete(table))
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DELETE FROM sqlite_sequence"))
