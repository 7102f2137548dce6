"""What the tests say again and again about answers."""

from http import HTTPStatus

from werkzeug.test import TestResponse


def assert_problem(response: TestResponse, status: int, *fields: str) -> None:
    """Check that this is an error of that status, in the one shape, and that it names these fields and no other."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body = response.json
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail", "requestId"}
    assert body["requestId"] == response.headers["X-Request-ID"]
    assert (body["type"], body["title"], body["status"]) == ("about:blank", HTTPStatus(status).phrase, status)
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert body.get("errors", {}).keys() == set(fields)
    for messages in body.get("errors", {}).values():
        assert messages
        assert all(isinstance(message, str) and message for message in messages)
