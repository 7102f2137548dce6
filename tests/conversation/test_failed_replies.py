"""Whatever goes wrong while a reply with files is taken in: nothing of it is left, and the ticket is as it was."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.factories import add_ticket, form, traces
from tests.samples import PNG
from ticketing.extensions import db
from ticketing.tickets.models import Entry

FILES = (PNG, "a.png"), (b"text", "b.txt")
ONLY_THE_TICKET = {"tickets": 1, "attachments": 0, "uploads": 0, "files": 0}


@pytest.fixture
def ticket(app, owner, admin) -> str:
    """Return the path of a ticket of the owner's."""
    return f"/api/tickets/{add_ticket(app, owner.id)}"


def reply(person, ticket):
    data = {"body": "See here.", "attachment": form(*FILES)["attachment"]}
    return person.post(f"{ticket}/replies", data=data, headers={"Idempotency-Key": "once"})


def assert_nothing_is_left(app, person, ticket, before):
    assert traces(app) == ONLY_THE_TICKET
    assert state(person, ticket) == before
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 0


def state(person, ticket) -> list[object]:
    return [person.get(path).json for path in (ticket, f"{ticket}/timeline", "/api/tickets/counts")]


def test_nothing_is_left_when_the_rows_fail_after_the_files_were_stored(app, admin, owner, ticket, failing_insert):
    before = state(owner, ticket)

    assert reply(admin, ticket).status_code == 500

    assert_nothing_is_left(app, owner, ticket, before)


def test_nothing_is_left_when_the_files_can_not_be_stored_and_the_same_reply_goes_through_afterwards(app, admin, owner, ticket):
    before, folder = state(owner, ticket), Path(app.config["ATTACHMENTS_DIR"])
    # A file where the folder should be.
    folder.write_bytes(b"in the way")

    answer = reply(admin, ticket)

    folder.unlink()
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert_nothing_is_left(app, owner, ticket, before)
    assert reply(admin, ticket).status_code == 201
