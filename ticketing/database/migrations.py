"""Which migrations the database has had, and which it needs."""

import re
from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DBAPIError

from ticketing.extensions import db, migrate

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


# What the search looks up: each database has its own kind of index, which SQLAlchemy does not know.
SEARCH_INDEX = re.compile("(tickets_search|ix_tickets_(search|notes)_text)")


class OutdatedSchema(Exception):
    """The database and the code don't fit; the message is a sentence that says what to do."""


def init_app(app: Flask) -> None:
    """Let `flask db` find the migrations from any folder."""
    migrate.init_app(app, directory=str(MIGRATIONS))


def is_modelled(name: str | None) -> bool:
    """Tell whether a table or an index is described by the models, rather than by migrations alone."""
    return name is None or not SEARCH_INDEX.match(name)


def present_revision() -> str | None:
    """Return the revision of the database, or None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate_to(revision: str = "head") -> None:
    """Bring the database up to `revision`; raises `OutdatedSchema` when this code does not know the present one."""
    check_known()
    upgrade(revision=revision)


def start_at(revision: str | None) -> None:
    """Bring a database to `revision`, None for nothing, from an earlier or later one, without rows; raises `OutdatedSchema`.

    Rows go, unless it has that revision already.
    """
    if revision and not _is_known(revision):
        raise OutdatedSchema(
            f"what is restored is newer than this code: it has the migration {revision}. Install that version."
        )
    check_known()
    if present_revision() not in (None, revision):
        downgrade(revision="base")
    upgrade(revision=revision or "base")


def check_known() -> None:
    """Raise `OutdatedSchema` when a newer version of the service has migrated the database."""
    present = present_revision()
    if present is not None and not _is_known(present):
        raise OutdatedSchema(f"the database is newer than this code: it has the migration {present}. Install that version.")


def _is_known(revision: str) -> bool:
    return revision in {script.revision for script in _scripts().walk_revisions()}


def check_current() -> None:
    """Raise `OutdatedSchema` unless the database is as this code needs it."""
    if present_revision() != _head():
        check_known()
        raise OutdatedSchema("the database is older than this code: run `flask --app wsgi db upgrade` first.")


def why_outdated() -> str | None:
    """Return what `check_current` would say, or None when the database is as this code needs it or can't be asked."""
    try:
        check_current()
    except OutdatedSchema as error:
        return str(error)
    except DBAPIError:
        pass
    return None


@cache
def _head() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
