"""Pages of a list: the arguments and the `{count, next, previous, results}` envelope, written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from marshmallow import Schema, fields, validate

from ticketing.web.fields import PageNumber, WholeNumber

DEFAULT_SIZE = 10
LARGEST_SIZE = 100


class PageArguments(Schema):
    """Which page of a list; a base for the query schemas of lists."""

    page = PageNumber(load_default=1, metadata={"description": "Page number.", "minimum": 1})
    page_size = WholeNumber(
        data_key="pageSize",
        load_default=DEFAULT_SIZE,
        validate=validate.Range(1, LARGEST_SIZE),
        metadata={"description": "Rows on a page."},
    )


class PageEnvelope(Schema):
    """What every list answers around its results."""

    count = fields.Integer(required=True, metadata={"description": "How many there are on all pages."})
    count_capped = fields.Boolean(
        data_key="countCapped", metadata={"description": "Present and true when there are more than `count`."}
    )
    next = fields.Url(required=True, allow_none=True, metadata={"description": "The next page's address."})
    previous = fields.Url(required=True, allow_none=True, metadata={"description": "The previous page's address."})


@dataclass(frozen=True)
class Page:
    """One page's window: rows `offset` to `offset + size`."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.number - 1) * self.size


def envelope(page: Page, results: Sequence[Any], count: int, *, has_more: bool, is_capped: bool = False) -> dict[str, Any]:
    """Return the answer for one page as `PageEnvelope` describes it, with whole URLs that keep the other parameters."""
    answer: dict[str, Any] = {
        "count": count,
        "next": _address(page.number + 1) if has_more else None,
        "previous": _address(page.number - 1) if page.number > 1 else None,
        "results": results,
    }
    return {**answer, "countCapped": True} if is_capped else answer


def _address(number: int) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.scheme}://{request.host}{request.script_root}{request.path}?{urlencode([*others, ('page', number)])}"
