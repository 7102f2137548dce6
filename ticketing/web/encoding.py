"""UTF-8, and nothing that only nearly is: forms and addresses as they come in.

Werkzeug puts other letters in the place of what it can't decode, and nobody would know what was meant.
"""

import codecs
from typing import IO, Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser

from ticketing.errors import Invalid

STRICT = "ticketing_strict_utf_8"


def _find_codec(name: str) -> codecs.CodecInfo | None:
    if name != STRICT:
        return None
    # Whatever is asked for in the place of errors.
    return codecs.CodecInfo(
        codecs.utf_8_encode, lambda data, errors="strict": codecs.utf_8_decode(data, "strict", True), name=name
    )


codecs.register(_find_codec)


class _Parts(MultiPartParser):
    def get_part_charset(self, headers: Headers) -> str:
        return STRICT


class _Forms(FormDataParser):
    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None) -> Any:
        """Return the stream, the form's texts and its files; a form that is broken otherwise is taken for an empty one."""
        try:
            if mimetype == "application/x-www-form-urlencoded":
                if self.max_form_memory_size is not None and (content_length or 0) > self.max_form_memory_size:
                    raise RequestEntityTooLarge
                text, limit = stream.read().decode(), self.max_form_parts
                fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=limit)
                return stream, self.cls(fields), self.cls()
            if mimetype == "multipart/form-data" and (boundary := (options or {}).get("boundary", "").encode("ascii")):
                parts = _Parts(self.stream_factory, self.max_form_memory_size, self.cls, max_form_parts=self.max_form_parts)
                return stream, *parts.parse(stream, boundary, content_length)
        except UnicodeDecodeError:
            raise Invalid("The form must be in UTF-8.") from None
        except ValueError:
            pass
        return stream, self.cls(), self.cls()


class Utf8Request(Request):
    """A request whose form is UTF-8; raises `Invalid` when it isn't."""

    form_data_parser_class = _Forms


def check_query(request: Request) -> None:
    """Raise `Invalid` for a query that is not UTF-8."""
    if not is_utf8(request.query_string):
        raise Invalid("The query must be in UTF-8.")


def is_utf8(quoted: bytes | str) -> bool:
    """Tell whether the percent-encoded text is UTF-8, which halves of surrogate pairs are not."""
    try:
        unquote_to_bytes(quoted).decode()
    except UnicodeDecodeError:
        return False
    return True
