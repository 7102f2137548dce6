"""Fields of schemas: text that every database can store, whole numbers, moments."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields

from ticketing.web.row_ids import LONGEST_NUMBER, WHOLE_NUMBER

SURROGATE = re.compile("[\ud800-\udfff]")
LINE_END = re.compile("\r\n?")
BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
# Control and format characters, zero width ones among them.
HIDDEN = frozenset({"Cc", "Cf"})
ANY_WHOLE_NUMBER = re.compile("[1-9][0-9]*")


def check_text(value: str) -> None:
    """Raise `ValidationError` for text that not every database can store."""
    if "\0" in value:
        raise ValidationError("Must not contain a NUL character.")
    if SURROGATE.search(value):
        raise ValidationError("Must not contain half of a surrogate pair.")


def check_visible(value: str) -> None:
    """Raise `ValidationError` for a text of which nothing would be seen, so that nobody could click on it."""
    if value and all(letter.isspace() or unicodedata.category(letter) in HIDDEN for letter in value):
        raise ValidationError("Must have something that can be seen.")


class Text(fields.String):
    """A string that every database can store; white space around it is dropped unless `trim=False`."""

    def __init__(self, *, trim: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.trim = trim

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        # marshmallow would decode bytes and take them; JSON and forms never hold any.
        text = super()._deserialize(value, attr, data, **kwargs)
        check_text(text)
        return self.trimmed(text) if self.trim else text

    def trimmed(self, text: str) -> str:
        """Return the text without the white space around it."""
        return text.strip()


class Lines(Text):
    """A text of several lines, kept with LF between them and counted so: browsers send CR and LF in forms.

    Blank lines before it and white space after it are dropped; the first line keeps its indentation.
    """

    def trimmed(self, text: str) -> str:
        """Return the text as kept."""
        return BLANK_LINES.sub("", LINE_END.sub("\n", text)).rstrip()


class WholeNumber(fields.Integer):
    """A whole number from 1 in plain ASCII digits, such as a page: not `01`, `1_0`, `+1` or `١`, all of which `int` takes."""

    default_error_messages = {"invalid": "Must be a whole number from 1."}  # noqa: RUF012

    def _validated(self, value: Any) -> int:
        if not WHOLE_NUMBER.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


class PageNumber(WholeNumber):
    """A whole number of any length."""

    def _validated(self, value: Any) -> int:
        digits = str(value)
        # Cut short, it is beyond the last page as before; a ticket of that number might be another one.
        return super()._validated(digits[:LONGEST_NUMBER] if ANY_WHOLE_NUMBER.fullmatch(digits) else value)


class Moment(fields.AwareDateTime):
    """A moment, answered in UTC and to the second, such as `2026-11-23T06:27:00Z`; without a zone it is taken for UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise self.make_error("invalid", input=value, obj_type="datetime") from None

    # Not by the argument `format`, for which the document would say null.
    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")
