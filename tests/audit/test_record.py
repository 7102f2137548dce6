"""The audit record: who did what to whom, when and from where, whichever way they came."""

import json

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.backoffice.visitors import Visitor, admitted
from tests.cast import PASSWORD, make_person
from tests.factories import add_ticket
from ticketing import audit
from ticketing.audit import AuditEntry, Verb, refusals
from ticketing.auth.models import Role
from ticketing.database.transaction import transaction
from ticketing.extensions import db


def entries(app, *verbs):
    """Return what is on record, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [row for row in rows if not verbs or row.verb in verbs]


def latest(app):
    return entries(app)[-1]


def told(entry):
    return (
        entry.actor_name,
        entry.verb,
        entry.username,
        entry.ticket_id,
        entry.via,
        entry.address,
        json.loads(entry.details or "{}"),
    )


def run(app, *arguments):
    done = app.test_cli_runner().invoke(args=list(arguments))
    assert done.exit_code == 0, done.output


def test_what_is_done_over_the_api_is_on_record(app, admin, owner):
    opened = owner.post("/api/tickets", json={"title": "Printer", "description": "It burns.", "category": "Product"}).json["id"]
    assert told(latest(app)) == ("owner", "Ticket opened", "owner", opened, "API", "127.0.0.1", {"title": "Printer"})

    admin.patch(f"/api/tickets/{opened}/status", json={"status": "Resolved"})
    assert told(latest(app)) == (
        "admin",
        "Status changed",
        "owner",
        opened,
        "API",
        "127.0.0.1",
        {"status": ["New", "Resolved"]},
    )

    owner.post("/api/auth/password", json={"current": PASSWORD, "new": "quite another password"})
    assert told(latest(app)) == ("owner", "Password changed", "owner", None, "API", "127.0.0.1", {})

    owner.post("/api/auth/logout")
    assert told(latest(app)) == ("owner", "Signed out", None, None, "API", "127.0.0.1", {})


def test_a_status_that_is_set_to_what_it_is_is_nothing_done(app, admin):
    ticket = add_ticket(app, admin.id)
    before = len(entries(app))

    admin.patch(f"/api/tickets/{ticket}/status", json={"status": "New"})
    owner_page = admin.get(f"/api/tickets/{ticket}")

    assert owner_page.status_code == 200
    assert len(entries(app)) == before


def test_sign_ins_and_refused_ones_are_on_record(app, owner, anyone):
    anyone.log_in("OWNER")
    assert told(latest(app)) == ("owner", "Signed in", None, None, "API", "127.0.0.1", {})

    anyone.log_in("owner", "wrong password")
    assert told(latest(app)) == (None, "Sign-in refused", "owner", None, "API", "127.0.0.1", {})
    assert latest(app).user_id == owner.id

    anyone.log_in("nobody", "wrong password")
    assert told(latest(app)) == (None, "Sign-in refused", "nobody", None, "API", "127.0.0.1", {})
    assert latest(app).user_id is None


def test_a_refresh_token_used_twice_is_on_record(clock, app, owner):
    refresh = {"refresh": owner.tokens["refresh"]}
    owner.client.post("/api/auth/refresh", json=refresh)
    before = len(entries(app))
    clock.move(seconds=11)

    assert owner.client.post("/api/auth/refresh", json=refresh).status_code == 401

    assert [entry.verb for entry in entries(app)[before:]] == ["Login ended: token used twice"]
    assert latest(app).username == "owner"


def test_what_a_user_may_not_do_is_on_record(app, owner):
    ticket = add_ticket(app, owner.id)

    owner.patch(f"/api/tickets/{ticket}/status", json={"status": "Resolved"})

    call = f"PATCH /api/tickets/{ticket}/status"
    assert told(latest(app)) == ("owner", "Refused", None, ticket, "API", "127.0.0.1", {"call": call})


def test_what_is_done_in_the_back_office_is_on_record(app, admin):
    office = Visitor(app)
    office.sign_in("admin")
    assert told(latest(app)) == ("admin", "Signed in", None, None, "Back office", "127.0.0.1", {})

    office.post("/admin/user/new/", username="new", email="", role="User", password="a fairly long password")
    assert told(latest(app)) == ("admin", "User created", "new", None, "Back office", "127.0.0.1", {"role": "User"})
    user = latest(app).user_id

    for fields, verb, details in [
        ({"action": "promote"}, "Role changed", {"role": ["User", "Admin"]}),
        ({"action": "deactivate"}, "Deactivated", {}),
        ({"action": "activate"}, "Activated", {}),
    ]:
        office.post("/admin/user/action/", rowid=user, **fields)
        assert told(latest(app)) == ("admin", verb, "new", None, "Back office", "127.0.0.1", details)

    office.post("/admin/user/edit/", id=user, username="newer", email="new@example.com")
    changes = {"username": ["new", "newer"], "email": [None, "new@example.com"]}
    assert told(latest(app)) == ("admin", "User edited", "new", None, "Back office", "127.0.0.1", changes)

    office.post("/admin/user/password/", id=user, password="another long password")
    assert told(latest(app))[:3] == ("admin", "Password changed", "newer")

    office.post("/admin/user/delete/", id=user)
    assert told(latest(app)) == ("admin", "User deleted", "newer", None, "Back office", "127.0.0.1", {"role": "Admin"})

    office.post("/admin/logout/")
    assert told(latest(app)) == ("admin", "Signed out", None, None, "Back office", "127.0.0.1", {})


def test_what_is_done_to_categories_is_on_record(app, admin):
    office = admitted(app, admin)

    office.post("/admin/category/edit/", id=1, name="Machines", assignee="admin")
    changes = {"category": ["Technical", "Machines"], "assignee": [None, "admin"]}
    assert told(latest(app)) == ("admin", "Category changed", None, None, "Back office", "127.0.0.1", changes)


def test_what_is_done_to_tickets_is_on_record(app, admin, owner):
    office, ticket = admitted(app, admin), add_ticket(app, owner.id)

    admin.patch(f"/api/tickets/{ticket}", json={"title": "Scanner", "description": "Grey."})
    changes = {"title": ["Printer", "Scanner"], "description": "changed"}
    assert told(latest(app)) == ("admin", "Ticket corrected", "owner", ticket, "API", "127.0.0.1", changes)

    admin.get("/api/tickets/export.csv?status=New&status=Resolved")
    exported = {"status": "New, Resolved"}
    assert told(latest(app)) == ("admin", "Tickets exported", None, None, "API", "127.0.0.1", exported)
    before = len(entries(app))
    admin.send("HEAD", "/api/tickets/export.csv")
    assert len(entries(app)) == before

    office.post("/admin/ticket/delete/", id=ticket)
    gone = {"title": "Scanner", "status": "New", "files": 0}
    assert told(latest(app)) == ("admin", "Ticket deleted", "owner", ticket, "Back office", "127.0.0.1", gone)


def test_what_the_back_office_refuses_is_on_record(app, admin, owner):
    Visitor(app).sign_in("owner")
    assert told(latest(app)) == (
        None,
        "Sign-in refused",
        "owner",
        None,
        "Back office",
        "127.0.0.1",
        {"why": "not an administrator"},
    )

    Visitor(app).sign_in("admin", "wrong password")
    assert told(latest(app)) == (None, "Sign-in refused", "admin", None, "Back office", "127.0.0.1", {})

    admitted(app, admin).client.post("/admin/user/delete/", data={"id": owner.id})
    assert told(latest(app))[:2] == ("admin", "Refused")
    assert told(latest(app))[-1]["call"] == "POST /admin/user/delete/"


def test_what_is_done_on_the_command_line_is_on_record(app, admin):
    run(app, "users", "create", "new", "--password", "a fairly long password")
    for command, verb in [
        (("promote", "new"), "Role changed"),
        (("demote", "new"), "Role changed"),
        (("deactivate", "new"), "Deactivated"),
        (("activate", "new"), "Activated"),
        (("set-password", "new", "--password", "another long password"), "Password changed"),
    ]:
        run(app, "users", *command)
        assert told(latest(app))[:6] == (None, verb, "new", None, "Command line", None)
    assert [entry.verb for entry in entries(app, "User created") if entry.via == "Command line"] == ["User created"]


def test_what_is_rolled_back_is_neither_on_record_nor_in_the_log(app, admin, caplog):
    before = len(entries(app))
    caplog.clear()

    def fail_half_way():
        with transaction():
            audit.record(Verb.DEACTIVATED)
            raise KeyError

    with app.app_context(), pytest.raises(KeyError):
        fail_half_way()

    assert len(entries(app)) == before
    assert "Deactivated" not in caplog.text


REPLACEMENT = "INTO audit_entries (id, at, via, verb) SELECT id, at, via, 'x' FROM audit_entries"
CHANGES = {
    "sqlite": [f"INSERT OR REPLACE {REPLACEMENT}", f"REPLACE {REPLACEMENT}", "UPDATE OR REPLACE audit_entries SET id = 1"],
    "postgresql": ["TRUNCATE audit_entries", f"INSERT {REPLACEMENT} ON CONFLICT (id) DO UPDATE SET verb = 'x'"],
}


@pytest.mark.parametrize(
    ("engine", "statement"),
    [
        (engine, statement)
        for engine, changes in CHANGES.items()
        for statement in (*map(text, changes), delete(AuditEntry), update(AuditEntry).values(verb="x"))
    ],
    indirect=["engine"],
)
def test_nobody_changes_the_record(app, admin, statement):
    before = [told(entry) for entry in entries(app)]

    def change():
        with transaction():
            db.session.execute(statement)

    with app.app_context(), pytest.raises(DBAPIError, match="never changed"):
        change()

    assert before
    assert [told(entry) for entry in entries(app)] == before


def test_no_password_and_no_token_is_ever_on_record(app, admin, owner, anyone):
    secrets = [PASSWORD, "wrong password", "a fairly long password", *owner.tokens.values(), *admin.tokens.values()]
    anyone.log_in("owner", "wrong password")
    office = Visitor(app)
    office.sign_in("admin", "wrong password")
    office.sign_in("admin")
    office.post("/admin/user/new/", username="new", role="User", password="a fairly long password")
    owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]})
    admin.post("/api/auth/logout")

    with app.app_context():
        kept = str(db.session.execute(select(AuditEntry.__table__)).all())

    assert "Signed out" in kept
    for secret in [*secrets, office.cookie, office.token]:
        assert secret not in kept


def test_a_name_that_was_tried_is_kept_in_short(app, anyone):
    anyone.log_in("x" * 150)
    assert latest(app).username == "x" * 150
    with app.test_request_context(), transaction():
        audit.record(Verb.REFUSED, {"why": "y" * 10_000}, user=audit.Person(None, "z" * 10_000))

    assert len(latest(app).username) == 150
    assert len(latest(app).details) < 300


@pytest.fixture
def fresh(make_app):
    """Return a client of a process that has refused nothing yet."""
    return make_app().test_client()


def test_one_users_refusals_are_counted_beyond_their_share_and_hide_nobody_elses(app, fresh, clock, owner, stranger, anyone):
    owner.client = stranger.client = anyone.client = fresh
    for _ in range(300):
        assert owner.patch("/api/tickets/1/status", json={}).status_code == 403
    stranger.patch("/api/tickets/2/status", json={})
    anyone.log_in("owner", "wrong password")

    recorded = [told(entry) for entry in entries(app, "Refused", "Sign-in refused")]

    assert len(recorded) == 30 + 9 + 2
    assert [entry[6]["and more"] for entry in recorded[30:39]] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert [entry[:3] for entry in recorded[38:]] == [
        ("owner", "Refused", None),
        ("stranger", "Refused", None),
        (None, "Sign-in refused", "owner"),
    ]


def test_the_next_refusal_that_is_recorded_says_how_many_were_not(app, fresh, clock, owner):
    owner.client = fresh
    for _ in range(37):
        owner.patch("/api/tickets/1/status", json={})
    clock.move(minutes=10)

    owner.patch("/api/tickets/2/status", json={})

    assert [json.loads(entry.details) for entry in entries(app)[-2:]] == [
        {"and more": 7},
        {"call": "PATCH /api/tickets/2/status"},
    ]


def test_refused_sign_ins_have_a_share_for_each_address_and_one_for_all(app, fresh, monkeypatch, owner, anyone):
    anyone.client, owner.client = fresh, fresh
    monkeypatch.setattr(refusals, "MOST_OF_ANONYMOUS", 40)
    for number in range(45):
        anyone.log_in(
            f"user{number}", "wrong password", environ_base={"REMOTE_ADDR": "192.0.2.1" if number < 35 else "192.0.2.2"}
        )
    owner.patch("/api/tickets/1/status", json={})

    recorded = entries(app, "Sign-in refused", "Refused")

    addresses = [entry.address for entry in recorded if entry.username]
    assert (addresses.count("192.0.2.1"), addresses.count("192.0.2.2")) == (30, 7)
    assert recorded[-1].actor_name == "owner"


@pytest.fixture
def no_audit_table(app, owner):
    rename = "ALTER TABLE {} RENAME TO {}"
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(rename.format("audit_entries", "elsewhere")))
    yield
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(rename.format("elsewhere", "audit_entries")))


def test_a_refusal_that_can_not_be_recorded_is_a_refusal_all_the_same(no_audit_table, owner, caplog):
    assert owner.patch("/api/tickets/1/status", json={}).status_code == 403
    assert "a refusal is not on record" in caplog.text


def test_the_log_has_a_line_for_each_entry_once_it_is_committed(app, owner, admin, caplog):
    ticket = add_ticket(app, owner.id)
    caplog.clear()

    admin.patch(f"/api/tickets/{ticket}/status", json={"status": "Resolved"})

    [line] = [record for record in caplog.records if record.name == "ticketing.audit"]
    assert line.getMessage() == "Status changed"
    assert line.facts["actor_name"] == "admin"
    assert line.facts["ticket_id"] == ticket
    assert line.facts["details"] == '{"status": ["New", "Resolved"]}'


def test_ids_and_names_stay_when_the_user_is_gone(app, admin, colleague):
    gone = make_person(app, "gone")
    with app.app_context():
        run(app, "users", "promote", "gone")
    admitted(app, colleague).post("/admin/user/delete/", id=gone.id)

    assert {entry.user_id for entry in entries(app) if entry.username == "gone"} == {gone.id}


@pytest.fixture
def colleague(app):
    return make_person(app, "colleague", Role.ADMIN)
