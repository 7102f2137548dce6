"""`flask storage …`: looking after the stores of attachments."""

import click

from ticketing.commands import Group
from ticketing.tickets import consistency, sweep

# For a script that calls the command.
THEY_DIFFER = 3
storage_commands = Group("storage", help="Look after the stores of attachments.")


@storage_commands.command("sweep")
def sweep_stores() -> None:
    """Remove files that no row names, such as a kill in the middle of an upload leaves."""
    removed = sweep.sweep()
    click.echo(f"Removed {removed} file{'' if removed == 1 else 's'} that no ticket names.")


@storage_commands.command("check")
@click.pass_context
def check_stores(context: click.Context) -> None:
    """Name files that no ticket names, and tickets' files that are not there; the exit code is then 3. Changes nothing."""
    found = 0
    for line in consistency.differences():
        click.echo(line)
        found += 1
    click.echo(f"Files and tickets differ in {found} places." if found else "Files and tickets agree.", err=bool(found))
    if found:
        context.exit(THEY_DIFFER)
