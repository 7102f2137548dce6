"""Runs the migrations on the application's own database, all in one transaction."""

from alembic import context

from ticketing.database import migrating
from ticketing.extensions import db

if context.is_offline_mode():
    raise SystemExit("ticketing: migrations need the database; there is no --sql mode")

with migrating() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        # SQLite changes a table by making it anew.
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()
