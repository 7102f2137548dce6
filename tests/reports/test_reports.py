"""Reports, compared with a plain model of what they say."""

import csv
import io
import math
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.answers import assert_problem
from tests.cast import make_person
from tests.databases import on_one_engine
from tests.factories import add_tickets
from ticketing.auth.models import Role
from ticketing.categories.models import Priority

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
QUERY = f"?from={FIRST}&to={LAST}"
DAY = timedelta(days=1)
QUARTERS, HOURS = 900, 3600


def quantile(tickets, moment, tenths, step):
    """Return the shortest time, in hours and whole steps, that so many tenths of the tickets did not exceed."""
    taken = sorted((each[moment] - each["created_at"]).total_seconds() // step * step / 3600 for each in tickets)
    return taken[math.ceil(len(taken) * tenths / 10) - 1] if taken else None


def figures(tickets, first, last):
    def within(moment):
        return [each for each in tickets if each[moment] and first <= each[moment].date() <= last]

    opened, answered, resolved = (within(moment) for moment in ("created_at", "first_reply_at", "resolved_at"))
    return {
        "opened": len(opened),
        "answered": len(answered),
        "resolved": len(resolved),
        "hoursToFirstReply": {
            "median": quantile(answered, "first_reply_at", 5, QUARTERS),
            "ninthDecile": quantile(answered, "first_reply_at", 9, QUARTERS),
        },
        "hoursToResolution": {
            "median": quantile(resolved, "resolved_at", 5, HOURS),
            "ninthDecile": quantile(resolved, "resolved_at", 9, HOURS),
        },
    }


def backlog(tickets, day):
    return sum(
        each["created_at"].date() <= day and not (each["resolved_at"] and each["resolved_at"].date() <= day) for each in tickets
    )


def random_ticket(dice, requester, assignees):
    opened = datetime(2026, 2, 10, tzinfo=UTC) + timedelta(seconds=dice.randrange(40 * 86_400))
    answered = opened + timedelta(seconds=dice.randrange(3 * 86_400)) if dice.random() < 0.8 else None
    resolved = opened + timedelta(seconds=dice.randrange(12 * 86_400)) if dice.random() < 0.7 else None
    return {
        "created_by_id": requester.id,
        "category": dice.choice(["Technical", "Product"]),
        "priority": dice.choice(list(Priority)),
        "assignee_id": dice.choice([None, *(each.id for each in assignees)]),
        "status": "Resolved" if resolved else "New",
        "created_at": opened,
        "updated_at": resolved or opened,
        "resolved_at": resolved,
        "first_reply_at": answered,
    }


@pytest.fixture
def team(app, admin):
    return [admin, make_person(app, "Zoë", Role.ADMIN)]


@pytest.fixture
def tickets(app, owner, team):
    dice = random.Random(7)
    rows = [random_ticket(dice, owner, team) for _ in range(150)]
    add_tickets(app, rows)
    return rows


def test_a_report_says_what_a_plain_model_says(tickets, admin, team):
    report = admin.get(f"/api/reports{QUERY}").json

    def of(name, value):
        return figures([each for each in tickets if each[name] == value], FIRST, LAST)

    assert report["total"] == figures(tickets, FIRST, LAST)
    assert report["days"] == [
        {
            "day": str(day),
            **{name: figures(tickets, day, day)[name] for name in ("opened", "resolved")},
            "backlog": backlog(tickets, day),
        }
        for day in (FIRST + DAY * number for number in range(14))
    ]
    assert report["categories"] == [
        {"category": name, **of("category", name)} for name in ("Technical", "Financial", "Product")
    ]
    assert report["priorities"] == [{"priority": name, **of("priority", name)} for name in Priority]
    assert report["assignees"] == [
        *({"assignee": {"id": each.id, "username": each.username}, **of("assignee_id", each.id)} for each in team),
        {"assignee": None, **of("assignee_id", None)},
    ]


def test_its_numbers_are_those_of_the_lists_behind_them(tickets, admin):
    report = admin.get(f"/api/reports{QUERY}").json

    for figure in ("opened", "answered", "resolved"):
        days = f"{figure}From={FIRST}&{figure}To={LAST}"
        for group in report["priorities"]:
            assert admin.get(f"/api/tickets?{days}&priority={group['priority']}").json["count"] == group[figure]
        assert admin.get(f"/api/tickets?{days}&assignee=none").json["count"] == report["assignees"][-1][figure]


def test_the_file_has_the_same_numbers(tickets, admin):
    report, answer = admin.get(f"/api/reports{QUERY}").json, admin.get(f"/api/reports.csv{QUERY}")

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=report-{FIRST}-{LAST}.csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    everything = rows[0]
    assert (everything["From"], everything["To"], everything["Of"]) == (str(FIRST), str(LAST), "All")
    assert [int(everything[name]) for name in ("Opened", "Resolved", "First replies")] == [
        report["total"][name] for name in ("opened", "resolved", "answered")
    ]
    assert int(everything["Backlog"]) == report["days"][-1]["backlog"]
    assert float(everything["Hours to first reply (median)"]) == report["total"]["hoursToFirstReply"]["median"]
    assert [(row["From"], int(row["Backlog"])) for row in rows if row["Of"] == "Day"] == [
        (day["day"], day["backlog"]) for day in report["days"]
    ]
    assert [row["Name"] for row in rows if row["Of"] == "Assignee"] == ["admin", "Zoë", ""]


def test_without_days_it_is_of_the_last_thirty(clock, admin):
    today = datetime.fromtimestamp(clock.timestamp, UTC).date()

    report = admin.get("/api/reports").json

    assert (report["from"], report["to"], len(report["days"])) == (str(today - DAY * 29), str(today), 30)
    assert report["total"]["hoursToFirstReply"] == {"median": None, "ninthDecile": None}
    assert report["days"][-1] == {"day": str(today), "opened": 0, "resolved": 0, "backlog": 0}


@on_one_engine
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("from=2025-03-01&to=2026-03-02", "from"),
        ("from=2020-01-01", "from"),
        ("from=0001-01-01&to=0001-01-02", "from"),
        ("to=9999-12-31", "to"),
        ("to=tomorrow", "to"),
        ("from=2026-02-30", "from"),
        ("to=2026-03-01&to=2026-03-02", "to"),
    ],
)
@pytest.mark.parametrize("path", ["/api/reports", "/api/reports.csv"])
def test_days_that_are_none_are_refused(admin, path, query, field):
    problem = admin.get(f"{path}?{query}")

    assert field in problem.json["errors"]
    assert problem.status_code == 400


@pytest.mark.parametrize("query", ["", QUERY, "?from=nonsense", "?to=2026-03-01&to=2026-03-02"])
@pytest.mark.parametrize("path", ["/api/reports", "/api/reports.csv"])
def test_a_plain_user_learns_nothing_whatever_they_ask_for(owner, path, query):
    assert_problem(owner.get(path + query), 403)
