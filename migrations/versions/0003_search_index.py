"""the search's index: trigrams of title and description, on either database by its own means"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Of each trigram only the tickets that have it are kept, not where (`detail=none`), and no text (`content=''`): a fifth of
# the size. Text is folded by us (`case_sensitive`).
SQLITE_INDEX = """
CREATE VIRTUAL TABLE tickets_search USING fts5(
    search_text, content='', tokenize='trigram case_sensitive 1', detail='none', columnsize=0
)
"""
# What trigrams there are, and in which tickets: one or two letters are found as the beginnings of trigrams.
SQLITE_TERMS = "CREATE VIRTUAL TABLE tickets_search_terms USING fts5vocab(tickets_search, instance)"
# Even the last letter of a text has to begin a trigram.
SQLITE_TEXT = "{row}.search_text || char(10, 10)"
SQLITE_ADD = f"INSERT INTO tickets_search (rowid, search_text) VALUES (NEW.id, {SQLITE_TEXT.format(row='NEW')});"
SQLITE_REMOVE = (
    "INSERT INTO tickets_search (tickets_search, rowid, search_text) "
    f"VALUES ('delete', OLD.id, {SQLITE_TEXT.format(row='OLD')});"
)
SQLITE_TRIGGERS = {
    "tickets_search_insert": f"AFTER INSERT ON tickets BEGIN {SQLITE_ADD} END",
    "tickets_search_delete": f"AFTER DELETE ON tickets BEGIN {SQLITE_REMOVE} END",
    "tickets_search_update": f"AFTER UPDATE OF id, search_text ON tickets BEGIN {SQLITE_REMOVE} {SQLITE_ADD} END",
}
SQLITE_FILL = (
    f"INSERT INTO tickets_search (rowid, search_text) SELECT id, {SQLITE_TEXT.format(row='tickets')} FROM tickets "
    "WHERE id > :after AND id <= :upto"
)
# Without a list of entries still to be sorted in, a search never has to read that list.
POSTGRESQL_INDEX = "CREATE INDEX ix_tickets_search_text ON tickets USING gin (search_text gin_trgm_ops) WITH (fastupdate = off)"
POSTGRESQL_PROGRESS = "SELECT blocks_done, blocks_total FROM pg_stat_progress_create_index WHERE datname = current_database()"
TICKETS_AT_ONCE = 20_000
SECONDS_BETWEEN_LINES = 2


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE_INDEX)
        op.execute(SQLITE_TERMS)
        _fill_sqlite()
        for name, body in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
    else:
        _add_trigrams()
        with _progress_shown():
            op.execute("SET LOCAL maintenance_work_mem = '256MB'")
            op.execute(POSTGRESQL_INDEX)


def _fill_sqlite() -> None:
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT max(id) FROM tickets")) or 0
    for after in range(0, last, TICKETS_AT_ONCE):
        connection.execute(sa.text(SQLITE_FILL), {"after": after, "upto": after + TICKETS_AT_ONCE})
        if last > TICKETS_AT_ONCE:
            _say(min(after + TICKETS_AT_ONCE, last) / last)


def _add_trigrams() -> None:
    try:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise SystemExit(
            "ticketing: the search needs PostgreSQL's extension pg_trgm, which this database user may not add "
            f"({reason}). Let an administrator run CREATE EXTENSION pg_trgm in this database, then migrate again."
        ) from None


@contextmanager
def _progress_shown() -> Iterator[None]:
    """Tell meanwhile how far PostgreSQL is; it says so to other connections only."""
    is_done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(op.get_bind().engine, is_done))
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()


def _watch(engine: sa.Engine, is_done: threading.Event) -> None:
    while not is_done.wait(SECONDS_BETWEEN_LINES):
        with engine.connect() as connection:
            row = connection.execute(sa.text(POSTGRESQL_PROGRESS)).first()
        if row and row.blocks_total:
            _say(row.blocks_done / row.blocks_total)


def _say(share: float) -> None:
    print(f"Indexing the tickets for the search: {share:.0%}", file=sys.stderr, flush=True)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE tickets_search_terms")
        op.execute("DROP TABLE tickets_search")
    else:
        # The extension stays: something else may use it by now.
        op.execute("DROP INDEX ix_tickets_search_text")
