"""Everything a service keeps: a migrated database and a folder of files, for as many processes as a test starts on them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from config import Config
from tests.cast import make_person
from tests.databases import new_database
from tests.servers import SECRET_KEY, Service, running
from ticketing import create_app
from ticketing.auth.models import Role
from ticketing.database.transaction import disconnect
from ticketing.extensions import db


@dataclass
class Site:
    """A place with data in it. `app` is on the same data, inside the test's own process, to prepare and to look."""

    engine: str
    folder: Path
    url: str
    app: Flask

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    @property
    def settings(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url, "ATTACHMENTS_DIR": str(self.attachments)}

    def serving(self, *, app: str = "tests.wsgi", **settings: str) -> AbstractContextManager[Service]:
        """Start the production server on it; with the app "wsgi" hashes have their price."""
        return running("serve", self.folder, app=app, **{**self.settings, **settings})

    def token(self, username: str, role: Role = Role.USER) -> str:
        """Add an account and return an access token of its."""
        return make_person(self.app, username, role).tokens["access"]

    def rows(self, statement) -> list:
        """Return what a query finds now, as plain rows."""
        with self.app.app_context():
            return list(db.session.execute(statement))

    def stored_files(self) -> dict[str, bytes]:
        """Return all files in the local store by name, those half-written included."""
        return {path.name: path.read_bytes() for path in self.attachments.rglob("*") if path.is_file()}


@contextmanager
def new_site(engine: str, folder: Path) -> Iterator[Site]:
    """Make a site of its own, and remove its database afterwards."""
    with new_database(engine, folder / "database") as url, site_at(engine, folder, url) as site:
        yield site


@contextmanager
def site_at(engine: str, folder: Path, url: str) -> Iterator[Site]:
    """Make a site on an empty database, and leave that afterwards."""
    site = Site(engine, folder, url, create_app(Config.from_mapping(_config(url, folder))))
    with site.app.app_context():
        upgrade()
    yield site
    with site.app.app_context():
        disconnect()


def _config(url: str, folder: Path) -> dict[str, str]:
    return {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "ATTACHMENTS_DIR": str(folder / "attachments")}


def assert_sound(site: Site) -> None:
    """Check the SQLite file by SQLite's own means; PostgreSQL checks as it goes."""
    if site.engine == "sqlite":
        with site.app.app_context(), db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
