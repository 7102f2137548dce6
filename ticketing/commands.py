"""Commands that end with one line when something outside the code is wrong."""

from typing import Any

import click
from flask import has_app_context
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from ticketing.database import migrations
from ticketing.database.migrations import OutdatedSchema
from ticketing.database.outages import why_unusable
from ticketing.errors import Problem


class Command(click.Command):
    """A command that answers domain errors and a database out of reach with a sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; raises `ClickException` with the sentence."""
        try:
            return super().invoke(ctx)
        except Problem as error:
            raise click.ClickException(error.detail) from None
        except OutdatedSchema as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            if reason := (has_app_context() and migrations.why_outdated()) or why_unusable(error):
                raise click.ClickException(reason) from None
            raise


class Group(AppGroup):
    """A group of such commands, each within an application context."""

    command_class = Command
