"""The ids of rows, as they come in addresses and parameters."""

import re

from werkzeug.routing import BaseConverter

LONGEST_NUMBER = 18
WHOLE_NUMBER = re.compile(f"[1-9][0-9]{{0,{LONGEST_NUMBER - 1}}}")
# What PostgreSQL's integer holds, the type of every id. Asked for anything larger, it fails instead of finding nothing.
LARGEST_ID = 2**31 - 1


class IdConverter(BaseConverter):
    """A row's id in a path. What is no such number becomes 0, the id of no row, so that sign-in and role are asked first."""

    regex = "[^/]+"

    def to_python(self, value: str) -> int:
        """Return the id, or 0."""
        number = int(value) if WHOLE_NUMBER.fullmatch(value) else 0
        return number if number <= LARGEST_ID else 0
