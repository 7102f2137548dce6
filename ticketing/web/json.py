"""JSON in and out: read strictly, written by orjson."""

import json
import math
from typing import Any, NoReturn

import orjson
from flask.json.provider import JSONProvider

MOMENTS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


class StrictJSON(JSONProvider):
    """Flask's JSON, loading only what has one meaning."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as JSON, moments in UTC and to the second."""
        return orjson.dumps(obj, option=MOMENTS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the JSON text `s` says.

        Raises `ValueError` for what is not UTF-8, NaN and infinities, doubled names, numbers of absurd size and nesting
        beyond Python's: readers disagree about them, and no client means them.
        """
        try:
            # Left to itself, `json` would guess the encoding, and take halves of surrogate pairs.
            text = s.decode() if isinstance(s, bytes) else s
            return json.loads(text, object_pairs_hook=_object, **NUMBERS)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return result


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        # Python reads no more than 4,300 digits, which would take it long, and says so in words for programmers.
        raise ValueError("a number is too large") from None


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


NUMBERS: Any = {"parse_int": _whole, "parse_float": _finite, "parse_constant": _refuse_constant}
