"""A place to back up, and another one to restore into."""

from io import BytesIO

import pytest

from config import Config
from tests.backup.archives import TICKET
from tests.conftest import SECRET_KEY
from tests.databases import new_database
from ticketing import create_app
from ticketing.database.transaction import disconnect


@pytest.fixture
def filled(app, owner, admin):
    """Return the app with one ticket, resolved, that has two files."""
    files = [(BytesIO(b"first log line\n"), "a.log"), (BytesIO(b"a,b\n1,2\n"), "b.csv")]
    opened = owner.post("/api/tickets", data={**TICKET, "attachment": files})
    admin.patch(f"/api/tickets/{opened.json['id']}/status", json={"status": "Resolved"})
    return app


@pytest.fixture(params=["sqlite"])
def empty_place(request, tmp_path):
    """Return an app on an empty, not even migrated database, with a folder of its own."""
    with new_database(request.param, tmp_path / "empty") as url:
        settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "ATTACHMENTS_DIR": str(tmp_path / "restored")}
        place = create_app(Config.from_mapping(settings))
        yield place
        with place.app_context():
            disconnect()
