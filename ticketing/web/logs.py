"""The log: one line an event, JSON in production and plain text in development, each with the request's id."""

import json
import logging
import logging.config
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger("ticketing.access")
LONGEST_PATH = 1000

# Every control character, so that what a client sends can neither end a line nor move the cursor.
ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}


class JsonLines(logging.Formatter):
    """One JSON object a line, so that nothing a client sends can forge a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "requestId": _request_id(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class PlainLines(logging.Formatter):
    """A line for people; control characters in what clients sent are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, followed by the trace of an exception."""
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        moment = time.strftime("%H:%M:%S", time.localtime(record.created))
        line = f"{moment} {record.levelname:7} {_request_id() or '-'} {record.getMessage()} {facts}"
        line = line.rstrip().translate(ESCAPES)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _request_id() -> str | None:
    return g.get("request_id") if has_request_context() else None


def config(app_env: str) -> dict[str, Any]:
    """Return how everything logs to standard error, for `logging.config.dictConfig`; `_granian` is the server."""
    logger = {"handlers": ["lines"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": PlainLines if app_env == "development" else JsonLines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "loggers": {"ticketing": logger, "_granian": {**logger, "level": "ERROR"}},
    }


def init_app(app: Flask) -> None:
    """Log what `app` does to standard error, and every request it answers."""
    logging.config.dictConfig(config(app.config["APP_ENV"]))
    app.before_request(_start)
    app.after_request(_log_request)


def _start() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    elapsed = time.perf_counter() - g.get("started", time.perf_counter())
    facts = {
        "method": request.method,
        # The path alone: a query may hold a file link's signature.
        "path": request.path[:LONGEST_PATH],
        "status": response.status_code,
        "ms": round(elapsed * 1000, 1),
        "address": request.remote_addr,
    }
    log.info("request", extra={"facts": facts})
    return response
