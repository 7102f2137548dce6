"""`flask storage …`: looking after the stores of attachments."""

import click

from ticketing.commands import Group
from ticketing.tickets import sweep

storage_commands = Group("storage", help="Look after the stores of attachments.")


@storage_commands.command("sweep")
def sweep_stores() -> None:
    """Remove files that no row names, such as a kill in the middle of an upload leaves."""
    removed = sweep.sweep()
    click.echo(f"Removed {removed} file{'' if removed == 1 else 's'} that no ticket names.")
