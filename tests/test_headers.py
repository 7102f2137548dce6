"""The headers that every answer carries, and cross-origin requests."""

from itertools import product

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import add_ticket, ticket_text

pytestmark = on_one_engine

FRONTEND = "http://localhost:3000"
CALLS = ["/api/health", "/api/auth/me", "/api/tickets", "/api/openapi.json", "/api/docs", "/nothing", "/api/files/x"]


@pytest.mark.parametrize("path", CALLS)
def test_every_answer_is_named_not_sniffed_not_kept_and_not_framed(anyone, path):
    headers = anyone.get(path).headers

    assert headers["X-Request-ID"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("sent", ["a", "3f2c-11.b_X", "x" * 64])
def test_a_request_keeps_the_id_it_came_with(anyone, sent):
    assert anyone.get("/api/health", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "ü", '"', "<b>", "a\tb", "a/b", "a\x85b"])
def test_a_request_with_an_odd_id_is_given_another(anyone, sent):
    given = anyone.get("/api/health", headers={"X-Request-ID": sent}).headers["X-Request-ID"]

    assert given != sent
    assert len(given) == 32


def test_each_request_without_an_id_is_given_one_of_its_own(anyone):
    ids = {anyone.get("/api/health").headers["X-Request-ID"] for _ in range(5)}

    assert len(ids) == 5


def test_the_server_does_not_say_what_it_is_made_of(anyone):
    assert anyone.get("/api/health").headers["Server"] == "Ticketing"


def test_only_over_tls_browsers_are_told_to_stay_there(make_app, anyone):
    client = make_app(TRUSTED_PROXIES="1").test_client()

    secure = client.get("/api/health", headers={"X-Forwarded-Proto": "https"})

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/api/health").headers


def test_headers_of_a_proxy_are_believed_only_where_there_is_one(owner):
    answer = owner.post(
        "/api/tickets",
        json={"title": "a", "description": "b", "category": "Product"},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
    )

    assert answer.location.startswith("http://localhost/api/tickets/")
    assert "Strict-Transport-Security" not in answer.headers


def cross_origin(person, path, origin, method="GET", **headers):
    return person.send(method, path, headers={"Origin": origin, **headers}).headers


@pytest.mark.parametrize("path", ["/api/tickets", "/api/auth/me", "/api/nothing", "/api/tickets/999"])
def test_the_frontends_origin_may_read_answers_and_errors(owner, path):
    headers = cross_origin(owner, path, FRONTEND)

    assert headers["Access-Control-Allow-Origin"] == FRONTEND
    exposed = {name.strip() for name in headers["Access-Control-Expose-Headers"].split(",")}
    assert exposed == {"ETag", "Location", "Retry-After", "X-Request-ID", "X-Total-Count"}
    assert "Origin" in headers["Vary"]


@pytest.mark.parametrize("path", CALLS)
def test_an_answer_without_an_origin_is_not_kept_for_one_with(anyone, path):
    assert "Origin" in anyone.get(path).vary


@pytest.mark.parametrize("path", ["/api/tickets", "/api/auth/me", "/api/auth/login", "/api/nothing"])
def test_the_frontends_origin_may_read_that_it_is_not_signed_in(anyone, path):
    assert cross_origin(anyone, path, FRONTEND)["Access-Control-Allow-Origin"] == FRONTEND


def test_the_frontends_origin_may_read_that_something_broke(make_app):
    app = make_app(RATELIMIT_STORAGE_URI="redis://127.0.0.1:1")

    answer = app.test_client().post("/api/auth/login", json={"username": "a", "password": "b"}, headers={"Origin": FRONTEND})

    assert answer.status_code == 503
    assert answer.headers["Access-Control-Allow-Origin"] == FRONTEND


FOREIGN = [
    "http://evil.example",
    "http://localhost:3000.evil.example",
    "https://localhost:3000",
    "http://localhost:3001",
    "null",
    "*",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_may_read_nothing(owner, origin):
    headers = cross_origin(owner, "/api/tickets", origin)

    assert not [name for name, _ in headers if name.startswith("Access-Control-")]


PREFLIGHT = {
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, if-match, content-type",
}


def test_the_frontends_browser_may_ask_before_it_sends(app, anyone, owner):
    ticket_id = add_ticket(app, owner.id)

    headers = cross_origin(anyone, f"/api/tickets/{ticket_id}/status", FRONTEND, "OPTIONS", **PREFLIGHT)

    assert headers["Access-Control-Allow-Origin"] == FRONTEND
    assert "PATCH" in headers["Access-Control-Allow-Methods"]
    allowed = {name.strip().lower() for name in headers["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "if-match", "content-type"} <= allowed
    assert headers["Access-Control-Max-Age"] == "7200"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "header", ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-ID"]
)
def test_the_frontend_may_send_every_header_the_api_reads(anyone, header):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": header.lower()}

    headers = cross_origin(anyone, "/api/tickets", FRONTEND, "OPTIONS", **asked)

    assert header.lower() in headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_browser_that_asks_is_allowed_nothing(anyone, origin):
    headers = cross_origin(anyone, "/api/tickets", origin, "OPTIONS", **PREFLIGHT)

    assert not [name for name, _ in headers if name.startswith("Access-Control-")]


def test_without_origins_configured_none_is_allowed(make_app):
    client = make_app(CORS_ORIGINS="").test_client()

    headers = client.get("/api/health", headers={"Origin": FRONTEND}).headers

    assert "Access-Control-Allow-Origin" not in headers


def test_each_of_several_origins_is_allowed_by_its_own_name(make_app):
    client = make_app(CORS_ORIGINS="https://a.example, https://b.example/").test_client()

    for origin in ("https://a.example", "https://b.example"):
        assert client.get("/api/health", headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == origin


def test_the_hosts_that_are_named_are_answered(make_app):
    client = make_app(TRUSTED_HOSTS="tickets.example,.inside.example,[::1]").test_client()

    for host in ("tickets.example", "Tickets.Example:8000", "inside.example", "api.inside.example", "[::1]", "[::1]:8112"):
        assert (host, client.get("/api/health", headers={"Host": host}).status_code) == (host, 200)


OTHER_HOSTS = [
    *("evil.example", "tickets.example.evil.example", "eviltickets.example", "localhost"),
    *("tickets.example@evil.example", "[::1]"),
]


def test_other_hosts_are_refused(make_app):
    client = make_app(TRUSTED_HOSTS="tickets.example").test_client()

    for path, host in product(("/api/health", "/api/tickets", "/nothing"), OTHER_HOSTS):
        answer = client.get(path, headers={"Host": host})
        assert (path, host, answer.status_code) == (path, host, 400)
        assert_problem(answer, 400)


def test_a_host_that_a_caller_claims_to_have_been_forwarded_is_not_believed(make_app, owner):
    owner.client = make_app(TRUSTED_HOSTS="localhost", TRUSTED_PROXIES="1").test_client()

    answer = owner.post("/api/tickets", json=ticket_text(), headers={"X-Forwarded-Host": "evil.example"})

    assert answer.location.startswith("http://localhost/api/tickets/")
