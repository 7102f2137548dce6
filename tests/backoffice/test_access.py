"""Who gets into the back office: administrators while they are administrators, and no form that is not theirs."""

import re

import pytest
from sqlalchemy import select, update

from tests.backoffice.visitors import LOGIN, Visitor, admitted
from tests.cast import PASSWORD_HASH, make_person
from tests.factories import add_ticket
from ticketing.audit import AuditEntry
from ticketing.auth import queries, service, sessions
from ticketing.auth.models import AdminSession, Login, Role, User
from ticketing.backoffice.pages import ASSETS
from ticketing.database.transaction import transaction
from ticketing.extensions import db

# What the sign-in page itself is made of.
OPEN = {f"/admin/static/{name}" for name in ASSETS}
PREFERENCES = "/admin/preferences/"
VALUES = {"export_type": "csv", "name": "backoffice.css"}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")]


def paths(app, method="GET"):
    """Return every path below /admin with this method, filled in, and some that there are not."""
    found = {
        re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda match: VALUES[match[1]], rule.rule)
        for rule in rules(app)
        if method in rule.methods
    }
    return sorted(found - OPEN)


NOWHERE = [
    "/admin",
    "/admin/nothing",
    "/admin/static/",
    "/admin/static/backoffice.py",
    "/admin/static/../site.py",
    "/admin/%2e%2e/api",
]


def everything(app):
    """Return every row but those of the audit record, to see that nothing changes."""
    with app.app_context():
        tables = [table for table in db.metadata.sorted_tables if table.name != AuditEntry.__tablename__]
        return {table.name: sorted(map(str, db.session.execute(select(table)))) for table in tables}


def assert_shut(answer):
    if answer.status_code == 401:
        assert 'name="password"' in answer.text, "a form that was sent is kept by the sign-in"
        assert "<nav" not in answer.text
        return
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith(LOGIN)
    assert "ticket" not in answer.text.replace(LOGIN, "").partition("<p>")[0]


def test_there_are_the_paths_that_this_file_walks(app):
    assert {"/admin/", LOGIN, "/admin/ticket/", "/admin/category/", "/admin/user/edit/", "/admin/audit/"} <= set(paths(app))
    assert {"/admin/user/action/", "/admin/category/new/", "/admin/ticket/delete/", "/admin/logout/"} <= set(paths(app, "POST"))
    served = {re.sub("<any.*>", "", rule.rule) for rule in rules(app) if "static" in rule.rule}
    assert served == {"/admin/static/"}, "flask-admin's own files are not served"


def test_nobody_without_a_session_sees_anything_but_the_sign_in(app, visitor):
    for path in [*paths(app), *NOWHERE]:
        if path != LOGIN:
            assert_shut(visitor.get(path))
    for path in [*paths(app, "POST"), *NOWHERE]:
        if path not in (LOGIN, PREFERENCES):
            assert_shut(visitor.post(path, id="1", rowid="1", action="archive"))


def test_a_token_of_the_api_opens_nothing(app, owner, admin):
    for person in (owner, admin):
        for path in paths(app):
            if path != LOGIN:
                assert_shut(person.get(path))


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_open_to_all_is_the_look_of_the_sign_in(visitor, name):
    answer = visitor.get(name, buffered=True)

    assert answer.status_code == 200
    assert answer.mimetype in ("text/css", "text/javascript", "image/svg+xml")


def test_an_administrator_sees_every_page(app, office, admin):
    for path in paths(app):
        answer = office.get(path, query_string={"id": admin.id if "user" in path else 1})
        # Pages that a list has no use for are not there; the start, the sign-in and a link that is none lead on.
        absent = path in ("/admin/", LOGIN, "/admin/open/") or re.search(
            "/(ajax|export|user/details|category/(details|delete)|audit/.+|ticket/.+)", path
        )
        assert answer.status_code in ((302, 303, 404) if absent else (200, 404)), path
    for path in (
        f"/admin/ticket/details/?id={add_ticket(app, admin.id)}",
        "/admin/ticket/",
        "/admin/category/",
        "/admin/category/edit/?id=1",
        "/admin/user/",
        "/admin/audit/",
        "/admin/user/new/",
        f"/admin/user/edit/?id={admin.id}",
    ):
        assert office.get(path).status_code == 200, path


def demote(user):
    service.change_role(user, Role.USER)


def set_password(user):
    service.change_password(user, PASSWORD_HASH)


@pytest.mark.parametrize("end", [demote, service.deactivate, set_password, service.delete_user])
def test_whoever_is_no_administrator_any_more_is_out_at_once(app, admin, colleague, end):
    visitor = admitted(app, colleague)
    assert visitor.is_in()
    with app.app_context(), transaction():
        end(queries.find_user("colleague"))
    before = everything(app)

    for path in paths(app):
        if path != LOGIN:
            assert_shut(visitor.get(path))
    for path in paths(app, "POST"):
        if path not in (LOGIN, PREFERENCES):
            assert_shut(visitor.post(path, id=str(admin.id), rowid=str(admin.id), action="demote"))
    assert everything(app) == before


@pytest.mark.parametrize("change", [{"role": "User"}, {"is_active": False}])
def test_role_and_state_are_asked_of_the_database_at_each_request(app, office, admin, change):
    with app.app_context(), transaction():
        db.session.execute(update(User).values(**change))

    assert not office.is_in()


def test_a_session_does_not_come_back_with_the_role(app, admin, colleague):
    visitor = admitted(app, colleague)
    with app.app_context(), transaction():
        demote(queries.find_user("colleague"))
        service.change_role(queries.find_user("colleague"), Role.ADMIN)

    assert not visitor.is_in()


def test_a_password_changed_over_the_api_ends_the_session_too(app, admin, office):
    changed = admin.post("/api/auth/password", json={"current": "a password for tests", "new": "quite another password"})

    assert changed.status_code == 204
    assert not office.is_in()


def test_a_session_ends_after_an_hour_without_use_and_after_twelve_in_any_case(clock, app, admin):
    idle, busy = admitted(app, admin), admitted(app, admin)
    for _ in range(13):
        clock.move(minutes=55)
        assert busy.is_in()
    assert not idle.is_in()
    clock.move(minutes=5)
    assert not busy.is_in()


def test_signing_out_ends_this_session_and_no_other(app, office, admin):
    other, cookie = admitted(app, admin), office.cookie

    answer = office.post("/admin/logout/")

    assert (answer.status_code, answer.location) == (303, LOGIN)
    office.client.set_cookie("ticketing_admin", cookie, path="/admin")
    assert not office.is_in()
    assert other.is_in()


def posts(app, admin):
    """Return a request for each way to change something, by path, that works when it has its token."""
    ticket, user = add_ticket(app, admin.id), make_person(app, "victim").id
    reply = admin.post(f"/api/tickets/{ticket}/replies", json={"body": "x"}).json["id"]
    account = {"username": "another", "email": "", "role": "Admin", "password": "a fairly long password"}
    return [
        ("/admin/logout/", {}),
        ("/admin/ticket/remove/", {"id": ticket, "entry": reply}),
        ("/admin/category/new/", {"name": "Human resources"}),
        ("/admin/category/edit/", {"id": 2, "name": "Machines"}),
        ("/admin/category/action/", {"action": "down", "rowid": 2}),
        ("/admin/category/action/", {"action": "archive", "rowid": 3}),
        ("/admin/ticket/delete/", {"id": ticket}),
        ("/admin/user/new/", account),
        ("/admin/user/edit/", {"id": user, "username": "renamed"}),
        ("/admin/user/action/", {"action": "promote", "rowid": user}),
        ("/admin/user/action/", {"action": "deactivate", "rowid": user}),
        ("/admin/user/password/", {"id": user, "password": "a fairly long password"}),
        ("/admin/user/delete/", {"id": user}),
        ("/admin/audit/action/", {"action": "delete", "rowid": 1}),
        ("/admin/audit/delete/", {"id": 1}),
    ]


def tokens_that_are_not_mine(app, colleague):
    stranger = Visitor(app)
    stranger.get(LOGIN)
    return {
        "none": None,
        "empty": "",
        "wrong": "x" * 43,
        "another's": admitted(app, colleague).token,
        "a visitor's": stranger.token,
    }


def test_a_form_without_its_own_token_changes_nothing(app, admin, colleague, office):
    requests, before = posts(app, admin), None
    for name, token in tokens_that_are_not_mine(app, colleague).items():
        before = before or everything(app)
        for path, fields in requests:
            sent = fields if token is None else {**fields, "csrf_token": token}
            answer = office.client.post(path, data=sent)
            assert answer.status_code == 403, (name, path)
            assert "out of date" in answer.text
    for path in paths(app, "POST"):
        assert office.client.post(path).status_code == 403, path
    after = everything(app)
    assert {**after, "admin_sessions": None} == {**before, "admin_sessions": None}
    assert office.is_in()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_without_a_form_changes_nothing_whatever_its_address_says(app, admin, office, method):
    requests = posts(app, admin)
    before = everything(app)

    for path, fields in requests:
        shown = office.get(path, query_string=fields).status_code
        answer = office.client.open(path, method=method, query_string=fields, buffered=True)
        assert answer.status_code == (200 if method == "OPTIONS" else shown), path

    assert everything(app) == before
    assert office.is_in()


def test_each_of_those_forms_changes_something_with_its_token(app, admin, colleague):
    for number in range(len(posts(app, admin)) - 2):
        with app.app_context(), transaction():
            for name in ("victim", "renamed", "another"):
                if user := db.session.scalar(select(service.User).where(service.User.username == name)):
                    service.delete_user(queries.get_user(user.id))
        office = admitted(app, admin)
        path, fields = posts(app, admin)[number]
        before = everything(app)
        assert office.post(path, **fields).status_code in (201, 302, 303), path
        assert everything(app) != before, path


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_another_site_sends_changes_nothing_even_with_the_token(office, site):
    answer = office.client.post("/admin/logout/", data={"csrf_token": office.token}, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 403
    assert office.is_in()


def test_a_sign_in_without_its_token_signs_nobody_in(app, visitor, admin):
    visitor.get(LOGIN)

    for token in ({}, {"csrf_token": "x"}):
        answer = visitor.client.post(LOGIN, data={"username": "admin", "password": "a password for tests", **token})
        assert answer.status_code == 403
    assert not visitor.is_in()
    with app.app_context():
        assert db.session.scalars(select(AdminSession)).all() == []


def test_nobody_can_use_a_session_that_they_read_in_the_database(app, office, visitor):
    with app.app_context():
        [row] = db.session.scalars(select(AdminSession)).all()

    assert row.id_hash != office.cookie
    visitor.client.set_cookie("ticketing_admin", row.id_hash, path="/admin")
    assert not visitor.is_in()


def test_a_login_of_the_api_is_no_session(app, admin, visitor):
    with app.app_context():
        [login] = db.session.scalars(select(Login)).all()
    for value in (login.id, login.refresh_id, admin.tokens["access"], admin.tokens["refresh"], "", "x"):
        visitor.client.set_cookie("ticketing_admin", value, path="/admin")
        assert not visitor.is_in()


def test_an_old_session_is_swept_away_by_the_next_sign_in(clock, app, admin):
    admitted(app, admin)
    clock.move(minutes=61)
    admitted(app, admin)

    with app.app_context():
        assert len(db.session.scalars(select(AdminSession)).all()) == 1
    assert sessions.IDLE < sessions.LIFETIME
