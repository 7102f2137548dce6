"""when a login began, which it ends by however often it is renewed"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("logins", sa.Column("started_at", MOMENT))
    # Logins from before count from now.
    op.execute(sa.text("UPDATE logins SET started_at = CURRENT_TIMESTAMP"))
    with op.batch_alter_table("logins") as logins:
        logins.alter_column("started_at", existing_type=MOMENT, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("logins") as logins:
        logins.drop_column("started_at")
