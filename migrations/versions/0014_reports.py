"""the reports: when tickets were opened, first answered and resolved, each with all that is counted of them"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_tickets_opened": ["created_at", "category_id", "priority", "assignee_id"],
    "ix_tickets_answered": ["first_reply_at", "category_id", "priority", "assignee_id", "created_at"],
    "ix_tickets_resolved": ["resolved_at", "category_id", "priority", "assignee_id", "created_at"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(op.f(name), "tickets", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(op.f(name), "tickets")
