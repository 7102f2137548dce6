"""What comes in: only what has one meaning, and that every database can store. Nothing a client sends is a 500."""

import json

import pytest

from tests import samples
from tests.answers import assert_problem
from tests.cast import PASSWORD
from tests.databases import on_one_engine
from tests.factories import NOTHING, raw_form, raw_json, ticket_text, traces

NESTED = "[" * 100_000 + "]" * 100_000
TICKET = json.dumps(ticket_text())[:-1]
BAD_BODIES = {
    "nothing": b"",
    "space": b"  ",
    "garbage": b"x",
    "truncated": TICKET.encode(),
    "truncated within a letter": (TICKET + ', "x": "ü').encode()[:-1],
    "more behind": (TICKET + "} x").encode(),
    "two": (TICKET + "}" + TICKET + "}").encode(),
    "a comma too many": (TICKET + ",}").encode(),
    "single quotes": b"{'title': 'x'}",
    "a comment": (TICKET + "} // x").encode(),
    "NaN": (TICKET + ', "x": NaN}').encode(),
    "Infinity": (TICKET + ', "x": -Infinity}').encode(),
    "a doubled name": (TICKET + ', "title": "Other"}').encode(),
    "a doubled name within": (TICKET + ', "x": {"a": 1, "a": 2}}').encode(),
    "deep nesting": (TICKET + f', "x": {NESTED}}}').encode(),
    "deep nesting of objects": (TICKET + ', "x": ' + '{"a":' * 50_000).encode(),
    "a number of 5,000 digits": (TICKET + f', "x": {"9" * 5000}}}').encode(),
    "a line break in a string": b'{"title": "a\nb"}',
    "a list": b"[]",
    "a string": b'"title"',
    "a number": b"1",
    "null": b"null",
    "UTF-16": (TICKET + "}").encode("utf-16"),
    "UTF-16 without a mark": (TICKET + "}").encode("utf-16-le"),
    "UTF-32": (TICKET + "}").encode("utf-32"),
    "Latin-1": (TICKET + ', "x": "ü"}').encode("latin-1"),
    "a raw surrogate": (TICKET + ', "x": "').encode() + b"\xed\xa0\x80" + b'"}',
    "an overlong NUL": (TICKET + ', "x": "').encode() + b"\xc0\x80" + b'"}',
}


@on_one_engine
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_is_no_sound_json_object_is_refused(app, owner, body):
    answer = owner.post("/api/tickets", data=body, content_type="application/json")

    assert_problem(answer, 400)
    assert traces(app) == NOTHING


@on_one_engine
@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/refresh", "/api/auth/password"])
@pytest.mark.parametrize("name", ["garbage", "NaN", "a doubled name", "deep nesting", "a list", "UTF-16", "a raw surrogate"])
def test_every_json_body_is_read_as_strictly(owner, path, name):
    assert_problem(owner.post(path, data=BAD_BODIES[name], content_type="application/json"), 400)


@on_one_engine
def test_a_status_change_is_read_as_strictly(admin):
    for name in ("garbage", "a doubled name", "deep nesting", "UTF-16"):
        assert_problem(admin.patch("/api/tickets/1/status", data=BAD_BODIES[name], content_type="application/json"), 400)


@on_one_engine
@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "application/problem+json"])
def test_sound_json_is_taken_under_each_of_its_names(owner, content_type):
    text = ticket_text(title="\U0001f525 \\u00fc", more={"deep": [[[[1.5e300, None, True]]]]})

    assert owner.post("/api/tickets", data=json.dumps(text), content_type=content_type).status_code == 201


def test_an_escaped_pair_of_surrogates_is_one_letter(owner):
    body = '{"title": "\\ud83d\\udd25", "description": "x", "category": "Product"}'

    assert owner.post("/api/tickets", data=body, content_type="application/json").json["title"] == "🔥"


BAD_TEXTS = {"NUL": "a\0b", "half a pair": "a\ud800b", "the other half": "\udfff", "swapped halves": "\udd25\ud83d"}


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_text_that_can_not_be_stored_is_named(app, owner, field, text):
    assert_problem(owner.post("/api/tickets", **raw_json(ticket_text(**{field: text}))), 400, field)

    assert traces(app) == NOTHING


@on_one_engine
@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_choice_that_can_not_be_stored_is_named(admin, owner, text):
    assert_problem(owner.post("/api/tickets", **raw_json(ticket_text(category=text))), 400, "category")
    assert_problem(admin.patch("/api/tickets/1/status", **raw_json({"status": text})), 400, "status")


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_sign_in_with_a_text_that_can_not_be_stored_is_named(anyone, text):
    assert_problem(
        anyone.post("/api/auth/login", **raw_json({"username": text, "password": text})), 400, "username", "password"
    )


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_password_that_can_not_be_stored_is_named(owner, text):
    assert_problem(owner.post("/api/auth/password", **raw_json({"current": text, "new": text})), 400, "current", "new")
    assert_problem(
        owner.post("/api/auth/password", **raw_json({"current": PASSWORD, "new": "a long password" + text})), 400, "new"
    )
    assert_problem(owner.post("/api/auth/refresh", **raw_json({"refresh": text})), 400, "refresh")


@on_one_engine
@pytest.mark.parametrize("name", ["a\ud800", "\0", "x" * 100_000], ids=["half a pair", "NUL", "long"])
def test_the_name_of_a_field_does_no_harm(owner, name):
    assert owner.post("/api/tickets", **raw_json(ticket_text(**{name: "x"}))).status_code == 201


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=border"])
def test_a_form_with_a_nul_is_named(app, owner, content_type):
    body = {
        "application/x-www-form-urlencoded": b"title=a%00b&description=x&category=Product",
        "multipart/form-data; boundary=border": raw_form('filename=""', b"")["data"].replace(b"Printer", b"a\0b"),
    }[content_type]

    assert_problem(owner.post("/api/tickets", data=body, content_type=content_type), 400, "title")

    assert traces(app) == NOTHING


@pytest.mark.parametrize("sent", ['filename="a\0b.png"', "filename*=utf-8''a%00b.png"])
def test_a_file_name_that_can_not_be_stored_is_named(app, owner, sent):
    assert_problem(owner.post("/api/tickets", **raw_form(sent, samples.PNG)), 400, "attachment")

    assert traces(app) == NOTHING


@on_one_engine
@pytest.mark.parametrize(
    "sent",
    [
        "filename*=klingon''x.png",
        "filename*=x",
        'filename="\x7f\x1b.png"',
    ],
)
def test_an_odd_file_name_does_no_harm(owner, sent):
    answer = owner.post("/api/tickets", **raw_form(sent, samples.PNG))

    assert answer.status_code in (201, 400)
    if answer.status_code == 201:
        assert all(file["name"].isprintable() for file in answer.json["attachments"])


@on_one_engine
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--border",
        b"--border--\r\n",
        b"--border\r\n\r\n",
        b"--border\r\nContent-Disposition: form-data\r\n\r\nx\r\n--border--",
        b"--other--\r\n",
    ],
)
def test_a_broken_multipart_body_is_refused(app, owner, body):
    answer = owner.post("/api/tickets", data=body, content_type="multipart/form-data; boundary=border")

    assert answer.status_code == 400
    assert traces(app) == NOTHING


@on_one_engine
def test_a_multipart_body_without_its_boundary_is_refused(owner):
    assert owner.post("/api/tickets", data=b"--x--", content_type="multipart/form-data").status_code == 400


# The form parser itself leaves the half file to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_a_multipart_body_cut_off_in_its_file_leaves_nothing(app, owner):
    whole = raw_form('filename="a.png"', samples.PNG)

    answer = owner.post("/api/tickets", data=whole["data"][:-40], content_type=whole["content_type"])

    assert answer.status_code == 400
    assert traces(app) == NOTHING


@on_one_engine
def test_a_form_of_very_many_fields_is_refused(owner):
    body = "&".join(f"f{number}=x" for number in range(20_000))

    answer = owner.post("/api/tickets", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (400, 413)


@on_one_engine
@pytest.mark.parametrize(
    "query", ["search=%00", "search=a%00", "ordering=%00", "category=%00", "status=%00", "page=%00", "pageSize=%00"]
)
def test_a_nul_in_a_query_is_refused(owner, query):
    assert_problem(owner.get(f"/api/tickets?{query}"), 400, query.partition("=")[0])


@pytest.mark.parametrize("query", ["search=%", "search=%zz", "&&=&", "=x", "%00=x"])
def test_an_odd_query_does_no_harm(owner, query):
    assert owner.get(f"/api/tickets?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/api/tickets/%00", "/api/tickets/%ED%A0%80", "/api/tickets/%FF", "/api/%00", "/%ED%A0%80"])
def test_an_odd_path_is_not_found(owner, path):
    assert_problem(owner.get(path), 404)


@on_one_engine
@pytest.mark.parametrize(
    "header",
    [
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "Accept",
        "Accept-Encoding",
        "Origin",
        "Cookie",
        "X-Request-ID",
        "Content-Length",
    ],
)
@pytest.mark.parametrize("value", ["\xff\xfe", '"', ",;=", "x" * 10_000], ids=["no ASCII", "quote", "signs", "long"])
def test_an_odd_header_does_no_harm(owner, header, value):
    assert owner.get("/api/tickets", headers={header: value}).status_code == 200
