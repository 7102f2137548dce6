"""The migration that makes the search's index of a database with many tickets: shows how far it is, and can be run again."""

import re
import time

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from config import Config
from tests.databases import new_database
from tests.factories import NOON
from tests.servers import SECRET_KEY, flask, start_flask
from ticketing import create_app
from ticketing.auth.queries import CurrentUser
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.tickets import queries

# SQLite says how far it is after each 20,000.
TICKETS = {"sqlite": 40_001, "postgresql": 8_000}
PROGRESS = re.compile(r"Indexing .*%$", re.MULTILINE)
USER = "INSERT INTO users VALUES (1, 'Ada', 'ada', NULL, '-', 'Admin', true, :noon)"
# Small, and each with a number of its own in words that the search can find.
FILL = {
    "sqlite": "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :tickets) ",
    "postgresql": "WITH numbers (n) AS (SELECT generate_series(1, :tickets)) ",
}
ROWS = (
    "INSERT INTO tickets (title, description, search_text, category, status, created_by_id, created_at, updated_at, version) "
    "SELECT 'T', 'D', 'ticket n' || n || 'n', 'Product', 'New', 1, :noon, :noon, 1 FROM numbers"
)


@pytest.fixture
def filled(engine, tmp_path):
    with new_database(engine, tmp_path / "database") as url:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        with app.app_context():
            upgrade(revision="0002")
            with db.engine.begin() as connection:
                noon = "2026-03-01 12:00:00.000000" if engine == "sqlite" else NOON
                connection.execute(text(USER), {"noon": noon})
                connection.execute(text(FILL[engine] + ROWS), {"tickets": TICKETS[engine], "noon": noon})
            disconnect()
        yield app, url


def test_the_index_is_made_after_being_killed_and_has_every_ticket(engine, filled, tmp_path):
    app, url = filled
    log = tmp_path / "upgrade.log"
    process = start_flask("db", "upgrade", log=log, DATABASE_URL=url)
    while engine == "sqlite" and not PROGRESS.search(log.read_text() if log.exists() else ""):
        assert process.poll() is None, log.read_text()
        time.sleep(0.01)
    process.kill()
    process.wait(timeout=10)

    again = flask("db", "upgrade", DATABASE_URL=url)

    assert again.returncode == 0, again.stderr
    assert engine == "postgresql" or "Indexing the tickets for the search: 100%" in again.stderr
    with app.app_context():
        assert [found(word) for word in ("n1n", f"n{TICKETS[engine]}n", "n777n", "n0n", "n77")] == [1, 1, 1, 0, 1 + 10 + 100]
        disconnect()


def found(word):
    admin = CurrentUser(1, "Ada", None, "Admin", "")
    return queries.count(admin, {"search": word})
