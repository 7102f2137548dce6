"""Files over HTTP: the bytes for whoever holds a good link."""

from http import HTTPStatus
from typing import Any, BinaryIO

from flask import Response, request, send_file
from sqlalchemy import Row
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from ticketing import storage
from ticketing.errors import Forbidden, NotFound, PreconditionFailed
from ticketing.filetypes import content_disposition, saved_name, type_named
from ticketing.storage.local import LocalStorage
from ticketing.storage.signed_links import is_good
from ticketing.tickets import apidoc, queries, serialize
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.public import public

# A file is the user's, not ours: it may neither run nor load anything, whatever a browser makes of it.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

files = Blueprint("files", __name__, url_prefix="/api", description="Files of tickets")


@files.get("/files/<key>")
@public
@problems(403, 404, 412, 416, 503)
@files.doc(**apidoc.FILE_LINK)
def download(key: str) -> Response:
    """Answer a file's bytes to whoever holds a good link to it."""
    if not is_good(key, request.args.get("expires", ""), request.args.get("signature", "")):
        raise Forbidden("This link is not good, or no longer: open the ticket again for a new one.")
    attachment = queries.find_file(key)
    store = attachment and storage.get_store(attachment.store)
    if attachment is None or not isinstance(store, LocalStorage):
        raise NotFound("There is no such file.")
    return _file_response(attachment, store.open(key))


def _file_response(attachment: Row[Any], content: BinaryIO) -> Response:
    file_type = type_named(attachment.content_type)
    response = send_file(content, mimetype=file_type.content_type, conditional=False, etag=attachment.key)
    name = saved_name(attachment.name, attachment.content_type)
    response.headers["Content-Disposition"] = content_disposition(name, is_inline=file_type.is_inline)
    response.headers["Cache-Control"] = f"private, max-age={serialize.PERIOD_SECONDS}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    # Of an open file `send_file` does not know the size, and so could serve no part of it.
    response.content_length = attachment.size
    try:
        response.make_conditional(_conditions(attachment.size), accept_ranges=True, complete_length=attachment.size)
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise PreconditionFailed("This is not the file that If-Match names.")
    except (RequestedRangeNotSatisfiable, PreconditionFailed):
        content.close()
        raise
    return response


def _conditions(size: int) -> dict[str, Any]:
    """Return what the request asks for, without a `Range` that is to be ignored (RFC 9110, 14.1 and 14.2).

    That is one of a HEAD, or that makes no sense, is in other units than bytes, wants several parts, or the end of a
    shorter file.
    """
    asked = request.range if request.method == "GET" else None
    if asked and asked.units == "bytes" and len(asked.ranges) == 1 and asked.ranges[0][0] > -size:
        return request.environ
    return {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
