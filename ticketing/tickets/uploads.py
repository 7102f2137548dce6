"""Files on their way in: taken from the request, stored before their ticket's rows, discarded when those fail."""

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage, MultiDict

from ticketing import storage
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Invalid, UnsupportedMedia
from ticketing.extensions import db
from ticketing.filetypes import FileType, display_name, recognise, why_refused
from ticketing.tickets.models import Attachment, Upload
from ticketing.web.parsing import check_file_name

FIELD = "attachment"
MOST_FILES = 5
# For all files of a request together, so that the answer is there within thirty.
SECONDS_TO_STORE = 25
# Far beyond what any store takes to save five files: an upload that is older was given up.
GIVEN_UP_AFTER = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """A file of a request, recognised from its bytes."""

    content: IO[bytes]
    type: FileType
    name: str
    size: int
    digest: str


def take(sent: "MultiDict[str, FileStorage]") -> list[File]:
    """Return the files of a request; raises `Invalid` or `UnsupportedMedia`, naming the field."""
    for field in sent:
        if field != FIELD:
            raise Invalid.field(field, f"Files are taken in the field {FIELD} only.")
    # A browser sends an empty part for a file input that nothing was chosen in.
    chosen = [file for file in sent.getlist(FIELD) if file.filename or file.stream.read(1)]
    if len(chosen) > MOST_FILES:
        raise Invalid.field(FIELD, f"At most {MOST_FILES} files can be attached.")
    return [_take(file) for file in chosen]


def _take(file: FileStorage) -> File:
    content, raw_name = file.stream, file.filename or ""
    check_file_name(FIELD, file)
    content.seek(0)
    file_type = recognise(content)
    if file_type is None:
        message = f"{display_name(raw_name, None)}: {why_refused(content)}"
        raise UnsupportedMedia(message, errors={FIELD: [message]})
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.tell()
    content.seek(0)
    return File(content, file_type, display_name(raw_name, file_type), size, digest)


@contextmanager
def stored(files: Sequence[File]) -> Iterator[list[Attachment]]:
    """Store the bytes, then yield rows for them to be added in the block; if that raises, the bytes are removed again.

    Each key is written down before its bytes are, so that after a kill at any point the sweep can tell what nobody will
    come back for. Raises what the store raises. Not for within a transaction.
    """
    if not files:
        yield []
        return
    store = storage.store_name()
    attachments = [_row(position, file, store) for position, file in enumerate(files)]
    with transaction():
        db.session.add_all(Upload(key=row.key, store=store, started_at=utcnow()) for row in attachments)
    try:
        _save(files, attachments)
        yield attachments
    except BaseException:
        _discard([row.key for row in attachments], store)
        raise


def _row(position: int, file: File, store: str) -> Attachment:
    return Attachment(
        position=position,
        store=store,
        key=storage.new_key(file.type.extension),
        name=file.name,
        size=file.size,
        content_type=file.type.content_type,
    )


def _save(files: Sequence[File], attachments: Sequence[Attachment]) -> None:
    deadline = time.monotonic() + SECONDS_TO_STORE
    for file, row in zip(files, attachments, strict=True):
        storage.get_store(row.store).save(row.key, file.content, row.content_type, deadline=deadline)


def arrived(attachments: Sequence[Attachment]) -> None:
    """Note, in the transaction that adds the rows, that these files have found their ticket."""
    if not attachments:
        return
    db.session.execute(delete(Upload).where(Upload.key.in_([row.key for row in attachments])))


def _discard(keys: Sequence[str], store: str) -> None:
    # What fails here is left to the sweep: the caller's own error is the one to answer.
    try:
        with transaction():
            db.session.execute(delete(Upload).where(Upload.key.in_(keys)))
            # A commit whose answer was lost may have happened.
            named = set(db.session.scalars(select(Attachment.key).where(Attachment.key.in_(keys))))
        for key in set(keys) - named:
            storage.get_store(store).discard(key)
    except Exception:
        log.exception("files of a failed request were not removed; `flask storage sweep` will")


def remove(keys: Sequence[str], store: str) -> None:
    """Remove the bytes of files whose rows are gone for good."""
    place = storage.get_store(store)
    for key in keys:
        place.delete(key)
