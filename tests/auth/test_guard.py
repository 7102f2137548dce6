"""Sign-in by default: what is not public by name answers 401 without a token."""

import re

import pytest

from tests.answers import assert_problem
from tests.factories import add_ticket, row_of
from ticketing.tickets.models import Ticket

PUBLIC = {
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "GET /api/health",
    "GET /api/health/live",
    "GET /api/health/ready",
    "GET /api/openapi.json",
    "GET /api/docs",
    "GET /api/docs/swagger-ui.css",
    "GET /api/docs/start.js",
    "GET /api/files/1",
}


def requests_of(app):
    """Return every method and path the app has a route for, HEAD and OPTIONS and the back office apart."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/admin/")]
    return {f"{method} {path_of(rule)}" for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}


def path_of(rule):
    return re.sub(r"<(?:any\('([^']+)'.*?\):)?[^>]*>", lambda match: match[1] or "1", rule.rule)


def test_every_route_but_the_public_ones_answers_401_without_a_token(app, anyone):
    requests = requests_of(app)

    assert requests > PUBLIC
    for request in sorted(requests - PUBLIC):
        method, path = request.split()
        answer = anyone.send(method, path, data=b"{", content_type="text/nonsense")
        assert_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ticketing"'


def test_the_public_routes_are_open(app, anyone):
    for request in sorted(PUBLIC - {"POST /api/auth/refresh"}):
        method, path = request.split()
        assert anyone.send(method, path).status_code != 401, request


def test_a_head_request_needs_a_token_too(anyone):
    assert anyone.send("HEAD", "/api/tickets").status_code == 401


@pytest.mark.parametrize("ticket_id", ["0", "abc", "-1", "1.5", "%00", "9" * 20, "999999"])
def test_a_user_is_forbidden_to_change_any_status(owner, ticket_id):
    assert_problem(owner.patch(f"/api/tickets/{ticket_id}/status", json={"status": "Resolved"}), 403)


@pytest.mark.parametrize(
    "sent", [{"json": {"status": "Resolved"}}, {"json": {}}, {"data": b"{"}, {"headers": {"If-Match": '"x"'}}]
)
def test_a_user_is_forbidden_to_change_the_own_tickets_status_whatever_is_sent(app, owner, sent):
    ticket_id = add_ticket(app, owner.id)

    assert_problem(owner.patch(f"/api/tickets/{ticket_id}/status", **sent), 403)

    assert row_of(app, Ticket, ticket_id).status == "New"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/api",
        "/api/",
        "/api/nothing",
        "/api/tickets/",
        "/api/tickets/1/",
        "/api/auth",
        "/api/docs/other.js",
        "/%00",
        "/é",
    ],
)
def test_a_path_outside_any_route_is_not_found_in_the_one_shape(anyone, path):
    assert_problem(anyone.get(path), 404)


@pytest.mark.parametrize(
    ("request_line", "allowed"),
    [
        ("DELETE /api/tickets", {"GET", "HEAD", "OPTIONS", "PATCH", "POST"}),
        ("PUT /api/tickets/1", {"GET", "HEAD", "OPTIONS", "PATCH"}),
        ("PUT /api/tickets/1/status", {"OPTIONS", "PATCH"}),
        ("GET /api/auth/login", {"OPTIONS", "POST"}),
        ("POST /api/health", {"GET", "HEAD", "OPTIONS"}),
        ("BREW /api/tickets", {"GET", "HEAD", "OPTIONS", "PATCH", "POST"}),
    ],
)
def test_a_method_that_is_not_offered_says_which_are(anyone, request_line, allowed):
    method, path = request_line.split()

    answer = anyone.send(method, path)

    assert_problem(answer, 405)
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed
