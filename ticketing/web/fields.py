"""Fields of schemas: text that every database can store, whole numbers, moments."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields

from ticketing.web.letters import MOST_MARKS, has_pile, is_visible
from ticketing.web.row_ids import LONGEST_NUMBER, WHOLE_NUMBER

SURROGATE = re.compile("[\ud800-\udfff]")
LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
TABS_AND_LINE_ENDS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
# They do nothing in a page, and ring or colour a terminal that shows a log or a file; DEL does nothing anywhere.
CONTROLS = re.compile("[\x01-\x08\x0e-\x1b\x1f\x80-\x84\x86-\x9f]")
ANY_WHOLE_NUMBER = re.compile("[1-9][0-9]*")


def check_text(value: str) -> None:
    """Raise `ValidationError` for text that not every database can store."""
    if "\0" in value:
        raise ValidationError("Must not contain a NUL character.")
    if SURROGATE.search(value):
        raise ValidationError("Must not contain half of a surrogate pair.")


def check_marks(value: str) -> None:
    """Raise `ValidationError` for a pile of marks, which takes long to compare; linear in the length."""
    if has_pile(value):
        raise ValidationError(f"Must not have more than {MOST_MARKS} marks on one letter.")


def check_visible(value: str) -> None:
    """Raise `ValidationError` for a text of which nothing would be seen, so that nobody could click on it."""
    if value and not is_visible(value):
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
        return self.cleaned(text) if self.trim else text

    def _validate(self, value: str) -> None:
        # The length comes first: letters are looked at one by one only within it.
        super()._validate(value)
        if self.trim:
            self.check(value)

    def cleaned(self, text: str) -> str:
        """Return the text as kept."""
        return text.strip()

    def check(self, text: str) -> None:
        """Raise `ValidationError` for a text that is not taken although its length is fine."""
        check_marks(text)


class Line(Text):
    """One line that somebody wrote, of which something is seen: line breaks and tabs become spaces."""

    def cleaned(self, text: str) -> str:
        """Return the line without control characters and white space around it."""
        return CONTROLS.sub("", TABS_AND_LINE_ENDS.sub(" ", text)).strip()

    def check(self, text: str) -> None:
        """Raise `ValidationError` for a pile of marks, and for a text that shows nothing."""
        super().check(text)
        check_visible(text)


class Lines(Line):
    """A text of several lines, kept with LF between them and counted so: browsers send CR and LF in forms.

    Blank lines before it and white space after it are dropped; the first line keeps its indentation.
    """

    def cleaned(self, text: str) -> str:
        """Return the lines without control characters."""
        return BLANK_LINES.sub("", LINE_END.sub("\n", CONTROLS.sub("", text))).rstrip()


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


class Flag(fields.Boolean):
    """True or false, and nothing that stands for them, such as `"yes"` or `1`."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


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
