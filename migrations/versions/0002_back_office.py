"""what the back office needs: counters and dates kept by triggers, indexes for its lists, sessions, the audit record"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TICKET_INDEXES = (
    ("status", "created_at", "id"),
    ("category", "created_at", "id"),
    ("category", "status", "created_at", "id"),
    ("resolved_at", "id"),
)
AUDIT_INDEXES = ((), ("verb",), ("actor_name",), ("username",), ("ticket_id",))

FILL_COUNTS = """
INSERT INTO ticket_counts (created_by_id, category, status, tickets)
SELECT created_by_id, category, status, count(*) FROM tickets GROUP BY created_by_id, category, status
"""
FILL_DAYS = """
INSERT INTO ticket_days (day, shard, opened, resolved)
SELECT day, 0, sum(opened), sum(resolved) FROM (
    SELECT {created} AS day, 1 AS opened, 0 AS resolved FROM tickets
    UNION ALL SELECT {resolved}, 0, 1 FROM tickets WHERE resolved_at IS NOT NULL
) AS moments GROUP BY day
"""

SQLITE_REFUSAL = "SELECT RAISE(ABORT, 'the audit record is never changed');"
# SQLite has triggers for each row only. A ticket that becomes Resolved, by whatever statement, gets its moment here; that
# change then runs the trigger that counts it.
SQLITE_TRIGGERS = {
    "tickets_resolved_on_insert": """
AFTER INSERT ON tickets WHEN NEW.status = 'Resolved' AND NEW.resolved_at IS NULL BEGIN
    UPDATE tickets SET resolved_at = NEW.updated_at WHERE id = NEW.id;
END""",
    "tickets_resolved_on_update": """
AFTER UPDATE OF status ON tickets WHEN (NEW.status = 'Resolved') <> (NEW.resolved_at IS NOT NULL) BEGIN
    UPDATE tickets SET resolved_at = CASE WHEN NEW.status = 'Resolved' THEN NEW.updated_at END WHERE id = NEW.id;
END""",
    "tickets_count_insert": """
AFTER INSERT ON tickets BEGIN
    INSERT INTO ticket_counts VALUES (NEW.created_by_id, NEW.category, NEW.status, 1)
        ON CONFLICT (created_by_id, category, status) DO UPDATE SET tickets = tickets + 1;
    INSERT INTO ticket_days VALUES (substr(NEW.created_at, 1, 10), 0, 1, 0)
        ON CONFLICT (day, shard) DO UPDATE SET opened = opened + 1;
    INSERT INTO ticket_days SELECT substr(NEW.resolved_at, 1, 10), 0, 0, 1 WHERE NEW.resolved_at IS NOT NULL
        ON CONFLICT (day, shard) DO UPDATE SET resolved = resolved + 1;
END""",
    "tickets_count_delete": """
AFTER DELETE ON tickets BEGIN
    UPDATE ticket_counts SET tickets = tickets - 1
        WHERE created_by_id = OLD.created_by_id AND category = OLD.category AND status = OLD.status;
    UPDATE ticket_days SET opened = opened - 1 WHERE day = substr(OLD.created_at, 1, 10) AND shard = 0;
    UPDATE ticket_days SET resolved = resolved - 1 WHERE day = substr(OLD.resolved_at, 1, 10) AND shard = 0;
END""",
    "tickets_count_move": """
AFTER UPDATE OF created_by_id, category, status ON tickets
WHEN (OLD.created_by_id, OLD.category, OLD.status) <> (NEW.created_by_id, NEW.category, NEW.status) BEGIN
    UPDATE ticket_counts SET tickets = tickets - 1
        WHERE created_by_id = OLD.created_by_id AND category = OLD.category AND status = OLD.status;
    INSERT INTO ticket_counts VALUES (NEW.created_by_id, NEW.category, NEW.status, 1)
        ON CONFLICT (created_by_id, category, status) DO UPDATE SET tickets = tickets + 1;
END""",
    "tickets_count_days": """
AFTER UPDATE OF created_at, resolved_at ON tickets
WHEN NEW.created_at <> OLD.created_at OR NEW.resolved_at IS NOT OLD.resolved_at BEGIN
    UPDATE ticket_days SET opened = opened - 1 WHERE day = substr(OLD.created_at, 1, 10) AND shard = 0;
    UPDATE ticket_days SET resolved = resolved - 1 WHERE day = substr(OLD.resolved_at, 1, 10) AND shard = 0;
    INSERT INTO ticket_days VALUES (substr(NEW.created_at, 1, 10), 0, 1, 0)
        ON CONFLICT (day, shard) DO UPDATE SET opened = opened + 1;
    INSERT INTO ticket_days SELECT substr(NEW.resolved_at, 1, 10), 0, 0, 1 WHERE NEW.resolved_at IS NOT NULL
        ON CONFLICT (day, shard) DO UPDATE SET resolved = resolved + 1;
END""",
    "audit_entries_no_update": f"BEFORE UPDATE ON audit_entries BEGIN {SQLITE_REFUSAL} END",
    "audit_entries_no_delete": f"BEFORE DELETE ON audit_entries BEGIN {SQLITE_REFUSAL} END",
}

# PostgreSQL counts once a statement, so that loading a million rows changes each counter once. The counters that a statement
# changes are locked in one order, so that two statements never wait for each other in a circle; a day's counter, which
# everybody changes, has several rows, so that they don't queue.
POSTGRESQL_RESOLVED = """
CREATE FUNCTION tickets_resolved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'Resolved' THEN NEW.resolved_at := NULL;
    ELSIF NEW.resolved_at IS NULL THEN NEW.resolved_at := NEW.updated_at;
    END IF;
    RETURN NEW;
END $$
"""
POSTGRESQL_COUNT = """
CREATE FUNCTION tickets_count_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_counts AS counter (created_by_id, category, status, tickets)
    SELECT created_by_id, category, status, sum(change) FROM ({changes}) AS changes
    GROUP BY created_by_id, category, status HAVING sum(change) <> 0 ORDER BY created_by_id, category, status
    ON CONFLICT (created_by_id, category, status) DO UPDATE SET tickets = counter.tickets + excluded.tickets;

    INSERT INTO ticket_days AS counter (day, shard, opened, resolved)
    SELECT day, pg_backend_pid() % 8, sum(opened), sum(resolved) FROM (
        SELECT {created} AS day, change AS opened, 0 AS resolved FROM ({changes}) AS changes
        UNION ALL SELECT {resolved}, 0, change FROM ({changes}) AS changes WHERE resolved_at IS NOT NULL
    ) AS moments GROUP BY day HAVING sum(opened) <> 0 OR sum(resolved) <> 0 ORDER BY day
    ON CONFLICT (day, shard) DO UPDATE
        SET opened = counter.opened + excluded.opened, resolved = counter.resolved + excluded.resolved;
    RETURN NULL;
END $$
"""
POSTGRESQL_DAY = "(%s AT TIME ZONE 'UTC')::date"
ADDED = "SELECT *, 1 AS change FROM added"
REMOVED = "SELECT *, -1 AS change FROM removed"
POSTGRESQL_EVENTS = {
    "insert": ("REFERENCING NEW TABLE AS added", ADDED),
    "delete": ("REFERENCING OLD TABLE AS removed", REMOVED),
    "update": ("REFERENCING NEW TABLE AS added OLD TABLE AS removed", f"{ADDED} UNION ALL {REMOVED}"),
}
POSTGRESQL_APPEND_ONLY = """
CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit record is never changed'; END $$
"""


def upgrade() -> None:
    op.add_column("tickets", sa.Column("resolved_at", MOMENT))
    op.execute("UPDATE tickets SET resolved_at = updated_at WHERE status = 'Resolved'")
    for columns in TICKET_INDEXES:
        op.create_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets", list(columns))
    create_counters()
    _create_sessions()
    _create_audit()
    if op.get_context().dialect.name == "sqlite":
        _add_sqlite_triggers()
    else:
        _add_postgresql_triggers()


def create_counters() -> None:
    op.create_table(
        "ticket_counts",
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("created_by_id", "category", "status", name=op.f("pk_ticket_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "shard", name=op.f("pk_ticket_days")),
        sqlite_with_rowid=False,
    )
    op.execute(FILL_COUNTS)
    op.execute(FILL_DAYS.format(created=_day("created_at"), resolved=_day("resolved_at")))


def _day(column: str) -> str:
    return f"substr({column}, 1, 10)" if op.get_context().dialect.name == "sqlite" else POSTGRESQL_DAY % column


def _create_sessions() -> None:
    op.create_table(
        "admin_sessions",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_admin_sessions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_admin_sessions_user_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_admin_sessions_user_id"), "admin_sessions", ["user_id"])


def _create_audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("via", sa.String(20), nullable=False),
        sa.Column("address", sa.String(64)),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(150)),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("username", sa.String(150)),
        sa.Column("ticket_id", sa.Integer()),
        sa.Column("details", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sqlite_autoincrement=True,
    )
    for columns in AUDIT_INDEXES:
        names = [*columns, "at", "id"]
        op.create_index(op.f(f"ix_audit_entries_{'_'.join(names)}"), "audit_entries", names)


def _add_sqlite_triggers() -> None:
    for name, body in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def _add_postgresql_triggers() -> None:
    add_postgresql_ticket_triggers()
    op.execute(POSTGRESQL_APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()"
    )


def add_postgresql_ticket_triggers() -> None:
    op.execute(POSTGRESQL_RESOLVED)
    op.execute(
        "CREATE TRIGGER tickets_resolved BEFORE INSERT OR UPDATE OF status ON tickets "
        "FOR EACH ROW EXECUTE FUNCTION tickets_resolved()"
    )
    days = {"created": POSTGRESQL_DAY % "created_at", "resolved": POSTGRESQL_DAY % "resolved_at"}
    for event, (tables, changes) in POSTGRESQL_EVENTS.items():
        op.execute(POSTGRESQL_COUNT.format(event=event, changes=changes, **days))
        op.execute(
            f"CREATE TRIGGER tickets_count_{event} AFTER {event.upper()} ON tickets {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION tickets_count_{event}()"
        )


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for function in ("tickets_resolved", *(f"tickets_count_{event}" for event in POSTGRESQL_EVENTS)):
            op.execute(f"DROP FUNCTION {function} CASCADE")
        op.execute("DROP FUNCTION audit_entries_append_only CASCADE")
    for table in ("audit_entries", "admin_sessions", "ticket_days", "ticket_counts"):
        op.drop_table(table)
    for columns in TICKET_INDEXES:
        op.drop_index(op.f(f"ix_tickets_{'_'.join(columns)}"), "tickets")
    op.drop_column("tickets", "resolved_at")
