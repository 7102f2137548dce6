"""Taking back a change of status: the ticket is as it was, and the record keeps both."""

import pytest
from sqlalchemy import select

from tests.answers import assert_problem
from tests.cast import make_person
from tests.databases import on_one_engine
from tests.factories import add_ticket, add_tickets, row_of
from ticketing.audit import AuditEntry, Verb
from ticketing.auth.models import Role
from ticketing.extensions import db
from ticketing.tickets.models import Ticket

STATUSES = ("New", "Under Review", "Resolved")


def change(person, ticket_id, status, tag=None, **more):
    headers = {"If-Match": tag} if tag else {}
    return person.patch(f"/api/tickets/{ticket_id}/status", json={"status": status, **more}, headers=headers)


def change_all(person, *changes):
    answer = person.patch("/api/tickets/status", json={"changes": list(changes)})
    assert answer.status_code == 200, answer.text
    return answer.json["results"]


def facts(app, person, ticket_id):
    """Return all that is known of a ticket but its version and text."""
    row = row_of(app, Ticket, ticket_id)
    moments = (row.updated_at, row.resolved_at, row.before_change)
    path = f"/api/tickets/{ticket_id}"
    return moments, person.get(path).json, person.get(f"{path}/timeline").json


@pytest.mark.parametrize(("before", "after"), [("New", "Resolved"), ("Under Review", "New"), ("Resolved", "Under Review")])
def test_what_is_undone_is_as_it_was(clock, app, admin, owner, before, after):
    ticket_id = add_ticket(app, owner.id, status=before)
    first, tag = facts(app, owner, ticket_id), change(admin, ticket_id, after).headers["ETag"]
    clock.move(minutes=1)

    answer = change(admin, ticket_id, before, tag, undo=True)

    # To the administrator the ticket is still new.
    assert (answer.status_code, answer.json) == (200, {**first[1], "isUnread": True})
    assert facts(app, owner, ticket_id) == first
    assert answer.headers["ETag"] == admin.get(f"/api/tickets/{ticket_id}").headers["ETag"] != tag


@pytest.mark.parametrize("has_seen", [True, False])
def test_news_of_what_is_undone_go_and_older_ones_stay(admin, owner, app, has_seen):
    ticket_id = add_ticket(app, owner.id)
    reply = admin.post(f"/api/tickets/{ticket_id}/replies", json={"body": "x"}).json["id"]
    if has_seen:
        owner.put(f"/api/tickets/{ticket_id}/seen", json={"entry": reply})

    tag = change(admin, ticket_id, "Resolved").headers["ETag"]
    assert owner.get(f"/api/tickets/{ticket_id}").json["isUnread"]
    assert change(admin, ticket_id, "New", tag, undo=True).status_code == 200

    assert owner.get(f"/api/tickets/{ticket_id}").json["isUnread"] != has_seen
    owner.put(f"/api/tickets/{ticket_id}/seen", json={"entry": reply})
    assert not owner.get(f"/api/tickets/{ticket_id}").json["isUnread"]


def test_twenty_that_are_undone_together_stand_where_they_stood_and_the_record_keeps_both(clock, app, admin, owner):
    ids = add_tickets(app, [{"created_by_id": owner.id, "status": STATUSES[number % 2]} for number in range(20)])
    order = [ticket["id"] for ticket in admin.get("/api/tickets?ordering=-updatedAt&pageSize=100").json["results"]]
    clock.move(minutes=5)
    done = change_all(admin, *({"id": each, "status": "Resolved"} for each in ids[:15]))

    undone = change_all(
        admin, *({"id": one["id"], "status": one["previousStatus"], "ifMatch": one["etag"], "undo": True} for one in done)
    )

    assert {(one["outcome"], one["updatedAt"]) for one in undone} == {("changed", "2026-03-01T12:00:00Z")}
    now = admin.get("/api/tickets?ordering=-updatedAt&pageSize=100").json["results"]
    assert [ticket["id"] for ticket in now] == order
    with app.app_context():
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.ticket_id == ids[0]).order_by(AuditEntry.id)).all()
    assert verbs == [Verb.TICKET_OPENED, Verb.STATUS_CHANGED, Verb.CHANGE_UNDONE]


def test_only_the_change_that_is_undone_leaves_the_timeline(app, admin, owner):
    ticket_id, other = add_ticket(app, owner.id), make_person(app, "other", Role.ADMIN)
    change(other, ticket_id, "Under Review")
    before = owner.get(f"/api/tickets/{ticket_id}/timeline").json["results"]
    for _ in range(2):
        change(admin, ticket_id, "Resolved")
        change(admin, ticket_id, "Under Review", undo=True)

    assert [entry["author"]["username"] for entry in before] == ["other"]
    assert owner.get(f"/api/tickets/{ticket_id}/timeline").json["results"] == before


def of_another_administrator(clock, app, admin, ticket_id):
    change(make_person(app, "other", Role.ADMIN), ticket_id, "Under Review")


def corrected_since(clock, app, admin, ticket_id):
    change(admin, ticket_id, "Under Review")
    admin.patch(f"/api/tickets/{ticket_id}", json={"title": "b"})
    assert row_of(app, Ticket, ticket_id).title == "b"


def changed_since(clock, app, admin, ticket_id):
    change(admin, ticket_id, "Resolved")
    change(admin, ticket_id, "Under Review")


def undone_already(clock, app, admin, ticket_id):
    change(admin, ticket_id, "Under Review")
    change(admin, ticket_id, "New", undo=True)


def from_another_status(clock, app, admin, ticket_id):
    change(admin, ticket_id, "Resolved")
    change(admin, ticket_id, "New", undo=True)
    change(admin, ticket_id, "Resolved")
    change(admin, ticket_id, "Under Review")


def long_ago(clock, app, admin, ticket_id):
    change(admin, ticket_id, "Under Review")
    clock.move(minutes=11)


def never(clock, app, admin, ticket_id):
    pass


@pytest.mark.parametrize(
    "happened",
    [of_another_administrator, corrected_since, changed_since, undone_already, from_another_status, long_ago, never],
)
def test_nothing_but_ones_own_last_change_can_be_undone(clock, app, admin, owner, happened):
    ticket_id = add_ticket(app, owner.id)
    happened(clock, app, admin, ticket_id)
    before = facts(app, owner, ticket_id)

    alone = change(admin, ticket_id, "New", undo=True)
    [found] = change_all(admin, {"id": ticket_id, "status": "New", "undo": True})

    assert_problem(alone, 412)
    assert alone.headers["ETag"] == admin.get(f"/api/tickets/{ticket_id}").headers["ETag"]
    assert found["outcome"] == "conflict"
    assert facts(app, owner, ticket_id) == before


def test_who_may_not_change_a_status_may_not_undo_one(app, admin, owner):
    ticket_id = add_ticket(app, owner.id)
    change(admin, ticket_id, "Resolved")

    assert_problem(change(owner, ticket_id, "New", undo=True), 403)


@on_one_engine
@pytest.mark.parametrize("bad", [1, 0, "true", "yes", None, [True], {}])
def test_an_undo_that_is_no_boolean_is_named(app, admin, owner, bad):
    ticket_id = add_ticket(app, owner.id)

    assert_problem(change(admin, ticket_id, "New", undo=bad), 400, "undo")
    several = admin.patch("/api/tickets/status", json={"changes": [{"id": ticket_id, "status": "New", "undo": bad}]})
    assert_problem(several, 400, "changes")
