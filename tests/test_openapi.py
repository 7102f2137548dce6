"""The OpenAPI document and its page."""

import re
from html.parser import HTMLParser

import pytest
import schemathesis

from tests.databases import on_one_engine
from ticketing.web.public import is_public

pytestmark = on_one_engine

DOCS = {"/api/openapi.json", "/api/docs", "/api/docs/start.js", "/api/docs/{name}"}


@pytest.fixture
def document(anyone):
    answer = anyone.get("/api/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return answer.json


def path_of(rule):
    return re.sub(r"<(?:[^<>]*:)?([^<>:]+)>", r"{\1}", rule.rule)


def operations_of(app):
    """Return every route of the API but the docs' own, as paths and methods."""
    return {
        (path_of(rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and path_of(rule) not in DOCS
    }


def operations_in(document):
    return {(path, method) for path, item in document["paths"].items() for method in item if method != "parameters"}


def test_the_document_is_valid(document):
    assert document["openapi"].startswith("3.1.")

    schemathesis.openapi.from_dict(document).validate()


def test_a_document_that_is_not_valid_would_be_noticed(document):
    del document["paths"]["/api/tickets"]["get"]["parameters"][0]["in"]

    with pytest.raises(Exception, match="parameters"):
        schemathesis.openapi.from_dict(document).validate()


def test_the_document_names_every_route_and_no_other(app, document):
    assert operations_in(document) == operations_of(app)


def test_every_operation_has_a_line_of_description(document):
    for path, method in operations_in(document):
        assert document["paths"][path][method].get("summary"), (path, method)


def test_the_document_says_which_operations_need_no_token(app, document):
    assert document["security"] == [{"bearer": []}]
    for rule in app.url_map.iter_rules():
        for path, method in operations_in(document):
            if path == path_of(rule) and method.upper() in rule.methods:
                view = app.view_functions[rule.endpoint]
                assert (document["paths"][path][method].get("security") == []) == is_public(view), (path, method)


def test_every_operation_that_needs_a_token_says_what_it_answers_without(document):
    for path, method in operations_in(document):
        operation = document["paths"][path][method]
        if operation.get("security") != []:
            assert "401" in operation["responses"], (path, method)


def test_a_tickets_moments_are_described_as_such(document):
    properties = document["components"]["schemas"]["Ticket"]["properties"]

    assert (properties["createdAt"]["type"], properties["createdAt"]["format"]) == ("string", "date-time")


FILTERS = {
    *("category", "priority", "search", "phrase", "requester", "assignee", "waitingFor", "unread"),
    *("openedFrom", "openedTo", "answeredFrom", "answeredTo", "resolvedFrom", "resolvedTo", "changedSince"),
}


@pytest.mark.parametrize(
    ("path", "method", "names"),
    [
        ("/api/tickets", "get", {*FILTERS, "status", "ordering", "page", "pageSize", "If-None-Match"}),
        ("/api/tickets/counts", "get", {*FILTERS, "If-None-Match"}),
        ("/api/tickets", "post", {"Idempotency-Key"}),
        ("/api/tickets/{ticket_id}", "get", {"If-None-Match"}),
        ("/api/tickets/{ticket_id}/status", "patch", {"If-Match"}),
        ("/api/files/{key}", "get", {"expires", "signature"}),
    ],
)
def test_the_document_names_every_parameter_and_header_that_is_read(document, path, method, names):
    parameters = document["paths"][path][method]["parameters"]

    assert {parameter["name"] for parameter in parameters} == names


class References(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href", "action")]


def test_the_page_refers_to_nothing_outside_the_service(anyone):
    page = anyone.get("/api/docs")
    references = References()
    references.feed(page.text)

    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert len(references.found) == 4
    for reference in references.found:
        assert reference.startswith("/api/docs/")
        assert anyone.get(reference).status_code == 200
    assert anyone.get("/api/docs/start.js").text.startswith('SwaggerUIBundle({ url: "/api/openapi.json"')


def test_the_page_may_load_nothing_from_elsewhere_nor_run_anything_inline(anyone):
    policy = anyone.get("/api/docs").headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "http" not in policy
