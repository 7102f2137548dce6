"""No room or no right to write, at the store, the database or the temporary folder: callers come back, nothing is left."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cast import PASSWORD
from tests.factories import traces
from tests.faults.processes import MEGABYTE, no_file_larger_than
from tests.process.client import TICKET, Client, File
from tests.process.sites import Site, assert_sound, new_site
from ticketing.auth.models import Role

HEALTH, READY = "health", "ready"
READING, WRITING, SIGNING_IN = "reading", "a ticket", "signing in"
SMALL, MIDDLING, LARGE = "a ticket with a small file", "a ticket with a middling file", "a ticket with a large file"
SIZES = {
    SMALL: 1000,
    # Kept in memory on its way in, and so first written by the store.
    MIDDLING: 400_000,
    LARGE: 2 * MEGABYTE,
}


@dataclass
class Place:
    """A running service, and the folders it writes to."""

    site: Site
    pid: int
    temporary: Path
    calls: dict[str, Callable]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Place]:
    with new_site("sqlite", tmp_path_factory.mktemp("disks")) as site:
        temporary = site.folder / "temporary"
        temporary.mkdir()
        token = site.token("owner", Role.ADMIN)
        with site.serving(TMPDIR=str(temporary)) as service:
            client = Client(service.api, token)
            yield Place(site, service.process.pid, temporary, calls_of(client))


def calls_of(client: Client) -> dict[str, Callable]:
    assert client.open_ticket(File(b"kept")).status == 201
    # The service chooses its temporary folder at its first use, so that has to be before the faults.
    assert client.get("/health/ready").status == 200
    return {
        READING: lambda: client.get("/tickets"),
        HEALTH: lambda: client.get("/health"),
        READY: lambda: client.get("/health/ready"),
        WRITING: lambda: client.post("/tickets", TICKET),
        SIGNING_IN: lambda: client.post("/auth/login", {"username": "owner", "password": PASSWORD}),
        **{name: lambda size=size: client.open_ticket(File(b"0123456\n" * (size // 8))) for name, size in SIZES.items()},
    }


def size_of_journal(place: Place) -> int:
    return (place.site.folder / "database" / "ticketing.db-wal").stat().st_size


@contextmanager
def not_a_byte(place: Place):
    with no_file_larger_than(0, place.pid):
        yield


@contextmanager
def full_disk(place: Place):
    """Leave no room for the database to grow, while small files could still be stored."""
    with no_file_larger_than(size_of_journal(place), place.pid):
        yield


@contextmanager
def room_for_rows_only(place: Place):
    with closing(sqlite3.connect(place.site.folder / "database" / "ticketing.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with no_file_larger_than(SIZES[MIDDLING] - 1, place.pid):
        yield


@contextmanager
def in_the_way_of(folder: Path):
    """Put a file in a folder's place, which nobody can write into, whoever they are."""
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_bytes(b"in the way")
    yield
    folder.unlink()
    aside.rename(folder)


@contextmanager
def no_folder(folder: Path):
    shutil.rmtree(folder)
    yield
    folder.mkdir()


ALL_WRITES = {WRITING, SIGNING_IN, SMALL, MIDDLING, LARGE, READY}
FAULTS = {
    "not a byte may be written": (not_a_byte, ALL_WRITES),
    "the disk is full": (full_disk, ALL_WRITES),
    "there is room for rows, not for files": (room_for_rows_only, {MIDDLING, LARGE}),
    "the store can't be written": (lambda place: in_the_way_of(place.site.attachments), {SMALL, MIDDLING, LARGE, READY}),
    "the temporary folder can't be written": (lambda place: in_the_way_of(place.temporary), {LARGE, READY}),
    "the temporary folder is gone": (lambda place: no_folder(place.temporary), {LARGE, READY}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_callers_are_told_to_come_back_nothing_is_left_and_then_all_works_again(place, fault):
    cause, refused = FAULTS[fault]
    before, files = traces(place.site.app), place.site.stored_files().keys()

    with cause(place):
        answers = {name: call() for name, call in place.calls.items()}

    for name, answer in answers.items():
        assert (name, answer.status >= 500) == (name, name in refused), answer.data
    for answer in (answers[name] for name in refused):
        assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json"), answer.data
        assert int(answer.headers["Retry-After"]) > 0
    taken = [name for name in (WRITING, *SIZES) if name not in refused]
    assert left(place, before) == {
        "tickets": len(taken),
        **dict.fromkeys(("attachments", "files"), len({*taken} & {*SIZES})),
        "uploads": 0,
    }
    assert files <= place.site.stored_files().keys()
    assert [call().status // 100 for call in place.calls.values()] == [2] * len(place.calls)
    assert list(place.temporary.iterdir()) == []
    assert_sound(place.site)


def left(place: Place, before: dict[str, int]) -> dict[str, int]:
    """Return what there is more than before."""
    return {name: count - before[name] for name, count in traces(place.site.app).items()}
