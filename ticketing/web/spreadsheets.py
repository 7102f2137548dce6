"""Tables as comma-separated values, of which no spreadsheet runs anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

# Tells spreadsheets that the text is UTF-8. A line `sep=,` before the titles would tell Excel the separator, but then Excel
# takes no notice of this mark, and every other program takes the line for the titles.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet that reads another separator, or loses the quotes around a text, sees a cell begin behind any of these. Not
# behind a space alone, which none separates by unless told to: "Printer - third floor" stays as it is.
SEPARATORS = r",;|،؛，；\t-\r\x1c-\x1e\x85\u2028\u2029"
# What begins a formula, also in wide and small forms.
SIGNS = "-=+@−＝＋－＠﹦﹢﹣﹫"
# Always matches at a separator, with a sign or without: so no white space is looked at twice.
CELL_BEGIN = re.compile(rf"""(?:(?:\A|[{SEPARATORS}])[\s"'\u200b-\u200f\ufeff]*+|["'])([{SIGNS}])?""")


def table(rows: Iterable[Sequence[Any]], separator: str = ",") -> str:
    """Return the rows as lines that end in CR and LF."""
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter=separator).writerows([_cell(value) for value in row] for row in rows)
    return lines.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if not isinstance(value, str):
        return value
    text = CELL_BEGIN.sub(_without_formula, value)
    # Some drop this white space, and with it what separates a text from what they make of it.
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


def _without_formula(begin: re.Match[str]) -> str:
    # An apostrophe makes a text of what follows, and lets it be read as it was.
    return f"{begin[0][:-1]}'{begin[1]}" if begin[1] else begin[0]
