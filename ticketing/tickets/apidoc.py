"""What the OpenAPI document says of tickets that no schema can."""

from typing import Any

from marshmallow import Schema

from ticketing.tickets.schemas import NewTicket
from ticketing.tickets.uploads import FIELD, MOST_FILES
from ticketing.web.openapi import header

ETAG = {"ETag": {"description": "Names this state of the ticket.", "schema": {"type": "string"}}}
LOCATION = {"Location": {"description": "The address of what was made.", "schema": {"type": "string", "format": "uri"}}}


IF_MATCH = header("If-Match", "Change the ticket only if it is still in the state this ETag names.")
IF_NONE_MATCH = header("If-None-Match", "Answer 304 if the ticket is still in the state this ETag names.")
IDEMPOTENCY_KEY = header("Idempotency-Key", "The same request with the same key within 24 hours makes nothing twice.")
IDEMPOTENCY_KEY["schema"] = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}

FILES = {"type": "array", "maxItems": MOST_FILES, "items": {"type": "string", "contentMediaType": "application/octet-stream"}}


def with_files(schema: type[Schema], *headers: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a body that `schema` describes, which may have files as a multipart form."""
    with_files = {"allOf": [schema, {"type": "object", "properties": {FIELD: FILES}}]}
    content = {
        "application/json": {"schema": schema},
        "application/x-www-form-urlencoded": {"schema": schema},
        "multipart/form-data": {"schema": with_files},
    }
    return {"parameters": [IDEMPOTENCY_KEY, *headers], "requestBody": {"required": True, "content": content}}


NEW_TICKET = with_files(NewTicket)


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": True, "schema": schema}


FILE_LINK: dict[str, Any] = {
    "security": [],
    "parameters": [_query("expires", {"type": "integer"}), _query("signature", {"type": "string"})],
    "responses": {
        200: {"description": "The file.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
        206: {"description": "The part asked for.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "Not changed."},
    },
}
