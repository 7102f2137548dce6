"""Tells a database that can't be used now from a statement that is wrong."""

from psycopg.errors import UndefinedColumn, UndefinedTable
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError


def is_outage(error: DBAPIError) -> bool:
    """Tell whether the database can't be used now, rather than that a statement was wrong."""
    # PostgreSQL raises InternalError for a database that is read-only or damaged, SQLite a bare DatabaseError.
    is_its_own = isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
    return is_its_own or error.connection_invalidated


def is_schema_error(error: DBAPIError) -> bool:
    """Tell whether a table or a column was missing, as in a database that was not migrated."""
    is_missing = isinstance(error.orig, UndefinedTable | UndefinedColumn)
    return is_missing or str(error.orig).startswith(("no such table", "no such column"))


def why_unusable(error: DBAPIError) -> str | None:
    """Return the line to print when the database can't be used, or None when a statement was wrong."""
    if is_outage(error):
        return f"DATABASE_URL: the database can't be used: {str(error.orig).splitlines()[0]}"
    return None
