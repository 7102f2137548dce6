"""What the server itself refuses, before there is a request to hand on: malformed HTTP, answered in the one shape."""

import logging
import uuid
from http import HTTPStatus
from typing import Any

import orjson
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from ticketing.bodies import REFUSED_POLITELY, Body
from ticketing.web.headers import COMMON, REQUEST_ID_HEADER
from ticketing.web.problems import PROBLEM_TYPE, problem

log = logging.getLogger(__name__)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads requests, and takes for a client's mistake whatever can't be read."""

    completed: bool

    def received(self, data: bytes) -> int:
        """Take in what has come, and return how much of it was of this request."""
        consumed: int = super().received(data)
        # Of a chunk that is announced to be too large nothing more is waited for.
        announced = getattr(self.body_rcv, "chunk_remainder", 0)
        if not self.completed and announced > self.adj.max_request_body_size:
            self.error = RequestEntityTooLarge("A chunk is too large")
            self.completed = True
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers; raises `ParsingError`."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented as error:
            # The mistake is the client's, so the status must say so: 501 is one of ours.
            raise ParsingError(str(error)) from None
        except ValueError:
            # An address such as http://[ and a length of thousands of digits.
            raise ParsingError("The request can't be read") from None
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            # A proxy in front may have gone by the other one, and take part of this body for a request (RFC 9112, 6.3).
            raise ParsingError("Both Content-Length and Transfer-Encoding were sent")
        if self.body_rcv is not None:
            self.body_rcv.buf = Body(self.adj.inbuf_overflow, self.adj.max_request_body_size // REFUSED_POLITELY)


class Task(WSGITask):  # type: ignore[misc]
    """Answers a request, and keeps the connection where the answer has no body, such as 304 to a page that asks again."""

    def set_close_on_finish(self) -> None:
        """Close the connection after the answer, unless only its missing length is why."""
        is_wanted = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or is_wanted or self.version == "1.0":
            super().set_close_on_finish()


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what could not be read, and closes the connection."""

    def execute(self) -> None:
        """Send the answer, and log it."""
        status, request_id = HTTPStatus(self.request.error.code), uuid.uuid4().hex
        detail = "Something went wrong on our side." if status >= 500 else f"{self.request.error.body.rstrip('.')}."
        body = orjson.dumps(problem(status, detail, request_id))
        self.status = f"{status.value} {status.phrase}"
        headers = {**COMMON, REQUEST_ID_HEADER: request_id, "Content-Type": PROBLEM_TYPE, "Connection": "close"}
        self.response_headers.extend(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        facts: dict[str, Any] = {"requestId": request_id, "status": status.value, "address": self.channel.addr[0]}
        log.info("malformed request: %s", detail, extra={"facts": facts})


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that reads and refuses in these ways."""

    parser_class = Parser
    task_class = Task
    error_task_class = ProblemTask
