"""Making archives, and changing them as somebody would who knows the format."""

import hashlib
import json
import zipfile

from sqlalchemy import func, select

from ticketing.extensions import db

TICKET = {"title": "Zwölf Äpfel 🍎", "description": "Line one\nline two", "category": "Product"}


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def rows_in(app):
    with app.app_context():
        tables = db.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}


def is_untouched(app):
    """Tell whether a database has nothing but what its migrations put there."""
    return {name: number for name, number in rows_in(app).items() if number} == {"categories": 3, "views": 4}


def rewrite(good, bad, table, change):
    """Change the first row of a table, as somebody would who knows the format."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        entries = {name: source.read(name) for name in source.namelist()}
        first, *others = entries[f"tables/{table}.jsonl"].splitlines(keepends=True)
        entries[f"tables/{table}.jsonl"] = json.dumps({**json.loads(first), **change}).encode() + b"\n" + b"".join(others)
        manifest = json.loads(entries["manifest.json"])
        rehash(entries, manifest, table)
        entries["manifest.json"] = json.dumps(manifest).encode()
        for name, content in entries.items():
            target.writestr(name, content)


def rehash(entries, manifest, table="attachments"):
    manifest["tables"][table] = hashlib.sha256(entries[f"tables/{table}.jsonl"]).hexdigest()
