"""What people ask all day takes few statements, and none of them reads or sorts the whole table."""

import json
import re

import pytest
from sqlalchemy import text

from tests.databases import on_one_engine
from tests.factories import add_tickets, form
from tests.samples import PNG
from tests.statements import statements
from ticketing.auth.queries import CurrentUser
from ticketing.extensions import db
from ticketing.tickets import plans, queries, reading
from ticketing.tickets.answers import ticket_answer
from ticketing.tickets.schemas import TicketSchema

LISTS = [
    "",
    "?ordering=createdAt",
    "?ordering=-updatedAt",
    "?status=New",
    "?category=Product",
    "?status=New&category=Product",
    "?status=New&status=Resolved&ordering=updatedAt",
    "?page=3&pageSize=2",
]
SEARCHES = [
    "?search=toner",
    "?search=toner%20burns",
    "?search=one",
    "?search=to",
    "?search=t",
    "?search=%232",
    "?search=toner&status=New",
]
MOST_STATEMENTS = 3


@pytest.fixture
def filled(app, owner, admin):
    texts = [{"title": f"Printer {number}", "description": "The toner burns"} for number in range(12)]
    return add_tickets(app, [{"created_by_id": owner.id, "status": "New", **words} for words in texts])


@pytest.fixture
def everything_is_common(monkeypatch, app):
    monkeypatch.setattr(plans, "FEW_CANDIDATES", 0)
    forget(app)
    yield
    forget(app)


def forget(app):
    plans._sizes.cache_clear()
    app.extensions.pop("searches", None)


def asked_for(app, person, path):
    with statements(app) as asked:
        assert person.get(path).status_code == 200
    return asked


@pytest.mark.parametrize("person", ["admin", "owner"])
@pytest.mark.parametrize("query", LISTS + SEARCHES)
def test_a_list_takes_three_statements_at_most_the_first_time_too(request, app, filled, person, query):
    forget(app)

    asked = asked_for(app, request.getfixturevalue(person), f"/api/tickets{query}")

    assert len(asked) <= MOST_STATEMENTS, asked


@pytest.mark.parametrize("person", ["admin", "owner"])
def test_a_ticket_with_its_files_takes_two_statements(request, app, owner, admin, person):
    ticket = owner.post("/api/tickets", data=form((PNG, "a.png"), (PNG, "b.png"))).json

    asked = asked_for(app, request.getfixturevalue(person), f"/api/tickets/{ticket['id']}")

    assert len(asked) == 2, asked


def plan_of(app, engine, statement, parameters, *without):
    with app.app_context(), db.engine.connect() as connection:
        if engine == "sqlite":
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        # With a dozen rows anything is quick: what other way there is shows when the slow ones are made unattractive.
        for way in ("seqscan", *without):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def reads_everything(engine, line):
    if engine == "sqlite":
        return re.match("SCAN tickets(_[0-9]+)?( |$)", line) and "INDEX" not in line
    return "Seq Scan on tickets" in line


def sorts(engine, line):
    return "USE TEMP B-TREE" in line if engine == "sqlite" else line.strip(" ->").startswith("Sort")


# By the moment of change, one person's tickets are sorted: of those there are not that many.
OWN_LISTS = [query for query in LISTS if "updatedAt" not in query]


@pytest.mark.parametrize(
    ("person", "query"), [*(("admin", query) for query in LISTS), *(("owner", query) for query in OWN_LISTS)]
)
def test_no_list_reads_or_sorts_the_table(request, app, engine, filled, person, query):
    statement, parameters = asked_for(app, request.getfixturevalue(person), f"/api/tickets{query}")[-1]

    plan = plan_of(app, engine, statement, parameters, "sort", "bitmapscan")

    assert "tickets" in statement
    assert not [line for line in plan if reads_everything(engine, line) or sorts(engine, line)], plan


@on_one_engine
@pytest.mark.parametrize("query", ["?status=New&ordering=-updatedAt", "?category=Technical&ordering=updatedAt"])
def test_on_sqlite_many_tickets_of_a_status_or_category_are_not_sorted_by_their_change(
    monkeypatch, app, engine, filled, everything_is_common, admin, query
):
    monkeypatch.setattr(plans, "FEW_TICKETS", 0)

    asked = asked_for(app, admin, f"/api/tickets{query}")

    plan = plan_of(app, engine, *asked[-1])
    assert not [line for line in plan if reads_everything(engine, line) or sorts(engine, line)], plan
    assert len(asked) <= MOST_STATEMENTS


@on_one_engine
@pytest.mark.parametrize(("person", "requester"), [("admin", ""), ("owner", ""), ("admin", "&requester=owner")])
@pytest.mark.parametrize("query", SEARCHES)
def test_on_sqlite_what_is_rare_is_found_by_the_index(request, app, engine, filled, person, requester, query):
    forget(app)
    statement, parameters = asked_for(app, request.getfixturevalue(person), f"/api/tickets{query}{requester}")[-1]

    plan = plan_of(app, engine, statement, parameters)

    assert [line for line in plan if "VIRTUAL TABLE INDEX" in line], plan
    assert not [line for line in plan if reads_everything(engine, line)], plan
    assert not [line for line in plan if line.startswith("SEARCH tickets USING INDEX")], plan


@on_one_engine
@pytest.mark.parametrize("person", ["admin", "owner"])
@pytest.mark.parametrize("query", SEARCHES)
def test_on_sqlite_what_is_common_is_met_on_the_way_through_the_list(
    request, app, engine, filled, everything_is_common, person, query
):
    statement, parameters = asked_for(app, request.getfixturevalue(person), f"/api/tickets{query}")[-1]

    plan = plan_of(app, engine, statement, parameters)

    assert not [line for line in plan if sorts(engine, line)], plan
    assert [line for line in plan if "ix_tickets_" in line and "created_at" in line], plan


@on_one_engine
@pytest.mark.parametrize("call", ["/api/tickets", "/api/tickets/counts"])
@pytest.mark.parametrize("query", ["?search=toner", "?search=toner&status=New", "?search=toner&category=Technical&status=New"])
def test_on_sqlite_what_is_common_among_many_tickets_is_counted_by_the_index(
    monkeypatch, app, engine, filled, everything_is_common, admin, call, query
):
    monkeypatch.setattr(plans, "FEW_TICKETS", 0)

    asked = asked_for(app, admin, f"{call}{query}")

    counts = [plan_of(app, engine, *each) for each in asked if "AS candidates ON" in each[0]]
    assert counts
    for plan in counts:
        index = next(place for place, line in enumerate(plan) if line.startswith("SCAN tickets_search VIRTUAL TABLE"))
        assert plan[index + 1] == "SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)", plan


@on_one_engine
@pytest.mark.parametrize("person", ["admin", "owner"])
def test_on_sqlite_a_count_goes_on_with_the_newest_tickets_alone(request, app, engine, filled, everything_is_common, person):
    statement, parameters = asked_for(app, request.getfixturevalue(person), "/api/tickets?search=toner")[-1]

    plan = plan_of(app, engine, statement, parameters)

    newest = plan.index("SEARCH tickets_1 USING INTEGER PRIMARY KEY (rowid>?)")
    each = next(line for line in plan[newest:] if line.startswith("SEARCH tickets "))
    assert each == "SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)", plan


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("query", ["?search=toner", "?search=toner%20burns"])
def test_on_postgresql_words_can_be_found_by_the_index(app, engine, filled, admin, query):
    statement, parameters = asked_for(app, admin, f"/api/tickets{query}")[-1]

    plan = plan_of(app, engine, statement, parameters, "indexscan", "indexonlyscan")

    assert [line for line in plan if "Bitmap Index Scan on ix_tickets_search_text" in line], plan


WAYS = [(plans.FEW_CANDIDATES, plans.FEW_TICKETS), (0, plans.FEW_TICKETS), (0, 0)]
WORDS = ["toner", "toner burns", "one", "to", "e", "#3", "#12", "12", "printer 1", "e p", "%", "zzz", "toner #3", "r\u00e4t"]


@on_one_engine
@pytest.mark.parametrize("search", WORDS)
def test_whatever_way_is_taken_the_same_is_found(monkeypatch, app, filled, admin, owner, search):
    add_tickets(app, [{"created_by_id": owner.id, "title": "100 % R\u00c4T", "description": f"see #{filled[2]} and no more"}])

    found = []
    for few_candidates, few_tickets in WAYS:
        monkeypatch.setattr(plans, "FEW_CANDIDATES", few_candidates)
        monkeypatch.setattr(plans, "FEW_TICKETS", few_tickets)
        forget(app)
        for person in (admin, owner):
            pages = [
                person.get("/api/tickets", query_string={"search": search, "pageSize": 5, "page": page}) for page in (1, 2, 3)
            ]
            found.append([json.loads(page.text).get("results", page.status_code) for page in pages] + [pages[0].json["count"]])
    forget(app)

    assert all(each == found[0] for each in found)


def test_an_answer_is_what_the_schema_would_say(app, owner):
    ticket = owner.post("/api/tickets", data=form((PNG, "a.png"), (b"text", "b.txt"))).json
    owner.post("/api/tickets", json={"title": "Without", "description": "files", "category": "Product"})

    with app.test_request_context():
        user = CurrentUser(owner.id, "owner", None, "User", "")
        entity, row = queries.find(ticket["id"], user), reading.find_ticket(ticket["id"], user)
        answers = [json.loads(app.json.dumps(ticket_answer(each))) for each in (entity, row)]
        assert answers == [TicketSchema().dump(entity)] * 2 == [ticket] * 2
    assert [each["attachments"] for each in owner.get("/api/tickets").json["results"]] == [[], ticket["attachments"]]
