"""Tickets as comma-separated values."""

import codecs
import csv
import io
import tracemalloc
from datetime import timedelta

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import NOON, add_many_tickets, add_tickets, count
from ticketing.audit.models import AuditEntry
from ticketing.tickets import export

CSV = "/api/tickets/export.csv"


def rows(answer, separator=","):
    """Return the rows of a file that Excel opens right: marked as UTF-8, each line ending in CR and LF."""
    assert answer.status_code == 200
    assert answer.data.startswith(codecs.BOM_UTF8 + b"Number")
    assert answer.data.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_it_has_the_filtered_list_newest_first(app, admin, owner, stranger):
    made = add_tickets(
        app,
        [
            {
                "created_by_id": owner.id,
                "title": "Zwölf 🍎",
                "description": "One, two\nthree",
                "category": "Product",
                "priority": "High",
                "assignee_id": admin.id,
            },
            {"created_by_id": stranger.id, "status": "Resolved", "created_at": NOON + timedelta(days=1)},
            {"created_by_id": owner.id, "status": "Resolved", "created_at": NOON + timedelta(days=2, seconds=3)},
        ],
    )

    answer = admin.get(CSV)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=tickets-")
    assert answer.headers["X-Total-Count"] == "3"
    assert [int(row["Number"]) for row in rows(answer)] == made[::-1]
    assert rows(answer)[2] == {
        "Number": str(made[0]),
        "Title": "Zwölf 🍎",
        "Description": "One, two\nthree",
        "Category": "Product",
        "Status": "New",
        "Requester": "owner",
        "Opened": "2026-03-01T12:00:00Z",
        "Changed": "2026-03-01T12:00:00Z",
        "Resolved": "",
        "Files": "0",
        "Replies": "0",
        "Last reply": "",
        "Last reply by": "",
        "Waiting for": "staff",
        "Priority": "High",
        "Assignee": "admin",
    }
    assert [row["Opened"] for row in rows(admin.get(f"{CSV}?status=Resolved&requester=owner"))] == ["2026-03-03T12:00:03Z"]
    assert rows(admin.get(f"{CSV}?search=nothing")) == []


def test_nobody_exports_what_is_not_theirs(app, anyone, owner, stranger):
    mine, _ = add_tickets(app, [{"created_by_id": owner.id}, {"created_by_id": stranger.id}])

    for query in ("", f"?requester={stranger.id}", "?assignee=none", "?search=printer"):
        exported = rows(owner.get(CSV + query))
        assert {row["Number"] for row in exported} <= {str(mine)}
    assert_problem(anyone.get(CSV), 401)


def test_it_tells_how_a_conversation_stands_and_never_what_a_note_says(app, clock, owner, admin):
    path = f"/api/tickets/{add_tickets(app, [{'created_by_id': owner.id}])[0]}"
    admin.post(f"{path}/replies", json={"body": "Is it off?"})
    admin.post(f"{path}/notes", json={"body": "A secret"})

    for reader in (admin, owner):
        answer = reader.get(CSV)
        [row] = rows(answer)
        assert (row["Replies"], row["Last reply by"], row["Waiting for"]) == ("1", "admin", "requester")
        assert row["Last reply"] == admin.get(path).json["lastReply"]["at"]
        assert "secret" not in answer.text
    assert rows(owner.get(f"{CSV}?search=secret")) == []


def test_no_cell_is_a_formula_whatever_the_separator(app, admin, owner):
    title, text = "ok;=HYPERLINK(1)", "Hello\n=cmd|' /C calc'!A0"
    add_tickets(app, [{"created_by_id": owner.id, "title": title, "description": text}])

    for separator in (",", ";"):
        [row] = rows(admin.get(CSV, query_string={"separator": separator}), separator)
        assert (row["Title"], row["Description"]) == ("ok;'=HYPERLINK(1)", "Hello\n'=cmd|' /C calc'!A0")
    assert_problem(admin.get(f"{CSV}?separator=x"), 400, "separator")


@pytest.mark.parametrize("query", ["", "?resolvedFrom=2026-01-01"])
def test_many_come_in_batches_and_each_once(app, admin, owner, monkeypatch, query):
    monkeypatch.setattr(export, "BATCH", 3)
    moments = [NOON + timedelta(hours=hour % 4) for hour in range(11)]
    made = add_tickets(app, [{"created_by_id": owner.id, "status": "Resolved", "created_at": moment} for moment in moments])

    answer = admin.get(f"{CSV}{query}")

    assert answer.content_length is None
    assert [int(row["Number"]) for row in rows(answer)] == made[::-1]


def test_whoever_asks_by_head_exports_nothing(app, admin, owner):
    add_tickets(app, [{"created_by_id": owner.id}])
    before = count(app, AuditEntry)

    answer = admin.send("HEAD", CSV)

    assert (answer.status_code, answer.data) == (200, b"")
    assert count(app, AuditEntry) == before


def test_pages_may_read_how_many_rows_there_are(app, admin):
    answer = admin.get(CSV, headers={"Origin": "http://localhost:3000"})

    assert "X-Total-Count" in answer.headers["Access-Control-Expose-Headers"]


@on_one_engine
def test_the_memory_it_takes_does_not_grow_with_the_list(app, admin, owner):
    title = "x" * 200
    add_many_tickets(app, ({"title": title, "created_by_id": owner.id} for _ in range(6_000)))

    def most_memory(rows):
        tracemalloc.start()
        answer = admin.client.get(CSV, headers={"Authorization": f"Bearer {admin.tokens['access']}"}, buffered=False)
        lines = sum(part.count(b"\r\n") for part, _ in zip(answer.response, range(rows), strict=False))
        answer.close()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return lines, most

    few, memory_of_few = most_memory(3)
    many, memory_of_many = most_memory(100)

    assert (few, many) == (1 + 2 * export.BATCH, 6_001)
    assert memory_of_many < 1.5 * memory_of_few
