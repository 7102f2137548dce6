"""Statements of the commonest requests; on their way out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, SelectBase, Update

from ticketing.extensions import db


class Prepared:
    """A SELECT with places for values."""

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement

    def rows(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return what it finds with these values."""
        found: Sequence[Any] = db.session.execute(self._statement, values).all()  # type: ignore[call-overload]
        return found


class PreparedChange:
    """An INSERT or UPDATE of the named columns."""

    def __init__(self, statement: Insert | Update, columns: Collection[str]) -> None:
        self._statement = statement
        self._columns = columns

    def run(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """Do it, and return what it says is to be returned."""
        named = self._statement.values({name: values[name] for name in self._columns})
        others = {name: value for name, value in values.items() if name not in self._columns}
        found: Any = db.session.execute(named.execution_options(synchronize_session=False), others)
        return found.all() if getattr(found, "returns_rows", True) else []
