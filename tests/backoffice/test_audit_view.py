"""The audit record in the back office."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text

from tests.factories import NOON
from ticketing.audit import AuditEntry
from ticketing.database.transaction import transaction
from ticketing.extensions import db


@contextmanager
def unlocked() -> Iterator[None]:
    """Let the audit record be emptied, which the database refuses to everybody else."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        yield
        db.session.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))
        return
    name = "audit_entries_no_delete"
    trigger = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    db.session.execute(text(f"DROP TRIGGER {name}"))
    yield
    db.session.execute(text(trigger))


@pytest.fixture
def record(app, office):
    """Replace the record by five known entries."""
    rows = [
        {"verb": "Signed in", "actor_name": "owner"},
        {
            "verb": "Status changed",
            "actor_name": "admin",
            "username": "owner",
            "ticket_id": 7,
            "details": '{"status": ["New", "Resolved"]}',
        },
        {
            "verb": "Ticket opened",
            "actor_name": "owner",
            "username": "owner",
            "ticket_id": 8,
            "details": '{"title": "<script>alert(1)</script>"}',
        },
        {"verb": "Sign-in refused", "username": "Mallory"},
        {"verb": "Deactivated", "username": "owner", "via": "Command line"},
    ]
    blank = dict.fromkeys(("actor_name", "username", "ticket_id", "details"))
    with app.app_context(), transaction():
        with unlocked():
            db.session.execute(delete(AuditEntry))
        for day, row in enumerate(rows):
            values = {**blank, "via": "API", "address": f"192.0.2.{day}", "at": NOON + timedelta(days=day), **row}
            db.session.execute(insert(AuditEntry), values)


def shown(answer):
    """Return the numbers of the entries on the page, by their addresses."""
    assert answer.status_code == 200, answer.text
    return [int(number) for number in re.findall(r"192\.0\.2\.(\d)", answer.text)]


LISTS = {
    "": [4, 3, 2, 1, 0],
    "verb=Status+changed": [1],
    "who=owner": [2, 0],
    "who=OWNER": [2, 0],
    "whom=owner": [4, 2, 1],
    "whom=Mallory": [3],
    "ticket=7": [1],
    "ticket=999999999999": [],
    "from=2026-03-02&until=2026-03-04": [3, 2, 1],
    "whom=owner&from=2026-03-04": [4],
    "page=1": [],
}


def test_it_is_latest_first_and_filtered(office, owner, record):
    assert {query: shown(office.get(f"/admin/audit/?{query}")) for query in LISTS} == LISTS


@pytest.mark.parametrize("query", ["verb=x", "ticket=x", "ticket=0", "from=x", "who=%00"])
def test_a_filter_that_is_not_understood_shows_nothing(office, record, query):
    assert office.get(f"/admin/audit/?{query}").status_code == 400


def test_it_says_what_changed_and_runs_nothing(office, record):
    page = office.get("/admin/audit/").text

    assert "status: <bdi>New</bdi> → <bdi>Resolved</bdi>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "operator" in page
    assert "not signed in" in page


def test_there_is_nothing_to_change_it_with(office, record):
    page = office.get("/admin/audit/").text
    assert "<form" not in page.partition("<table")[2].partition("</main>")[0]
    for path in ("new", "edit", "delete", "details"):
        assert office.get(f"/admin/audit/{path}/?id=1").status_code == 404
    for path in ("new", "edit", "delete"):
        assert office.post(f"/admin/audit/{path}/", id="1").status_code == 404
    office.post("/admin/audit/action/", action="delete", rowid="1")
    assert shown(office.get("/admin/audit/")) == [4, 3, 2, 1, 0]


def test_it_is_paged_without_being_counted(app, office, record):
    with app.app_context(), transaction():
        row = {"verb": "Signed in", "via": "API", "at": NOON - timedelta(days=1)}
        db.session.execute(insert(AuditEntry), [row] * 51)

    first = office.get("/admin/audit/").text
    second = office.get("/admin/audit/?page=1").text

    assert first.count('<td class="cell-at') == 50
    assert 'rel="next"' in first
    assert second.count('<td class="cell-at') == 6
    assert 'rel="next"' not in second
