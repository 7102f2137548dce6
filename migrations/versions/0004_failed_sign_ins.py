"""failed sign-ins, counted where every process sees them"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.String(64), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_at"), "failed_sign_ins", ["at"])
    op.create_index(op.f("ix_failed_sign_ins_account_hash_at"), "failed_sign_ins", ["account_hash", "at"])
    op.create_index(op.f("ix_failed_sign_ins_address_hash_at"), "failed_sign_ins", ["address_hash", "at"])


def downgrade() -> None:
    op.drop_table("failed_sign_ins")
