"""when a login began, names compared by their look, and audit entries that can't be replaced"""

import sys
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from ticketing.auth.names import LONGEST_KEY, username_key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
USERS = sa.table("users", sa.column("id"), sa.column("username"), sa.column("username_key"))
# INSERT OR REPLACE deletes the row that was there without asking the trigger that refuses to.
SQLITE_TRIGGER = """
CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit record is never changed'); END
"""


def upgrade() -> None:
    op.add_column("logins", sa.Column("started_at", MOMENT))
    # Logins from before count from now.
    op.execute("UPDATE logins SET started_at = CURRENT_TIMESTAMP")
    with op.batch_alter_table("logins") as logins:
        logins.alter_column("started_at", existing_type=MOMENT, nullable=False)
    _compare_names_by_look()
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE_TRIGGER)


def _compare_names_by_look() -> None:
    alike = defaultdict(list)
    for user in op.get_bind().execute(sa.select(USERS).order_by(USERS.c.id)).all():
        if len(key := username_key(user.username)) <= LONGEST_KEY:
            alike[key].append(user)
    for key, users in alike.items():
        # Nobody loses a key: the oldest takes it unless one of the others has it.
        keeper = next((user for user in users if user.username_key == key), users[0])
        if keeper.username_key != key:
            op.execute(USERS.update().where(USERS.c.id == keeper.id).values(username_key=key))
        for user in users:
            if user is not keeper:
                _say(f"User {user.id}, {user.username}, looks like user {keeper.id}, {keeper.username}: rename one of them.")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_replace")
    for user in op.get_bind().execute(sa.select(USERS)).all():
        if user.username_key != user.username.casefold():
            op.execute(USERS.update().where(USERS.c.id == user.id).values(username_key=user.username.casefold()))
    with op.batch_alter_table("logins") as logins:
        logins.drop_column("started_at")
