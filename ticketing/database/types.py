"""Column types that mean the same on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, SmallInteger
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, `timestamptz` in PostgreSQL, naive UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to what the database stores; a naive value is a bug and raises."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must know its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what makes of a stored value an aware moment in UTC; SQLite's text takes SQLAlchemy five times as long."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert what PostgreSQL stored to an aware moment in UTC."""
        return value and value.astimezone(UTC)


def _from_text(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{stored}+00:00") if stored else None


class Ranked(TypeDecorator[str]):
    """A value of an enumeration, stored as its place there: an index on the column is in the order of the enumeration."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, values: type[StrEnum]) -> None:
        super().__init__()
        self.values = tuple(values)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        """Convert to the place; raises `ValueError` for what the enumeration doesn't have."""
        return None if value is None else self.values.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:
        """Convert a place to the value."""
        return None if value is None else self.values[value]
