"""`flask storage sweep`: files that no row names are removed, and no other."""

import io
from datetime import timedelta

import pytest

from tests.factories import count, form, stored_files, traces
from ticketing import storage
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets.models import Upload


@pytest.fixture
def sweep(app):
    return lambda: app.test_cli_runner().invoke(args=["storage", "sweep"])


def leave(app, *, started=None):
    """Leave a file behind as a kill does: stored, and named by an upload or by nothing. Return its key."""
    with app.test_request_context():
        key = storage.new_key(".txt")
        storage.get_store("local").save(key, io.BytesIO(b"left behind"), "text/plain")
        if started:
            with transaction():
                db.session.add(Upload(key=key, store="local", started_at=utcnow() - started))
    return key


def test_a_file_that_no_row_names_is_removed(app, sweep):
    leave(app)

    result = sweep()

    assert (result.exit_code, result.output) == (0, "Removed 1 file that no ticket names.\n")
    assert stored_files(app) == []


def test_a_file_of_a_ticket_is_kept(app, owner, sweep):
    ticket = owner.post("/api/tickets", data=form()).json
    before = traces(app)

    result = sweep()

    assert result.output == "Removed 0 files that no ticket names.\n"
    assert traces(app) == before
    assert owner.client.get(ticket["attachment"], buffered=True).status_code == 200


def test_an_upload_under_way_is_kept(app, sweep):
    leave(app, started=timedelta(minutes=59))

    sweep()

    assert len(stored_files(app)) == 1
    assert count(app, Upload) == 1


def test_an_upload_that_was_given_up_is_removed_with_its_row(app, sweep):
    leave(app, started=timedelta(minutes=61))

    result = sweep()

    assert result.output == "Removed 1 file that no ticket names.\n"
    assert stored_files(app) == []
    assert count(app, Upload) == 0


def test_very_many_strays_are_removed(app, sweep, monkeypatch):
    monkeypatch.setattr("ticketing.tickets.sweep.BATCH", 3)
    for _ in range(8):
        leave(app)

    assert sweep().output == "Removed 8 files that no ticket names.\n"
    assert stored_files(app) == []
