"""SQLite under many writers, of one process and of several at once."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import chain

from sqlalchemy import func, select, text

from tests.crowd import at_once
from tests.process.client import TICKET, Client, File
from tests.process.sites import assert_sound
from tests.servers import flask
from ticketing.auth.models import Role, User
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Status, Ticket

WRITERS = 16
TICKETS_EACH = 8
COMMANDS = 3


def test_the_database_is_made_with_its_folders_at_the_first_start(tmp_path):
    database = tmp_path / "some" / "where" / "täglich.db"

    assert flask("db", "upgrade", DATABASE_URL=f"sqlite:///{database}").returncode == 0

    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_connection_checks_foreign_keys_and_is_durable(sqlite_site):
    with sqlite_site.app.app_context(), db.engine.connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")}

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def test_sixteen_writers_and_commands_at_the_same_time_are_all_answered(sqlite_site):
    token = sqlite_site.token("admin", Role.ADMIN)
    with sqlite_site.serving() as service:
        client = Client(service.api, token)

        def write() -> list[int]:
            statuses = []
            for number in range(TICKETS_EACH):
                opened = client.open_ticket(*([File(b"notes")] if number % 4 == 0 else []))
                changed = client.send("PATCH", f"/tickets/{opened.json()['id']}/status", json={"status": "Resolved"})
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
