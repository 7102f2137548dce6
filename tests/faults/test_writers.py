"""SQLite under many writers, of one process and of several at once."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import chain

import urllib3
from sqlalchemy import func, select, text

from config import Config
from tests.crowd import at_once
from tests.process.client import TICKET, Client, File
from tests.process.sites import assert_sound
from tests.servers import SECRET_KEY, flask
from ticketing import create_app
from ticketing.auth.models import Role, User
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Status, Ticket

WRITERS = 16
TICKETS_EACH = 8
COMMANDS = 3


def test_the_database_is_made_with_its_folders_at_the_first_start(tmp_path):
    database = tmp_path / "some" / "where" / "täglich.db"
    app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": f"sqlite:///{database}"}))

    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0

    with app.app_context():
        disconnect()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_connection_checks_foreign_keys_and_is_durable(sqlite_site):
    with sqlite_site.app.app_context(), db.engine.connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")}

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def taken(send: Callable[[], urllib3.BaseHTTPResponse]) -> urllib3.BaseHTTPResponse:
    """Send as a client does: whoever waits too long for their turn, on a machine that is busy otherwise, comes back."""
    for _ in range(5):
        answer = send()
        if answer.status != 503:
            break
    return answer


def test_sixteen_writers_and_commands_at_the_same_time_are_all_answered(sqlite_site):
    token = sqlite_site.token("admin", Role.ADMIN)
    with sqlite_site.serving() as service:
        client = Client(service.api, token)

        def write() -> list[int]:
            statuses = []
            for number in range(TICKETS_EACH):
                files = [File(b"notes")] if number % 4 == 0 else []
                opened = taken(lambda files=files: client.open_ticket(*files))
                address = f"/tickets/{opened.json()['id']}/status"
                changed = taken(lambda address=address: client.send("PATCH", address, json={"status": "Resolved"}))
                statuses += [opened.status, changed.status]
            return statuses

        def command(number: int) -> list[int]:
            done = flask("users", "create", f"user{number}", "--password", "a password for tests", **sqlite_site.settings)
            return [done.returncode]

        outcomes = at_once([write] * WRITERS + [lambda n=n: command(n) for n in range(COMMANDS)])
        log = service.log.read_text()

    count = WRITERS * TICKETS_EACH
    assert Counter(chain.from_iterable(outcomes)) == {201: count, 200: count, 0: COMMANDS}
    assert "locked" not in log
    assert "Traceback" not in log
    assert sqlite_site.rows(select(func.count(Ticket.id)).where(Ticket.status == Status.RESOLVED, Ticket.version == 2)) == [
        (count,)
    ]
    assert sqlite_site.rows(select(func.count(Attachment.id))) == [(count // 4,)]
    assert sqlite_site.rows(select(func.count(User.id))) == [(COMMANDS + 1,)]
    assert_sound(sqlite_site)


def test_two_services_share_a_database(sqlite_site):
    token = sqlite_site.token("owner")
    with sqlite_site.serving() as one, sqlite_site.serving() as other:
        clients = [Client(one.api, token), Client(other.api, token)]

        answers = at_once([lambda c=c: [c.post("/tickets", TICKET).status for _ in range(10)] for c in clients * 4])

        assert Counter(chain.from_iterable(answers)) == {201: 80}
        assert [client.get("/tickets").json()["count"] for client in clients] == [80, 80]
    assert_sound(sqlite_site)
