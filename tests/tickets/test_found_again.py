"""Few tickets that were looked up on SQLite are remembered: found again without the index, as long as nothing else would be."""

import json
from itertools import product

import pytest

from tests.databases import on_one_engine
from tests.factories import add_ticket, add_tickets
from tests.statements import statements
from tests.tickets.test_plans import CHANGES
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import plans

pytestmark = on_one_engine

TONER = "/api/tickets?search=toner"
QUERIES = [
    "",
    "&status=New",
    "&category=Product",
    "&page=2&pageSize=4",
    "&ordering=-updatedAt",
    "&ordering=createdAt&pageSize=3",
]


@pytest.fixture
def tickets(app, owner):
    rows = [{"category": "Product" if number % 2 else "Technical", "title": f"toner {number}"} for number in range(12)]
    yield add_tickets(app, [{"created_by_id": owner.id, **row} for row in rows])
    forget(app)


def forget(app):
    app.extensions.pop("searches", None)


def know_only(app, ids):
    """Have the one search that is remembered know of these tickets alone."""
    [memory] = app.extensions["searches"].values()
    memory.count = memory.count._replace(ids=json.dumps(ids))


def shown(answer):
    if answer.status_code == 404:
        return None
    return [ticket["id"] for ticket in answer.json["results"]], answer.json["count"]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_what_is_found_again_is_what_is_looked_up_anew(app, admin, owner, stranger, tickets, change):
    asked = list(product((admin, owner, stranger), [f"{TONER}{query}" for query in QUERIES]))
    for person, path in asked:
        person.get(path)

    with app.app_context(), transaction():
        db.session.execute(CHANGES[change](tickets, owner, stranger).execution_options(synchronize_session=False))

    again = [shown(person.get(path)) for person, path in asked]
    forget(app)
    assert again == [shown(person.get(path)) for person, path in asked]


def test_what_was_found_is_not_looked_up_again(app, admin, owner, tickets):
    admin.get(TONER)
    know_only(app, tickets[2:5])
    newest = add_ticket(app, owner.id, title="toner again")
    add_ticket(app, owner.id, title="ink")

    assert shown(admin.get(TONER)) == ([newest, *tickets[4:1:-1]], 4)
    assert shown(admin.get(f"{TONER}&pageSize=3&page=2")) == (tickets[2:3], 4)


def test_a_ticket_that_changes_is_shown_as_it_is(app, admin, tickets):
    admin.get(TONER)
    know_only(app, tickets[2:4])
    admin.patch(f"/api/tickets/{tickets[3]}/status", json={"status": "Resolved"})

    assert [ticket["status"] for ticket in admin.get(TONER).json["results"]] == ["Resolved", "New"]


def test_for_each_person_it_is_remembered_what_they_may_see(app, admin, owner, stranger, tickets):
    assert [shown(person.get(f"{TONER}&pageSize=1"))[1:] for person in (admin, owner) * 2] == [(12,)] * 4
    assert [shown(stranger.get(TONER)) for _ in range(2)] == [([], 0)] * 2


def test_which_they_were_is_remembered_of_few_only(monkeypatch, app, admin, owner, tickets):
    monkeypatch.setattr(plans, "FEW_FOUND", 11)
    forget(app)
    admin.get(f"{TONER}&category=Product")
    admin.get(f"{TONER}&status=New&status=Resolved")

    known = [memory.count.ids for memory in app.extensions["searches"].values()]

    assert [sorted(json.loads(ids)) if ids else ids for ids in known] == [tickets[1::2], None]


def test_a_page_behind_the_last_is_not_found_again_either(app, admin, tickets):
    admin.get(TONER)

    assert [admin.get(f"{TONER}&page=3").status_code for _ in range(2)] == [404, 404]


def test_what_no_longer_holds_takes_one_statement_more(app, admin, owner, tickets):
    admin.get(TONER)
    with app.app_context(), transaction():
        db.session.execute(CHANGES["reworded"](tickets, owner, owner))

    with statements(app) as asked:
        assert shown(admin.get(TONER))[1] == 11

    assert ["tickets_search MATCH" in statement for statement, _ in asked] == [False, False, True]


def test_the_tickets_are_read_by_their_ids(app, admin, tickets):
    admin.get(TONER)
    with statements(app) as asked:
        admin.get(TONER)
    statement, parameters = asked[-1]

    with app.app_context(), db.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]

    assert not [line for line in plan if line.startswith(("SCAN tickets ", "SCAN tickets_search "))], plan
    assert "SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)" in plan
    assert "SEARCH tickets_1 USING INTEGER PRIMARY KEY (rowid>?)" in plan
