"""Changing a ticket's status."""

import itertools

import pytest

from tests.answers import assert_problem
from tests.crowd import at_once
from tests.factories import NOON, add_ticket, row_of
from ticketing.tickets.models import Status, Ticket

STATUSES = [str(status) for status in Status]


def change(person, ticket_id, status, **headers):
    return person.patch(f"/api/tickets/{ticket_id}/status", json={"status": status}, headers=headers)


def state(app, ticket_id):
    row = row_of(app, Ticket, ticket_id)
    return row.status, row.version, row.updated_at


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(STATUSES, 2)))
def test_an_administrator_sets_any_status_after_any_other(clock, app, admin, owner, before, after):
    ticket_id = add_ticket(app, owner.id, status=before)

    answer = change(admin, ticket_id, after)

    assert answer.status_code == 200
    assert answer.json == owner.get(f"/api/tickets/{ticket_id}").json
    assert answer.json["status"] == after
    assert answer.json["createdAt"] == "2026-03-01T12:00:00Z"
    status, _, updated_at = state(app, ticket_id)
    assert status == after
    assert updated_at.timestamp() == pytest.approx(clock.timestamp, abs=0.001)


@pytest.mark.parametrize("status", STATUSES)
def test_the_same_status_again_changes_nothing(app, admin, owner, status):
    ticket_id = add_ticket(app, owner.id, status=status)
    before = state(app, ticket_id)

    answer = change(admin, ticket_id, status)

    assert (answer.status_code, answer.json["status"]) == (200, status)
    assert answer.json["updatedAt"] == "2026-03-01T12:00:00Z"
    assert state(app, ticket_id) == before


@pytest.mark.parametrize(
    "sent", [{}, {"status": ""}, {"status": "new"}, {"status": "Closed"}, {"status": None}, {"status": ["New"]}]
)
def test_an_unknown_status_is_named_and_changes_nothing(app, admin, owner, sent):
    ticket_id = add_ticket(app, owner.id)

    assert_problem(admin.patch(f"/api/tickets/{ticket_id}/status", json=sent), 400, "status")

    assert state(app, ticket_id)[0] == "New"


def test_a_status_is_sent_as_json(app, admin, owner):
    ticket_id = add_ticket(app, owner.id)

    assert_problem(admin.patch(f"/api/tickets/{ticket_id}/status", data={"status": "Resolved"}), 415)

    assert state(app, ticket_id)[0] == "New"


def test_nothing_else_of_a_ticket_is_changed_along(app, admin, owner):
    ticket_id = add_ticket(app, owner.id)

    admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": "Resolved", "title": "Other", "createdBy": admin.id})

    row = row_of(app, Ticket, ticket_id)
    assert (row.title, row.created_by_id, row.created_at) == ("Printer", owner.id, NOON)


@pytest.mark.parametrize("ticket_id", ["0", "999999", "abc", "9" * 20])
def test_a_ticket_that_is_not_there_is_not_found(admin, ticket_id):
    assert_problem(change(admin, ticket_id, "Resolved"), 404)


@pytest.mark.parametrize("form_of_tag", ["{tag}", "W/{tag}", '"other", {tag}', '"other", W/{tag}', "*"])
def test_a_tag_of_the_ticket_as_it_is_lets_a_change_through(app, admin, owner, form_of_tag):
    ticket_id = add_ticket(app, owner.id)
    tag = admin.get(f"/api/tickets/{ticket_id}").headers["ETag"]

    answer = change(admin, ticket_id, "Resolved", **{"If-Match": form_of_tag.format(tag=tag)})

    assert answer.status_code == 200
    assert answer.headers["ETag"] == admin.get(f"/api/tickets/{ticket_id}").headers["ETag"] != tag


def test_a_tag_from_an_hour_ago_still_names_a_ticket_that_has_not_changed(clock, app, admin, owner):
    ticket_id = add_ticket(app, owner.id)
    tag = admin.get(f"/api/tickets/{ticket_id}").headers["ETag"]
    clock.move(hours=1)
    admin.tokens = admin.client.post("/api/auth/refresh", json={"refresh": admin.tokens["refresh"]}).json

    assert change(admin, ticket_id, "Resolved", **{"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("form_of_tag", ["{old}", "W/{old}", '"other", {old}', '"other"', "garbage", '"', "", "{bare}"])
def test_any_other_tag_stops_a_change(app, admin, owner, form_of_tag):
    ticket_id = add_ticket(app, owner.id)
    old = admin.get(f"/api/tickets/{ticket_id}").headers["ETag"]
    now = change(admin, ticket_id, "Under Review").headers["ETag"]
    before = state(app, ticket_id)

    answer = change(admin, ticket_id, "Resolved", **{"If-Match": form_of_tag.format(old=old, bare=old.strip('"'))})

    assert_problem(answer, 412)
    assert answer.headers["ETag"] == now
    assert state(app, ticket_id) == before


def test_a_tag_of_another_ticket_stops_a_change(app, admin, owner):
    first, second = add_ticket(app, owner.id), add_ticket(app, owner.id)
    tag = admin.get(f"/api/tickets/{first}").headers["ETag"]

    assert_problem(change(admin, second, "Resolved", **{"If-Match": tag}), 412)

    assert state(app, second)[0] == "New"


def test_a_tag_for_a_ticket_that_is_not_there_is_not_found(admin):
    assert_problem(change(admin, 999999, "Resolved", **{"If-Match": "*"}), 404)


def test_of_several_who_saw_the_same_state_one_changes_it(app, admin, owner):
    ticket_id = add_ticket(app, owner.id)
    tag = admin.get(f"/api/tickets/{ticket_id}").headers["ETag"]

    answers = at_once([lambda: change(admin.elsewhere(), ticket_id, "Resolved", **{"If-Match": tag})] * 8)

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7


def test_changes_at_the_same_moment_are_all_kept(app, admin, owner):
    ticket_id = add_ticket(app, owner.id)
    version = row_of(app, Ticket, ticket_id).version

    statuses = ["Under Review", "Resolved"] * 4

    answers = at_once([lambda status=status: change(admin.elsewhere(), ticket_id, status) for status in statuses])

    assert [answer.status_code for answer in answers] == [200] * 8
    assert version < row_of(app, Ticket, ticket_id).version <= version + 8
