"""no more counters: lists count to a thousand, by one index for each column; the verbs set when a ticket was resolved"""

from types import ModuleType

from alembic import context, op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD_INDEXES = (
    ("created_by_id", "created_at", "id"),
    ("status", "created_at", "id"),
    ("category", "created_at", "id"),
    ("category", "status", "created_at", "id"),
)
NEW_INDEXES = (("created_by_id", "id"), ("status", "id"), ("category", "id"), ("category", "status", "id"))


def upgrade() -> None:
    _replace_indexes(OLD_INDEXES, NEW_INDEXES)
    if _is_sqlite():
        for name in _sqlite_triggers():
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE tickets_search_changes")
    else:
        for function in ("tickets_resolved", *(f"tickets_count_{event}" for event in _revision("0002").POSTGRESQL_EVENTS)):
            op.execute(f"DROP FUNCTION {function} CASCADE")
    op.drop_table("ticket_days")
    op.drop_table("ticket_counts")


def downgrade() -> None:
    _replace_indexes(NEW_INDEXES, OLD_INDEXES)
    _revision("0002").create_counters()
    if _is_sqlite():
        op.execute(_revision("0005").SQLITE_TABLE)
        op.execute(_revision("0005").SQLITE_BEGIN)
        for name, body in _sqlite_triggers().items():
            op.execute(f"CREATE TRIGGER {name} {body}")
    else:
        _revision("0002").add_postgresql_ticket_triggers()


def _replace_indexes(old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    for columns in old:
        op.drop_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets")
    for columns in new:
        op.create_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets", list(columns))


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _sqlite_triggers() -> dict[str, str]:
    """Return the triggers on tickets that kept counters, moments and the search's changes."""
    triggers = _revision("0002").SQLITE_TRIGGERS | _revision("0005").SQLITE_TRIGGERS
    return {name: body for name, body in triggers.items() if name.startswith("tickets_")}


def _revision(number: str) -> ModuleType:
    """Return the migration that made what this one removes."""
    return context.script.get_revision(number).module
