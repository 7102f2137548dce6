"""Indexes while very many rows are loaded or changed: PostgreSQL makes them much faster from all rows at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, TableClause, text

# Those of primary keys and unique constraints stay, and refuse what occurs twice.
FIND = text("""
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(CAST(:tables AS regclass[])) AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)
""")


@contextmanager
def indexes_made_afterwards(connection: Connection, tables: Sequence[TableClause]) -> Iterator[None]:
    """Drop the indexes of the tables for the block, which is within a transaction; afterwards make them and count the rows."""
    if connection.dialect.name != "postgresql":
        yield
        return
    indexes = connection.execute(FIND, {"tables": [table.name for table in tables]}).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        connection.exec_driver_sql(definition)
    # Until autovacuum comes by, lists would be planned as for empty tables, and take seconds.
    connection.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in tables)}")
