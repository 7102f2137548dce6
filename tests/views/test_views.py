"""Saved lists: whose they are, what they count, and what others learn of them: nothing."""

import pytest

from tests.answers import assert_problem
from tests.cast import make_person
from tests.databases import on_one_engine
from tests.factories import add_tickets
from ticketing.auth.models import Role

PRINTERS = {"name": "Printers", "query": "search=printer&status=New"}


def names(person):
    return [view["name"] for view in person.get("/api/views").json["results"]]


def test_a_list_is_saved_changed_and_deleted(owner):
    made = owner.post("/api/views", json={"name": "  Printers\n", "query": PRINTERS["query"]})

    assert made.status_code == 201
    assert made.json == {**PRINTERS, "id": made.json["id"], "isShared": False, "isOwn": True}
    assert made.location == f"http://localhost/api/views/{made.json['id']}"
    changed = owner.patch(made.location, json={"name": "Toner"})
    assert changed.json == {**made.json, "name": "Toner"}
    assert owner.get("/api/views").json["results"] == [changed.json]
    assert owner.delete(made.location).status_code == 204
    assert names(owner) == []
    assert_problem(owner.delete(made.location), 404)


def test_what_administrators_share_is_every_administrators_and_nobody_elses(app, admin, owner):
    other = make_person(app, "other", Role.ADMIN)
    shared = admin.post("/api/views", json={**PRINTERS, "isShared": True}).location
    private = admin.post("/api/views", json={**PRINTERS, "name": "Private"}).location

    assert (names(admin), names(other), names(owner)) == (["Printers", "Private"], ["Printers"], [])
    assert other.patch(shared, json={"name": "Paper"}).json["isOwn"] is False
    for person, address in ((other, private), (owner, shared), (owner, private)):
        assert_problem(person.patch(address, json={"name": "x"}), 404)
        assert_problem(person.delete(address), 404)
    app.test_cli_runner().invoke(args=["users", "demote", "other"])
    assert names(other) == []
    assert other.delete(shared).status_code == 404
    assert names(admin) == ["Paper", "Private"]


def test_only_administrators_share(owner):
    assert_problem(owner.post("/api/views", json={**PRINTERS, "isShared": True}), 403)
    own = owner.post("/api/views", json=PRINTERS).location
    assert_problem(owner.patch(own, json={"isShared": True}), 403)


def test_every_list_is_counted_for_its_reader_in_one_request(app, admin, owner, stranger):
    rows = [{"created_by_id": person.id, "status": status} for person in (owner, stranger) for status in ("New", "Resolved")]
    first, *_ = add_tickets(app, rows)
    admin.patch(f"/api/tickets/{first}", json={"assignee": "me", "priority": "Urgent"})
    queries = [
        "",
        "status=New",
        "assignee=me",
        "priority=Urgent&ordering=-priority",
        "requester=owner",
        "search=zzz",
        "unread=true",
    ]
    for person in (admin, owner):
        for number, query in enumerate(queries):
            person.post("/api/views", json={"name": f"{number}", "query": query})

    counts = [[view["count"] for view in person.get("/api/views?counts=true").json["results"]] for person in (admin, owner)]

    assert counts == [[4, 2, 1, 1, 2, 0, 4], [2, 1, 0, 1, 2, 0, 0]]
    assert "count" not in admin.get("/api/views").json["results"][0]


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "?status=New",
        "staus=New",
        "status=Lost",
        "category=%00",
        "x",
        "ordering=size",
        "a=b&" * 201,
        "search=" + "x" * 501,
        "status=New&" * 4 + "status=New",
    ],
)
@on_one_engine
def test_what_is_no_list_is_not_saved(owner, query):
    assert_problem(owner.post("/api/views", json={"name": "x", "query": query}), 400, "query")
    assert names(owner) == []


@on_one_engine
@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 61}, {"name": None}, {"query": 1}, {"isShared": "yes"}, {}])
def test_what_is_not_so_is_named(owner, body):
    address = owner.post("/api/views", json=PRINTERS).location

    assert_problem(owner.patch(address, json=body), 400, *(body or ("name", "query")))

    assert names(owner) == ["Printers"]


def test_nobody_saves_more_than_fifty(owner):
    for number in range(50):
        assert owner.post("/api/views", json={**PRINTERS, "name": str(number)}).status_code == 201

    assert_problem(owner.post("/api/views", json=PRINTERS), 400, "name")


def test_a_list_of_what_is_no_more_has_no_count(app, admin):
    admin.post("/api/views", json={"name": "Old", "query": "category=Forgotten"})

    [view] = admin.get("/api/views?counts=true").json["results"]

    assert (view["name"], "count" in view) == ("Old", False)
