"""The migration that brings the counters, on a database with tickets in it."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, inspect, text

from config import Config
from tests.conftest import SECRET_KEY
from tests.databases import new_database
from tests.tickets.test_counters import kept, recounted
from ticketing import create_app
from ticketing.database.transaction import transaction
from ticketing.extensions import db

USER = "INSERT INTO users VALUES (1, 'a', 'a', NULL, '-', 'User', :yes, :at)"
TICKET = "INSERT INTO tickets VALUES (:id, 'a', 'b', 'a b', 'Product', :status, 1, :at, :at, 1)"


@pytest.fixture
def place(engine, tmp_path):
    with new_database(engine, tmp_path / "database") as url:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        yield app
        with app.app_context():
            db.engine.dispose()


def test_it_counts_what_is_there_and_can_be_taken_back(place):
    with place.app_context():
        upgrade(revision="0001")
        before = tables()
        with transaction():
            db.session.execute(text(USER), {"yes": True, "at": "2026-03-01 12:00:00.000000"})
            for number, status in enumerate(("New", "Resolved", "Resolved"), 1):
                moment = f"2026-03-0{number} 23:59:59.000000"
                db.session.execute(text(TICKET), {"id": number, "status": status, "at": moment})
        upgrade()
    assert kept(place) == recounted(place)
    assert sum(kept(place)[2].values()) == 2
    with place.app_context():
        downgrade(revision="0001")
        assert tables() == before
        with transaction():
            db.session.execute(text("UPDATE tickets SET status = 'New'"))
        upgrade()
    assert kept(place) == recounted(place)
    assert kept(place)[2] == {}


def tables():
    metadata = MetaData()
    metadata.reflect(db.engine)
    indexes = {index["name"] for table in metadata.tables for index in inspect(db.engine).get_indexes(table)}
    return {table: sorted(metadata.tables[table].columns.keys()) for table in metadata.tables}, indexes
