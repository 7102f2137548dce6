"""Commands, next to the running service in another process: accounts, examples and the sweep."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import PASSWORD
from tests.process.client import TICKET, Client, File
from tests.process.sites import Site
from tests.servers import flask, said
from ticketing.auth.models import Role, User
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.storage import LOCAL, new_key
from ticketing.tickets.models import Upload


def run(site: Site, *command: str, typed: str = "") -> list[str]:
    """Run a command that must succeed without a complaint, in this process, and return its lines."""
    done = site.app.test_cli_runner().invoke(args=command, input=typed)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert PASSWORD not in done.output
    return done.stdout.splitlines()


def refusal(site: Site, *command: str, **settings: str) -> str:
    """Run a command that must fail with one line, in a process of its own, and return the line."""
    done = flask(*command, **{**site.settings, **settings})
    assert done.returncode != 0
    assert len(said(done.stderr)) == 1, done.stderr
    return said(done.stderr)[0]


def sign_in(api: str, username: str, password: str) -> tuple[int, Client]:
    answer = Client(api).post("/auth/login", {"username": username, "password": password})
    return answer.status, Client(api, answer.json().get("access", ""))


def test_accounts_are_kept_from_the_command_line_while_the_service_runs(sqlite_site):
    site = sqlite_site
    with site.serving() as service:
        made = run(site, "users", "create", "Ada", "--email", "ada@example.com", "--admin", "--password", PASSWORD)
        assert made == ["Created Admin Ada."]
        run(site, "users", "create", "ben", typed=f"{PASSWORD}\n{PASSWORD}\n")
        assert run(site, "users", "list") == ["Ada\tAdmin\tactive\tada@example.com", "ben\tUser\tactive\t-"]
        _, ada = sign_in(service.api, "ada", PASSWORD)
        _, ben = sign_in(service.api, "ben", PASSWORD)
        ticket = f"/tickets/{ada.post('/tickets', TICKET).json()['id']}"
        assert ben.get(ticket).status == 404

        run(site, "users", "promote", "ben")
        assert ben.get(ticket).status == 200
        run(site, "users", "demote", "ben")
        assert ben.get(ticket).status == 404

        run(site, "users", "set-password", "ben", typed="another password\nanother password\n")
        assert ben.get("/auth/me").status == 401
        assert sign_in(service.api, "ben", PASSWORD)[0] == 401
        status, ben = sign_in(service.api, "ben", "another password")
        assert (status, ben.get("/auth/me").status) == (200, 200)

        run(site, "users", "deactivate", "ben")
        assert ben.get("/auth/me").status == 401
        assert sign_in(service.api, "ben", "another password")[0] == 401
        run(site, "users", "activate", "ben")
        assert sign_in(service.api, "ben", "another password")[0] == 200


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["create", "ADMIN", "--password", PASSWORD], "already"),
        (["create", "new", "--password", "password1234"], "too easy to guess"),
        (["set-password", "nobody", "--password", PASSWORD], "no user named nobody"),
        (["deactivate", "admin"], "last active administrator"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(sqlite_site, command, reason):
    sqlite_site.token("admin", Role.ADMIN)

    done = sqlite_site.app.test_cli_runner().invoke(args=["users", *command])

    assert (done.exit_code, done.output.count("\n"), reason in done.stderr) == (1, 1, True), done.output
    assert sqlite_site.rows(select(User.username, User.role, User.is_active)) == [("admin", "Admin", True)]


def test_nothing_is_made_without_a_password(sqlite_site):
    done = flask("users", "create", "ada", **sqlite_site.settings)

    assert done.returncode == 1
    assert "--password-stdin" in done.stderr
    assert sqlite_site.rows(select(User.id)) == []


def test_the_examples_are_loaded_once_and_never_in_production(sqlite_site):
    site = sqlite_site
    assert "APP_ENV=development only" in refusal(site, "demo", APP_ENV="production")
    assert site.rows(select(User.id)) == []

    done = flask("demo", **site.settings)
    assert (done.returncode, said(done.stderr), len(done.stdout.splitlines())) == (0, [], 1)
    assert site.rows(select(User.username, User.role).order_by(User.id)) == [("admin", "Admin"), ("user", "User")]

    assert "users in the database already" in refusal(site, "demo")


def test_the_sweep_removes_strays_and_nothing_that_is_wanted(site):
    token = site.token("owner")
    with site.serving() as service:
        client = Client(service.api, token)
        ticket_id = client.open_ticket(File(b"named by a ticket")).json()["id"]
        stray, given_up, under_way, half_written = (new_key(".txt") for _ in range(4))
        with site.app.app_context(), transaction():
            for key, age in {given_up: timedelta(minutes=61), under_way: timedelta(minutes=59)}.items():
                db.session.add(Upload(key=key, store=LOCAL, started_at=utcnow() - age))
        for key in (stray, given_up, under_way):
            put(site, key[:2], key)
        os.utime(put(site, ".incoming", half_written), (time.time() - 7200,) * 2)

        assert run(site, "storage", "sweep") == ["Removed 3 files that no ticket names."]

        assert site.stored_files()[under_way] == b"bytes"
        assert len(site.stored_files()) == 2
        assert client.get(client.get(f"/tickets/{ticket_id}").json()["attachment"]).data == b"named by a ticket"
        assert site.rows(select(Upload.key)) == [(under_way,)]
        assert run(site, "storage", "sweep") == ["Removed 0 files that no ticket names."]


def put(site: Site, folder: str, name: str):
    path = site.attachments / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes")
    return path
