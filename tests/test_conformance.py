"""The OpenAPI document against the service: requests made up from it meet no server error and no undocumented answer."""

from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.databases import on_one_engine
from tests.factories import form, ticket_text

# The WSGI client of schemathesis does not close the files it is answered with.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Each with what some of the made-up requests must be answered with: were all of them refused, they would show nothing.
WITH_INPUT = {
    "POST /api/auth/login": 401,
    "POST /api/auth/refresh": 401,
    "POST /api/auth/password": 400,
    "GET /api/people": 200,
    "GET /api/tickets": 200,
    "POST /api/tickets": 201,
    "GET /api/tickets/{ticket_id}": 200,
    "PATCH /api/tickets/{ticket_id}": 200,
    "PATCH /api/tickets/{ticket_id}/status": 200,
    "GET /api/tickets/counts": 200,
    "PATCH /api/tickets/status": 200,
    "PATCH /api/tickets": 200,
    "GET /api/tickets/export.csv": 200,
    "GET /api/reports": 200,
    "GET /api/reports.csv": 200,
    "GET /api/views": 200,
    "POST /api/views": 201,
    "PATCH /api/views/{view_id}": 200,
    "DELETE /api/views/{view_id}": 204,
    "POST /api/tickets/{ticket_id}/close": 403,
    "POST /api/tickets/{ticket_id}/reopen": 403,
    "POST /api/tickets/{ticket_id}/duplicate": 200,
    "GET /api/tickets/{ticket_id}/timeline": 200,
    "POST /api/tickets/{ticket_id}/replies": 201,
    "POST /api/tickets/{ticket_id}/notes": 201,
    "PATCH /api/tickets/{ticket_id}/timeline/{entry_id}": 200,
    "DELETE /api/tickets/{ticket_id}/timeline/{entry_id}": 204,
    "PUT /api/tickets/{ticket_id}/seen": 204,
    "PUT /api/tickets/{ticket_id}/writing": 204,
    "DELETE /api/tickets/{ticket_id}/writing": 204,
    "GET /api/files/{key}": 200,
}
SEVERAL = {"PATCH /api/tickets/status", "PATCH /api/tickets"}
DUPLICATE = "POST /api/tickets/{ticket_id}/duplicate"
# What the document can't say: these are data.
DATA = {"category": "Technical", "assignee": "me", "query": "status=New"}
WITHOUT_INPUT = {
    "POST /api/auth/logout": 204,
    "POST /api/auth/logout-everywhere": 204,
    "GET /api/auth/me": 200,
    "GET /api/categories": 200,
    "POST /api/auth/backoffice": 201,
    "GET /api/health": 200,
    "GET /api/health/live": 200,
    "GET /api/health/ready": 200,
}
ALL = WITH_INPUT | WITHOUT_INPUT
# What a requester is answered otherwise.
FOR_USERS = {
    "GET /api/reports": 403,
    "GET /api/reports.csv": 403,
    "POST /api/auth/backoffice": 403,
    # Every change that is made up sets a priority, and so on.
    "PATCH /api/tickets/{ticket_id}": 403,
    "PATCH /api/tickets/{ticket_id}/status": 403,
    "PATCH /api/tickets/status": 403,
    "PATCH /api/tickets": 403,
    "POST /api/tickets/{ticket_id}/close": 200,
    "POST /api/tickets/{ticket_id}/reopen": 200,
    "POST /api/tickets/{ticket_id}/duplicate": 403,
    # Every reply that is made up sets a status.
    "POST /api/tickets/{ticket_id}/replies": 403,
    "POST /api/tickets/{ticket_id}/notes": 403,
    "DELETE /api/tickets/{ticket_id}/timeline/{entry_id}": 403,
}


@pytest.fixture(scope="session")
def schemas():
    """Return the documents that this worker has read, by engine."""
    return {}


@pytest.fixture
def schema(app, engine, schemas):
    if engine not in schemas:
        schemas[engine] = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    return schemas[engine]


@pytest.fixture
def existing(owner):
    """Return parameters of something that is there: a ticket with a file, and the good link to it."""
    ticket = owner.post("/api/tickets", data=form()).json
    link = urlsplit(ticket["attachment"])
    path = {"ticket_id": ticket["id"], "key": link.path.rpartition("/")[2]}
    return path, {name: values[0] for name, values in parse_qs(link.query).items()}


def send(operation, person, existing, mode):
    """Send made-up requests as `person`, half of them about what is there, and return the statuses answered."""
    path, query = existing
    reply = person.post(f"/api/tickets/{path['ticket_id']}/replies", json={"body": "x"})
    view = person.post("/api/views", json={"name": "x", "query": ""})
    path, statuses = {**path, "entry_id": reply.json["id"], "view_id": view.json["id"]}, set()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode), is_there=st.booleans())
    def run(case, is_there):
        if is_there:
            case.path_parameters = {name: path[name] for name in case.path_parameters or {}}
            if "key" in case.path_parameters:
                case.query = query
            if operation.label == DUPLICATE and mode == GenerationMode.POSITIVE:
                case.body["of"] = person.post("/api/tickets", json=ticket_text()).json["id"]
            if operation.label in SEVERAL and mode == GenerationMode.POSITIVE:
                case.body["changes"] = [with_data({**case.body["changes"][0], "id": path["ticket_id"]})]
        if mode == GenerationMode.POSITIVE and isinstance(case.body, dict):
            case.body = with_data(case.body)
        headers = {"Authorization": f"Bearer {person.tokens['access']}"}
        statuses.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    run()
    return statuses


def with_data(body):
    return {name: DATA.get(name, value) for name, value in body.items()}


def test_every_operation_of_the_document_is_tried(schema):
    assert {result.ok().label for result in schema.get_all_operations()} == ALL.keys()


@pytest.mark.parametrize("label", ALL)
def test_what_fits_the_document_is_answered_to_an_administrator_as_documented(schema, existing, admin, label):
    statuses = send(schema.find_operation_by_label(label), admin, existing, GenerationMode.POSITIVE)

    assert ALL[label] in statuses


# What a database makes of the same values, an administrator's requests try on both.
@on_one_engine
@pytest.mark.parametrize("label", [label for label in ALL if "tickets" in label])
def test_what_fits_the_document_is_answered_to_a_user_as_documented(schema, existing, owner, label):
    statuses = send(schema.find_operation_by_label(label), owner, existing, GenerationMode.POSITIVE)

    assert {**ALL, **FOR_USERS}[label] in statuses


# What does not fit is refused before a database is asked; where it is not, tests/abuse/ tries both.
@on_one_engine
@pytest.mark.parametrize("label", WITH_INPUT)
def test_what_does_not_fit_is_answered_as_documented_too(schema, existing, admin, label):
    statuses = send(schema.find_operation_by_label(label), admin, existing, GenerationMode.NEGATIVE)

    assert any(400 <= status < 500 for status in statuses)
