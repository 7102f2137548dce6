"""No list of the back office reads the whole table or sorts it."""

import pytest
from sqlalchemy import text

from tests.factories import add_tickets
from tests.statements import statements
from ticketing.extensions import db

LISTS = [
    "/admin/",
    "/admin/ticket/",
    "/admin/ticket/?sort=4",
    "/admin/ticket/?page=7",
    "/admin/ticket/?status=New",
    "/admin/ticket/?status=New&sort=4",
    "/admin/ticket/?category=Product",
    "/admin/ticket/?category=Product&status=New",
    "/admin/ticket/?requester=owner",
    "/admin/ticket/?requester=owner&status=New&category=Product",
    "/admin/ticket/?from=2026-01-01",
    "/admin/ticket/?from=2026-01-01&until=2026-05-01&status=New",
    "/admin/ticket/?requester=owner&from=2026-01-01",
    "/admin/ticket/?dated=resolved&from=2026-01-01",
    "/admin/ticket/?dated=resolved&from=2026-01-01&status=Resolved&category=Product",
    "/admin/audit/",
    "/admin/audit/?verb=Signed+in",
    "/admin/audit/?who=owner&from=2026-01-01",
    "/admin/audit/?whom=owner",
    "/admin/audit/?ticket=1&until=2026-12-31",
]


def asked_by(app, office, path):
    """Return the statements about tickets and the audit record that a page takes, with their parameters."""
    with statements(app) as asked:
        assert office.get(path).status_code == 200
    return [
        (statement, parameters)
        for statement, parameters in asked
        if statement.startswith("SELECT") and ("FROM tickets" in statement or "FROM audit_entries" in statement)
    ]


@pytest.fixture
def filled(app, owner):
    add_tickets(app, [{"created_by_id": owner.id, "status": ("New", "Resolved")[number % 2]} for number in range(12)])


@pytest.mark.parametrize("path", LISTS)
def test_no_list_reads_or_sorts_the_whole_table(app, engine, office, filled, path):
    asked = asked_by(app, office, path)

    assert asked
    for statement, parameters in asked:
        plan = plan_of(app, engine, statement, parameters)
        assert not [line for line in plan if is_whole(engine, line)], (statement, plan)


def plan_of(app, engine, statement, parameters):
    with app.app_context(), db.engine.connect() as connection:
        if engine == "sqlite":
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        # With a dozen rows anything is quick: what other way there is shows when the slow ones are made unattractive.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_sort = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def is_whole(engine, line):
    if engine == "sqlite":
        return "USE TEMP B-TREE" in line or ("SCAN" in line and "INDEX" not in line and "tickets" in line)
    return "Seq Scan on tickets" in line or "Seq Scan on audit_entries" in line or line.strip(" ->").startswith("Sort")


def test_no_list_counts_the_tickets(app, office, filled):
    for path in LISTS[:10]:
        assert not [statement for statement, _ in asked_by(app, office, path) if "count(" in statement.lower()], path


# PostgreSQL knows how many tickets there are of what, and chooses by that.
@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(
    "path", ["?status=New", "?status=New&category=Technical", "?status=New&status=Resolved", "?category=Technical"]
)
def test_a_users_own_list_walks_their_own_tickets(app, engine, owner, filled, path):
    [(statement, parameters)] = asked_by(app, owner, f"/api/tickets{path}")

    plan = plan_of(app, engine, statement, parameters)

    assert [line for line in plan if "ix_tickets_created_by_id_created_at_id (created_by_id=?" in line], plan
    assert not [line for line in plan if is_whole(engine, line)], plan
