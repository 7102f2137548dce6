"""Comparing stored files with the rows that name them: nothing is changed."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

from sqlalchemy import func, select

from ticketing import storage
from ticketing.extensions import db
from ticketing.storage import Storage
from ticketing.tickets.models import Attachment
from ticketing.tickets.sweep import BATCH, batches, strays

ROWS = (
    select(Attachment.id, Attachment.key, Attachment.name, Attachment.store, Attachment.ticket_id)
    .order_by(Attachment.id)
    .limit(BATCH)
)


def differences() -> Iterator[str]:
    """Yield a line for each file, in every store, that no row names, and for each attachment whose file is not there."""
    # A file is stored before its row is added: of rows that are here by now, all files are listed.
    last = db.session.scalar(select(func.max(Attachment.id))) or 0
    db.session.commit()
    # A database in a file of its own, which goes with the connection: there may be more keys than fit into memory.
    with closing(sqlite3.connect("")) as listed:
        listed.execute("CREATE TABLE keys (store TEXT, key TEXT, PRIMARY KEY (store, key)) WITHOUT ROWID")
        stores = storage.stores()
        for name, store in stores.items():
            yield from _files_without_rows(name, store, listed)
        yield from _rows_without_files(last, stores, listed)


def _files_without_rows(name: str, store: Storage, listed: sqlite3.Connection) -> Iterator[str]:
    for keys in batches(store.keys()):
        listed.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", [(name, key) for key in keys])
        yield from (f"No ticket names the file {key} ({name})." for key in strays(keys))
    yield from (f"An interrupted save left the file {path} ({name})." for path in store.leftovers())


def _rows_without_files(last: int, stores: Mapping[str, Storage], listed: sqlite3.Connection) -> Iterator[str]:
    after = 0
    while rows := db.session.execute(ROWS.where(Attachment.id > after, Attachment.id <= last)).all():
        db.session.commit()
        for row in rows:
            if not listed.execute("SELECT 1 FROM keys WHERE store = ? AND key = ?", (row.store, row.key)).fetchone():
                reason = "is missing" if row.store in stores else "is in a store that is not configured"
                yield f"The file {row.key} ({row.store}), {row.name} of ticket {row.ticket_id}, {reason}."
        after = rows[-1].id
