"""What comes in and is taken, and what a refusal names; what is refused altogether is tried in `tests/abuse`."""

import json

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import raw_json, ticket_text


@on_one_engine
@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "application/json; charset=UTF-8", "application/problem+json"],
)
def test_sound_json_is_taken_under_each_of_its_names(owner, content_type):
    text = ticket_text(title="\U0001f525 \\u00fc", more={"deep": [[[[1.5e300, None, True]]]]})

    assert owner.post("/api/tickets", data=json.dumps(text), content_type=content_type).status_code == 201


def test_an_escaped_pair_of_surrogates_is_one_letter(owner):
    body = '{"title": "\\ud83d\\udd25", "description": "x", "category": "Product"}'

    assert owner.post("/api/tickets", data=body, content_type="application/json").json["title"] == "🔥"


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize("letter", ["\ufffd", "\ufeff", "\u202e", "\x7f", "\U0010ffff"])
def test_a_letter_that_is_only_strange_is_kept(owner, field, letter):
    sent = ticket_text(**{field: f"a{letter}b"})

    for kind in ({"json": sent}, {"data": sent}, {"data": sent, "content_type": "multipart/form-data"}):
        assert owner.post("/api/tickets", **kind).json[field] == f"a{letter}b"


@on_one_engine
@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udfff"], ids=["NUL", "half a pair", "the other half"])
@pytest.mark.parametrize("field", ["title", "description", "category"])
def test_a_text_that_can_not_be_stored_is_named(owner, field, text):
    assert_problem(owner.post("/api/tickets", **raw_json(ticket_text(**{field: text}))), 400, field)


@on_one_engine
@pytest.mark.parametrize(
    "query", ["search=%00", "search=a%00", "ordering=%00", "category=%00", "status=%00", "page=%00", "pageSize=%00"]
)
def test_a_nul_in_a_query_is_named(owner, query):
    assert_problem(owner.get(f"/api/tickets?{query}"), 400, query.partition("=")[0])


@on_one_engine
@pytest.mark.parametrize("query", ["search=%", "search=%zz", "&&=&", "=x", "%00=x"])
def test_an_odd_query_does_no_harm(owner, query):
    assert owner.get(f"/api/tickets?{query}").status_code == 200


@on_one_engine
@pytest.mark.parametrize("path", ["/api/tickets/%00", "/api/tickets/%ED%A0%80", "/api/tickets/%FF", "/api/%00", "/%ED%A0%80"])
def test_an_odd_path_is_not_found(owner, path):
    assert_problem(owner.get(path), 404)


@on_one_engine
def test_a_number_of_too_many_digits_is_said_to_be_too_large(owner):
    answer = owner.post("/api/tickets", data=b'{"x": ' + b"9" * 5000 + b"}", content_type="application/json")

    assert_problem(answer, 400)
    assert answer.json["detail"] == "The body is not JSON: a number is too large."


@on_one_engine
@pytest.mark.parametrize(
    ("path", "taken"), [("/api/tickets", "JSON or a form, with"), ("/api/auth/login", "JSON, with the header")]
)
def test_a_body_of_another_kind_is_told_what_is_taken(owner, path, taken):
    answer = owner.post(path, data=b"title=x", content_type="text/plain")

    assert_problem(answer, 415)
    assert taken in answer.json["detail"]


@on_one_engine
@pytest.mark.parametrize(
    ("host", "status"), [("localhost:65535", 200), ("[::1]:8000", 200), ("localhost:65536", 400), ("localhost:99999", 400)]
)
def test_a_host_whose_port_is_none_is_refused_since_no_link_could_name_it(owner, host, status):
    assert owner.get("/api/tickets", headers={"Host": host}).status_code == status
