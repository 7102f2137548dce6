"""Behind a proxy that serves the service below a path of its host, and says so with `X-Forwarded-Prefix`."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.answers import assert_problem
from tests.cast import PASSWORD
from tests.databases import on_one_engine
from tests.factories import add_ticket, form

HERE = "/help"
HOST = f"http://localhost{HERE}"
LINK = re.compile(r'(?:href|src|url)(?:=|: )"(/[^"]*)"')
ACTION = re.compile(r'action="(/[^"]*)"')

# Where a link leads is decided before any database is asked.
pytestmark = on_one_engine


def behind_proxy(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the WSGI app as a proxy shows it that passes on only what is below the path."""

    def proxy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        assert environ["PATH_INFO"].startswith(f"{HERE}/"), environ["PATH_INFO"]
        path = environ["PATH_INFO"].removeprefix(HERE)
        return app({**environ, "PATH_INFO": path, "HTTP_X_FORWARDED_PREFIX": HERE}, start_response)

    return proxy


@pytest.fixture
def client(make_app) -> FlaskClient:
    app = make_app(TRUSTED_PROXIES="1")
    app.wsgi_app = behind_proxy(app.wsgi_app)
    return app.test_client()


def test_every_address_that_the_api_answers_is_below_the_path(client, owner):
    headers = {"Authorization": f"Bearer {owner.tokens['access']}"}
    made = client.post(f"{HERE}/api/tickets", data=form(), headers=headers)
    client.post(f"{HERE}/api/tickets", data=form(), headers=headers)
    page = client.get(f"{HERE}/api/tickets?pageSize=1", headers=headers).json
    last = client.get(page["next"], headers=headers).json

    assert made.headers["Location"] == f"{HOST}/api/tickets/{made.json['id']}"
    assert page["next"].startswith(f"{HOST}/api/tickets?")
    assert last["previous"].startswith(f"{HOST}/api/tickets?")
    assert made.json["attachment"].startswith(f"{HOST}/api/files/")
    assert client.get(made.json["attachment"], buffered=True).status_code == 200


def test_the_page_of_the_api_document_loads_what_it_is_made_of(client):
    named = [*LINK.findall(client.get(f"{HERE}/api/docs").text), *LINK.findall(client.get(f"{HERE}/api/docs/start.js").text)]

    assert [client.get(address, buffered=True).status_code for address in named] == [200] * 5
    assert client.get(f"{HERE}/api/openapi.json").json["servers"] == [{"url": HERE}]


def test_an_administrator_signs_in_and_every_link_of_the_back_office_leads_back_into_it(client, app, admin):
    add_ticket(app, admin.id)
    asked = client.get(f"{HERE}/admin/ticket/?search=burns")
    page = client.get(asked.location)
    token = re.search('name="csrf_token" value="([^"]+)"', page.text)[1]
    wanted = unescape(re.search('name="next" value="([^"]+)"', page.text)[1])
    fields = {"csrf_token": token, "next": wanted, "username": "admin", "password": PASSWORD}
    answer = client.post(f"{HERE}/admin/login/", data=fields)

    assert (answer.status_code, answer.location) == (303, f"{HERE}/admin/ticket/?search=burns")
    assert f"Path={HERE}/admin;" in f"{answer.headers['Set-Cookie']};"

    seen: set[str] = set()
    found = {answer.location}
    # What is one click away from there, and from the pages behind: lists, forms, the other views.
    for _ in range(2):
        pages = [client.get(address, buffered=True, follow_redirects=True) for address in found - seen]
        assert {page.status_code for page in pages} == {200}
        seen |= found
        found = {unescape(link) for page in pages for link in LINK.findall(page.text)}
        assert all(action.startswith(f"{HERE}/admin/") for page in pages for action in ACTION.findall(page.text))
    assert len(seen) > 10
    assert all(address.startswith(f"{HERE}/admin/") for address in seen | found)


def test_what_the_back_office_says_of_a_change_is_shown_once_on_the_next_page(client, app, admin):
    ticket_id = add_ticket(app, admin.id)
    page = client.get(f"{HERE}/admin/login/").text
    sign_in = {"csrf_token": re.search('name="csrf_token" value="([^"]+)"', page)[1], "username": "admin", "password": PASSWORD}
    client.post(f"{HERE}/admin/login/", data=sign_in)
    token = re.search('name="csrf_token" value="([^"]+)"', client.get(f"{HERE}/admin/user/").text)[1]

    answer = client.post(f"{HERE}/admin/ticket/delete/", data={"csrf_token": token, "id": ticket_id})

    assert answer.location == f"{HERE}/admin/ticket/"
    assert ["is deleted." in client.get(answer.location).text for _ in range(2)] == [True, False]
    assert client.post(f"{HERE}/admin/logout/", data={"csrf_token": token}).location == f"{HERE}/admin/login/"
    assert client.get(f"{HERE}/admin/").status_code == 303


def test_the_header_counts_for_nothing_without_a_proxy_of_ours(owner, app):
    add_ticket(app, owner.id)
    add_ticket(app, owner.id)
    page = owner.get("/api/tickets?pageSize=1", headers={"X-Forwarded-Prefix": HERE}).json

    assert page["next"].startswith("http://localhost/api/tickets?")


NO_PREFIXES = [
    *("//evil.example", "help", "/a/../b", "/a//b", "/\\evil.example", "https://evil.example"),
    *("/a b", "/a?b", "/%2f", "/a\x1fb"),
]


def test_a_prefix_that_is_no_plain_path_is_refused(make_app):
    client = make_app(TRUSTED_PROXIES="1").test_client()

    for prefix in NO_PREFIXES:
        answer = client.get("/api/health", headers={"X-Forwarded-Prefix": prefix})
        page = client.get("/admin/", headers={"X-Forwarded-Prefix": prefix})

        assert_problem(answer, 400)
        assert "X-Forwarded-Prefix" in answer.json["detail"]
        assert (prefix, page.status_code) == (prefix, 400)
        assert "Location" not in page.headers


@pytest.mark.parametrize("prefix", ["/help", "/help/", "/a/b-c_d.e~f"])
def test_a_plain_path_is_taken(make_app, owner, app, prefix):
    add_ticket(app, owner.id)
    add_ticket(app, owner.id)
    owner.client = make_app(TRUSTED_PROXIES="1").test_client()

    page = owner.get("/api/tickets?pageSize=1", headers={"X-Forwarded-Prefix": prefix}).json

    assert page["next"].startswith(f"http://localhost{prefix.rstrip('/')}/api/tickets?")
