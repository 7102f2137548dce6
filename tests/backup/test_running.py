"""Backups as commands of their own: made while many write, and where the disk is full."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from tests.cast import make_person
from tests.factories import raw_form
from tests.faults.processes import MEGABYTE
from tests.process.client import Client, File, digest
from tests.process.sites import Site, assert_sound, new_site
from tests.servers import flask
from ticketing.tickets.models import Attachment, Ticket

WRITERS = 4
TICKETS_BEFORE = 20
ENOUGH_FOR_NOTHING = 100_000
ENOUGH_FOR_THE_TABLES = 3 * MEGABYTE


def files_of_tickets(site: Site) -> dict[int, list[str]]:
    """Return the digests of every ticket's files; a file that is missing is a `KeyError`."""
    files, found = site.stored_files(), defaultdict(list)
    for ticket_id, key in site.rows(select(Attachment.ticket_id, Attachment.key).order_by(Attachment.id)):
        found[ticket_id].append(digest(files[key]))
    return found


def test_a_backup_made_while_many_write_has_every_ticket_that_was_answered_before_with_its_files(site, tmp_path):
    token, archive = site.token("owner"), tmp_path / "backup.zip"
    answered: dict[int, list[str]] = {}
    has_begun, is_over = threading.Event(), threading.Event()

    def write(client: Client, number: int) -> None:
        while not is_over.is_set():
            content = f"{number} {len(answered)}\n".encode() * 5000
            answer = client.open_ticket(File(content), File(b"the same in all"))
            assert answer.status == 201, answer.data
            answered[answer.json()["id"]] = [digest(content), digest(b"the same in all")]
            if len(answered) >= TICKETS_BEFORE:
                has_begun.set()
            # Many writers with pauses, so that the command does not wait for a processor.
            is_over.wait(0.1)

    with site.serving() as service, ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, Client(service.api, token), number) for number in range(WRITERS)]
        assert has_begun.wait(30)
        before = dict(answered)
        made = flask("backup", str(archive), **site.settings)
        is_over.set()
        for writer in writers:
            writer.result()

    assert made.returncode == 0, made.stderr
    with new_site("sqlite", tmp_path / "elsewhere") as other:
        restored = other.app.test_cli_runner().invoke(args=["restore", str(archive)])
        assert restored.exit_code == 0, restored.output
        kept = files_of_tickets(other)
        [(tickets,)] = other.rows(select(func.count(Ticket.id)))
        assert f"{tickets} tickets, {2 * tickets} attachments" in restored.stdout
        assert f"{2 * tickets} files on disk, every one with its SHA-256" in restored.stdout
        assert before.items() <= kept.items() <= answered.items()
        assert_sound(other)
    print(f"{len(before)} tickets answered before, {tickets} in the backup, {len(answered)} at its end")


def refusal_without_room(size: int, *command: str, **settings: str) -> str:
    """Run a command that may write no file beyond `size`, and must fail with one line; return the line."""
    done = flask(*command, largest_file=size, **settings)
    output = done.stdout + done.stderr
    lines = [line for line in output.splitlines() if line.startswith(("Error: ", "ticketing: "))]
    assert (done.returncode, len(lines), "Traceback" in output) == (1, 1, False), output
    return lines[0]


def test_where_there_is_no_room_nothing_half_made_is_left_and_afterwards_it_works(sqlite_site, tmp_path):
    site, archive = sqlite_site, tmp_path / "backup.zip"
    owner = make_person(site.app, "owner")
    assert owner.post("/api/tickets", **raw_form('filename="a.txt"', b"0123456\n" * (4 * MEGABYTE // 8))).status_code == 201
    restored = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "ATTACHMENTS_DIR": str(tmp_path / "restored")}

    assert "can't be written" in refusal_without_room(MEGABYTE, "backup", str(archive), **site.settings)
    assert list(tmp_path.glob("*backup.zip*")) == []

    assert site.app.test_cli_runner().invoke(args=["backup", str(archive)]).exit_code == 0
    for not_enough in (ENOUGH_FOR_NOTHING, ENOUGH_FOR_THE_TABLES):
        refusal_without_room(not_enough, "restore", str(archive), **restored)
        assert [path for path in (tmp_path / "restored").rglob("*") if path.is_file()] == []

    done = flask("restore", str(archive), **restored)
    assert (done.returncode, "1 tickets, 1 attachments" in done.stdout) == (0, True), done.stderr
