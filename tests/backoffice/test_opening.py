"""The back office opened from the pages: once, within seconds, by an administrator whose login lasts."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tests.answers import assert_problem
from tests.backoffice.visitors import HOME, Visitor, admitted
from tests.cast import Person, sign_in
from tests.crowd import at_once
from tests.databases import on_one_engine
from tests.factories import count
from ticketing.audit import AuditEntry
from ticketing.auth import queries, service
from ticketing.auth.models import AdminSession, AdminSessionCode, Login, Role
from ticketing.database.transaction import transaction
from ticketing.extensions import db

PAGES = "http://localhost:3000/tickets.html"
SPENT = "This link does not open the back office any more: it works once, within 30 seconds."


def link_for(person: Person) -> str:
    answer = person.post("/api/auth/backoffice")
    assert answer.status_code == 201, answer.text
    return answer.json["url"]


def follow(visitor: Visitor, link: str, *, site: str = "same-site", referrer: str | None = PAGES):
    """Follow the link as a browser does, from a page of the pages if nothing else is said."""
    headers = {"Sec-Fetch-Site": site} | ({"Referer": referrer} if referrer else {})
    return visitor.get(link, headers=headers)


def carry_on(visitor: Visitor, page) -> object:
    """Press the button of the page that asks."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return visitor.client.post("/admin/open/", data=fields)


def assert_refused(visitor: Visitor, answer) -> None:
    assert answer.status_code == 401
    assert SPENT in answer.text
    assert 'name="password"' in answer.text
    assert not visitor.is_in()


def test_the_link_opens_the_back_office_signed_in(app, visitor, admin):
    answer = admin.post("/api/auth/backoffice")
    assert answer.status_code == 201
    assert answer.json.keys() == {"url"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["url"].startswith("http://localhost/admin/open/?code=")

    opened = follow(visitor, answer.json["url"])

    assert (opened.status_code, opened.location) == (303, "/admin/")
    assert (opened.headers["Cache-Control"], opened.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert '<bdi class="account-name">admin</bdi>' in visitor.get(HOME).text
    assert count(app, AdminSessionCode) == 0


def test_only_administrators_are_given_one(app, anyone, owner):
    assert_problem(anyone.post("/api/auth/backoffice"), 401)
    assert_problem(owner.post("/api/auth/backoffice"), 403)
    assert count(app, AdminSessionCode) == 0


def test_it_opens_once(app, visitor, admin):
    link = link_for(admin)
    follow(visitor, link)

    second = Visitor(app)
    assert_refused(second, follow(second, link))
    assert follow(visitor, link).location == "/admin/"
    assert SPENT in visitor.says()[0]


def test_of_several_at_the_same_moment_it_lets_one_in(app, admin):
    link, visitors = link_for(admin), [Visitor(app) for _ in range(4)]

    statuses = at_once([lambda visitor=visitor: follow(visitor, link).status_code for visitor in visitors])

    assert sorted(statuses) == [303, 401, 401, 401]
    assert count(app, AdminSession) == 1


def test_it_opens_within_thirty_seconds(clock, app, visitor, admin):
    early, late = link_for(admin), link_for(admin)
    clock.move(seconds=29)
    assert follow(Visitor(app), early).status_code == 303
    clock.move(seconds=2)

    assert_refused(visitor, follow(visitor, late))
    link_for(admin)
    assert count(app, AdminSessionCode) == 1


def demote(app, admin):
    with app.app_context(), transaction():
        service.change_role(queries.get_user(admin.id), Role.USER)


def deactivate(app, admin):
    with app.app_context(), transaction():
        service.deactivate(queries.get_user(admin.id))


def sign_out(app, admin):
    admin.post("/api/auth/logout")


@pytest.mark.parametrize("end", [demote, deactivate, sign_out])
def test_it_is_worth_nothing_once_its_login_or_its_owners_rights_have_ended(app, visitor, admin, colleague, end):
    link = link_for(admin)
    end(app, admin)

    assert_refused(visitor, follow(visitor, link))
    assert count(app, AdminSession) == 0


@pytest.mark.parametrize("code", ["", "x", "%00", "é", "a" * 5000])
def test_what_is_no_code_is_refused(visitor, admin, code):
    assert visitor.get(f"/admin/open/?code={code}").status_code in (400, 401)
    assert not visitor.is_in()


def test_another_service_on_the_same_database_takes_it(make_app, admin):
    visitor = Visitor(make_app())

    assert follow(visitor, link_for(admin)).status_code == 303
    assert visitor.is_in()


def test_the_database_and_the_log_do_not_have_the_code(app, visitor, admin, caplog):
    link = link_for(admin)
    [code] = parse_qs(urlsplit(link).query)["code"]
    with app.app_context():
        [row] = db.session.scalars(select(AdminSessionCode)).all()
    follow(visitor, link)

    assert code not in row.code_hash
    logged = [vars(record) for record in caplog.records]
    assert {"/api/auth/backoffice", "/admin/open/"} <= {record.get("facts", {}).get("path") for record in logged}
    assert code not in str(logged)


def test_it_is_on_record_as_a_sign_in(app, visitor, admin):
    follow(visitor, link_for(admin))

    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.actor_name, entry.via, entry.address) == ("Signed in", "admin", "Back office", "127.0.0.1")


def test_signing_out_on_the_pages_ends_what_was_opened_from_there_alone(app, visitor, office, admin):
    phone = admin.elsewhere()
    sign_in(app, phone)
    opened_on_phone = Visitor(app)
    follow(visitor, link_for(admin))
    follow(opened_on_phone, link_for(phone))

    admin.post("/api/auth/logout")

    assert [each.is_in() for each in (visitor, opened_on_phone, office)] == [False, True, True]


def test_signing_out_here_signs_out_on_the_pages_it_was_opened_from(app, visitor, admin):
    phone = admin.elsewhere()
    sign_in(app, phone)
    follow(visitor, link_for(admin))

    visitor.post("/admin/logout/")

    assert not visitor.is_in()
    assert_problem(admin.get("/api/auth/me"), 401)
    assert phone.is_signed_in()
    assert count(app, Login) == 1


def test_each_opening_is_a_new_session_in_the_place_of_the_one_before(app, visitor, admin):
    visitor.get("/admin/login/")
    cookies = [visitor.cookie]
    for _ in range(2):
        follow(visitor, link_for(admin))
        cookies.append(visitor.cookie)

    assert len(set(cookies)) == 3
    assert count(app, AdminSession) == 1
    assert admin.is_signed_in()


def test_whoever_is_in_as_somebody_else_is_asked_first(app, admin, colleague):
    visitor, link = admitted(app, colleague), link_for(admin)

    asked = follow(visitor, link)

    assert asked.status_code == 200
    assert "You are signed in as colleague, and would be signed out." in asked.text
    assert ">colleague</bdi>" in visitor.get(HOME).text
    assert carry_on(visitor, asked).status_code == 303
    assert ">admin</bdi>" in visitor.get(HOME).text
    assert count(app, AdminSession) == 1


@pytest.mark.parametrize(
    ("site", "referrer", "is_asked"),
    [
        ("none", None, False),
        ("same-origin", None, False),
        ("same-site", PAGES, False),
        ("cross-site", PAGES, False),
        ("same-site", None, True),
        ("same-site", "http://localhost:3001/", True),
        ("cross-site", "http://localhost:3000.example.com/", True),
        ("cross-site", None, True),
    ],
)
def test_a_link_on_another_site_asks_first(visitor, admin, site, referrer, is_asked):
    answer = follow(visitor, link_for(admin), site=site, referrer=referrer)

    assert answer.status_code == (200 if is_asked else 303)
    assert visitor.is_in() is not is_asked
    if is_asked:
        assert carry_on(visitor, answer).status_code == 303
        assert visitor.is_in()


def test_the_page_that_asks_takes_no_form_of_another_visitor(app, visitor, admin):
    asked = follow(visitor, link_for(admin), site="cross-site", referrer=None)

    other = Visitor(app)
    other.get("/admin/login/")
    assert carry_on(other, asked).status_code == 403
    assert not other.is_in()


@on_one_engine
def test_whoever_asks_for_the_head_has_not_used_it(visitor, admin):
    link = link_for(admin)

    assert visitor.client.head(link).status_code == 200
    assert follow(visitor, link).status_code == 303


@on_one_engine
def test_the_pages_language_and_appearance_come_along(visitor, admin):
    follow(visitor, f"{link_for(admin)}&theme=dark&language=ar")
    assert 'lang="ar" dir="rtl" data-theme="dark"' in visitor.get(HOME).text

    follow(visitor, f"{link_for(admin)}&theme=pink&language=xx")
    assert 'lang="ar" dir="rtl" data-theme="dark"' in visitor.get(HOME).text
