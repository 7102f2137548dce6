"""what undoing a ticket's last change brings back"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("before_change", sa.Text()))


def downgrade() -> None:
    op.drop_column("tickets", "before_change")
