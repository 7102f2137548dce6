"""The back office's own sign-in."""

import pytest

from tests.backoffice.visitors import HOME, LOGIN, Visitor, admitted
from tests.cast import PASSWORD, make_person
from ticketing.auth import queries, service
from ticketing.auth.models import Role
from ticketing.database.transaction import transaction


def attributes(answer):
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("ticketing_admin=")]
    return {part.strip() for part in cookie.split(";")[1:]}


def test_an_administrator_signs_in_with_name_and_password(visitor, admin):
    answer = visitor.sign_in("Admin")

    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert "admin" in visitor.get(HOME).text


def test_whoever_asks_for_the_head_of_the_sign_in_has_not_failed_to_sign_in(visitor):
    assert visitor.client.head(LOGIN).status_code == 200


@pytest.mark.parametrize(("environment", "flags"), [("production", {"Secure"}), ("development", set())])
def test_the_cookie_is_for_the_back_office_alone(make_app, admin, environment, flags):
    visitor = Visitor(make_app(APP_ENV=environment))
    client = visitor.app.test_client()
    page = client.get(LOGIN, base_url="https://localhost")
    assert attributes(page) == {"HttpOnly", "Path=/admin", "SameSite=Lax"} | flags


def test_each_sign_in_makes_a_new_session_and_ends_the_one_before(app, visitor, admin):
    visitor.get(LOGIN)
    values = [visitor.cookie]
    for _ in range(2):
        visitor.client.post(LOGIN, data={"csrf_token": visitor.token, "username": "admin", "password": PASSWORD})
        values.append(visitor.cookie)

    assert len(set(values)) == 3
    for value in values[:2]:
        visitor.client.set_cookie("ticketing_admin", value, path="/admin")
        assert not visitor.is_in()


def test_a_wrong_password_an_unknown_name_and_a_deactivated_account_are_told_alike(app, visitor, admin):
    make_person(app, "gone", Role.ADMIN)
    with app.app_context(), transaction():
        service.deactivate(queries.find_user("gone"))

    answers = [visitor.sign_in("admin", "wrong password"), visitor.sign_in("nobody"), visitor.sign_in("gone")]

    assert [answer.status_code for answer in answers] == [401] * 3
    assert all("The username or password is incorrect. Check both and try again." in answer.text for answer in answers)
    assert not visitor.is_in()


def test_a_plain_user_is_refused(visitor, owner):
    answer = visitor.sign_in("owner")

    assert answer.status_code == 403
    assert "Only administrators can sign in here." in answer.text
    assert not visitor.is_in()


@pytest.mark.parametrize("fields", [{"username": ""}, {"password": ""}, {"username": "x" * 151}, {"password": "x" * 5000}])
def test_what_is_no_name_and_password_is_asked_for_again(visitor, fields):
    answer = visitor.sign_in(**{"username": "admin", **fields})

    assert answer.status_code == 400
    assert "Enter your username and your password." in answer.text


def test_failures_here_and_at_the_api_count_together(clock, visitor, anyone, admin):
    for _ in range(5):
        assert visitor.sign_in("admin", "wrong password").status_code == 401
        assert anyone.log_in("admin", "wrong password").status_code == 401

    refused = visitor.sign_in("admin")

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 300
    assert "Too many failed sign-ins" in refused.text
    clock.move(minutes=6)
    assert visitor.sign_in("admin").status_code == 303


@pytest.mark.parametrize("target", ["/admin/ticket/?status=New", "/admin/user/edit/?id=1&url=/admin/user/"])
def test_signing_in_leads_to_the_page_one_came_for(visitor, admin, target):
    shut = visitor.get(target)
    assert shut.status_code == 303
    page = visitor.get(shut.location)
    assert 'name="next"' in page.text

    answer = visitor.sign_in("admin", next=target)

    assert answer.location == target


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/admin/",
        "//example.com/admin/",
        "/\\example.com/admin/",
        "/admin/../api/docs",
        "/admin/%2e%2e/api/docs",
        "/admin//example.com",
        "/admin/\t/example.com",
        "/api/docs",
        "/adminx/",
        "javascript:alert(1)",
        "admin/",
        "",
    ],
)
def test_it_leads_nowhere_but_to_own_pages(visitor, admin, office, target):
    assert visitor.sign_in("admin", next=target).location == "/admin/"
    assert office.get(LOGIN, query_string={"next": target}).location == "/admin/"


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com", "/api/docs", "/admin/../api/docs", "javascript:alert(1)"]
)
def test_no_form_leads_away_from_the_back_office(office, target):
    assert office.get("/admin/user/new/", query_string={"url": target}).status_code == 400
    answer = office.post("/admin/category/action/", action="up", rowid="1", url=target)
    assert answer.status_code == 400


def test_who_is_signed_in_goes_straight_on(app, admin):
    assert admitted(app, admin).get(f"{LOGIN}?next=/admin/audit/").location == "/admin/audit/"


def test_signing_out_is_said(office):
    answer = office.post("/admin/logout/")

    assert office.cookie is None
    assert "You are signed out." in office.get(answer.location).text
