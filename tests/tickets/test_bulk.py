"""Changing the statuses of several tickets together, and taking that back."""

import json

import pytest
from sqlalchemy import select

from tests.answers import assert_problem
from tests.crowd import at_once
from tests.databases import on_one_engine
from tests.factories import add_ticket, add_tickets, row_of
from ticketing.audit import AuditEntry, Verb
from ticketing.extensions import db
from ticketing.tickets.models import Ticket

STATUSES = ("New", "Under Review", "Resolved")


def change(person, *changes):
    return person.patch("/api/tickets/status", json={"changes": list(changes)})


def to(status, *ids):
    return [{"id": number, "status": status} for number in ids]


def results(answer):
    assert answer.status_code == 200, answer.text
    return answer.json["results"]


def statuses(app, ids):
    return [row_of(app, Ticket, number).status for number in ids]


@pytest.fixture
def three(app, owner):
    """Return a ticket of each status."""
    return add_tickets(app, [{"created_by_id": owner.id, "status": status} for status in STATUSES])


def test_several_tickets_are_changed_together_and_the_answer_says_what_became_of_each(clock, app, admin, three):
    before = [row_of(app, Ticket, number) for number in three]

    found = results(change(admin, *to("Resolved", *reversed(three))))

    assert [(one["id"], one["outcome"], one["status"], one["previousStatus"]) for one in found] == [
        (three[2], "unchanged", "Resolved", "Resolved"),
        (three[1], "changed", "Resolved", "Under Review"),
        (three[0], "changed", "Resolved", "New"),
    ]
    for one in found:
        detail = admin.get(f"/api/tickets/{one['id']}")
        assert (one["etag"], one["updatedAt"]) == (detail.headers["ETag"], detail.json["updatedAt"])
        assert one.keys() == {
            *("id", "outcome", "status", "previousStatus", "priority", "assignee", "category", "updatedAt", "etag")
        }
    assert statuses(app, three) == ["Resolved"] * 3
    rows = [row_of(app, Ticket, number) for number in three]
    assert [row.version - old.version for row, old in zip(rows, before, strict=True)] == [1, 1, 0]
    assert rows[2].updated_at == before[2].updated_at


def test_a_change_is_taken_back_except_where_somebody_else_has_changed_the_ticket_since(app, admin, three):
    done = [one for one in results(change(admin, *to("Resolved", *three))) if one["outcome"] == "changed"]
    admin.patch(f"/api/tickets/{three[1]}/status", json={"status": "New"})

    back = [{"id": one["id"], "status": one["previousStatus"], "ifMatch": one["etag"]} for one in done]
    found = results(change(admin, *back))

    assert [(one["id"], one["outcome"], one["status"], one["previousStatus"]) for one in found] == [
        (three[0], "changed", "New", "Resolved"),
        (three[1], "conflict", "New", "New"),
    ]
    assert statuses(app, three) == ["New", "New", "Resolved"]


@pytest.mark.parametrize(("tag", "outcome"), [("*", "changed"), ("garbage", "conflict"), ('"', "conflict"), ("", "conflict")])
def test_a_tag_is_read_as_the_header_is(app, admin, three, tag, outcome):
    [found] = results(change(admin, {"id": three[0], "status": "Resolved", "ifMatch": tag}))

    assert found["outcome"] == outcome
    assert statuses(app, three[:1]) == ["Resolved" if outcome == "changed" else "New"]


def test_a_status_that_is_no_longer_the_one_that_was_seen_is_not_overwritten(app, admin, three):
    asked = [{"id": number, "status": "Resolved", "ifStatus": "New"} for number in three]

    found = results(change(admin, *asked))

    assert [one["outcome"] for one in found] == ["changed", "conflict", "conflict"]
    assert statuses(app, three) == ["Resolved", "Under Review", "Resolved"]


def test_each_change_is_on_record_as_a_single_one_is(app, admin, three):
    change(admin, *to("Resolved", *three))

    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.STATUS_CHANGED)).all()
    assert [(entry.ticket_id, entry.actor_name, entry.username, json.loads(entry.details)) for entry in entries] == [
        (three[0], "admin", "owner", {"status": ["New", "Resolved"]}),
        (three[1], "admin", "owner", {"status": ["Under Review", "Resolved"]}),
    ]
    [entry] = admin.get(f"/api/tickets/{three[0]}/timeline").json["results"]
    assert (entry["author"]["username"], entry["changes"][0]["to"]) == ("admin", "Resolved")


@pytest.mark.parametrize("missing", [999_999, 2**31, 10**18 - 1])
def test_of_tickets_that_are_not_all_there_none_is_changed_and_the_missing_are_named(app, admin, three, missing):
    answer = change(admin, *to("Resolved", three[0], missing, missing - 1))

    assert_problem(answer, 404, "changes")
    assert answer.json["errors"]["changes"] == [f"There is no ticket {number}." for number in (missing, missing - 1)]
    assert statuses(app, three) == list(STATUSES)


@on_one_engine
def test_only_administrators_may(app, owner, anyone, three):
    assert_problem(change(owner, *to("Resolved", *three)), 403)
    assert_problem(change(owner, *to("Resolved", 999_999)), 403)
    assert_problem(change(anyone, *to("Resolved", *three)), 401)

    assert statuses(app, three) == list(STATUSES)


ONE = {"id": 1, "status": "New"}


@on_one_engine
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"changes": []},
        {"changes": None},
        {"changes": ONE},
        {"changes": [1]},
        {"changes": [{"id": 1}]},
        {"changes": [{"status": "New"}]},
        {"changes": [{**ONE, "status": "Closed"}]},
        {"changes": [{**ONE, "ifStatus": "Closed"}]},
        *({"changes": [{**ONE, "id": bad}]} for bad in (0, -1, 1.5, True, "x", "01", None, [1], 10**18)),
        *({"changes": [{**ONE, "ifMatch": bad}]} for bad in (1, None, "a\0", "x" * 1001)),
        {"changes": [ONE, {**ONE, "status": "Resolved"}]},
        {"changes": [{**ONE, "id": number} for number in range(1, 102)]},
    ],
    ids=lambda sent: str(sent)[:40],
)
def test_what_makes_no_sense_is_named_and_changes_nothing(app, admin, owner, sent):
    number = add_ticket(app, owner.id)

    assert_problem(admin.patch("/api/tickets/status", json=sent), 400, "changes")

    assert (number, statuses(app, [1])) == (1, ["New"])


@on_one_engine
def test_of_several_it_is_said_which_one_makes_no_sense_and_where(admin):
    sent = [ONE, {"id": "x", "status": "New"}, {"id": 2}, 3]

    assert change(admin, *sent).json["errors"]["changes"] == [
        "1.id: Must be a whole number from 1.",
        "2.status: Missing data for required field.",
        "3: Invalid input type.",
    ]


def test_a_hundred_are_changed_with_few_statements(app, admin, owner):
    ids = add_tickets(app, [{"created_by_id": owner.id} for _ in range(100)])

    assert {one["outcome"] for one in results(change(admin, *to("Resolved", *ids)))} == {"changed"}


def test_many_who_change_the_same_tickets_at_once_do_not_wait_for_each_other_in_a_circle(app, admin, owner):
    rows = [{"created_by_id": owner.id, "category": category} for category in ("Technical", "Financial", "Product") * 4]
    ids = add_tickets(app, rows)
    orders = [ids, ids[::-1], ids[6:] + ids[:6], ids[::2]] * 2

    answers = at_once(
        [
            lambda order=order, number=number: change(admin.elsewhere(), *to(STATUSES[number % 3], *order))
            for number, order in enumerate(orders)
        ]
    )

    assert [answer.status_code for answer in answers] == [200] * 8
