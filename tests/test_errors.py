"""The one shape of every error."""

import json

import pytest
from flask import abort
from sqlalchemy.exc import IntegrityError

from tests.answers import assert_problem
from tests.databases import on_one_engine
from ticketing import errors
from ticketing.web.public import public

pytestmark = on_one_engine


@pytest.fixture
def log(capsys):
    """Return a function that gives the lines logged since, by an app made in the test itself: an older one writes elsewhere."""
    return lambda: capsys.readouterr().err.splitlines()


@pytest.fixture
def failing(make_app):
    """Return a function that gives the answer to a view that raises."""

    def failing(error):
        @public
        def fail():
            raise error

        app = make_app()
        app.add_url_rule("/api/fail", "fail", fail)
        return app.test_client().get("/api/fail")

    return failing


@pytest.mark.parametrize(
    "kind",
    [
        errors.Invalid,
        errors.Unauthenticated,
        errors.Forbidden,
        errors.NotFound,
        errors.PreconditionFailed,
        errors.UnsupportedMedia,
        errors.Unprocessable,
        errors.TooManyRequests,
        errors.BadGateway,
        errors.Unavailable,
        errors.GatewayTimeout,
    ],
)
def test_a_domain_error_is_answered_with_its_status_words_and_headers(failing, kind):
    answer = failing(kind("In a sentence.", errors={"title": ["Too long."]}, headers={"Retry-After": "7"}))

    assert_problem(answer, kind.status, "title")
    assert answer.json["detail"] == "In a sentence."
    assert answer.json["errors"] == {"title": ["Too long."]}
    assert answer.headers["Retry-After"] == "7"


def test_a_bug_is_logged_with_the_requests_id_and_not_described(log, failing):
    answer = failing(ZeroDivisionError("the secret reason"))

    assert_problem(answer, 500)
    assert "secret" not in answer.text
    [line] = [json.loads(line) for line in log() if "secret reason" in line]
    assert line["requestId"] == answer.headers["X-Request-ID"]
    assert line["level"] == "ERROR"
    assert "ZeroDivisionError" in line["exception"]


def test_a_constraint_that_is_broken_is_a_bug_and_no_outage(failing):
    assert_problem(failing(IntegrityError("INSERT", {}, Exception("UNIQUE"))), 500)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 418, 429, 501])
def test_an_error_of_the_framework_has_the_same_shape(make_app, status):
    app = make_app()
    app.add_url_rule("/api/fail", "fail", public(lambda: abort(status)))

    assert_problem(app.test_client().get("/api/fail"), status)


def test_a_doubled_slash_leads_to_the_one_address(anyone):
    answer = anyone.get("/api//health")

    assert answer.status_code == 308
    assert answer.location == "http://localhost/api/health"


def test_the_log_names_request_and_answer_and_no_secret(log, make_app, owner):
    owner.client = make_app().test_client()
    link = "/api/files/x?expires=1&signature=the-signature"

    answer = owner.get(link, headers={"X-Request-ID": "abc"})

    [line] = [json.loads(line) for line in log() if '"abc"' in line]
    assert (line["requestId"], line["method"], line["path"], line["status"]) == (
        "abc",
        "GET",
        "/api/files/x",
        answer.status_code,
    )
    assert "the-signature" not in str(line)
    assert owner.tokens["access"] not in str(line)


@pytest.mark.parametrize("environment", ["development", "production"])
def test_a_caller_can_not_forge_lines_of_the_log(log, make_app, environment):
    client = make_app(APP_ENV=environment).test_client()

    client.get("/a%0A12:00:00 INFO forged%1B[31m%E2%80%A8")

    lines = [line for line in log() if "forged" in line]
    assert len(lines) == 1
    assert not lines[0].startswith("12:00:00 INFO forged")
    assert "\x1b" not in lines[0]


def test_a_long_path_makes_no_long_line(make_app, log):
    client = make_app().test_client()

    client.get(f"/api/{'é' * 60_000}")

    [line] = [line for line in log() if '"request"' in line]
    assert len(line) < 10_000
