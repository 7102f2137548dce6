"""`flask storage …`: looking after the stores of attachments."""

import click
from flask.cli import AppGroup

from ticketing.errors import Problem
from ticketing.tickets import sweep

storage_commands = AppGroup("storage", help="Look after the stores of attachments.")


@storage_commands.command("sweep")
def sweep_stores() -> None:
    """Remove files that no row names, such as a kill in the middle of an upload leaves."""
    try:
        removed = sweep.sweep()
    except Problem as error:
        raise click.ClickException(error.detail) from None
    click.echo(f"Removed {removed} file{'' if removed == 1 else 's'} that no ticket names.")
