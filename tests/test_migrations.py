"""The migrations: up, down and up again, the same as the models, and with rows in the tables."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, Table, inspect, select

from config import Config
from tests.conftest import SECRET_KEY
from tests.databases import new_database
from tests.factories import NOON
from ticketing import create_app
from ticketing.auth.queries import CurrentUser
from ticketing.conversation.queries import find_all
from ticketing.database.migrations import is_modelled
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.tickets import queries

# One row in each table of the first revision.
FIRST_ROWS = {
    "users": {
        "id": 1,
        "username": "Ada",
        "username_key": "ada",
        "email": None,
        "password_hash": "-",
        "role": "User",
        "is_active": True,
        "created_at": NOON,
    },
    "logins": {
        "id": "x",
        "user_id": 1,
        "refresh_id": "a",
        "spent_refresh_id": None,
        "refreshed_at": NOON,
        "expires_at": NOON,
    },
    "tickets": {
        "id": 7,
        "title": "Grüße 🔥",
        "description": "It burns.",
        "search_text": "grüsse 🔥\nit burns.",
        "category": "Technical",
        "status": "New",
        "created_by_id": 1,
        "created_at": NOON,
        "updated_at": NOON,
        "version": 3,
    },
    "attachments": {
        "id": 5,
        "ticket_id": 7,
        "position": 0,
        "store": "local",
        "key": "k",
        "name": "a.png",
        "size": 9,
        "content_type": "image/png",
    },
    "uploads": {"key": "k2", "store": "local", "started_at": NOON},
    "remembered_answers": {"user_id": 1, "key": "k", "request_digest": "d", "answer": "{}", "given_at": NOON},
}


@pytest.fixture
def empty_app(engine, tmp_path):
    """Return an app in its context, on a database without any table."""
    with new_database(engine, tmp_path / "database") as url:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        with app.app_context():
            yield app
            disconnect()


def tables():
    return {name for name in inspect(db.engine).get_table_names() if is_modelled(name)} - {"alembic_version"}


def structure():
    """Return all that an inspector sees of the schema, names of constraints and what they do included."""
    inspector = inspect(db.engine)
    return {
        table: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            ),
            "key": inspector.get_pk_constraint(table),
            "unique": sorted(str(constraint) for constraint in inspector.get_unique_constraints(table)),
            "checks": sorted(constraint["name"] for constraint in inspector.get_check_constraints(table)),
            "foreign keys": sorted(str(constraint) for constraint in inspector.get_foreign_keys(table)),
            "indexes": sorted(str(index) for index in inspector.get_indexes(table) if is_modelled(index["name"])),
        }
        for table in sorted(tables())
    }


def test_up_and_down_and_up_again_gives_the_same_schema(empty_app):
    upgrade()
    first = structure()
    downgrade(revision="base")
    between = tables()
    upgrade()

    assert between == set()
    assert first.keys() == db.metadata.tables.keys()
    assert structure() == first


def test_each_revision_can_be_taken_back(empty_app):
    upgrade(revision="0001")
    first = structure()
    upgrade()
    downgrade(revision="0001")

    assert structure() == first


def test_the_models_and_the_migrations_agree(app):
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, parents: is_modelled(name),
    }
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, db.metadata) == []


def test_the_models_alone_would_make_the_same_schema(empty_app, app):
    """Alembic compares no check constraint, and of foreign keys not everything."""
    db.metadata.create_all(db.engine)
    from_models = structure()

    with app.app_context():
        assert structure() == from_models


def test_an_upgrade_keeps_every_row(empty_app):
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        for name, row in FIRST_ROWS.items():
            connection.execute(reflected(name).insert(), {column: plain(value) for column, value in row.items()})
    before = {name: rows(name) for name in FIRST_ROWS}

    upgrade()

    for name, kept in before.items():
        # A category has become a row of its own.
        shared = kept[0].keys() - {"category"}
        assert [{column: row[column] for column in shared} for row in rows(name)] == [
            {column: row[column] for column in shared} for row in kept
        ]


def reflected(name):
    return Table(name, MetaData(), autoload_with=db.engine)


def plain(value):
    """Return a value as the tables take it without our types: SQLite's moments have no zone."""
    return value.replace(tzinfo=None) if value is NOON and db.engine.dialect.name == "sqlite" else value


def rows(name):
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(reflected(name))).mappings()]


def test_the_text_that_is_searched_is_folded_again_and_back(empty_app):
    upgrade(revision="0007")
    now = {name: plain(NOON) for name in ("created_at", "updated_at")}
    ticket = {
        **FIRST_ROWS["tickets"],
        **now,
        "title": "I don’t",
        "description": "co\u00adop",
        "search_text": "i don’t\nco\u00adop",
    }
    with db.engine.begin() as connection:
        connection.execute(reflected("users").insert(), {**FIRST_ROWS["users"], "created_at": plain(NOON)})
        connection.execute(reflected("tickets").insert(), [ticket, {**ticket, "id": 8, "title": "-", "search_text": "-\ncoop"}])

    upgrade()

    admin = CurrentUser(1, "Ada", None, "Admin", "")
    assert [queries.count(admin, {"search": words}) for words in ("don't", "coop don’t", "coop")] == [1, 1, 2]
    db.session.remove()
    downgrade(revision="0007")
    assert {row["id"]: row["search_text"] for row in rows("tickets")} == {7: "i don’t\nco\u00adop", 8: "-\nco\u00adop"}


def test_past_changes_become_entries_and_open_tickets_wait_for_staff(empty_app):
    upgrade(revision="0010")
    moments = {name: plain(NOON) for name in ("created_at", "updated_at")}
    ticket = {**FIRST_ROWS["tickets"], **moments}
    done = {"at": plain(NOON), "via": "API", "ticket_id": 7}
    changes = [
        {"verb": "Status changed", "actor_id": 1, "actor_name": "Ada", "details": '{"status": ["New", "Resolved"]}'},
        {"verb": "Ticket corrected", "actor_id": 99, "actor_name": "gone", "details": '{"description": "changed"}'},
        {"verb": "Ticket opened", "actor_id": 1, "actor_name": "Ada", "details": '{"title": "x"}'},
    ]
    with db.engine.begin() as connection:
        connection.execute(reflected("users").insert(), {**FIRST_ROWS["users"], "created_at": plain(NOON)})
        connection.execute(reflected("tickets").insert(), [ticket, {**ticket, "id": 8, "status": "Resolved"}])
        connection.execute(reflected("audit_entries").insert(), [{**done, **change} for change in changes])

    upgrade()

    assert {row["id"]: row["waiting_for"] for row in rows("tickets")} == {7: "staff", 8: None}
    admin = CurrentUser(1, "Ada", None, "Admin", "")
    found = [(entry.kind, entry.author_id, entry.created_at, entry.changes) for entry in find_all(admin, 7)]
    assert found == [
        ("change", 1, NOON, [{"field": "status", "from": "New", "to": "Resolved"}]),
        ("change", None, NOON, [{"field": "description", "from": None, "to": None}]),
    ]
    db.session.remove()
    downgrade(revision="0010")
    assert {row["id"] for row in rows("tickets")} == {7, 8}
