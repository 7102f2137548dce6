"""`python -m benchmarks.restore`: how long a restore takes, on either database, of this checkout or of another."""

import argparse
import os
import secrets
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select

from benchmarks import data
from benchmarks.services import PROJECT, SECRET_KEY, database, make_app
from ticketing import storage
from ticketing.database.transaction import disconnect, transaction
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Ticket

FILE_BYTES = 50_000


def main() -> None:
    """Make an archive, restore it once on each engine, and print the seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restore", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=4_000)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--checkout", default=PROJECT, type=Path, help="another version, with a .venv")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        place = Path(folder)
        source = _fill(place, asked.tickets, asked.files)
        backup = _run(asked.checkout, "backup", place, source)
        print(f"{asked.tickets} tickets, {asked.files} files: backup {backup:.1f} s", flush=True)
        for engine in asked.engines.split(","):
            (place / engine).mkdir()
            with database(engine, place / engine) as url:
                print(f"restore on {engine}: {_run(asked.checkout, 'restore', place, url):.1f} s", flush=True)


def _fill(place: Path, tickets: int, files: int) -> str:
    url = f"sqlite:///{place}/source/ticketing.db"
    app = make_app(url, place / "source")
    data.fill(app, tickets)
    data.migrate(app)
    with app.app_context():
        ids = db.session.scalars(select(Ticket.id).order_by(Ticket.id.desc()).limit(files)).all()
        rows = [_store(place / "source" / "attachments", ticket_id) for ticket_id in ids]
        with transaction():
            db.session.execute(insert(Attachment), rows)
        disconnect()
    return url


def _store(folder: Path, ticket_id: int) -> dict[str, object]:
    key = storage.new_key(".zip")
    path = folder / key[:2] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(secrets.token_bytes(FILE_BYTES))
    kind = {"name": "a.zip", "size": FILE_BYTES, "content_type": "application/zip"}
    return {"ticket_id": ticket_id, "position": 0, "store": storage.LOCAL, "key": key, **kind}


def _run(checkout: Path, command: str, place: Path, url: str) -> float:
    """Run a command of `checkout` on the database at `url` and return how many seconds it took."""
    attachments = place / ("source/attachments" if command == "backup" else f"files-of-{secrets.token_hex(4)}")
    settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "ATTACHMENTS_DIR": str(attachments)}
    started = time.monotonic()
    line = [checkout / ".venv/bin/flask", "--app", "wsgi", command, place / "backup.zip"]
    subprocess.run(line, cwd=checkout, env={**os.environ, **settings}, check=True)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
