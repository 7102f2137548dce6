"""Priority and assignee: who sets them, what the timeline says, how lists are narrowed and ordered by them."""

import threading

import pytest

from tests.answers import assert_problem
from tests.cast import make_person
from tests.databases import on_one_engine
from tests.factories import add_ticket, add_tickets, count
from ticketing.audit import AuditEntry
from ticketing.auth.models import Role
from ticketing.tickets.models import Entry

PRIORITIES = ("Urgent", "High", "Normal", "Low")


@pytest.fixture
def other(app):
    return make_person(app, "Zoë", Role.ADMIN)


@pytest.fixture
def ticket(app, owner):
    return f"/api/tickets/{add_ticket(app, owner.id)}"


def changes_of(person, ticket):
    entries = person.get(f"{ticket}/timeline").json["results"]
    return [
        (
            entry["author"] and entry["author"]["username"],
            entry["body"],
            {each["field"]: (each["from"], each["to"]) for each in entry["changes"]},
        )
        for entry in entries
        if entry["kind"] == "change"
    ]


def test_an_administrator_sets_priority_and_assignee_and_the_timeline_says_so(admin, other, owner, ticket):
    answer = admin.patch(ticket, json={"priority": "High", "assignee": "ZOË"})

    assert answer.status_code == 200
    assert (answer.json["priority"], answer.json["assignee"]) == ("High", {"id": other.id, "username": "Zoë"})
    assert owner.get(ticket).json["assignee"] == {"id": other.id, "username": "Zoë"}
    assert changes_of(owner, ticket) == [("admin", None, {"priority": ("Normal", "High"), "assignee": (None, "Zoë")})]
    assert not owner.get(ticket).json["isUnread"]
    assert admin.patch(ticket, json={"assignee": "me"}).json["assignee"]["username"] == "admin"
    assert admin.patch(ticket, json={"assignee": other.id}).json["assignee"]["username"] == "Zoë"
    assert admin.patch(ticket, json={"assignee": None}).json["assignee"] is None
    assert changes_of(owner, ticket)[-1] == ("admin", None, {"assignee": ("Zoë", None)})


def test_what_changes_nothing_leaves_no_entry_and_keeps_the_etag(app, admin, ticket):
    admin.patch(ticket, json={"assignee": "me"})
    before, entries = admin.get(ticket).headers["ETag"], count(app, Entry)

    answer = admin.patch(ticket, json={"priority": "Normal", "assignee": "admin"})

    assert (answer.status_code, answer.headers["ETag"], count(app, Entry)) == (200, before, entries)


@pytest.mark.parametrize("assignee", ["owner", "nobody at all", "999999", 2**31, "0", "none", "gone"])
def test_nobody_but_an_active_administrator_gets_a_ticket(app, admin, owner, ticket, assignee):
    make_person(app, "gone", Role.ADMIN)
    app.test_cli_runner().invoke(args=["users", "deactivate", "gone"])

    assert_problem(admin.patch(ticket, json={"assignee": assignee, "priority": "Low"}), 400, "assignee")

    assert (admin.get(ticket).json["priority"], changes_of(admin, ticket)) == ("Normal", [])


@on_one_engine
@pytest.mark.parametrize(
    ("body", "field"),
    [({"priority": "urgent"}, "priority"), ({"priority": 1}, "priority"), ({"priority": None}, "priority"),
     ({"assignee": ""}, "assignee"), ({"assignee": ["me"]}, "assignee"), ({"assignee": True}, "assignee"),
     ({"assignee": 1.5}, "assignee"), ({"assignee": "x" * 151}, "assignee"), ({"undo": "yes"}, "undo")],
)  # fmt: skip
def test_what_makes_no_sense_is_named(admin, ticket, body, field):
    assert_problem(admin.patch(ticket, json=body), 400, field)


@pytest.mark.parametrize(
    "body", [{"priority": "Low"}, {"assignee": "me"}, {"assignee": None}, {"title": "x", "priority": "Low"}]
)
def test_requesters_set_neither_not_even_what_is_so(app, owner, ticket, body):
    assert_problem(owner.patch(ticket, json=body), 403)

    assert owner.get(ticket).json["title"] == "Printer"
    assert count(app, Entry) == 0


def test_a_change_of_what_was_seen_before_is_refused(admin, other, ticket):
    seen = admin.get(ticket).headers["ETag"]
    other.patch(ticket, json={"assignee": "me"})

    answer = admin.patch(ticket, json={"assignee": "me"}, headers={"If-Match": seen})

    assert_problem(answer, 412)
    assert answer.headers["ETag"] == admin.get(ticket).headers["ETag"]
    assert admin.get(ticket).json["assignee"]["username"] == "Zoë"


@pytest.mark.parametrize(
    "change", [{"priority": "Urgent"}, {"assignee": "me"}, {"category": "Product"}, {"priority": "Low", "assignee": "Zoë"}]
)
def test_ones_own_last_change_is_taken_back_as_if_it_had_never_been(clock, admin, other, ticket, change):
    before = admin.get(ticket).json
    clock.move(minutes=1)
    admin.patch(ticket, json=change)
    assert_problem(other.patch(ticket, json={"undo": True}), 412)

    assert admin.patch(ticket, json={"undo": True}).json == before

    assert changes_of(admin, ticket) == []
    assert_problem(admin.patch(ticket, json={"undo": True}), 412)


def test_several_tickets_are_changed_together_each_on_its_conditions(app, admin, other, owner):
    ids = add_tickets(app, [{"created_by_id": owner.id, "status": status} for status in ("New", "New", "Resolved")])
    stale = admin.get(f"/api/tickets/{ids[1]}").headers["ETag"]
    other.patch(f"/api/tickets/{ids[1]}", json={"priority": "Low"})
    asked = [
        {"id": ids[0], "assignee": "me", "priority": "High", "category": "Product"},
        {"id": ids[1], "assignee": "me", "ifMatch": stale},
        {"id": ids[2], "assignee": None},
    ]

    found = admin.patch("/api/tickets", json={"changes": asked}).json["results"]

    assert [(one["outcome"], one["priority"], one["assignee"] and one["assignee"]["id"], one["category"]) for one in found] == [
        ("changed", "High", admin.id, "Product"),
        ("conflict", "Low", None, "Technical"),
        ("unchanged", "Normal", None, "Technical"),
    ]
    undone = admin.patch("/api/tickets", json={"changes": [{"id": number, "undo": True} for number in ids]}).json["results"]
    assert [one["outcome"] for one in undone] == ["changed", "conflict", "conflict"]
    assert admin.get(f"/api/tickets/{ids[0]}").json["priority"] == "Normal"


def test_several_changes_are_made_or_none(app, admin, owner, ticket):
    number = int(ticket.rsplit("/", 1)[1])
    changes = [{"id": number, "priority": "Low"}, {"id": number + 1, "priority": "Low"}]

    assert_problem(admin.patch("/api/tickets", json={"changes": changes}), 404, "changes")
    wrong = [{"id": number, "priority": "Low", "assignee": "owner"}]
    assert_problem(admin.patch("/api/tickets", json={"changes": wrong}), 400, "assignee")
    assert_problem(admin.patch("/api/tickets", json={"changes": [{"id": number}]}), 400, "changes")
    assert_problem(owner.patch("/api/tickets", json={"changes": [{"id": number, "priority": "Low"}]}), 403)

    assert admin.get(ticket).json["priority"] == "Normal"


@pytest.mark.parametrize(
    ("command", "reason"), [("demote", "Zoë is no administrator any more."), ("deactivate", "Zoë has left.")]
)
def test_who_is_no_administrator_any_more_loses_their_open_tickets_visibly(app, admin, owner, other, command, reason):
    statuses = ("New", "Under Review", "Resolved")
    tickets = [
        f"/api/tickets/{number}"
        for number in add_tickets(app, [{"created_by_id": owner.id, "status": status} for status in statuses])
    ]
    for ticket in tickets:
        admin.patch(ticket, json={"assignee": "Zoë"})
    audited = count(app, AuditEntry)

    told = app.test_cli_runner().invoke(args=["users", command, "Zoë"]).output

    assert told.splitlines()[1:] == ["Open tickets that were assigned to them and are nobody's now: 2."]
    assert [admin.get(ticket).json["assignee"] and "Zoë" for ticket in tickets] == [None, None, "Zoë"]
    assert changes_of(admin, tickets[0])[-1] == (None, reason, {"assignee": ("Zoë", None)})
    assert count(app, AuditEntry) == audited + 3
    # What is opened again is nobody's.
    assert admin.patch(f"{tickets[2]}/status", json={"status": "New"}).json["assignee"] is None
    assert changes_of(admin, tickets[2])[-1][2] == {"status": ("Resolved", "New"), "assignee": ("Zoë", None)}


def test_somebody_who_is_demoted_while_they_get_a_ticket_never_keeps_it(app, admin, other, owner):
    tickets = [f"/api/tickets/{number}" for number in add_tickets(app, [{"created_by_id": owner.id} for _ in range(12)])]
    parts = [
        threading.Thread(target=lambda: [admin.elsewhere().patch(ticket, json={"assignee": "Zoë"}) for ticket in tickets]),
        threading.Thread(target=lambda: app.test_cli_runner().invoke(args=["users", "demote", "Zoë"])),
    ]

    for part in parts:
        part.start()
    for part in parts:
        part.join()

    assert [admin.get(ticket).json["assignee"] for ticket in tickets] == [None] * len(tickets)


def test_the_most_urgent_come_first_and_of_these_the_oldest(app, admin, owner):
    ids = add_tickets(app, [{"created_by_id": owner.id, "priority": PRIORITIES[number % 4]} for number in range(9)])
    expected = [number for start in range(4) for number in ids[start::4]]

    found = admin.get("/api/tickets?ordering=-priority&pageSize=4").json

    assert [ticket["id"] for ticket in found["results"]] == expected[:4]
    assert [ticket["id"] for ticket in admin.get(found["next"]).json["results"]] == expected[4:8]
    reverse = admin.get("/api/tickets?ordering=priority").json["results"]
    assert [ticket["id"] for ticket in reverse] == expected[::-1]
    urgent = admin.get("/api/tickets?priority=Urgent&priority=Low&ordering=-priority").json["results"]
    assert [ticket["priority"] for ticket in urgent] == ["Urgent"] * 3 + ["Low"] * 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("assignee=me", [0]),
        ("assignee=admin", [0]),
        ("assignee=zoë", [1]),
        ("assignee=none", [2, 3]),
        ("assignee=none&assignee=me", [0, 2, 3]),
        ("assignee=me&assignee=Zoë", [0, 1]),
        ("assignee=nobody", []),
        ("assignee=nobody&assignee=none", [2, 3]),
        ("assignee=owner", []),
        ("assignee=", [0, 1, 2, 3]),
        ("requester=owner&requester=stranger", [0, 1, 2, 3]),
        ("requester=stranger&requester=nobody", [3]),
        ("requester=nobody", []),
        ("waitingFor=staff&waitingFor=requester", [0, 1, 2]),
        ("resolvedFrom=2026-03-01&resolvedTo=2026-03-01", [3]),
        ("resolvedFrom=2026-03-02", []),
        ("phrase=paper%20jam", [1]),
        ("phrase=PAPER%20%20JAM&search=tray", [1]),
        ("phrase=jam%20paper", []),
        ("phrase=paper&phrase=tray", [1, 2]),
    ],
)
def test_lists_are_narrowed_by_who_works_and_what_is_said(app, admin, owner, stranger, other, query, expected):
    rows = [
        {"created_by_id": owner.id, "assignee_id": admin.id},
        {"created_by_id": owner.id, "assignee_id": other.id, "description": "A paper jam in the tray"},
        {"created_by_id": owner.id, "description": "The tray jams paper"},
        {"created_by_id": stranger.id, "status": "Resolved"},
    ]
    ids = add_tickets(app, rows)

    for ordering in ("createdAt", "-priority"):
        found = admin.get(f"/api/tickets?{query}&ordering={ordering}").json

        assert ([ids.index(ticket["id"]) for ticket in found["results"]], found["count"]) == (expected, len(expected))


@on_one_engine
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("priority=urgent", "priority"),
        ("&".join(f"priority={each}" for each in (*PRIORITIES, "Low")), "priority"),
        ("&".join(["assignee=me"] * 51), "assignee"),
        ("&".join(["phrase=x"] * 6), "phrase"),
        ("phrase=", "phrase"),
        ("waitingFor=nobody", "waitingFor"),
        ("resolvedFrom=x", "resolvedFrom"),
        ("ordering=assignee", "ordering"),
    ],
    ids=lambda text: text[:20],
)
def test_filters_that_make_no_sense_are_named(admin, query, field):
    assert_problem(admin.get(f"/api/tickets?{query}"), 400, field)
