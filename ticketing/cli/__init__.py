"""The service's own commands: `serve`, `dev`, `demo`."""

import errno
import logging
from contextlib import suppress

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from ticketing import demo
from ticketing.commands import Command
from ticketing.database import migrations
from ticketing.database.transaction import disconnect
from ticketing.errors import Invalid
from ticketing.web import static_pages
from ticketing.web.serving import LINGER_SECONDS, Site, resolve
from ticketing.web.supervisor import run

# Where the pages look for the API unless they are told otherwise (frontend/js/config.js).
USUAL_PORT = 8000

REMEDY = "Set another with `flask --app wsgi users set-password`, or use an empty database, or set APP_ENV=development."

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (serve, dev, load_demo):
        app.cli.add_command(command)


@click.command("serve", cls=Command)
@pass_script_info
def serve(info: ScriptInfo) -> None:
    """Serve the API on the production server."""
    app = info.load_app()
    with app.app_context():
        migrations.check_current()
        if app.config["APP_ENV"] == "production" and (names := demo.open_accounts()):
            raise click.ClickException(f"the password of {' and '.join(names)} is the demo's, which everybody knows. {REMEDY}")
        disconnect()
    sites = _sites(app, f"{info.app_import_path}:app", "PORT", app.config["WORKERS"], LINGER_SECONDS)
    _warn(app)
    # By the log, all of whose lines have one form.
    run(sites, app.config["APP_ENV"], lambda: log.info("API: %s/api", _address(app, "PORT")))


@click.command("dev", cls=Command)
@pass_script_info
def dev(info: ScriptInfo) -> None:
    """Migrate, fill an empty development database with examples, and serve the API and the pages together."""
    app = info.load_app()
    with app.app_context():
        migrations.migrate_to()
        has_demo = app.config["APP_ENV"] == "development" and _load_if_empty()
        disconnect()
    sites = _sites(app, f"{info.app_import_path}:app", "PORT") + _sites(app, f"{static_pages.__name__}:app", "FRONTEND_PORT")
    _warn(app)
    run(sites, app.config["APP_ENV"], lambda: _greet(app, has_demo))


@click.command("demo", cls=Command)
@pass_script_info
def load_demo(info: ScriptInfo) -> None:
    """Add example accounts and tickets to an empty development database."""
    app = info.load_app()
    if app.config["APP_ENV"] != "development":
        raise click.ClickException("the demo accounts have a known password: they are for APP_ENV=development only.")
    with app.app_context():
        if not demo.is_empty():
            raise click.ClickException("there are users in the database already.")
        demo.load()
    click.echo(f"Added the accounts admin and user, both with the password {demo.PASSWORD}, and their tickets.")


def _load_if_empty() -> bool:
    """Load the examples into an empty database; return whether the demo accounts are what one signs in with."""
    if demo.is_empty():
        # Another process that started at the same moment may be ahead.
        with suppress(Invalid):
            demo.load()
    return bool(demo.open_accounts())


def _greet(app: Flask, has_demo: bool) -> None:
    click.echo(f"Pages: {_address(app, 'FRONTEND_PORT')}/index.html", err=True)
    click.echo(f"API:   {_address(app, 'PORT')}/api  (described at /api/docs)", err=True)
    click.echo(f"Admin: {_address(app, 'PORT')}/admin/", err=True)
    if app.config["PORT"] != USUAL_PORT:
        click.echo(f"The pages ask port {USUAL_PORT}. To lead them here, say in the browser's console:", err=True)
        click.echo(f"  localStorage.setItem('API_BASE_URL', '{_address(app, 'PORT')}/api')", err=True)
    if has_demo:
        click.echo(f"Sign in as admin or user; the password of both is: {demo.PASSWORD}", err=True)
    click.echo("Ctrl-C stops both.", err=True)


def _warn(app: Flask) -> None:
    for warning in app.config["WARNINGS"]:
        log.warning("%s", warning)
    if app.config["APP_ENV"] == "production" and not app.extensions["trusted_hosts"]:
        log.warning("TRUSTED_HOSTS is not set: the API answers to any host name")


def _sites(app: Flask, name: str, port: str, workers: int = 1, linger: float = 0) -> list[Site]:
    """Return the app `name` at each address of HOST, at a port where nobody listens yet."""
    host, number = app.config["HOST"], app.config[port]
    try:
        return [Site(name, address, number, workers, linger) for address in resolve(host, number)]
    except OSError as error:
        setting = port if error.errno in (errno.EADDRINUSE, errno.EACCES) else "HOST"
        raise click.ClickException(f"{setting}: can't listen on {host}:{number}: {error.strerror}.") from None


def _address(app: Flask, port: str) -> str:
    host = app.config["HOST"]
    # The machine's own address by the name that the pages use for it.
    name = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{name}:{app.config[port]}"
