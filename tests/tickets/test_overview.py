"""What goes with the list: counts by status, the requester's filter, and answers only when something has changed."""

from urllib.parse import urlencode

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import add_many_tickets, add_tickets, form

ROWS = [
    ("owner", "Printer jams", "Technical", "New"),
    ("owner", "Printer burns", "Product", "New"),
    ("owner", "Invoice", "Financial", "Resolved"),
    ("stranger", "Printer", "Technical", "Resolved"),
    ("stranger", "Chair", "Technical", "Under Review"),
]


@pytest.fixture
def five(app, admin, owner, stranger):
    """Add two people's tickets."""
    people = {"owner": owner.id, "stranger": stranger.id}
    return add_tickets(
        app,
        [
            {"created_by_id": people[name], "title": title, "category": category, "status": status}
            for name, title, category, status in ROWS
        ],
    )


def counts(person, **query):
    answer = person.get(f"/api/tickets/counts?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200, answer.text
    assert answer.json.keys() == {"counts", "waiting", "unread", "capped"}
    assert list(answer.json["counts"]) == ["New", "Under Review", "Resolved"]
    return (*answer.json["counts"].values(), *answer.json["capped"])


def others(person, **query):
    answer = person.get(f"/api/tickets/counts?{urlencode(query, doseq=True)}").json
    return answer["waiting"]["staff"], answer["waiting"]["requester"], answer["unread"]


COUNTS = [
    ({}, (2, 1, 2), (2, 0, 1)),
    ({"status": "Resolved", "page": 7}, (2, 1, 2), (2, 0, 1)),
    ({"category": "Technical"}, (1, 1, 1), (1, 0, 0)),
    ({"category": ["Technical", "Product"]}, (2, 1, 1), (2, 0, 0)),
    ({"search": "printer"}, (2, 0, 1), (2, 0, 0)),
    ({"search": "printer", "category": "Technical"}, (1, 0, 1), (1, 0, 0)),
    ({"requester": "stranger"}, (0, 1, 1), (0, 0, 0)),
    ({"requester": "Owner", "search": "i"}, (2, 0, 1), (2, 0, 1)),
    ({"search": "nothing"}, (0, 0, 0), (0, 0, 0)),
]


def test_the_tickets_of_each_status_are_counted_for_exactly_those_who_may_see_them(five, admin, owner):
    assert [(query, counts(admin, **query), counts(owner, **query)) for query, _, _ in COUNTS] == COUNTS


@pytest.mark.parametrize("query", [{}, {"search": "same"}])
def test_each_status_is_counted_up_to_a_thousand(app, owner, query):
    statuses = ["New"] * 1_001 + ["Resolved"] * 1_000
    add_many_tickets(app, [{"created_by_id": owner.id, "title": "same", "status": status} for status in statuses])

    assert counts(owner, **query) == (1_000, 0, 1_000, "New", "staff")


def test_sides_are_counted_among_what_the_filters_let_through_and_what_is_unread_among_everything(five, admin, owner, stranger):
    admin.post(f"/api/tickets/{five[0]}/replies", json={"body": "Which printer?"})
    admin.put(f"/api/tickets/{five[1]}/seen", json={"entry": 0})

    assert [others(person) for person in (admin, owner, stranger)] == [(2, 1, 4), (1, 1, 1), (1, 0, 0)]
    assert [others(person, search="nothing") for person in (admin, owner)] == [(0, 0, 4), (0, 0, 1)]
    assert others(admin, requester="owner") == (1, 1, 4)


@on_one_engine
def test_counts_are_for_those_who_signed_in_and_ask_what_makes_sense(anyone, owner):
    assert_problem(anyone.get("/api/tickets/counts"), 401)
    assert_problem(owner.get(f"/api/tickets/counts?category=&search={'x' * 501}"), 400, "category", "search")


def listed(person, **query):
    answer = person.get(f"/api/tickets?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    assert answer.json["count"] == len(answer.json["results"])
    return sorted(ticket["id"] for ticket in answer.json["results"])


def test_an_administrator_finds_a_requesters_tickets_by_name_or_id(five, admin, owner, stranger):
    assert listed(admin, requester="OWNER") == listed(admin, requester=owner.id) == five[:3]
    assert listed(admin, requester="stranger", status="Resolved") == five[3:4]
    assert listed(admin, requester=" ") == five


def test_a_requester_who_is_not_there_has_no_tickets(five, admin):
    for nobody in ("nobody", "0", "-1", "999999", "9" * 30, "%", "own"):
        assert listed(admin, requester=nobody) == [], nobody
        assert counts(admin, requester=nobody) == (0, 0, 0), nobody


def test_the_requester_never_widens_a_users_own_list(five, owner, stranger):
    assert listed(owner, requester="owner") == five[:3]
    assert listed(owner, requester="stranger") == listed(owner, requester=stranger.id) == []
    assert listed(owner, requester="stranger", search="printer") == []


@on_one_engine
def test_a_requester_that_is_no_name_is_refused(admin):
    assert_problem(admin.get(f"/api/tickets?requester={'x' * 151}"), 400, "requester")
    assert_problem(admin.get("/api/tickets?requester=a%00b"), 400, "requester")


def asked_again(person, path, tag):
    answer = person.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code == 304) == (answer.data == b"")
    return answer


@pytest.mark.parametrize("path", ["/api/tickets", "/api/tickets?search=printer&pageSize=1", "/api/tickets/counts"])
def test_an_answer_that_would_be_the_same_is_not_sent_again_until_something_changes(five, admin, path):
    first = admin.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')

    again = asked_again(admin, path, tag)
    assert (again.status_code, again.headers["ETag"]) == (304, tag)
    assert asked_again(admin, path, '"other"').status_code == 200

    admin.patch(f"/api/tickets/{five[3]}/status", json={"status": "New"})
    changed = asked_again(admin, path, tag)
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)


def test_a_page_is_sent_again_when_a_ticket_elsewhere_changes_its_count(five, admin, owner):
    path = "/api/tickets?ordering=createdAt&pageSize=2"
    tag = admin.get(path).headers["ETag"]

    owner.post("/api/tickets", json={"title": "a", "description": "b", "category": "Product"})

    assert asked_again(admin, path, tag).json["count"] == 6


def test_a_list_is_sent_again_when_the_links_in_it_are_of_another_hour(clock, owner):
    owner.post("/api/tickets", data=form())
    first = owner.get("/api/tickets")
    assert asked_again(owner, "/api/tickets", first.headers["ETag"]).status_code == 304

    clock.move(hours=1)
    owner.tokens = owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).json
    again = asked_again(owner, "/api/tickets", first.headers["ETag"])

    assert again.status_code == 200
    assert again.json["results"][0]["attachment"] != first.json["results"][0]["attachment"]
