"""Lists of more tickets than are counted find the same as short ones, by the index that they should."""

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from tests.databases import on_one_engine
from tests.factories import NOON, add_many_tickets, add_tickets, form
from tests.statements import statements
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets.models import Unread

SIZE = 3_300
QUERIES = [
    {},
    {"ordering": "createdAt"},
    {"ordering": "-updatedAt"},
    {"status": "New"},
    {"status": ["New", "Resolved"]},
    {"status": "New", "ordering": "updatedAt"},
    {"status": ["New", "Resolved"], "category": "Technical", "ordering": "-updatedAt"},
    {"category": "Product"},
    {"requester": "stranger", "ordering": "-updatedAt"},
    {"search": "common"},
    {"search": "common", "ordering": "updatedAt"},
    {"search": "mon co"},
    {"search": "rare", "ordering": "createdAt"},
    {"search": "rare common", "ordering": "-updatedAt"},
    {"search": "o"},
    {"search": "ra", "status": "New"},
    {"search": "#12"},
    {"search": "#12 common"},
    {"search": "common", "requester": "owner", "status": "New"},
    {"search": "100%"},
    {"openedFrom": "2026-03-01", "status": "New"},
    {"openedTo": "2026-03-01", "search": "common"},
    {"answeredFrom": "2026-03-03"},
    {"answeredFrom": "2026-03-02", "answeredTo": "2026-03-02", "status": "New"},
    {"answeredTo": "2026-03-04", "search": "common", "ordering": "createdAt"},
    {"changedSince": "2026-03-01T12:00:00Z", "ordering": "updatedAt"},
    {"waitingFor": "staff"},
    {"waitingFor": "staff", "ordering": "updatedAt"},
    {"waitingFor": "requester", "status": ["New", "Resolved"]},
    {"waitingFor": "staff", "search": "common", "category": "Technical"},
    {"unread": "true"},
    {"unread": "true", "ordering": "-updatedAt"},
    {"unread": "true", "status": "New", "ordering": "createdAt"},
    {"unread": "true", "waitingFor": "staff", "search": "common"},
    {"search": "replied"},
    {"search": "noted"},
    {"search": "noted replied", "ordering": "updatedAt"},
    {"search": "rare replied noted"},
]


def title(number):
    return f"common{' rare' if number % 400 == 7 else ''}{' 100%' if number % 3 == 0 else ''}"


def is_new(number, *, is_admin):
    return number % 3 != 0 if is_admin else number % 16 == 1


@pytest.fixture
def rows(app, owner, stranger, admin):
    """Add many tickets, some with replies and notes, which are new to some; return their columns by id."""
    rows = {
        number: {
            "id": number,
            "title": title(number),
            "search_text": f"{title(number)} replied" if number % 4 < 2 else title(number),
            "notes_text": "noted" if number % 3 == 1 else "",
            "waiting_for": ("staff", "requester", None, "staff")[number % 4],
            "created_by_id": (owner if number % 2 else stranger).id,
            "status": ("New", "Under Review", "Resolved")[number % 3],
            "category": ("Technical", "Financial", "Product")[number % 5 % 3],
            "updated_at": NOON.replace(minute=number % 7),
            "first_reply_at": NOON + timedelta(days=number % 5) if number % 3 else None,
        }
        for number in range(1, SIZE + 1)
    }
    add_many_tickets(app, rows.values())
    news = [
        {"user_id": admin.id, "ticket_id": number, "public_entry_id": None} for number in rows if is_new(number, is_admin=True)
    ]
    for number in range(1, SIZE + 1, 8):
        # What is no news to a requester is that there is a note.
        public = 7 if is_new(number, is_admin=False) else None
        news.append({"user_id": owner.id, "ticket_id": number, "public_entry_id": public})
    with app.app_context(), transaction():
        db.session.execute(insert(Unread), [{**row, "entry_id": 7} for row in news])
        if db.engine.dialect.name == "postgresql":
            # As autovacuum does: what it saw last may be empty tables.
            db.session.execute(text("ANALYZE tickets, unread"))
    return rows


def expected(rows, query, owners, is_admin):
    def among(name, value):
        return value in ([query[name]] if isinstance(query.get(name), str) else query.get(name, [value]))

    def has(word, row):
        return word in row["search_text"] or (is_admin and word in row["notes_text"]) or word == f"#{row['id']}"

    found = [
        row
        for row in rows.values()
        if among("status", row["status"])
        and among("category", row["category"])
        and among("waitingFor", row["waiting_for"])
        and is_answered_within(row, query)
        and ("unread" not in query or is_new(row["id"], is_admin=is_admin))
        and ("requester" not in query or owners[query["requester"]] == row["created_by_id"])
        and all(has(word, row) for word in query.get("search", "").split())
    ]
    is_answered = "answered" in str(query)
    moment = "updated_at" if "updatedAt" in query.get("ordering", "") else "first_reply_at" if is_answered else None
    found.sort(key=lambda row: (row[moment] if moment else 0, row["id"]))
    ids = [row["id"] for row in found]
    return ids if query.get("ordering", "-")[0] != "-" else ids[::-1]


def is_answered_within(row, query):
    first, last = query.get("answeredFrom"), query.get("answeredTo")
    day = row["first_reply_at"] and str(row["first_reply_at"].date())
    return not (first or last) or (day is not None and (first or day) <= day <= (last or day))


# All in one test: to add the tickets takes longer than to ask.
def test_long_lists_hold_what_they_should_in_the_right_order_for_each(owner, stranger, admin, rows):
    owners = {"owner": owner.id, "stranger": stranger.id}
    of_owner = {number: row for number, row in rows.items() if row["created_by_id"] == owner.id}

    for who, visible in ((admin, rows), (owner, of_owner)):
        found = {str(query): asked(who, query) for query in QUERIES}

        assert found == {str(query): answered(expected(visible, query, owners, who is admin)) for query in QUERIES}


def asked(who, query):
    first = who.get("/api/tickets", query_string={**query, "pageSize": 7})
    number = first.json["count"] // 7
    later = who.get("/api/tickets", query_string={**query, "pageSize": 7, "page": max(number, 1)})
    ids = [[ticket["id"] for ticket in answer.json["results"]] for answer in (first, later)]
    return {"count": first.json["count"], "capped": first.json.get("countCapped"), "first": ids[0], "later": ids[1]}


def answered(ids):
    count = min(len(ids), 1_000)
    later = (max(count // 7, 1) - 1) * 7
    capped = True if len(ids) > 1_000 else None
    return {"count": count, "capped": capped, "first": ids[:7], "later": ids[later : later + 7]}


# Who asks, the categories if some are named, which ids where no index has the list in its order, the rows, and the files if
# there are any.
STATEMENTS = {
    "": 3,
    "?status=New": 3,
    "?status=New&ordering=-updatedAt": 4,
    "?search=printer&category=Technical": 5,
    "?search=e": 4,
    "?waitingFor=staff": 3,
    "?waitingFor=staff&search=printer": 4,
}


@pytest.mark.parametrize("person", ["admin", "owner"])
@pytest.mark.parametrize("query", STATEMENTS)
def test_a_list_takes_few_statements_whatever_it_is_narrowed_by(request, app, owner, admin, query, person):
    add_tickets(app, [{"created_by_id": owner.id} for _ in range(3)])
    who = request.getfixturevalue(person)

    counts = []
    for _ in range(2):
        with statements(app) as found:
            assert len(who.get(f"/api/tickets{query}").json["results"]) >= 3
        counts.append(len(found))
        owner.post("/api/tickets", data=form())

    assert counts == [STATEMENTS[query] - 1, STATEMENTS[query]]


WALKS = {
    "": "SCAN tickets$",
    "?ordering=-updatedAt": "ix_tickets_updated_at_id",
    "?status=New": r"ix_tickets_status_id \(status=\?\)",
    "?category=Technical": r"ix_tickets_category_id_id \(category_id=\?\)",
    "?status=New&status=Resolved&ordering=updatedAt": "ix_tickets_updated_at_id",
    "?requester=owner": r"ix_tickets_created_by_id_id \(created_by_id=\?\)",
    "?openedFrom=2026-03-01": r"ix_tickets_created_at_id \(created_at>\?\)",
    "?answeredFrom=2026-03-01": r"ix_tickets_answered \(first_reply_at>\?\)",
    "?waitingFor=staff": r"ix_tickets_waiting_for_id \(waiting_for=\?\)",
    "?waitingFor=staff&ordering=-updatedAt": "ix_tickets_updated_at_id",
    "?ordering=-priority": "ix_tickets_priority_id",
    "?priority=Normal": r"ix_tickets_priority_id \(priority=\?\)",
    "?status=New&priority=Normal": r"ix_tickets_status_priority_id \(status=\? AND priority=\?\)",
    "?status=New&ordering=-priority": r"ix_tickets_status_priority_id \(status=\?\)",
    "?assignee=none&status=New": r"ix_tickets_status_id \(status=\?\)",
    "?assignee=admin&status=New": r"ix_tickets_assignee_id_status_id \(assignee_id=\? AND status=\?\)",
    "?assignee=none": r"ix_tickets_assignee_id_id \(assignee_id=\?\)",
    "?assignee=none&assignee=me": "SCAN tickets$",
    "?unread=true": r"SEARCH unread USING INDEX sqlite_autoindex_unread_1 \(user_id=\?\)",
    "?unread=true&ordering=-updatedAt": "ix_tickets_updated_at_id",
    "?search=common": "tickets_search VIRTUAL TABLE INDEX",
    "?search=common&ordering=-updatedAt": "ix_tickets_updated_at_id",
}


@on_one_engine
def test_on_sqlite_long_lists_are_walked_in_their_order_and_never_sorted(app, engine, admin, owner, rows):
    walks = {query: walk_of(app, admin, query) for query in WALKS}

    assert not [walk for walk in walks.values() if any("TEMP B-TREE" in line for line in walk)]
    assert not [walk for query, walk in walks.items() if not any(re.search(WALKS[query], line) for line in walk)]


def walk_of(app, admin, query):
    """Return the part of the plan that finds the ids of the page."""
    plan = plan_of(app, admin, query, "EXPLAIN QUERY PLAN")
    return list(itertools.takewhile(lambda line: not line.startswith("SCAN page"), plan))


def plan_of(app, admin, query, explain):
    with statements(app) as found:
        assert admin.get(f"/api/tickets{query}").status_code == 200
    statement, parameters = next(each for each in found if " AS page" in each[0])
    with app.app_context(), db.engine.connect() as connection:
        return [row[-1] for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_on_postgresql_what_waits_and_what_is_unread_is_not_sorted(app, engine, admin, rows):
    plans = [plan_of(app, admin, query, "EXPLAIN") for query in ("?waitingFor=staff", "?unread=true")]

    assert not [plan for plan in plans if any("Sort" in line for line in plan)], plans
