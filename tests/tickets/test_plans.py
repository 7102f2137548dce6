"""What is remembered of a search on SQLite: its count goes on with new tickets, and is thrown away when others change."""

from itertools import product

import pytest
from sqlalchemy import delete, insert, update

from tests.databases import on_one_engine
from tests.factories import NOON, add_ticket, add_tickets
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import plans
from ticketing.tickets.models import Ticket

pytestmark = on_one_engine

COUNTS = "/api/tickets/counts?search=toner"
CALLS = {
    "pages and counts": [
        *(f"/api/tickets?search=toner{narrowed}" for narrowed in ("", "&status=New", "&category=Product")),
        COUNTS,
    ],
    "a second page": ["/api/tickets?search=toner&status=New&page=2&pageSize=3", COUNTS],
}


@pytest.fixture(params=[20_000, 0], ids=["one after the other", "by the index"])
def common(monkeypatch, app, request):
    """Let every word be too common to be looked up, and be counted in either way."""
    monkeypatch.setattr(plans, "FEW_CANDIDATES", 0)
    monkeypatch.setattr(plans, "FEW_TICKETS", request.param)
    plans._sizes.cache_clear()
    yield
    plans._sizes.cache_clear()
    app.extensions.pop("searches", None)


@pytest.fixture
def tickets(app, owner, common):
    rows = [{"category": "Product" if number % 2 else "Technical", "title": f"toner {number}"} for number in range(12)]
    return add_tickets(app, [{"created_by_id": owner.id, **row} for row in rows])


def memories(app):
    return list(app.extensions["searches"].values())


def row(ticket_id, requester_id):
    text = {
        "title": "toner",
        "description": "b",
        "search_text": "toner\nb",
        "category": "Product",
        "status": "New",
        "version": 1,
    }
    return {"id": ticket_id, **text, "created_by_id": requester_id, "created_at": NOON, "updated_at": NOON}


CHANGES = {
    "opened": lambda ids, owner, stranger: insert(Ticket).values(row(ids[-1] + 1, owner.id)),
    "opened with an id below": lambda ids, owner, stranger: insert(Ticket).values(row(ids[0] - 1, owner.id)),
    "opened by somebody else": lambda ids, owner, stranger: insert(Ticket).values(row(ids[-1] + 1, stranger.id)),
    "deleted": lambda ids, owner, stranger: delete(Ticket).where(Ticket.id == ids[3]),
    "reworded": lambda ids, owner, stranger: update(Ticket).where(Ticket.id == ids[3]).values(search_text="ink\nb"),
    "moved to another category": lambda ids, owner, stranger: (
        update(Ticket).where(Ticket.id.in_(ids)).values(category="Financial")
    ),
    "resolved": lambda ids, owner, stranger: update(Ticket).where(Ticket.id.in_(ids[3:5])).values(status="Resolved"),
    "given to somebody else": lambda ids, owner, stranger: (
        update(Ticket).where(Ticket.id == ids[3]).values(created_by_id=stranger.id)
    ),
    "numbered anew": lambda ids, owner, stranger: update(Ticket).where(Ticket.id == ids[3]).values(id=ids[-1] + 7),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_whatever_changes_the_count_is_what_counting_anew_finds(app, admin, owner, stranger, tickets, calls, change):
    asked = list(product((admin, owner), calls))
    for person, call in asked:
        person.get(call)

    with app.app_context(), transaction():
        db.session.execute(CHANGES[change](tickets, owner, stranger).execution_options(synchronize_session=False))

    remembered = [person.get(call).json for person, call in asked]
    for (person, call), answer in zip(asked, remembered, strict=True):
        app.extensions.pop("searches")
        assert answer == person.get(call).json


def test_what_was_counted_is_not_counted_again(app, admin, owner, tickets):
    assert admin.get("/api/tickets?search=toner").json["count"] == 12
    [memory] = memories(app)

    # So many were never there: whoever says that number has not counted.
    memory.count = memory.count._replace(number=500)
    add_ticket(app, owner.id, title="toner")
    add_ticket(app, owner.id, title="ink")

    assert admin.get("/api/tickets?search=toner").json["count"] == 501
    assert admin.get("/api/tickets?search=toner&pageSize=5&page=2").json["count"] == 501


@pytest.mark.parametrize(
    "other", ["?search=tone", "?search=toner&status=New", "?search=toner&category=Product&category=Technical"]
)
def test_of_each_search_its_own_count_is_remembered(app, admin, tickets, other):
    admin.get("/api/tickets?search=toner")
    memories(app)[0].count = memories(app)[0].count._replace(number=500)

    assert admin.get(f"/api/tickets{other}").json["count"] == 12


def test_a_count_is_remembered_for_who_asked(app, admin, owner, stranger, tickets):
    counts = [person.get("/api/tickets?search=toner").json["count"] for person in (admin, owner, stranger) * 2]

    assert counts == [12, 12, 0] * 2


def test_a_change_of_status_is_of_no_interest_where_none_was_asked_for(app, admin, tickets):
    admin.get("/api/tickets?search=toner")
    memories(app)[0].count = memories(app)[0].count._replace(number=500)

    admin.patch(f"/api/tickets/{tickets[0]}/status", json={"status": "Resolved"})

    assert admin.get("/api/tickets?search=toner").json["count"] == 500


def test_after_a_while_how_to_search_is_found_out_anew(monkeypatch, app, admin, tickets):
    admin.get("/api/tickets?search=toner")
    [before] = memories(app)
    monkeypatch.setattr(plans, "FEW_CANDIDATES", 100)

    admin.get("/api/tickets?search=toner")
    assert memories(app) == [before]
    before.until = 0
    admin.get("/api/tickets?search=toner")

    assert [memory.plan.way for memory in memories(app)] == [plans.Way.INDEX]


@pytest.mark.parametrize(
    ("ordering", "way"),
    [("-createdAt", "INDEX"), ("-updatedAt", "INDEX"), ("createdAt", "WALK_BUT_COUNT_BY_INDEX")],
)
def test_what_is_common_only_far_from_the_lists_beginning_is_looked_up(monkeypatch, app, admin, tickets, ordering, way):
    add_tickets(app, [{"created_by_id": admin.id, "title": "ink"} for _ in range(9)])
    for name, number in (("FEW_TICKETS", 0), ("NEAR", 8), ("ENOUGH", 3)):
        monkeypatch.setattr(plans, name, number)
    plans._sizes.cache_clear()

    answer = admin.get(f"/api/tickets?search=toner&ordering={ordering}").json

    assert [memory.plan.way.name for memory in memories(app)] == [way]
    assert answer["count"] == 12
    assert sorted(each["id"] for each in answer["results"]) == (tickets[:10] if ordering == "createdAt" else tickets[2:])


@pytest.mark.parametrize(("letters", "way"), [("to", "WALK"), ("t r", "WALK"), ("q", "WALK_BUT_COUNT_BY_INDEX")])
def test_of_one_or_two_letters_what_many_tickets_have_is_counted_on_the_way(monkeypatch, app, admin, tickets, letters, way):
    add_ticket(app, admin.id, title="q", description="q")
    monkeypatch.setattr(plans, "FEW_TICKETS", 0)

    answer = admin.get(f"/api/tickets?search={letters}").json

    assert [memory.plan.way.name for memory in memories(app)] == [way]
    assert answer["count"] == (1 if letters == "q" else 12)


@pytest.mark.parametrize(("few", "way"), [(100, "ANY"), (0, "WALK")])
@pytest.mark.parametrize("query", ["?status=New&ordering=-updatedAt", "?category=Product&status=New&ordering=updatedAt"])
def test_few_tickets_of_a_status_are_sorted_by_their_change_and_many_met_in_its_order(
    monkeypatch, app, admin, tickets, query, few, way
):
    monkeypatch.setattr(plans, "FEW_TICKETS", few)
    admin.patch(f"/api/tickets/{tickets[3]}/status", json={"status": "Resolved"})
    admin.patch(f"/api/tickets/{tickets[3]}/status", json={"status": "New"})

    answer = admin.get(f"/api/tickets{query}&pageSize=100").json

    assert [memory.plan.way.name for memory in memories(app)] == [way]
    shown = [each["id"] for each in answer["results"]]
    expected = [ticket for ticket in tickets if ticket != tickets[3] and ("category" not in query or tickets.index(ticket) % 2)]
    assert shown == ([tickets[3], *expected[::-1]] if "-" in query else [*expected, tickets[3]])
    assert answer["count"] == len(shown)


def test_no_more_searches_are_remembered_than_there_is_room_for(monkeypatch, app, admin, tickets):
    monkeypatch.setattr(plans, "REMEMBERED", 3)

    for word in ("toner", "tone", "one", "ton", "oner"):
        assert admin.get(f"/api/tickets?search={word}").json["count"] == 12

    assert len(memories(app)) <= 3
