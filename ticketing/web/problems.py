"""The one shape of every error answer: problem details (RFC 9457)."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeAlias

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from ticketing.database import migrations
from ticketing.database.outages import is_outage, is_schema_error
from ticketing.errors import FieldErrors, Problem

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
ErrorPage: TypeAlias = Callable[[HTTPStatus, str], Response]


def init_app(app: Flask) -> None:
    """Answer every error that leaves a view, or that Flask raises itself, as problem details."""
    app.extensions["error_pages"] = {}
    app.register_error_handler(Problem, _answer_problem)
    app.register_error_handler(HTTPException, _answer_http_exception)
    app.register_error_handler(DBAPIError, _answer_database_error)
    app.register_error_handler(PoolTimeout, _answer_unavailable)
    app.register_error_handler(OSError, _answer_no_resources)
    app.register_error_handler(Exception, _answer_bug)


def answer_pages(app: Flask, prefix: str, page: ErrorPage) -> None:
    """Answer errors of requests for a path below `prefix` with what `page` makes of status and detail, for people."""
    app.extensions["error_pages"][prefix] = page


def problem(status: int, detail: str, request_id: str, errors: FieldErrors | None = None) -> dict[str, Any]:
    """Return the one shape of every error: RFC 9457 problem details, with the request's id, and `errors` by field if any."""
    phrase = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": phrase, "status": status, "detail": detail, "requestId": request_id}
    return {**body, "errors": errors} if errors else body


def problem_response(status: int, detail: str, errors: FieldErrors | None = None) -> Response:
    """Return the answer to a request that failed: a page where people are shown pages, and else problem details."""
    pages: dict[str, ErrorPage] = current_app.extensions["error_pages"]
    for prefix, page in pages.items():
        if f"{request.path}/".startswith(f"{prefix}/"):
            return page(HTTPStatus(status), detail)
    body = problem(status, detail, g.get("request_id", ""), errors)
    return Response(current_app.json.dumps(body), status, content_type=PROBLEM_TYPE)


def _answer_problem(error: Problem) -> Response:
    response = problem_response(error.status, error.detail, error.errors)
    response.headers.update(error.headers)
    return response


def _answer_http_exception(error: HTTPException) -> Response:
    # The exception's own headers matter: `Allow` with 405, `Retry-After` with 429.
    original = error.get_response()
    if error.code is None or error.code < 400:
        return Response(original.get_data(), original.status, original.headers)
    response = problem_response(error.code, error.description or "")
    for name, value in original.headers:
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _answer_database_error(error: DBAPIError) -> Response:
    if is_schema_error(error) and (reason := migrations.why_outdated()):
        log.error("%s", reason)
        response = problem_response(
            HTTPStatus.SERVICE_UNAVAILABLE, "The database is not migrated to this version of the service."
        )
        response.headers["Retry-After"] = "30"
        return response
    return _answer_unavailable(error) if is_outage(error) else _answer_bug(error)


def _answer_no_resources(error: OSError) -> Response:
    # Of what a request does, only files of ours raise this: the temporary ones that its body is kept in, mostly.
    log.error("the machine refused: %s", error, exc_info=error)
    response = problem_response(HTTPStatus.SERVICE_UNAVAILABLE, "The server has no room for this at the moment.")
    response.headers["Retry-After"] = "30"
    return response


def _answer_unavailable(error: Exception) -> Response:
    log.error("the database did not answer: %s", error)
    response = problem_response(HTTPStatus.SERVICE_UNAVAILABLE, "The database is busy or can't be reached.")
    response.headers["Retry-After"] = "2"
    return response


def _answer_bug(error: Exception) -> Response:
    log.error("unhandled error", exc_info=error)
    return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side; it has been logged.")
