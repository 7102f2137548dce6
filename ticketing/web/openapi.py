"""The OpenAPI document: its settings, and what every operation says about its errors."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, TypeVar, cast

from flask import Flask
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema, fields

from ticketing.extensions import api
from ticketing.web.parsing import parser
from ticketing.web.row_ids import IdConverter

View = TypeVar("View", bound=Callable[..., Any])

ABOUT = """Sign in with `POST /api/auth/login`, then send `Authorization: Bearer <access>`.

Errors are problem details (RFC 9457); `errors` names the fields. Every answer carries `X-Request-ID`."""


def header(name: str, description: str) -> dict[str, Any]:
    """Return the description of a request's header."""
    return {"in": "header", "name": name, "description": description, "schema": {"type": "string"}}


WEAK_ETAG = {"ETag": {"description": "Names this state of the answer.", "schema": {"type": "string"}}}
IF_CHANGED = header("If-None-Match", "Answer 304 if the answer would still be the one this ETag names.")


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """A blueprint whose views appear in the document, and whose arguments are read by our parser."""

    ARGUMENTS_PARSER = parser


class ProblemSchema(Schema):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True, metadata={"description": "The status in words."})
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong, for people."})
    request_id = fields.String(
        required=True, data_key="requestId", metadata={"description": "As in `X-Request-ID`, and in the log."}
    )
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), metadata={"description": "Messages by field."}
    )


def init_app(app: Flask) -> None:
    """Start the document of `app`; the blueprints add themselves."""
    app.config.update(API_TITLE="Ticketing", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    app.url_map.converters["row_id"] = IdConverter
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    api.init_app(app, spec_kwargs={"info": {"description": ABOUT}, "security": [{"bearer": []}]})
    api.register_converter(IdConverter, lambda converter: {"type": "integer", "minimum": 1})
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    api.spec.components.response(
        "Problem",
        {"description": "A problem, as `detail` says.", "content": {"application/problem+json": {"schema": ProblemSchema}}},
    )


def problems(*statuses: int) -> Callable[[View], View]:
    """Document that a view may answer with these errors."""
    reference: Any = {"$ref": "#/components/responses/Problem"}
    return cast(Callable[[View], View], Blueprint.doc(responses=dict.fromkeys(statuses, reference)))


def reads(*headers: Mapping[str, Any]) -> Callable[[View], View]:
    """Document which headers a view reads, beside the parameters that its arguments are made from.

    Not by `doc`: the parameters named there take the place of all others.
    """

    def document(view: View) -> View:
        documented = deepcopy(getattr(view, "_apidoc", {}))
        documented.setdefault("arguments", {}).setdefault("parameters", []).extend(headers)
        view._apidoc = documented  # type: ignore[attr-defined]
        return view

    return document
