"""Finding and removing stored files that no row names."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import delete, select

from ticketing import storage
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import uploads
from ticketing.tickets.models import Attachment, Upload

# Well below the number of parameters either database takes in a statement.
BATCH = 500


def sweep() -> int:
    """Remove every file, in every store, that neither an attachment nor an upload under way names; return how many."""
    removed = 0
    for name, store in storage.stores().items():
        for keys in batches(store.keys()):
            unnamed = strays(keys)
            uploads.remove(unnamed, name)
            removed += len(unnamed)
        removed += store.remove_leftovers()
    _forget_given_up()
    return removed


def batches(keys: Iterator[str]) -> Iterator[Sequence[str]]:
    """Yield the keys, some at a time."""
    while batch := list(islice(keys, BATCH)):
        yield batch


def strays(keys: Sequence[str]) -> list[str]:
    """Return those of the keys that neither an attachment nor an upload under way names."""
    # Asked after the keys were listed: an upload writes its row down before its bytes, and gives it up only in the
    # transaction that adds the attachment, so one of the two names every file that is wanted.
    attached = select(Attachment.key).where(Attachment.key.in_(keys))
    under_way = select(Upload.key).where(Upload.key.in_(keys), Upload.started_at > utcnow() - uploads.GIVEN_UP_AFTER)
    wanted = set(db.session.scalars(attached.union(under_way)))
    db.session.commit()
    return [key for key in keys if key not in wanted]


def _forget_given_up() -> None:
    with transaction():
        db.session.execute(delete(Upload).where(Upload.started_at <= utcnow() - uploads.GIVEN_UP_AFTER))
