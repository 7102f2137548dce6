"""Reads requests: bodies and parameters, before any other code of ours sees them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask import Flask, Request, current_app, request
from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.exceptions import SCHEMA
from marshmallow.fields import List
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import FileStorage

from ticketing.errors import Invalid, UnsupportedMedia
from ticketing.web.encoding import Utf8Request, check_query, is_utf8
from ticketing.web.fields import check_marks, check_text
from ticketing.web.public import is_for_any_host

# A name or an address, with a port or without; underscores are in the names of containers.
HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")
LARGEST_PORT = 65_535


def init_app(app: Flask) -> None:
    """Refuse requests that are not UTF-8, or whose answers could not name this service."""
    app.request_class = Utf8Request
    # Flask's own check knows no IPv6 addresses: it cuts names at their first colon.
    app.extensions["trusted_hosts"], app.config["TRUSTED_HOSTS"] = app.config["TRUSTED_HOSTS"], None
    app.before_request(_check_address)


def _check_address() -> None:
    check_query(request)
    # The links in answers are made from the host.
    host = HOST.fullmatch(request.headers.get("Host", "localhost"))
    if host is None or int(host[2] or 0) > LARGEST_PORT:
        raise Invalid("The header Host is not the name of a host.")
    trusted: Sequence[str] | None = current_app.extensions["trusted_hosts"]
    if is_for_any_host(current_app.view_functions.get(request.endpoint or "")):
        return
    if trusted and not any(_is_named(host[1].lower(), name) for name in trusted):
        raise Invalid("The header Host names another service.")


def _is_named(host: str, name: str) -> bool:
    """Tell whether `name`, a name of TRUSTED_HOSTS, means the host; one with a dot before it means all that ends so."""
    return host == name or (name.startswith(".") and f".{host}".endswith(name))


class Parser(FlaskParser):
    """Reads arguments into a schema; all that is wrong with them is 400 with the fields named."""

    DEFAULT_VALIDATION_STATUS = 400
    # Unknown names are ignored everywhere: `status` in a new ticket, a cache-busting parameter in a query.
    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, EXCLUDE)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Return the parameters; raises `Invalid` for one that is repeated and has one value only."""
        names = [field.data_key or name for name, field in schema.fields.items() if not isinstance(field, List)]
        if repeated := [name for name in names if len(req.args.getlist(name)) > 1]:
            raise Invalid(f"Please check: {', '.join(repeated)}.", errors={name: ["Must be given once."] for name in repeated})
        return super().load_querystring(req, schema)

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Return the body's JSON object; raises `Invalid` or `UnsupportedMedia`."""
        _check_charset(req)
        if not req.is_json:
            if req.content_length:
                raise UnsupportedMedia("The body must be JSON, with the header Content-Type: application/json.")
            return missing
        try:
            body = current_app.json.loads(req.get_data())
        except ValueError as error:
            raise Invalid(f"The body is not JSON: {error}.") from None
        if not isinstance(body, dict):
            raise Invalid("The body must be a JSON object.")
        return body

    def load_json_or_form(self, req: Request, schema: Schema) -> Any:
        """Return the fields of a JSON, urlencoded or multipart body."""
        if req.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            _check_charset(req)
            return self.load_form(req, schema)
        if req.content_length and not req.is_json:
            raise UnsupportedMedia("The body must be JSON or a form, with the header Content-Type saying which.")
        return self.load_json(req, schema)

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        """Raise `Invalid` with the messages of each field."""
        messages: dict[str, Any] = {}
        for location in error.normalized_messages().values():
            messages.update(location)
        flat = {field: _flatten(value) for field, value in messages.items()}
        raise Invalid(f"Please check: {', '.join(flat)}.", errors=flat) from None


def _check_charset(req: Request) -> None:
    # Bodies are read as UTF-8 whatever they are called, and something else would be meant.
    if req.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia("The body must be in UTF-8.")


def _flatten(messages: Any) -> list[str]:
    """Return the distinct messages of a field, its list items' ones included."""
    if isinstance(messages, Mapping):
        messages = [message for index, found in messages.items() for message in _of_item(index, found)]
    return list(dict.fromkeys(str(message) for message in messages))


def _of_item(index: Any, found: Any) -> list[str]:
    # Of objects in a list, which one and which of its fields: nobody could tell otherwise what to change.
    if not isinstance(found, Mapping):
        return list(found)
    places = {name: index if name == SCHEMA else f"{index}.{name}" for name in found}
    return [f"{places[name]}: {message}" for name, messages in found.items() for message in _flatten(messages)]


parser = Parser()


def check_file_name(field: str, file: FileStorage) -> None:
    """Raise `Invalid`, naming `field`, for a file whose name not every database can store."""
    try:
        check_text(file.filename or "")
        check_marks(file.filename or "")
    except ValidationError as error:
        raise Invalid.field(field, f"The file name: {error.messages[0]}") from None
    # No browser encodes names like this (RFC 5987); Werkzeug decodes it to something else when it is no UTF-8.
    disposition = file.headers.get("Content-Disposition", "")
    if "filename*" in disposition.lower() and not is_utf8(disposition):
        raise Invalid.field(field, "The file name must be in UTF-8.")
