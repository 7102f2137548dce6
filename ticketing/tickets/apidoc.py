"""What the OpenAPI document says of tickets that no schema can."""

from typing import Any

from ticketing.tickets.schemas import NewTicket
from ticketing.tickets.uploads import FIELD, MOST_FILES

ETAG = {"ETag": {"description": "Names this state of the ticket.", "schema": {"type": "string"}}}
WEAK_ETAG = {"ETag": {"description": "Names this state of the answer.", "schema": {"type": "string"}}}
LOCATION = {"Location": {"description": "The ticket's address.", "schema": {"type": "string", "format": "uri"}}}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": description, "schema": {"type": "string"}}


IF_MATCH = _header("If-Match", "Change the ticket only if it is still in the state this ETag names.")
IF_NONE_MATCH = _header("If-None-Match", "Answer 304 if the ticket is still in the state this ETag names.")
IF_CHANGED = _header("If-None-Match", "Answer 304 if the answer would still be the one this ETag names.")
IDEMPOTENCY_KEY = _header("Idempotency-Key", "The same request with the same key within 24 hours makes no second ticket.")
IDEMPOTENCY_KEY["schema"] = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}

FILES = {"type": "array", "maxItems": MOST_FILES, "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
NEW_TICKET: dict[str, Any] = {
    "parameters": [IDEMPOTENCY_KEY],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NewTicket},
            "application/x-www-form-urlencoded": {"schema": NewTicket},
            "multipart/form-data": {
                "schema": {"allOf": [NewTicket, {"type": "object", "properties": {FIELD: FILES}}]},
            },
        },
    },
}


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
