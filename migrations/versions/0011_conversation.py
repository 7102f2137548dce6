"""the conversation: entries of a ticket's timeline, what each reader has not seen, and who is to speak next"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from ticketing.tickets.search import searchable

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROWS_AT_ONCE = 5_000
TICKET_INDEXES = (["waiting_for", "id"], ["duplicate_of_id"])
# What a ticket without notes has in the index stays as it is.
SQLITE_TEXT = "{row}.search_text || CASE {row}.notes_text WHEN '' THEN '' ELSE char(10) || {row}.notes_text END || char(10, 10)"
SQLITE_REMOVE = (
    "INSERT INTO tickets_search (tickets_search, rowid, search_text) "
    f"VALUES ('delete', OLD.id, {SQLITE_TEXT.format(row='OLD')});"
)
SQLITE_ADD = f"INSERT INTO tickets_search (rowid, search_text) VALUES (NEW.id, {SQLITE_TEXT.format(row='NEW')});"
SQLITE_TRIGGERS = {
    "tickets_search_insert": f"AFTER INSERT ON tickets BEGIN {SQLITE_ADD} END",
    "tickets_search_delete": f"AFTER DELETE ON tickets BEGIN {SQLITE_REMOVE} END",
    "tickets_search_update": f"AFTER UPDATE OF id, search_text, notes_text ON tickets BEGIN {SQLITE_REMOVE} {SQLITE_ADD} END",
}
POSTGRESQL_INDEX = "CREATE INDEX ix_tickets_notes_text ON tickets USING gin (notes_text gin_trgm_ops) WITH (fastupdate = off)"
CHANGES = """
SELECT audit_entries.id, at, ticket_id, details, created_by_id, users.id AS author_id
FROM audit_entries JOIN tickets ON tickets.id = ticket_id LEFT JOIN users ON users.id = actor_id
WHERE verb IN ('Status changed', 'Ticket corrected') AND audit_entries.id > :after ORDER BY audit_entries.id LIMIT :rows
"""
ENTRIES = sa.table(
    "entries",
    *(sa.column(name) for name in ("ticket_id", "kind", "author_id")),
    sa.column("is_internal", sa.Boolean),
    sa.column("is_staff", sa.Boolean),
    sa.column("created_at", MOMENT),
    sa.column("changes", sa.JSON),
)


def upgrade() -> None:
    for column in _ticket_columns():
        op.add_column("tickets", column)
    op.execute("UPDATE tickets SET waiting_for = 'staff' WHERE status <> 'Resolved'")
    for columns in TICKET_INDEXES:
        op.create_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets", columns)
    _create_entries()
    _create_readers()
    op.add_column("attachments", sa.Column("entry_id", sa.Integer()))
    op.create_index(op.f("ix_attachments_entry_id"), "attachments", ["entry_id"])
    for entries in _past_changes():
        op.bulk_insert(ENTRIES, entries)
    if _is_sqlite():
        _replace_triggers(SQLITE_TRIGGERS)
    else:
        op.execute(POSTGRESQL_INDEX)


def _ticket_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("notes_text", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("notes_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reply_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_reply_at", MOMENT),
        sa.Column("last_reply_by_id", sa.Integer()),
        sa.Column("waiting_for", sa.String(10)),
        sa.Column("duplicate_of_id", sa.Integer()),
    ]


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer()),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT),
        sa.Column("body", sa.Text()),
        sa.Column("earlier", sa.JSON()),
        sa.Column("changes", sa.JSON()),
        sa.Column("removed_at", MOMENT),
        sa.Column("removed_by", sa.String(150)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_entries_ticket_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_entries_author_id"), ondelete="RESTRICT"),
        sa.CheckConstraint("kind IN ('reply', 'note', 'change')", name=op.f("ck_entries_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_ticket_id_id"), "entries", ["ticket_id", "id"])
    op.create_index(op.f("ix_entries_author_id"), "entries", ["author_id"])


def _create_readers() -> None:
    for name, columns in {
        "unread": [sa.Column("entry_id", sa.Integer(), nullable=False), sa.Column("public_entry_id", sa.Integer())],
        "writers": [sa.Column("kind", sa.String(10), nullable=False), sa.Column("until", MOMENT, nullable=False)],
    }.items():
        key = ["user_id", "ticket_id"] if name == "unread" else ["ticket_id", "user_id"]
        op.create_table(
            name,
            sa.Column("user_id", sa.Integer(), nullable=False),
            sa.Column("ticket_id", sa.Integer(), nullable=False),
            *columns,
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id"), ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f(f"fk_{name}_ticket_id"), ondelete="CASCADE"),
        )
    op.create_index(op.f("ix_unread_ticket_id"), "unread", ["ticket_id"])


def _past_changes() -> Iterator[list[dict[str, Any]]]:
    """Yield, in batches, the entries that the audit record tells of."""
    statement = sa.text(CHANGES).columns(at=MOMENT)
    after = 0
    while rows := op.get_bind().execute(statement, {"after": after, "rows": ROWS_AT_ONCE}).all():
        yield [_entry(row) for row in rows]
        after = rows[-1].id


def _entry(row: Any) -> dict[str, Any]:
    changed = {field: values if isinstance(values, list) else [None, None] for field, values in json.loads(row.details).items()}
    return {
        "ticket_id": row.ticket_id,
        "kind": "change",
        "is_internal": False,
        "author_id": row.author_id,
        "is_staff": row.author_id != row.created_by_id,
        "created_at": row.at,
        "changes": [{"field": field, "from": before, "to": after} for field, (before, after) in changed.items()],
    }


def downgrade() -> None:
    _forget_said_words()
    if _is_sqlite():
        _replace_triggers(_first_triggers())
    else:
        op.execute("DROP INDEX ix_tickets_notes_text")
    # Files of replies and notes are left to the sweep.
    op.execute("DELETE FROM attachments WHERE entry_id IS NOT NULL")
    op.drop_index(op.f("ix_attachments_entry_id"), "attachments")
    op.drop_column("attachments", "entry_id")
    for table in ("writers", "unread", "entries"):
        op.drop_table(table)
    for columns in TICKET_INDEXES:
        op.drop_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets")
    for column in _ticket_columns():
        op.drop_column("tickets", column.name)


def _forget_said_words() -> None:
    """Let the search find tickets by title and description alone."""
    op.execute("UPDATE tickets SET notes_text = '' WHERE notes_text <> ''")
    replied = op.get_bind().execute(sa.text("SELECT id, title, description FROM tickets WHERE reply_count > 0")).all()
    for ticket in replied:
        text = searchable(ticket.title, ticket.description)
        op.get_bind().execute(sa.text("UPDATE tickets SET search_text = :text WHERE id = :id"), {"text": text, "id": ticket.id})


def _replace_triggers(triggers: dict[str, str]) -> None:
    for name, body in triggers.items():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
        op.execute(f"CREATE TRIGGER {name} {body}")


def _first_triggers() -> dict[str, str]:
    triggers: dict[str, str] = context.script.get_revision("0003").module.SQLITE_TRIGGERS
    return triggers


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
