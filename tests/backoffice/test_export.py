"""Tickets as comma-separated values."""

import codecs
import csv
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import NOON, add_tickets
from ticketing.backoffice import export

CSV = "/admin/ticket/export/csv/"


def rows(answer, separator=","):
    """Return the rows of a file that Excel opens right: marked as UTF-8, each line ending in CR and LF."""
    assert answer.status_code == 200
    assert answer.data.startswith(codecs.BOM_UTF8 + b"Number")
    assert answer.data.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_it_has_the_filtered_list_newest_first(app, office, owner, stranger):
    made = add_tickets(
        app,
        [
            {"created_by_id": owner.id, "title": "Zwölf 🍎", "description": "One, two\nthree", "category": "Product"},
            {"created_by_id": stranger.id, "status": "Resolved", "created_at": NOON + timedelta(days=1)},
            {"created_by_id": owner.id, "status": "Resolved", "created_at": NOON + timedelta(days=2, seconds=3)},
        ],
    )

    answer = office.get(CSV)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=tickets-")
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
    }
    assert [row["Opened"] for row in rows(office.get(f"{CSV}?status=Resolved&requester=owner"))] == ["2026-03-03T12:00:03Z"]
    assert rows(office.get(f"{CSV}?search=nothing")) == []


def test_it_tells_how_a_conversation_stands_and_never_what_a_note_says(app, clock, office, owner, admin):
    path = f"/api/tickets/{add_tickets(app, [{'created_by_id': owner.id}])[0]}"
    admin.post(f"{path}/replies", json={"body": "Is it off?"})
    admin.post(f"{path}/notes", json={"body": "A secret"})

    answer = office.get(CSV)

    [row] = rows(answer)
    assert (row["Replies"], row["Last reply by"], row["Waiting for"]) == ("1", "admin", "requester")
    assert row["Last reply"] == admin.get(path).json["lastReply"]["at"]
    assert "secret" not in answer.text


def test_the_link_to_it_keeps_the_filters_and_nothing_else(office):
    page = office.get("/admin/ticket/?status=New&category=&from=2026-01-01&page=0&sort=4")

    [link] = re.findall(r'href="([^"]*/export/[^"]*)"', page.text)
    address = urlsplit(link.replace("&amp;", "&"))
    assert (address.path, parse_qs(address.query)) == (CSV, {"status": ["New"], "from": ["2026-01-01"]})


def test_no_cell_is_a_formula_whatever_the_separator(app, office, owner):
    title, text = "ok;=HYPERLINK(1)", "Hello\n=cmd|' /C calc'!A0"
    add_tickets(app, [{"created_by_id": owner.id, "title": title, "description": text}])

    for separator in (",", ";"):
        [row] = rows(office.get(CSV, query_string={"separator": separator}), separator)
        assert (row["Title"], row["Description"]) == ("ok;'=HYPERLINK(1)", "Hello\n'=cmd|' /C calc'!A0")
    assert office.get(f"{CSV}?separator=x").status_code == 400


@pytest.mark.parametrize("query", ["", "?dated=resolved&from=2026-01-01"])
def test_many_come_in_batches_and_each_once(app, office, owner, monkeypatch, query):
    monkeypatch.setattr(export, "BATCH", 3)
    moments = [NOON + timedelta(hours=hour % 4) for hour in range(11)]
    made = add_tickets(app, [{"created_by_id": owner.id, "status": "Resolved", "created_at": moment} for moment in moments])

    exported = [int(row["Number"]) for row in rows(office.get(f"{CSV}{query}"))]

    assert exported == made[::-1]


def test_it_is_sent_while_it_is_read(app, office, owner, monkeypatch):
    monkeypatch.setattr(export, "BATCH", 2)
    add_tickets(app, [{"created_by_id": owner.id} for _ in range(6)])

    answer = office.get(CSV)
    parts = list(answer.iter_encoded())

    assert answer.content_length is None
    assert [part.count(b"\r\n") for part in parts] == [1, 2, 2, 2]


def test_there_is_no_other_format_and_no_other_export(office):
    for path in ("/admin/ticket/export/xlsx/", "/admin/user/export/csv/", "/admin/audit/export/csv/"):
        assert office.get(path).status_code == 404
