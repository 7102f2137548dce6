"""Behind PgBouncer in transaction pooling: no statement is missed, and moments are in UTC."""

from sqlalchemy import text

from config import Config
from tests.cast import make_person
from tests.crowd import at_once
from tests.databases import new_database
from tests.factories import ticket_text
from tests.faults.pgbouncer import pgbouncer
from tests.process.sites import site_at
from tests.servers import SECRET_KEY, flask
from ticketing import create_app
from ticketing.database.transaction import disconnect
from ticketing.extensions import db

CLIENTS, CALLS = 6, 8


def test_behind_pgbouncer_every_request_and_command_is_answered(tmp_path):
    with (
        new_database("postgresql", tmp_path / "database") as url,
        site_at("postgresql", tmp_path, url) as site,
        pgbouncer(url, tmp_path) as pooled,
    ):
        token = make_person(site.app, "owner").tokens["access"]
        settings = {"DATABASE_URL": pooled, "DATABASE_PGBOUNCER": "1"}
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "ATTACHMENTS_DIR": str(tmp_path), **settings}))

        def ask() -> list[int]:
            client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
            calls = [
                lambda: client.post("/api/tickets", json=ticket_text(), headers=headers),
                lambda: client.get("/api/tickets", headers=headers),
            ]
            return [call().status_code for _ in range(CALLS) for call in calls]

        answers = at_once([ask] * CLIENTS)
        command = flask("users", "list", **settings)
        with app.app_context():
            zone = db.session.scalar(text("SHOW timezone"))
        with app.app_context():
            disconnect()

    assert answers == [[201, 200] * CALLS] * CLIENTS
    assert (command.returncode, "owner" in command.stdout) == (0, True)
    assert zone == "UTC"
