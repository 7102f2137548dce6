"""What was said about a ticket, in the back office: read there, and removed after a question."""

import pytest
from sqlalchemy import func, select

from tests.cast import make_person
from tests.factories import add_ticket, form, stored_files
from tests.samples import PNG
from ticketing.audit import AuditEntry, Verb
from ticketing.auth.models import Role
from ticketing.extensions import db


@pytest.fixture
def ticket(app, owner, admin) -> int:
    """Return a ticket with a reply, a note, a removed note and a change."""
    ticket = add_ticket(app, owner.id)
    path = f"/api/tickets/{ticket}"
    owner.post(f"{path}/replies", data={"body": "<b>Still</b> burns", "attachment": form((PNG, "fire.png"))["attachment"]})
    admin.post(f"{path}/notes", json={"body": "Call the fire brigade"})
    gone = admin.post(f"{path}/notes", json={"body": "Never mind"}).json["id"]
    admin.delete(f"{path}/timeline/{gone}")
    admin.patch(f"{path}/status", json={"status": "Under Review"})
    return ticket


def entry_ids(admin, ticket):
    return [entry["id"] for entry in admin.get(f"/api/tickets/{ticket}/timeline").json["results"]]


def test_a_tickets_page_shows_what_was_said_and_done_in_order(office, admin, ticket):
    text = office.get(f"/admin/ticket/details/?id={ticket}").text

    parts = ["<bdi>owner</bdi>", "&lt;b&gt;Still&lt;/b&gt; burns", "fire.png", "Only administrators see this",
             "Call the fire brigade", "Removed by admin", "Under Review"]  # fmt: skip
    places = [text.index(part, text.index('id="timeline"')) for part in parts]
    assert places == sorted(places)
    assert "Never mind" not in text
    assert [f'id="entry-{number}"' in text for number in entry_ids(admin, ticket)] == [True] * 4


def test_an_entry_is_removed_after_a_question_and_the_audit_record_says_so(app, office, admin, owner, ticket):
    reply = entry_ids(admin, ticket)[0]
    address = f"/admin/ticket/remove/?id={ticket}&entry={reply}&url=/admin/ticket/details/?id={ticket}%23entry-{reply}"

    asked = office.get(address)
    assert (asked.status_code, "Remove this reply?" in asked.text) == (200, True)
    assert len(stored_files(app)) == 1
    removed = office.post(
        "/admin/ticket/remove/", id=ticket, entry=reply, url=f"/admin/ticket/details/?id={ticket}#entry-{reply}"
    )

    assert (removed.status_code, removed.location) == (303, f"/admin/ticket/details/?id={ticket}#entry-{reply}")
    [entry] = owner.get(f"/api/tickets/{ticket}/timeline").json["results"][:1]
    assert (entry["body"], entry["removedBy"], entry["attachments"]) == ("", "admin", [])
    assert stored_files(app) == []
    assert "Entry removed" in office.get(f"/admin/audit/?ticket={ticket}").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_can_not_be_removed_is_not_found(app, office, admin, owner, ticket, method):
    other = add_ticket(app, owner.id)
    reply, *_, change = entry_ids(admin, ticket)

    for number, entry in ((ticket, change), (other, reply), (ticket, 999), (ticket, "x"), (ticket, ""), (999, reply)):
        query = {"id": number, "entry": entry}
        sent = (
            office.post("/admin/ticket/remove/", **query)
            if method == "post"
            else office.get("/admin/ticket/remove/", query_string=query)
        )
        assert sent.status_code == 404

    assert len(stored_files(app)) == 1


def test_who_removed_an_entry_first_is_who_removed_it(app, admin, office, ticket):
    gone = entry_ids(admin, ticket)[2]

    assert office.post("/admin/ticket/remove/", id=ticket, entry=gone).status_code == 303

    with app.app_context():
        removals = select(func.count()).where(AuditEntry.verb == Verb.ENTRY_REMOVED)
        assert db.session.scalar(removals) == 1


def test_who_has_written_something_is_not_deleted(app, office, ticket):
    writer = make_person(app, "writer", Role.ADMIN)
    writer.post(f"/api/tickets/{ticket}/notes", json={"body": "Extinguished"})

    office.post("/admin/user/delete/", id=writer.id)

    assert office.says() == [
        "writer has tickets or has written on some, which would be nobody's: deactivate the account instead."
    ]
    assert writer.is_signed_in()
