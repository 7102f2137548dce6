"""The application factory: a table of contents."""

import re
from typing import Any

from flask import Flask

from ticketing import cli, storage
from ticketing.auth import guard, throttle, tokens
from ticketing.auth.routes import auth, people
from ticketing.backoffice import site
from ticketing.backup.cli import backup, restore
from ticketing.categories.routes import categories
from ticketing.cli.accounts import users
from ticketing.conversation.routes import conversation
from ticketing.database import engine, migrations
from ticketing.extensions import api, cors
from ticketing.reports.routes import reports
from ticketing.tickets.change_routes import ticket_changes
from ticketing.tickets.cli import storage_commands
from ticketing.tickets.downloads import files
from ticketing.tickets.export import export
from ticketing.tickets.routes import tickets
from ticketing.views.routes import views
from ticketing.web import admission, headers, logs, openapi, parsing, problems, proxies, readiness
from ticketing.web.docs import docs
from ticketing.web.health import health
from ticketing.web.json import StrictJSON

# Where files are sent to.
UPLOADS = re.compile(r"/api/tickets(/[0-9]+/(replies|notes))?")
EXPOSED = ["ETag", "Location", "Retry-After", "X-Request-ID", "X-Total-Count"]


def create_app(config: Any) -> Flask:
    """Return the service, set up by the upper-case attributes of `config` (see `config.Config`)."""
    app = Flask("ticketing", static_folder=None)
    app.config.from_object(config)
    app.json = StrictJSON(app)

    logs.init_app(app)
    headers.init_app(app)
    proxies.init_app(app)
    admission.init_app(app, UPLOADS)
    openapi.init_app(app)
    problems.init_app(app)
    parsing.init_app(app)
    engine.init_app(app)
    migrations.init_app(app)
    readiness.init_app(app)
    storage.init_app(app)
    tokens.init_app(app)
    throttle.init_app(app)
    guard.init_app(app)
    cors.init_app(
        app,
        resources="/api/*",
        origins=list(app.config["CORS_ORIGINS"]),
        expose_headers=EXPOSED,
        # Every address is asked for once in this time; Chromium remembers it no longer than two hours.
        max_age=7200,
        always_send=False,
    )

    for blueprint in (auth, people, categories, export, tickets, ticket_changes, conversation, views, reports, files, health):
        api.register_blueprint(blueprint)
    app.register_blueprint(docs)
    site.init_app(app)

    for command in (users, storage_commands, backup, restore):
        app.cli.add_command(command)
    cli.init_app(app)
    return app
