"""Reading one ticket."""

import pytest

from tests.answers import assert_problem
from tests.factories import add_ticket, form
from ticketing.auth import queries, service
from ticketing.database.transaction import transaction


def test_the_owner_and_an_administrator_read_a_ticket_alike(app, owner, admin):
    ticket_id = add_ticket(app, owner.id, title="Monitor", description="Black.", category="Product", status="Under Review")

    answers = [person.get(f"/api/tickets/{ticket_id}") for person in (owner, admin)]

    assert [answer.status_code for answer in answers] == [200, 200]
    own, everyones = (answer.json for answer in answers)
    assert (own.pop("isUnread"), everyones.pop("isUnread")) == (False, True)
    assert own == everyones == {
        "id": ticket_id,
        "title": "Monitor",
        "description": "Black.",
        "category": "Product",
        "status": "Under Review",
        "priority": "Normal",
        "assignee": None,
        "attachment": None,
        "attachments": [],
        "createdBy": {"id": owner.id, "username": "owner"},
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
        "replies": 0,
        "lastReply": None,
        "waitingFor": "staff",
        "duplicateOf": None,
    }  # fmt: skip


def test_for_a_stranger_a_ticket_is_as_one_that_does_not_exist(app, owner, stranger):
    ticket_id = add_ticket(app, owner.id)
    missing_id = ticket_id + 1

    same_id = {"X-Request-ID": "a"}
    existing, missing = (stranger.get(f"/api/tickets/{number}", headers=same_id) for number in (ticket_id, missing_id))

    assert_problem(existing, 404)
    assert existing.text == missing.text.replace(f"ticket {missing_id}.", f"ticket {ticket_id}.")
    assert set(existing.headers.keys()) == set(missing.headers.keys())


@pytest.mark.parametrize(
    "other",
    ["0", "-{id}", "+{id}", "0{id}", "{id}.0", "{id}_0", "1_0", " {id}", "{id}%20", "%D9%A1", "{id}%00", "abc", "1e0", "0x1",
     str(2**31), str(2**32 + 1), str(2**63), str(2**64), str(2**64 + 1), "9" * 5000],
)  # fmt: skip
def test_what_is_not_exactly_an_id_is_no_ticket(app, admin, other):
    ticket_id = add_ticket(app, admin.id)

    assert_problem(admin.get(f"/api/tickets/{other.format(id=ticket_id)}"), 404)


def test_a_ticket_has_a_tag_and_the_same_one_while_it_does_not_change(clock, app, owner):
    ticket_id = add_ticket(app, owner.id)

    first, second = owner.get(f"/api/tickets/{ticket_id}"), owner.get(f"/api/tickets/{ticket_id}")

    assert first.headers["ETag"].startswith('"')
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("form_of_tag", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_a_ticket_that_is_known_is_not_sent_again(clock, app, owner, form_of_tag):
    ticket_id = add_ticket(app, owner.id)
    tag = owner.get(f"/api/tickets/{ticket_id}").headers["ETag"]

    answer = owner.get(f"/api/tickets/{ticket_id}", headers={"If-None-Match": form_of_tag.format(tag=tag)})

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag


@pytest.mark.parametrize("tag", ['"other"', "garbage", '"', ""])
def test_a_ticket_that_is_not_known_is_sent(app, owner, tag):
    ticket_id = add_ticket(app, owner.id)

    answer = owner.get(f"/api/tickets/{ticket_id}", headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.json["id"] == ticket_id


def test_a_ticket_that_has_changed_is_sent(app, owner, admin):
    ticket_id = add_ticket(app, owner.id)
    tag = owner.get(f"/api/tickets/{ticket_id}").headers["ETag"]
    admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": "Resolved"})

    answer = owner.get(f"/api/tickets/{ticket_id}", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.json["status"]) == (200, "Resolved")


def test_a_ticket_whose_requester_has_another_name_is_sent_alone_and_in_lists(app, owner, admin):
    ticket_id = add_ticket(app, owner.id)
    tags = {path: admin.get(path).headers["ETag"] for path in (f"/api/tickets/{ticket_id}", "/api/tickets")}
    with app.app_context(), transaction():
        service.edit_user(queries.get_user(owner.id), "Renamed", None)

    detail, listed = (admin.get(path, headers={"If-None-Match": tag}) for path, tag in tags.items())

    assert (detail.status_code, listed.status_code) == (200, 200)
    assert detail.json["createdBy"] == listed.json["results"][0]["createdBy"] == {"id": owner.id, "username": "Renamed"}


def test_a_ticket_whose_links_have_changed_is_sent(clock, owner):
    ticket = owner.post("/api/tickets", data=form()).json
    tag = owner.get(f"/api/tickets/{ticket['id']}").headers["ETag"]
    owner.tokens = refreshed_after_an_hour(clock, owner)

    answer = owner.get(f"/api/tickets/{ticket['id']}", headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.json["attachment"] != ticket["attachment"]


def refreshed_after_an_hour(clock, person):
    clock.move(hours=1)
    return person.client.post("/api/auth/refresh", json={"refresh": person.tokens["refresh"]}).json


def test_nobody_learns_by_a_tag_that_a_ticket_is_there(app, owner, stranger):
    ticket_id = add_ticket(app, owner.id)
    tag = owner.get(f"/api/tickets/{ticket_id}").headers["ETag"]

    assert_problem(stranger.get(f"/api/tickets/{ticket_id}", headers={"If-None-Match": tag}), 404)
    assert_problem(stranger.get(f"/api/tickets/{ticket_id}", headers={"If-None-Match": "*"}), 404)
