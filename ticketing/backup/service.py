"""Making and restoring backups."""

import io
import itertools
import threading
import zipfile
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Row, select

from ticketing.backup import archive, tables
from ticketing.backup.archive import BackupError, Manifest
from ticketing.backup.check import check
from ticketing.backup.progress import say, shown
from ticketing.clock import utcnow
from ticketing.database import migrations
from ticketing.database.transaction import migrating, snapshot
from ticketing.errors import NotFound, Unavailable
from ticketing.extensions import db
from ticketing.storage import LOCAL
from ticketing.storage.local import LocalStorage
from ticketing.tickets.models import Attachment

FILES_AT_ONCE = 16
FILES = select(Attachment.key, Attachment.name, Attachment.size, Attachment.ticket_id).where(Attachment.store == LOCAL)


def make(path: Path, store: LocalStorage) -> Manifest:
    """Write a backup of the database and of the files in `store` to `path`, as of one moment; raises `BackupError`.

    A file that can't be read is left out, and `lost` says so.
    """
    manifest = Manifest(migrations.present_revision() or "", utcnow().isoformat(timespec="seconds"))
    with archive.creating(path) as target:
        with snapshot() as connection:
            tables.write(connection, target, manifest)
            files = connection.execute(FILES).all()
        for file in shown("Files", files, len(files)):
            _write_file(target, file, store, manifest)
        archive.write_manifest(target, manifest)
    return manifest


def _write_file(target: zipfile.ZipFile, file: Row[str, str, int, int], store: LocalStorage, manifest: Manifest) -> None:
    what = f"{file.name} of ticket {file.ticket_id}"
    try:
        with store.open(file.key) as content:
            manifest.files[file.key] = archive.write_file(target, file.key, content)
    except NotFound:
        if _is_named(file.key):
            manifest.lost[file.key] = f"{what} is missing"
        else:
            manifest.gone.append(file.key)
    except Unavailable:
        manifest.lost[file.key] = f"{what} can't be read"
    else:
        if (size := target.getinfo(archive.file_entry(file.key)).file_size) != file.size:
            manifest.lost[file.key] = f"{what} has {size} bytes instead of {file.size}"


def _is_named(key: str) -> bool:
    with db.engine.connect() as connection:
        return connection.scalar(select(Attachment.id).where(Attachment.key == key)) is not None


def restore(path: Path, store: LocalStorage) -> Manifest:
    """Restore the backup at `path` into an empty database and an empty `store`, and check what is there then.

    The archive is checked whole before anything is written. Raises `BackupError`, and then no row or file is left.
    """
    with archive.reading(path) as (source, manifest):
        with archive.refusing_damage(path):
            check(source, manifest)
        _require_empty(store)
        before = migrations.present_revision()
        try:
            migrations.start_at(manifest.revision)
            _load(source, manifest, store)
            _migrate()
        except BaseException:
            _undo(manifest, store, before)
            raise
    return manifest


def _load(source: zipfile.ZipFile, manifest: Manifest, store: LocalStorage) -> None:
    with migrating() as connection:
        tables.expected(connection, manifest)
        _restore_files(source, manifest, store)
        tables.load(connection, source, manifest)


def _migrate() -> None:
    try:
        migrations.migrate_to()
    except BaseException:
        # The rows are there, and have to go again.
        migrations.start_at(None)
        raise


def _undo(manifest: Manifest, store: LocalStorage, revision: str | None) -> None:
    for key in manifest.files:
        store.discard(key)
    # The reason why it is undone is what to tell, and may stand in the way of this too.
    with suppress(Exception, SystemExit):
        migrations.start_at(revision)


def _require_empty(store: LocalStorage) -> None:
    with db.engine.connect() as connection:
        for table in itertools.filterfalse(tables.is_seeded, tables.tables(connection)):
            if connection.execute(select(table).limit(1)).first():
                raise BackupError(f"The database is not empty: there are rows in {table.name}.")
    if next(store.keys(), None) is not None:
        raise BackupError("The folder of attachments is not empty.")


def _restore_files(source: zipfile.ZipFile, manifest: Manifest, store: LocalStorage) -> None:
    reading = threading.Lock()

    def restore_file(key: str) -> None:
        # Python 3.13 confuses the places of those who read an archive at the same time. No file is larger than a submission.
        with reading:
            sent = source.read(archive.file_entry(key))
        store.write(key, io.BytesIO(sent))
        with store.open(key) as content:
            archive.check_digest(content, manifest.files[key], f"The file {key}")

    total = len(manifest.files)
    # What waits for the disk at the same time waits together.
    with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
        deque(shown("Storing files", pool.map(restore_file, manifest.files), total), maxlen=0)
    store.sync_names(manifest.files)
    say(f"Stored {total:,} files.")
