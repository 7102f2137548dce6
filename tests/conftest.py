"""Fixtures for every test: each database engine in turn, an app on it, and the cast."""

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from config import Config
from tests.cast import Person, make_person
from tests.clocks import Clock, stopped
from tests.databases import ENGINES, new_database
from tests.factories import SEEDS
from tests.hashing import COSTLY, hash_cheaply
from tests.process.sites import Site, new_site
from tests.servers import SECRET_KEY
from ticketing import create_app
from ticketing.auth import passwords
from ticketing.auth.models import Role
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.tickets.models import Attachment

MEMORY = "/dev/shm"
# Many times what a run of all tests has there at a time; containers have 64 MB.
ENOUGH_MEMORY = 2 * 1024**3
pytest.register_assert_rewrite("tests.answers")
hash_cheaply()
# A disk would only make the tests wait. pytest has asked for the folder before, and Python remembers it.
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY:
    os.environ["TMPDIR"] = tempfile.tempdir = MEMORY

MIGRATIONS = Path(__file__).parent.parent / "migrations"

MakeApp = Callable[..., Flask]
# Whose tests drive real processes: a service, a database, a browser.
PROCESSES = {"browser", "faults", "process"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give a test of real processes a second try, which the count at the end tells: what needs one is to be mended.

    Two cores run two of everything; a machine that is busy besides can starve one of them.
    """
    if item.path.parent.name in PROCESSES or "site" in item.fixturenames:
        item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Have the collector look at what the tests make, seldom, and never again at the modules and tests themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def apps(tmp_path_factory) -> Iterator[Callable[[str], Flask]]:
    """Return a function that gives this worker's app on an engine, made with its migrated database at its first use.

    Making an app takes longer than most tests do, so they share it and are given it as good as new.
    """
    made: dict[str, Flask] = {}
    with ExitStack() as stack:

        def of(engine: str) -> Flask:
            if engine not in made:
                folder = tmp_path_factory.mktemp(engine)
                url = stack.enter_context(new_database(engine, folder / "database"))
                app = made[engine] = _make(url, folder / "attachments")
                with app.app_context():
                    upgrade(str(MIGRATIONS))
                    if engine == "sqlite":
                        event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
                        db.engine.dispose()
                stack.callback(_disconnect, app)
            return made[engine]

        yield of


@pytest.fixture(params=ENGINES)
def engine(request) -> str:
    """Return the database engine of this run of the test: every test that asks for an app runs on each."""
    return request.param


@pytest.fixture
def app(engine, apps) -> Flask:
    """Return the app with ordinary settings: no rows, no files, no failed sign-ins."""
    app = apps(engine)
    _empty(app)
    return app


@pytest.fixture
def database_url(app) -> str:
    """Return the address of the app's database."""
    return app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False)


@pytest.fixture
def make_app(app, database_url) -> Iterator[MakeApp]:
    """Return a function that makes another app with the settings given, on the same database and files."""
    made: list[Flask] = []

    def make(**settings: str) -> Flask:
        made.append(_make(database_url, app.config["ATTACHMENTS_DIR"], **settings))
        return made[-1]

    yield make
    for another in made:
        _disconnect(another)


@pytest.fixture
def site(engine, tmp_path) -> Iterator[Site]:
    """Return a site with a database of its own: processes must not meet the tests that run in this one."""
    with new_site(engine, tmp_path) as site:
        yield site


@pytest.fixture
def sqlite_site(tmp_path) -> Iterator[Site]:
    with new_site("sqlite", tmp_path) as site:
        yield site


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


@pytest.fixture
def costly_hashes(monkeypatch) -> None:
    """Hash as the service does, at its price."""
    monkeypatch.setattr(passwords, "hasher", COSTLY)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Stop the clock; ask for it before the cast, so that no token is from the future."""
    with stopped() as clock:
        yield clock


def _make(database_url: str, attachments: Path, **settings: str) -> Flask:
    defaults = {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url,
        "ATTACHMENTS_DIR": str(attachments),
        "CORS_ORIGINS": "http://localhost:3000",
    }
    app = create_app(Config.from_mapping({**defaults, **settings}))
    app.testing = True
    return app


def _disconnect(app: Flask) -> None:
    with app.app_context():
        disconnect()


def _do_not_wait_for_the_disk(connection, record) -> None:
    # What a power cut would lose is of no interest here, and waiting for the disk is most of a test's time.
    connection.execute("PRAGMA synchronous = OFF")


def _empty(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        EMPTY[connection.dialect.name](connection.connection.driver_connection)
    shutil.rmtree(app.config["ATTACHMENTS_DIR"], ignore_errors=True)


def _empty_sqlite(connection: sqlite3.Connection) -> None:
    name = "audit_entries_no_delete"
    [trigger] = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
    connection.executescript(f"BEGIN IMMEDIATE; DROP TRIGGER {name}; {DELETE}; DELETE FROM sqlite_sequence; {trigger}; COMMIT")


def _empty_postgresql(connection: psycopg.Connection) -> None:
    # Without any trigger, not of the audit record's either.
    connection.execute(f"SET LOCAL session_replication_role = replica; {DELETE}")
    connection.commit()


# All in one go: before every test, each statement of its own would count. What migrations fill is filled as they do.
DELETE = "; ".join(f"DELETE FROM {table.name}" for table in reversed(db.metadata.sorted_tables)) + f"; {SEEDS}"
EMPTY = {"sqlite": _empty_sqlite, "postgresql": _empty_postgresql}


@pytest.fixture
def failing_insert():
    """Make every new row of a file fail in the database, after its files were stored."""

    def fail(*arguments):
        raise RuntimeError("the row is refused")

    event.listen(Attachment, "before_insert", fail)
    yield
    event.remove(Attachment, "before_insert", fail)
