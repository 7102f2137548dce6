"""Making and restoring backups."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from ticketing.backup import archive, tables
from ticketing.backup.archive import BackupError, Manifest
from ticketing.clock import utcnow
from ticketing.database import migrations
from ticketing.database.transaction import snapshot, transaction
from ticketing.errors import NotFound
from ticketing.extensions import db
from ticketing.storage import LOCAL
from ticketing.storage.local import LocalStorage
from ticketing.tickets.models import Attachment


def make(path: Path, store: LocalStorage) -> Manifest:
    """Write a backup of the database and of the files in `store` to `path`, as of one moment; raises `BackupError`."""
    manifest = Manifest(migrations.present_revision() or "", utcnow().isoformat(timespec="seconds"))
    with archive.creating(path) as target:
        with snapshot() as connection:
            tables.write(connection, target, manifest)
            keys = connection.scalars(select(Attachment.key).where(Attachment.store == LOCAL)).all()
        for key in keys:
            _write_file(target, key, store, manifest)
        archive.write_manifest(target, manifest)
    return manifest


def _write_file(target: zipfile.ZipFile, key: str, store: LocalStorage, manifest: Manifest) -> None:
    try:
        with store.open(key) as content:
            manifest.files[key] = archive.write_file(target, key, content)
    except NotFound:
        if _is_named(key):
            raise BackupError(f"The file {key} is missing, though a ticket names it.") from None
        manifest.gone.append(key)


def _is_named(key: str) -> bool:
    with db.engine.connect() as connection:
        return connection.scalar(select(Attachment.id).where(Attachment.key == key)) is not None


def restore(path: Path, store: LocalStorage) -> Manifest:
    """Restore the backup at `path` into an empty database and an empty `store`, and check what is there then.

    The archive is checked whole before anything is written. Raises `BackupError`, and then no row or file is left.
    """
    with archive.reading(path) as (source, manifest):
        _require_empty(store)
        migrations.start_at(manifest.revision)
        try:
            _restore_files(source, manifest.files, store)
            with transaction():
                tables.load(db.session.connection(), source, manifest)
                _check_files(manifest, store)
        except BaseException:
            for key in manifest.files:
                store.discard(key)
            raise
    migrations.migrate_to()
    return manifest


def _require_empty(store: LocalStorage) -> None:
    with db.engine.connect() as connection:
        for table in tables.tables(connection):
            if connection.execute(select(table).limit(1)).first():
                raise BackupError(f"The database is not empty: there are rows in {table.name}.")
    if next(store.keys(), None) is not None:
        raise BackupError("The folder of attachments is not empty.")


def _restore_files(source: zipfile.ZipFile, keys: Iterable[str], store: LocalStorage) -> None:
    for key in keys:
        with source.open(archive.file_entry(key)) as content:
            store.save(key, content, "")


def _check_files(manifest: Manifest, store: LocalStorage) -> None:
    for key, digest in manifest.files.items():
        with store.open(key) as content:
            archive.check_digest(content, digest, f"The file {key}")
