"""`flask backup FILE` and `flask restore FILE`."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from ticketing.backup import service
from ticketing.backup.archive import BackupError, Manifest
from ticketing.commands import Command
from ticketing.storage import LOCAL, get_store
from ticketing.storage.local import LocalStorage

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.command("backup", cls=Command)
@file_argument
@with_appcontext
def backup(file: Path) -> None:
    """Write every row and every local file to FILE, while the service runs."""
    _report("Backed up", _run(service.make, file))


@click.command("restore", cls=Command)
@file_argument
@with_appcontext
def restore(file: Path) -> None:
    """Restore FILE into an empty database, and check every row count and every file."""
    _report("Restored and checked", _run(service.restore, file))


def _run(step: Callable[[Path, LocalStorage], Manifest], file: Path) -> Manifest:
    store = get_store(LOCAL)
    if not isinstance(store, LocalStorage):
        raise TypeError("the local store keeps files on disk")
    try:
        return step(file, store)
    except BackupError as error:
        raise click.ClickException(str(error)) from None


def _report(done: str, manifest: Manifest) -> None:
    counts = ", ".join(f"{count} {table}" for table, count in manifest.rows.items())
    click.echo(f"{done}: {counts}; {len(manifest.files)} files on disk, every one with its SHA-256.")
