"""Domain errors, each with the HTTP status it is answered with, and the one shape of every error answer (RFC 9457)."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypeAlias

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
FieldErrors: TypeAlias = Mapping[str, Any]
ErrorPage: TypeAlias = Callable[[HTTPStatus, str], Response]


class Problem(Exception):
    """An error that is answered as problem details.

    `detail` is a sentence for people; `errors` maps a field's name to its messages; `headers` go with the answer.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str, *, errors: FieldErrors | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


class Invalid(Problem):
    """What was sent breaks a rule."""

    status = HTTPStatus.BAD_REQUEST

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        """Return the error of a single field."""
        return cls(message, errors={name: [message]})


class Unauthenticated(Problem):
    """Nobody is signed in, or the sign-in is no longer good."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(Problem):
    """The signed-in user may not do this."""

    status = HTTPStatus.FORBIDDEN


class NotFound(Problem):
    """There is no such thing, or none that this user may know of."""

    status = HTTPStatus.NOT_FOUND


class PreconditionFailed(Problem):
    """The thing has changed since the caller last saw it."""

    status = HTTPStatus.PRECONDITION_FAILED


class UnsupportedMedia(Problem):
    """The body, or one file in it, is of a type that is not taken."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Unprocessable(Problem):
    """The request contradicts an earlier one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyRequests(Problem):
    """The caller has to wait; `Retry-After` says how many seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class BadGateway(Problem):
    """A service behind ours refused, or answered nonsense."""

    status = HTTPStatus.BAD_GATEWAY


class Unavailable(Problem):
    """Something this service needs can't be reached, or has no room left for this request."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class GatewayTimeout(Problem):
    """A service behind ours did not answer in time."""

    status = HTTPStatus.GATEWAY_TIMEOUT


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
    response = problem_response(error.code, _detail(error))
    for name, value in original.headers:
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _detail(error: HTTPException) -> str:
    # Of what else is too large (a text, the number of parts) no number is among the settings.
    if isinstance(error, RequestEntityTooLarge) and (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        return f"The request is larger than {current_app.config['MAX_UPLOAD_MB']} MB, the most that is taken."
    return error.description or ""


def _answer_database_error(error: DBAPIError) -> Response:
    return _answer_unavailable(error) if is_outage(error) else _answer_bug(error)


def is_outage(error: DBAPIError) -> bool:
    """Tell whether the database can't be used now, rather than that a statement was wrong."""
    # InternalError is PostgreSQL's for a database that is read-only or damaged, bare DatabaseError SQLite's.
    is_its_own = isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
    return is_its_own or error.connection_invalidated


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
