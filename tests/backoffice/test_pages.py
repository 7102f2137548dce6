"""What all pages of the back office have in common."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from tests.backoffice.visitors import HOME, admitted
from tests.factories import add_ticket
from ticketing.backoffice.pages import ASSETS, FRONTEND
from ticketing.extensions import db

PAGES = ["/admin/", "/admin/ticket/", "/admin/ticket/details/?id={ticket}", "/admin/ticket/delete/?id={ticket}",
         "/admin/category/", "/admin/category/new/", "/admin/category/edit/?id=1",
         "/admin/user/", "/admin/user/new/", "/admin/user/edit/?id={user}", "/admin/user/password/?id={user}",
         "/admin/audit/", "/admin/nothing", "/admin/login/"]  # fmt: skip


@pytest.fixture
def pages(app, owner):
    ticket = add_ticket(app, owner.id)
    return [page.format(ticket=ticket, user=owner.id) for page in PAGES]


def test_every_page_has_a_strict_policy_and_keeps_to_it(office, visitor, pages):
    answers = [office.get(page) for page in pages] + [
        visitor.get("/admin/login/"),
        visitor.get("/admin/static/backoffice.css", buffered=True),
    ]

    for answer in answers:
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "style-src", "img-src", "form-action")} == {"'self'"}
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Request-ID"]
        for inline in (" style=", " onclick=", " onsubmit=", "javascript:", "<style", "<script>"):
            assert inline not in answer.text, inline
        assert "http://" not in answer.text.replace("http://localhost/", "").replace("http://www.w3.org", "")


def test_no_page_is_kept_by_a_browser_but_its_looks_are(office, pages):
    for page in pages:
        if page != "/admin/login/":
            assert office.get(page).headers["Cache-Control"] == "no-store"
    assert "max-age=86400" in office.get("/admin/static/backoffice.css", buffered=True).headers["Cache-Control"]


def test_every_form_that_changes_something_has_the_token(office, pages):
    for page in pages:
        text = office.get(page).text
        assert text.count('method="post"') == text.count('name="csrf_token"') - text.count('class="bin"')


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/admin/nothing", 404),
        ("DELETE", "/admin/user/", 405),
        ("GET", "/admin/ticket/action/", 405),
        ("GET", "/admin/user/?role=x", 400),
    ],
)
def test_errors_are_pages_for_people(office, method, path, status):
    answer = office.client.open(path, method=method, data={"csrf_token": office.token} if method != "GET" else None)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "<h1>" in answer.text
    assert "Traceback" not in answer.text


def test_errors_elsewhere_are_problems_still(anyone):
    for path in ("/administrator", "/api/admin/", "/adminx"):
        assert anyone.get(path).content_type == "application/problem+json"


def test_a_database_that_does_not_answer_is_told_as_such(office, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(type(db.session), "execute", fail)
    answer = office.get("/admin/ticket/")

    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, "text/html", "2")


@pytest.mark.parametrize("value", ["\0", "a\0b"])
@pytest.mark.parametrize(
    "path", ["/admin/ticket/?{}", "/admin/category/?{}", "/admin/user/?{}", "/admin/audit/?{}", "/admin/login/?{}"]
)
def test_a_nul_is_refused_in_any_parameter(office, path, value):
    for name in ("search", "id", "whatever"):
        answer = office.get(path.format(""), query_string={name: value})
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("path", ["/admin/ticket/", "/admin/category/", "/admin/user/", "/admin/audit/"])
@pytest.mark.parametrize("name", ["endpoint", "self", "export_type", "_method", "_scheme", "_external", "_anchor", "else"])
def test_parameters_of_other_names_get_into_no_link(office, path, name):
    answer = office.get(path, query_string={name: "evil", "from": "2026-01-01"})

    assert answer.status_code == 200
    assert "evil" not in answer.text


@pytest.mark.parametrize("body", [b"\0", b"a=%00", b"csrf_token=%ff%fe", b"a=%ED%A0%80", b"&" * 500, b"{}"])
@pytest.mark.parametrize("is_in", [True, False])
def test_whatever_is_sent_is_not_our_fault(office, visitor, is_in, body):
    person = office if is_in else visitor
    for path in ("/admin/user/new/", "/admin/ticket/action/", "/admin/login/", "/admin/nothing"):
        for kind in (
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
        ):
            assert person.client.post(path, data=body, content_type=kind).status_code in (303, 400, 401, 403)


def test_a_foreign_host_is_refused_everywhere(make_app, admin):
    app = make_app(TRUSTED_HOSTS="tickets.example.com")
    for path in ("/admin/", "/admin/login/", "/admin/nothing", "/admin/static/backoffice.css"):
        answer = app.test_client().get(path, base_url="http://evil.example/")
        assert (answer.status_code, answer.mimetype) == (400, "text/html"), path
        assert "http://evil" not in answer.text
    assert app.test_client().get("/admin/login/", base_url="http://tickets.example.com/").status_code == 200


def test_no_cookie_leaves_the_back_office_or_is_read_by_scripts(make_app, admin):
    office = admitted(make_app(APP_ENV="production"), admin)
    office.client.get("/admin/", base_url="https://localhost")
    answer = office.client.post(
        "/admin/user/action/", data={"csrf_token": office.token, "action": "promote"}, base_url="https://localhost"
    )

    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert {"HttpOnly", "Path=/admin", "SameSite=Lax", "Secure"} <= {part.strip() for part in cookie.split(";")}, cookie


def test_too_large_a_form_is_refused(make_app, office):
    app = make_app(MAX_UPLOAD_MB="1")
    answer = app.test_client().post("/admin/login/", data={"username": "x" * 2_000_000})

    assert (answer.status_code, answer.mimetype) == (413, "text/html")


def selectors(sheet):
    """Return the single classes and elements that a sheet styles on screens of any size."""
    rules = re.sub(r"/\*.*?\*/|  @media.*?\n  \}\n", "", sheet.read_text("utf-8"), flags=re.S)
    found = {each.strip() for group in re.findall(r"([^{};]+)\{", rules) for each in group.split(",")}
    return {each for each in found if re.fullmatch(r"\.?[a-z][\w-]*(\.[\w-]+)?", each)}


def test_the_pages_own_sheets_are_used_and_not_repeated():
    own = ASSETS["backoffice.css"]
    shared = set().union(*(selectors(sheet) for sheet in ASSETS.values() if sheet.suffix == ".css" and sheet != own))

    assert {".button", ".input", ".notice", ".masthead", ".status", ".page", ".tickets", "body"} <= shared
    assert selectors(own) & shared == set()


def test_the_logo_is_the_pages(office):
    logo = re.search('<a class="brand"[^>]*>(<svg.*?</svg>)', (FRONTEND / "tickets.html").read_text("utf-8"))[1]

    assert logo in office.get(HOME).text


def test_the_pages_are_linked_where_it_is_known_where_they_are(make_app, admin, office):
    elsewhere = admitted(make_app(FRONTEND_URL="https://intranet.example/tickets/"), admin)

    assert 'href="https://intranet.example/tickets/tickets.html"' in elsewhere.get(HOME).text
    assert "tickets.html" not in office.get(HOME).text
