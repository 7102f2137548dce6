"""Domain errors, raised by verbs; each knows its HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypeAlias

FieldErrors: TypeAlias = Mapping[str, Any]


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
