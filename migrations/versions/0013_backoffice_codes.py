"""codes that open the back office from the pages, and the login that a session was opened through"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LOGIN = "fk_admin_sessions_login_id"


def upgrade() -> None:
    op.create_table(
        "admin_session_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("login_id", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_admin_session_codes")),
        sa.ForeignKeyConstraint(["login_id"], ["logins.id"], name=op.f("fk_admin_session_codes_login_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_admin_session_codes_login_id"), "admin_session_codes", ["login_id"])
    with op.batch_alter_table("admin_sessions") as sessions:
        sessions.add_column(sa.Column("login_id", sa.String(32)))
        sessions.create_foreign_key(op.f(LOGIN), "logins", ["login_id"], ["id"], ondelete="CASCADE")
        sessions.create_index(op.f("ix_admin_sessions_login_id"), ["login_id"])


def downgrade() -> None:
    with op.batch_alter_table("admin_sessions") as sessions:
        sessions.drop_index(op.f("ix_admin_sessions_login_id"))
        sessions.drop_constraint(op.f(LOGIN), type_="foreignkey")
        sessions.drop_column("login_id")
    op.drop_table("admin_session_codes")
