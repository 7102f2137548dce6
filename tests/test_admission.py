"""Bodies on their way in: bounded by what the path may send, and whole or refused."""

import io
import json
import time

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import NOTHING, ticket_text, traces

pytestmark = on_one_engine

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
BODY = json.dumps(ticket_text()).encode()
JSON = "application/json"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/auth/login"), ("PATCH", "/api/tickets/status"), ("GET", "/api/tickets"), ("POST", "/api/nothing")],
)
def test_an_ordinary_body_has_256_kilobytes(owner, method, path):
    answer = owner.send(method, path, data=b" " * (257 * KILOBYTE), content_type=JSON)

    assert_problem(answer, 413)
    assert answer.json["detail"] == "The request is larger than 256 KB, the most that is taken."
    assert answer.headers["Connection"] == "close"


def test_a_submission_may_be_larger(owner):
    assert owner.post("/api/tickets", data=BODY + b" " * MEGABYTE, content_type=JSON).status_code == 201


def test_a_body_that_ends_early_leaves_nothing(app, owner):
    longer = {"CONTENT_LENGTH": str(len(BODY) + 1)}
    answer = owner.post("/api/tickets", data=BODY, content_type=JSON, environ_overrides=longer)

    assert_problem(answer, 400)
    assert answer.headers["Connection"] == "close"
    assert traces(app) == NOTHING


def chunked(content_type, body):
    return {
        "input_stream": io.BytesIO(body),
        "content_type": content_type,
        "headers": {"Transfer-Encoding": "chunked"},
        "environ_overrides": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    }


def test_json_may_come_in_chunks_and_the_connection_is_closed_after_it(owner):
    answer = owner.post("/api/tickets", **chunked(JSON, BODY))

    assert (answer.status_code, answer.headers["Connection"]) == (201, "close")


def test_chunks_are_bounded_too(owner):
    assert_problem(owner.post("/api/tickets", **chunked(JSON, BODY + b" " * (11 * MEGABYTE))), 413)


def test_a_form_in_chunks_needs_a_length_as_nobody_could_tell_that_it_is_whole(app, owner):
    assert_problem(owner.post("/api/tickets", **chunked("application/x-www-form-urlencoded", b"title=a")), 411)
    assert traces(app) == NOTHING


@pytest.mark.parametrize("count", [20_000, 4_000_000])
def test_a_form_of_very_many_fields_is_refused_at_once(owner, count):
    started = time.process_time()

    answer = owner.post("/api/tickets", data=b"a&" * count, content_type="application/x-www-form-urlencoded")

    assert 400 <= answer.status_code < 500
    assert time.process_time() - started < 1
