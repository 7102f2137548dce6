"""Binds the database to the app."""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import URL

from ticketing.database import postgresql, sqlite
from ticketing.database.write_lock import WriteLock
from ticketing.extensions import db

# How long a writer waits for a program that holds the database itself, and a request for a connection of the pool.
BUSY_SECONDS = 1.5
SQLITE_POOL_SIZE = 20


def engine_options(url: URL, pool_size: int, is_behind_pgbouncer: bool) -> dict[str, Any]:
    """Return what `create_engine` needs for `url`."""
    # Errors would carry the parameters of a statement into the log.
    options: dict[str, Any] = {"pool_timeout": BUSY_SECONDS, "hide_parameters": True, "json_deserializer": orjson.loads}
    if url.get_backend_name() == "sqlite":
        return {**options, "pool_size": SQLITE_POOL_SIZE, "connect_args": {"timeout": BUSY_SECONDS}}
    return {
        **options,
        # A server has few connections, and each process takes so many at most.
        "pool_size": pool_size,
        "max_overflow": 0,
        "connect_args": postgresql.connect_args(url, is_behind_pgbouncer),
        # A read is one statement, without the round trips for BEGIN and ROLLBACK; `transaction` says otherwise.
        "isolation_level": "AUTOCOMMIT",
    }


def init_app(app: Flask) -> None:
    """Bind the database that the configuration names to `app`."""
    url: URL = app.config["SQLALCHEMY_DATABASE_URI"]
    options = engine_options(url, app.config["DATABASE_POOL_SIZE"], app.config["DATABASE_PGBOUNCER"])
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        sqlite.check_version()
        sqlite.make_folder(url)
        sqlite.check_files(Path(str(url.database)))
        app.extensions["write_lock"] = WriteLock(Path(str(url.database)))
    db.init_app(app)
    with app.app_context():
        (sqlite if is_sqlite else postgresql).set_up(db.engine)
