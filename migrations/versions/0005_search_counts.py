"""what a remembered count of a search holds for, on SQLite: how often tickets that were there have changed"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# One row. It begins by chance, so that whoever remembers something of another database does not take it for this one.
SQLITE_TABLE = "CREATE TABLE tickets_search_changes (texts INTEGER NOT NULL, statuses INTEGER NOT NULL)"
SQLITE_BEGIN = "INSERT INTO tickets_search_changes SELECT abs(random() / 1024), 0"
TEXTS = "UPDATE tickets_search_changes SET texts = texts + 1;"
STATUSES = "UPDATE tickets_search_changes SET statuses = statuses + 1;"
# New tickets are no change, as they have higher ids than those counted.
SQLITE_TRIGGERS = {
    "tickets_search_changes_delete": f"AFTER DELETE ON tickets BEGIN {TEXTS} END",
    "tickets_search_changes_text": f"AFTER UPDATE OF id, search_text, category, created_by_id ON tickets BEGIN {TEXTS} END",
    "tickets_search_changes_status": f"AFTER UPDATE OF status ON tickets BEGIN {STATUSES} END",
    "tickets_search_changes_insert": (f"AFTER INSERT ON tickets WHEN NEW.id < (SELECT max(id) FROM tickets) BEGIN {TEXTS} END"),
}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE_TABLE)
        op.execute(sa.text(SQLITE_BEGIN))
        for name, body in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE tickets_search_changes")
