"""the queue: categories as data, priority and assignee of a ticket, when it was first answered, and saved lists"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context, op
from alembic.operations import BatchOperations
from sqlalchemy.schema import conv

from ticketing.database.indexes import indexes_made_afterwards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FIRST_CATEGORIES = {
    "Technical": "A device, a program, access or the network is not working.",
    "Financial": "Invoices, expenses, payments, budgets and orders.",
    "Product": "A defect, a question or a suggestion about our products.",
}
NORMAL = "2"
CATEGORIES = sa.table("categories", *(sa.column(name) for name in ("id", "name", "description", "position", "is_archived")))
VIEWS = sa.table("views", *(sa.column(name) for name in ("name", "query", "is_shared")))
FIRST_VIEWS = {
    "Mine": "assignee=me&status=New&status=Under+Review",
    "Unassigned": "assignee=none&status=New&status=Under+Review",
    "Needs an answer": "waitingFor=staff",
    "Urgent": "priority=Urgent&status=New&status=Under+Review",
}
OLD_INDEXES = (["category", "id"], ["category", "status", "id"])
NEW_INDEXES = (
    ["category_id", "id"],
    ["category_id", "status", "id"],
    ["priority", "id"],
    ["status", "priority", "id"],
    ["assignee_id", "id"],
    ["assignee_id", "status", "id"],
)
NEW_COLUMNS = ("category_id", "priority", "assignee_id", "first_reply_at")
PRIORITY = sa.CheckConstraint("priority BETWEEN 0 AND 3", name=conv("ck_tickets_priority"))
CATEGORY = sa.CheckConstraint("category IN ('Technical', 'Financial', 'Product')", name=conv("ck_tickets_category"))
FIRST_REPLIES = """
UPDATE tickets SET first_reply_at =
    (SELECT min(created_at) FROM entries WHERE ticket_id = tickets.id AND kind = 'reply' AND is_staff)
WHERE reply_count > 0
"""


def upgrade() -> None:
    _create_categories()
    _create_views()
    for column in (
        sa.Column("category_id", sa.Integer()),
        sa.Column("priority", sa.SmallInteger(), nullable=False, server_default=NORMAL),
        sa.Column("assignee_id", sa.Integer()),
        sa.Column("first_reply_at", MOMENT),
    ):
        op.add_column("tickets", column)
    with indexes_made_afterwards(op.get_bind(), [sa.table("tickets")]):
        op.execute("UPDATE tickets SET category_id = (SELECT id FROM categories WHERE name = category)")
        op.execute(FIRST_REPLIES)
    _drop_indexes(OLD_INDEXES)
    with _changed_tickets() as tickets:
        _replace_check(tickets, CATEGORY, PRIORITY)
        tickets.drop_column("category")
        tickets.alter_column("category_id", existing_type=sa.Integer(), nullable=False)
        tickets.alter_column("priority", existing_type=sa.SmallInteger(), server_default=None)
        tickets.create_foreign_key(op.f("fk_tickets_category_id"), "categories", ["category_id"], ["id"], ondelete="RESTRICT")
        tickets.create_foreign_key(op.f("fk_tickets_assignee_id"), "users", ["assignee_id"], ["id"], ondelete="RESTRICT")
    _create_indexes(NEW_INDEXES)


def downgrade() -> None:
    """Go back; what is in a category of one's own is Technical again."""
    op.add_column("tickets", sa.Column("category", sa.String(20)))
    names = ", ".join(f"'{name}'" for name in FIRST_CATEGORIES)
    op.execute(
        "UPDATE tickets SET category = "
        f"coalesce((SELECT name FROM categories WHERE id = category_id AND name IN ({names})), 'Technical')"
    )
    _drop_indexes(NEW_INDEXES)
    with _changed_tickets() as tickets:
        _replace_check(tickets, PRIORITY, CATEGORY)
        for name in ("category_id", "assignee_id"):
            tickets.drop_constraint(op.f(f"fk_tickets_{name}"), type_="foreignkey")
        for name in NEW_COLUMNS:
            tickets.drop_column(name)
        tickets.alter_column("category", existing_type=sa.String(20), nullable=False)
    _create_indexes(OLD_INDEXES)
    op.drop_table("views")
    op.drop_table("categories")


def _create_categories() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.Integer()),
        sa.Column("priority", sa.SmallInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("name", name=op.f("uq_categories_name")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_categories_assignee_id"), ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_categories_assignee_id"), "categories", ["assignee_id"])
    first = [
        {"name": name, "description": description, "position": position, "is_archived": False}
        for position, (name, description) in enumerate(FIRST_CATEGORIES.items())
    ]
    op.bulk_insert(CATEGORIES, first)


def _create_views() -> None:
    op.create_table(
        "views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(2000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_views_owner_id"), ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_views_owner_id"), "views", ["owner_id"])
    op.bulk_insert(VIEWS, [{"name": name, "query": query, "is_shared": True} for name, query in FIRST_VIEWS.items()])


@contextmanager
def _changed_tickets() -> Iterator[BatchOperations]:
    """Change columns of the table, which SQLite makes anew for it: without its triggers, and numbered from what it has."""
    numbered = "SELECT seq FROM sqlite_sequence WHERE name = 'tickets'"
    last = op.get_bind().scalar(sa.text(numbered)) if _is_sqlite() else None
    with op.batch_alter_table("tickets", table_kwargs={"sqlite_autoincrement": True}) as tickets:
        yield tickets
    if last is not None:
        op.execute(sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'tickets'").bindparams(last=last))
    if _is_sqlite():
        for name, body in context.script.get_revision("0011").module.SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")


def _replace_check(tickets: BatchOperations, old: sa.CheckConstraint, new: sa.CheckConstraint) -> None:
    tickets.drop_constraint(old.name, type_="check")
    tickets.create_check_constraint(new.name, new.sqltext)


def _drop_indexes(indexes: Sequence[list[str]]) -> None:
    for columns in indexes:
        op.drop_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets")


def _create_indexes(indexes: Sequence[list[str]]) -> None:
    for columns in indexes:
        op.create_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets", columns)


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
