"""lists of what was first answered in a period: the index that reports count by has the order of such a list, too"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = "ix_tickets_answered"
COUNTED = ["category_id", "priority", "assignee_id", "created_at"]


def upgrade() -> None:
    op.drop_index(op.f(NAME), "tickets")
    op.create_index(op.f(NAME), "tickets", ["first_reply_at", "id", *COUNTED])


def downgrade() -> None:
    op.drop_index(op.f(NAME), "tickets")
    op.create_index(op.f(NAME), "tickets", ["first_reply_at", *COUNTED])
