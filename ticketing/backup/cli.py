"""`flask backup FILE` and `flask restore FILE`."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from ticketing.backup import service
from ticketing.backup.archive import STANDARD_STREAM, BackupError, Manifest
from ticketing.backup.progress import say
from ticketing.commands import Command
from ticketing.storage import LOCAL, get_store
from ticketing.storage.local import LocalStorage

# For a script that calls the command: done, but not everything was there.
FILES_ARE_LOST = 3
file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True))


@click.command("backup", cls=Command)
@file_argument
@click.pass_context
@with_appcontext
def backup(context: click.Context, file: Path) -> None:
    """Write every row and every local file to FILE, or to standard output for -, while the service runs.

    Files that can't be read are named and left out; the exit code is then 3.
    """
    manifest = _run(service.make, file)
    click.echo(f"Backed up: {_contents(manifest)}", err=file == STANDARD_STREAM)
    _name_lost(manifest)
    if manifest.lost:
        context.exit(FILES_ARE_LOST)


@click.command("restore", cls=Command)
@file_argument
@with_appcontext
def restore(file: Path) -> None:
    """Restore FILE, or standard input for -, into an empty database, and check every row and every file."""
    manifest = _run(service.restore, file)
    click.echo(f"Restored and checked: {_contents(manifest)}")
    _name_lost(manifest)


def _run(step: Callable[[Path, LocalStorage], Manifest], file: Path) -> Manifest:
    store = get_store(LOCAL)
    if not isinstance(store, LocalStorage):
        raise TypeError("the local store keeps files on disk")
    try:
        return step(file, store)
    except BackupError as error:
        raise click.ClickException(str(error)) from None


def _contents(manifest: Manifest) -> str:
    counts = ", ".join(f"{count} {table}" for table, count in manifest.rows.items())
    return f"{counts}; {len(manifest.files)} files on disk, every one with its SHA-256."


def _name_lost(manifest: Manifest) -> None:
    for key, why in manifest.lost.items():
        say(f"Lost when the backup was made: {why} ({key}).")
