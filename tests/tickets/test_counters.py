"""The counters that the database keeps by triggers: always what a recount would find."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from tests.crowd import at_once
from tests.factories import NOON, add_ticket, add_tickets
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import queries
from ticketing.tickets.counters import ticket_counts, ticket_days
from ticketing.tickets.filters import Filters, Period
from ticketing.tickets.models import Category, Status, Ticket

MOMENTS = [NOON + timedelta(days=day, hours=hour) for day in range(3) for hour in (-12, 11)]


def kept(app):
    """Return the counters as they are, zeros left out."""
    counts, opened, resolved = Counter(), Counter(), Counter()
    with app.app_context():
        for *key, number in db.session.execute(select(ticket_counts)):
            counts[tuple(key)] += number
        for day, _, opened_then, resolved_then in db.session.execute(select(ticket_days)):
            opened[day] += opened_then
            resolved[day] += resolved_then
    return tuple({key: number for key, number in counter.items() if number} for counter in (counts, opened, resolved))


def recounted(app):
    """Return what the counters must be."""
    with app.app_context():
        rows = db.session.execute(
            select(Ticket.created_by_id, Ticket.category, Ticket.status, Ticket.created_at, Ticket.resolved_at)
        ).all()
    counts = Counter(tuple(row[:3]) for row in rows)
    opened = Counter(row.created_at.date() for row in rows)
    resolved = Counter(row.resolved_at.date() for row in rows if row.resolved_at)
    assert all((row.status == Status.RESOLVED) == (row.resolved_at is not None) for row in rows)
    return dict(counts), dict(opened), dict(resolved)


def columns(people):
    return st.fixed_dictionaries(
        {
            "created_by_id": st.sampled_from([person.id for person in people]),
            "category": st.sampled_from(list(Category)),
            "status": st.sampled_from(list(Status)),
            "created_at": st.sampled_from(MOMENTS),
            "updated_at": st.sampled_from(MOMENTS),
        }
    )


def steps(people):
    some = st.sets(st.integers(0, 6), max_size=4)
    rows = st.lists(columns(people), min_size=1, max_size=4).map(lambda rows: ("insert", rows))
    changes = st.tuples(
        st.just("update"),
        some,
        columns(people),
        st.sets(st.sampled_from(["created_by_id", "category", "status", "created_at"]), min_size=1),
    )
    return st.lists(st.one_of(rows, changes, st.tuples(st.just("delete"), some)), max_size=8)


def take(step):
    kind, which = step[0], step[1]
    if kind == "insert":
        text = {"title": "a", "description": "b", "search_text": "a\nb", "version": 1}
        return insert(Ticket).values([{**text, **row} for row in which])
    ids = db.session.scalars(select(Ticket.id).order_by(Ticket.id)).all()
    chosen = Ticket.id.in_([ids[number] for number in which if number < len(ids)])
    if kind == "delete":
        return delete(Ticket).where(chosen)
    values = {name: step[2][name] for name in step[3] | {"updated_at"}}
    return update(Ticket).where(chosen).values(**values).execution_options(synchronize_session=False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_statements_the_counters_are_what_a_recount_finds(app, owner, stranger, data):
    for step in data.draw(steps([owner, stranger])):
        with app.app_context(), transaction():
            db.session.execute(take(step))

    assert kept(app) == recounted(app)
    with app.app_context(), transaction():
        db.session.execute(delete(Ticket))
    assert kept(app) == ({}, {}, {})


def test_a_change_that_is_rolled_back_is_not_counted(app, owner):
    row = {"created_by_id": owner.id, "category": "Product", "status": "New", "created_at": NOON, "updated_at": NOON}

    def fail_half_way():
        with transaction():
            db.session.execute(take(("insert", [row])))
            raise KeyError

    with app.app_context(), pytest.raises(KeyError):
        fail_half_way()

    assert kept(app) == ({}, {}, {})


def test_a_ticket_has_its_moment_of_resolution_while_it_is_resolved(clock, app, admin):
    ticket_id = add_ticket(app, admin.id)
    seen = []

    for status in ("Resolved", "Under Review", "Resolved"):
        clock.move(minutes=4)
        admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": status})
        with app.app_context():
            seen.append(db.session.get_one(Ticket, ticket_id).resolved_at)

    assert seen[1] is None
    assert seen[2] - seen[0] == timedelta(minutes=8)
    assert kept(app)[2] == {seen[2].date(): 1}


def test_the_day_is_that_of_utc(app, owner):
    add_tickets(
        app,
        [
            {"created_by_id": owner.id, "created_at": NOON.replace(hour=hour, minute=minute)}
            for hour, minute in ((0, 0), (23, 59))
        ],
    )

    assert kept(app)[1] == {date(2026, 3, 1): 2}


def test_people_who_change_tickets_at_once_neither_lock_each_other_out_nor_miscount(app, admin, owner):
    ids = add_tickets(app, [{"created_by_id": person.id} for person in (admin, owner) for _ in range(4)])
    people = [admin.elsewhere() for _ in ids]

    def change_often(person, ticket_id):
        return [
            person.patch(f"/api/tickets/{ticket_id}/status", json={"status": status}).status_code
            for status in ("Resolved", "New", "Under Review", "Resolved")
        ]

    answers = at_once(
        [lambda person=person, number=number: change_often(person, number) for person, number in zip(people, ids, strict=True)]
    )

    assert answers == [[200] * 4] * len(ids)
    assert kept(app) == recounted(app)


@pytest.mark.parametrize("category", [[], ["Product"], ["Product", "Technical"], list(Category)])
@pytest.mark.parametrize("status", [[], ["New"], ["New", "Resolved"], list(Status)])
def test_the_list_counts_by_them_what_it_shows(app, admin, owner, category, status):
    rows = [(each, state) for number, each in enumerate(Category) for state in Status for _ in range(number + 1)]
    add_tickets(
        app,
        [
            {"created_by_id": (admin, owner)[number % 2].id, "category": each, "status": state}
            for number, (each, state) in enumerate(rows)
        ],
    )

    for person in (admin, owner):
        answer = person.get("/api/tickets", query_string={"category": category, "status": status, "pageSize": 100}).json
        assert answer["count"] == len(answer["results"])


def test_what_is_not_counted_by_them_stops_at_the_cap(app, admin, owner, monkeypatch):
    add_tickets(app, [{"created_by_id": owner.id} for _ in range(3)])
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    filters: Filters = {"category": [], "status": [], "search": "", "ordering": "-createdAt"}
    user = queries.CurrentUser(admin.id, "admin", None, "Admin", "")

    with app.app_context():
        assert queries.count(user, filters) == (3, False)
        assert queries.count(user, {**filters, "requester": owner.id}) == (3, False)
        assert queries.count(user, {**filters, "requester": admin.id}) == (0, False)
        assert queries.count(user, {**filters, "opened": Period(NOON, None)}) == (2, True)
        assert queries.count(user, {**filters, "opened": Period(None, NOON)}) == (0, False)
        assert queries.count(user, {**filters, "resolved": Period(None, None)}) == (2, True)
