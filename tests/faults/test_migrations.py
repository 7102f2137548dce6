"""Migrating: by several processes at once, and killed half-way."""

import shutil
import signal
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade as migrate_to_head
from sqlalchemy import func, inspect, select, text

from config import Config
from tests.cast import make_person
from tests.crowd import at_once
from tests.databases import new_database
from tests.factories import form
from tests.process.sites import assert_sound
from tests.servers import PROJECT, SECRET_KEY, flask, running, start_flask
from ticketing import create_app
from ticketing.database import migrations
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.tickets.models import Attachment

MIGRATIONS = PROJECT / "migrations"
# Makes the tickets' table anew on SQLite, and waits to be killed when it has changed and filled it.
SLOW_MIGRATION = '''
"""a slow one"""

import os
import time
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "slow", {head!r}, None, None


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("slow", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE tickets SET title = 'changed', slow = 1")
    if flag := os.environ.get("HALF_WAY"):
        Path(flag).touch()
        time.sleep(60)


def downgrade():
    raise NotImplementedError
'''


@pytest.fixture
def empty_database(engine, tmp_path):
    with new_database(engine, tmp_path / "database") as url:
        yield url


def test_processes_that_start_at_once_on_an_empty_database_make_one_schema_and_the_examples_once(empty_database, tmp_path):
    def migrate() -> int:
        return flask("db", "upgrade", DATABASE_URL=empty_database).returncode

    def develop(name: str) -> int:
        with running("dev", tmp_path / name, DATABASE_URL=empty_database) as service:
            return service.stop()

    assert at_once([migrate, lambda: develop("one"), lambda: develop("other")]) == [0] * 3

    app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": empty_database}))
    options = {"include_name": lambda name, kind, parents: migrations.is_modelled(name)}
    with app.app_context():
        migrations.check_current()
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
            assert connection.execute(text("SELECT username FROM users ORDER BY username")).all() == [("admin",), ("user",)]
            assert compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata) == []
        disconnect()


def test_a_migration_that_was_killed_half_way_has_changed_nothing_and_runs_again(site, tmp_path):
    owner = make_person(site.app, "owner")
    ticket = owner.post("/api/tickets", data=form((b"notes", "notes.txt"))).json
    migrations, flag = tmp_path / "migrations", tmp_path / "half-way"
    shutil.copytree(MIGRATIONS, migrations)
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (migrations / "versions" / "9999_slow.py").write_text(SLOW_MIGRATION.format(head=head))

    log = tmp_path / "upgrade.log"
    process = start_flask("db", "upgrade", "--directory", str(migrations), log=log, HALF_WAY=str(flag), **site.settings)
    while not flag.exists():
        assert process.poll() is None, log.read_text()
        time.sleep(0.01)
    process.kill()

    assert process.wait(timeout=10) == -signal.SIGKILL
    assert owner.get(f"/api/tickets/{ticket['id']}").json["title"] == ticket["title"]
    assert "half" not in tables(site)

    with site.app.app_context():
        migrate_to_head(str(migrations))
    assert "half" in tables(site)
    assert site.rows(text("SELECT title, slow FROM tickets")) == [("changed", 1)]
    assert site.rows(select(func.count(Attachment.id), func.max(Attachment.ticket_id))) == [(1, ticket["id"])]
    assert_sound(site)


def test_serve_says_in_one_line_that_the_database_is_not_migrated(empty_database):
    app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": empty_database}))

    refused = app.test_cli_runner().invoke(args=["serve"])

    assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
    assert "flask --app wsgi db upgrade" in refused.output
    with app.app_context():
        disconnect()


@pytest.mark.parametrize("command", [["serve"], ["dev"], ["db", "upgrade"]], ids=" ".join)
def test_a_database_newer_than_the_code_is_left_alone_in_one_line(app, command):
    set_revision(app, "9999")

    refused = app.test_cli_runner().invoke(args=command)

    set_revision(app, ScriptDirectory(str(MIGRATIONS)).get_current_head())
    assert refused.exit_code == 1
    assert "newer than this code: it has the migration 9999" in refused.output
    assert "Traceback" not in refused.output


def set_revision(app, revision):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def tables(site) -> list[str]:
    with site.app.app_context():
        return inspect(db.engine).get_table_names()
