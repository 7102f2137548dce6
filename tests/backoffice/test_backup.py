"""What a backup takes of what the back office keeps: the audit record, and neither counters nor sessions."""

import zipfile

import pytest
from sqlalchemy import select

from config import Config
from tests.conftest import SECRET_KEY
from tests.databases import ENGINES, new_database
from tests.factories import NOON, add_tickets
from ticketing import create_app
from ticketing.audit import AuditEntry
from ticketing.auth.models import AdminSession
from ticketing.categories.queries import everything
from ticketing.database.transaction import disconnect
from ticketing.extensions import db


@pytest.mark.parametrize("other", ENGINES)
def test_a_restored_database_has_the_record_and_the_categories_and_nobody_signed_in(app, office, owner, tmp_path, other):
    add_tickets(
        app, [{"created_by_id": owner.id, "status": status, "created_at": NOON} for status in ("New", "Resolved", "Resolved")]
    )
    office.post("/admin/category/new/", name="Human resources", description="Pay", assignee="admin", priority="High")
    office.post("/admin/category/action/", action="archive", rowid=2)
    file = tmp_path / "backup.zip"

    with new_database(other, tmp_path / "other") as url:
        settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "ATTACHMENTS_DIR": str(tmp_path / "restored")}
        place = create_app(Config.from_mapping(settings))
        made = app.test_cli_runner().invoke(args=["backup", str(file)])
        restored = place.test_cli_runner().invoke(args=["restore", str(file)])

        assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
        assert entries(place) == entries(app)
        assert categories(place) == categories(app)
        with place.app_context():
            assert db.session.scalars(select(AdminSession)).all() == []
            disconnect()
    with zipfile.ZipFile(file) as archive:
        tables = {name for name in archive.namelist() if name.startswith("tables/")}
    assert "tables/audit_entries.jsonl" in tables
    assert not {name for name in tables if "admin_sessions" in name}


def categories(app):
    with app.app_context():
        return [tuple(row) for row in everything()]


def entries(app):
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(row.at, row.verb, row.actor_name, row.username, row.ticket_id, row.details) for row in rows]
