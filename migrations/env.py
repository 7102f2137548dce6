"""Runs the migrations on the application's own database, all in one transaction."""

from alembic import context
from sqlalchemy.exc import DBAPIError

from ticketing.database import migrations
from ticketing.database.migrations import is_modelled
from ticketing.database.outages import why_unusable
from ticketing.database.transaction import migrating
from ticketing.errors import Problem
from ticketing.extensions import db

if context.is_offline_mode():
    raise SystemExit("ticketing: migrations need the database; there is no --sql mode")

try:
    migrations.check_known()
    with migrating() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            # SQLite changes a table by making it anew.
            render_as_batch=True,
            compare_type=True,
            include_name=lambda name, kind, parents: is_modelled(name),
        )
        context.run_migrations()
except DBAPIError as error:
    if reason := why_unusable(error):
        raise SystemExit(f"ticketing: {reason}") from None
    raise
except (migrations.OutdatedSchema, Problem) as error:
    raise SystemExit(f"ticketing: {error}") from None
