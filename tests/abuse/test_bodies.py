"""Bodies that are no JSON object of one meaning, or whose values are wrong: refused by every call that takes one."""

import pytest

from tests.abuse.bodies import GOOD, UNSTORABLE, mistaken, unsound
from tests.databases import on_one_engine

JSON = "application/json"
NOT_JSON = {
    "none": None,
    "an empty one": "",
    "text": "text/plain",
    "XML": "application/xml",
    "SVG": "image/svg+xml",
    "bytes": "application/octet-stream",
    "UTF-16": "application/json; charset=utf-16",
    "UTF-7": "application/json; charset=utf-7",
    "an unknown encoding": "application/json; charset=klingon",
    "nearly JSON": "application/jsonx",
    "anything": "*/*",
    "two": "application/json, text/plain",
    "signs": ";;=,",
    "no ASCII": "application/j\xe4son",
    "ten thousand letters": "x" * 10_000,
    "an urlencoded form": "application/x-www-form-urlencoded",
    "a multipart form": "multipart/form-data; boundary=border",
    "a multipart form without its border": "multipart/form-data",
    "another kind of multipart": "multipart/mixed; boundary=border",
}


def test_there_is_a_good_body_for_every_call_that_takes_one(target):
    assert {str(operation) for operation in target.operations if operation.takes} == GOOD.keys()


@pytest.fixture(params=GOOD)
def call(request, target):
    [operation] = [each for each in target.operations if str(each) == request.param]
    return operation.method, target.path_of(operation), GOOD[request.param]


@on_one_engine
def test_what_is_no_json_object_of_one_meaning_is_refused(target, call):
    method, path, good = call
    with target.unharmed() as complaints:
        for name, body in unsound(good):
            target.refuses(complaints, name, target.send(method, path, body=body, content_type=JSON))


def test_values_that_are_wrong_are_refused(target, call):
    method, path, good = call
    with target.unharmed() as complaints:
        for name, body in mistaken(good):
            target.refuses(complaints, name, target.send_json(method, path, body))


@on_one_engine
def test_a_good_body_under_another_type_is_refused(target, call):
    method, path, good = call
    with target.unharmed() as complaints:
        for name, content_type in NOT_JSON.items():
            answer = target.send(method, path, body=str(good).replace("'", '"').encode(), content_type=content_type)
            target.refuses(complaints, name, answer)


@on_one_engine
def test_no_body_is_refused(target, call):
    method, path, _ = call
    with target.unharmed() as complaints:
        for content_type in (None, JSON):
            target.refuses(complaints, f"nothing as {content_type}", target.send(method, path, content_type=content_type))


@pytest.mark.parametrize("text", UNSTORABLE.values(), ids=UNSTORABLE)
def test_fields_nobody_knows_do_no_harm_whatever_they_are_called(target, text):
    with target.unharmed():
        answer = target.send_json(
            "PATCH", f"/api/tickets/{target.ticket_id}/status", {"status": "New", text: text, "id": 10**30}
        )

    assert answer.status == 200
