"""Backups: whole, checked, and readable by either database."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from config import Config
from tests.backup.archives import TICKET, is_untouched, rehash, rows_in, run
from tests.cast import Person, sign_in
from tests.conftest import SECRET_KEY
from tests.databases import ENGINES, new_database, on_one_engine
from ticketing import create_app
from ticketing.backup import archive
from ticketing.backup.check import check
from ticketing.database import migrations
from ticketing.database.transaction import disconnect
from ticketing.extensions import db
from ticketing.storage import LOCAL, stores


@pytest.mark.parametrize("empty_place", ENGINES, indirect=True)
def test_a_restored_backup_answers_as_the_original_did(filled, owner, empty_place, tmp_path):
    file = tmp_path / "backup.zip"

    made = run(filled, "backup", file)
    restored = run(empty_place, "restore", file)

    assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
    assert "1 tickets, 2 attachments, 1 entries, 2 unread; 2 files on disk" in restored.output
    again = Person(empty_place.test_client(), "owner", owner.id)
    sign_in(empty_place, again)
    [listed] = owner.get("/api/tickets").json["results"]
    original, ticket = (person.get(f"/api/tickets/{listed['id']}").json for person in (owner, again))
    assert without_links(ticket) == without_links(original)
    timelines = [person.get(f"/api/tickets/{listed['id']}/timeline").json["results"] for person in (owner, again)]
    assert timelines[0] == timelines[1]
    assert timelines[0][-1]["author"]["username"] == "admin"
    assert again.client.get(ticket["attachments"][1]["url"], buffered=True).data == b"a,b\n1,2\n"


def without_links(ticket):
    files = [{**file, "url": None} for file in ticket["attachments"]]
    return {**ticket, "attachment": None, "attachments": files}


@pytest.mark.parametrize("empty_place", ENGINES, indirect=True)
def test_a_restored_conversation_is_as_it_was(filled, owner, admin, empty_place, tmp_path):
    path = f"/api/tickets/{owner.get('/api/tickets').json['results'][0]['id']}"
    log = (BytesIO(b"still burns\n"), "fire.log")
    reply = owner.post(f"{path}/replies", data={"body": "Look", "attachment": log}).json["id"]
    owner.patch(f"{path}/timeline/{reply}", json={"body": "Look here"})
    admin.post(f"{path}/notes", json={"body": "Who is it?"})
    admin.put(f"{path}/writing", json={"kind": "note"})
    run(filled, "backup", tmp_path / "backup.zip")

    restored = run(empty_place, "restore", tmp_path / "backup.zip")

    assert restored.exit_code == 0, restored.output
    for person in (owner, admin):
        again = Person(empty_place.test_client(), person.username, person.id)
        sign_in(empty_place, again)
        before, after = ([each.get(path).json, each.get(f"{path}/timeline").json["results"]] for each in (person, again))
        assert (without_links(after[0]), [*map(without_links, after[1])]) == (
            without_links(before[0]),
            [*map(without_links, before[1])],
        )
        assert again.get("/api/tickets?search=look+here+zwölf").json["count"] == 1
        assert again.get("/api/tickets?search=who").json["count"] == (person is admin)
    [file] = [file for entry in after[1] for file in entry["attachments"]]
    assert again.client.get(file["url"], buffered=True).data == b"still burns\n"
    assert rows_in(empty_place)["writers"] == 0


@pytest.mark.parametrize("empty_place", ENGINES, indirect=True)
def test_new_rows_after_a_restore_get_new_ids(filled, owner, empty_place, tmp_path):
    run(filled, "backup", tmp_path / "backup.zip")
    run(empty_place, "restore", tmp_path / "backup.zip")
    again = Person(empty_place.test_client(), "owner", owner.id)
    sign_in(empty_place, again)

    opened = again.post("/api/tickets", json=TICKET)

    assert opened.status_code == 201
    [newer, older] = again.get("/api/tickets?search=äpfel").json["results"]
    assert newer["id"] == older["id"] + 1


@pytest.mark.parametrize("empty_place", ["postgresql"], indirect=True)
@on_one_engine
def test_postgresql_plans_with_what_was_restored(filled, empty_place, tmp_path):
    run(filled, "backup", tmp_path / "backup.zip")
    run(empty_place, "restore", tmp_path / "backup.zip")

    with empty_place.app_context(), db.engine.connect() as connection:
        known = connection.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'tickets'"))

    assert known == rows_in(empty_place)["tickets"]


def test_the_archive_is_for_its_owner_only_and_never_overwrites(filled, tmp_path):
    file = tmp_path / "backup.zip"
    run(filled, "backup", file)

    again = run(filled, "backup", file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup.zip"]


def test_nothing_is_restored_over_rows_that_are_there(filled, tmp_path):
    run(filled, "backup", tmp_path / "backup.zip")
    before = rows_in(filled)

    refused = run(filled, "restore", tmp_path / "backup.zip")

    assert refused.exit_code == 1
    assert "not empty" in refused.output
    assert rows_in(filled) == before


NOON = "2026-03-01 12:00:00"
USER = f"""
INSERT INTO users (id, username, username_key, password_hash, role, is_active, created_at)
VALUES (1, 'Ada', 'ada', '-', 'User', true, '{NOON}')
"""
TICKET_OF_OLD = f"""
INSERT INTO tickets (id, title, description, search_text, category, status, created_by_id, created_at, updated_at, version)
VALUES (7, 'Printer', 'Burns', '-', 'Product', 'Under Review', 1, '{NOON}', '{NOON}', 2)
"""
CHANGE = f"""
INSERT INTO audit_entries (at, via, verb, actor_id, ticket_id, details)
VALUES ('{NOON}', 'API', 'Status changed', 1, 7, '{{"status": ["New", "Under Review"]}}')
"""
OLD = [("0001", [USER], 0), ("0010", [USER, TICKET_OF_OLD, CHANGE], 1)]


@pytest.mark.parametrize(("revision", "statements", "entries"), OLD)
def test_an_older_backup_is_restored_into_a_newer_database_that_is_empty(
    filled, empty_place, tmp_path, revision, statements, entries
):
    """As when the service was started once before."""
    with new_database("sqlite", tmp_path / "older") as url:
        older = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        with older.app_context():
            upgrade(revision=revision)
            db.session.execute(text("SELECT 1"))
        with older.app_context(), db.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        assert run(older, "backup", tmp_path / "backup.zip").exit_code == 0
        with older.app_context():
            disconnect()
    run(empty_place, "db", "upgrade")

    restored = run(empty_place, "restore", tmp_path / "backup.zip")

    assert restored.exit_code == 0, restored.output
    assert (rows_in(empty_place)["users"], rows_in(empty_place)["entries"]) == (1, entries)
    with empty_place.app_context():
        migrations.check_current()


DAMAGES = [
    "a file's bytes",
    "a row's words",
    "a missing row",
    "a missing table",
    "a row of another shape",
    "a file's name",
    "no manifest",
    "a manifest that is a list",
    "a manifest with another field",
    "an unknown migration",
    "truncated",
    "not an archive",
    "a later format",
]


# An archive is the same wherever it comes from.
@on_one_engine
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_leaves_nothing(filled, empty_place, tmp_path, damage):
    run(filled, "backup", tmp_path / "good.zip")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(damaged((tmp_path / "good.zip"), damage))

    refused = run(empty_place, "restore", bad)

    assert refused.exit_code == 1, refused.output
    assert refused.output.startswith("Error: ")
    assert "Traceback" not in refused.output
    run(empty_place, "db", "upgrade")
    assert is_untouched(empty_place)
    with empty_place.app_context():
        assert list(stores()[LOCAL].keys()) == []


def damaged(good, damage):
    if damage == "truncated":
        return good.read_bytes()[:-200]
    if damage == "not an archive":
        return b"not an archive at all"
    changed = BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(changed, "w") as target:
        entries = {name: source.read(name) for name in source.namelist()}
        change(entries, damage)
        for name, content in entries.items():
            target.writestr(name, content)
    return changed.getvalue()


def change(entries, damage):
    """Change what is in an archive as somebody would who knows the format."""
    manifest, rows = json.loads(entries["manifest.json"]), entries["tables/attachments.jsonl"]
    file = next(name for name in entries if name.startswith("files/"))
    match damage:
        case "a file's bytes":
            entries[file] = entries[file].upper()
        case "a row's words":
            entries["tables/tickets.jsonl"] = entries["tables/tickets.jsonl"].replace(b"Line one", b"Line two")
        case "a missing row":
            entries["tables/attachments.jsonl"] = rows.splitlines(keepends=True)[0]
            rehash(entries, manifest)
        case "a row of another shape":
            entries["tables/attachments.jsonl"] = b"{}\n{}\n"
            rehash(entries, manifest)
        case "a missing table":
            del entries["tables/attachments.jsonl"], manifest["tables"]["attachments"], manifest["rows"]["attachments"]
        case "a file's name":
            manifest["files"]["../../escaped.txt"] = manifest["files"].pop(file.removeprefix("files/"))
        case "no manifest":
            del entries["manifest.json"]
            return
        case "a manifest that is a list":
            manifest = [manifest]
        case "a manifest with another field":
            manifest["more"] = 1
        case "an unknown migration":
            manifest["revision"] = "9999"
        case "a later format":
            manifest["format"] = 2
    entries["manifest.json"] = json.dumps(manifest).encode()


@on_one_engine
def test_wherever_a_byte_was_changed_or_the_end_is_missing_it_is_noticed_or_does_no_harm(filled, tmp_path):
    run(filled, "backup", tmp_path / "good.zip")
    good, bad = (tmp_path / "good.zip").read_bytes(), tmp_path / "bad.zip"
    with archive.reading(tmp_path / "good.zip") as (_, manifest):
        whole = manifest
    changed = [good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :] for at in range(0, len(good), 11)]
    cut = [good[:length] for length in range(0, len(good), 97)]

    noticed = 0
    for content in changed + cut:
        bad.write_bytes(content)
        try:
            with archive.reading(bad) as (source, manifest), archive.refusing_damage(bad):
                check(source, manifest)
                assert manifest == whole
        except archive.BackupError:
            noticed += 1

    print(f"{len(changed)} bytes changed and {len(cut)} ends cut off: {noticed} noticed, the others without effect")
    assert noticed > len(cut)


UNWRITABLE = {
    "a folder": lambda folder: folder,
    "in a folder that is not there": lambda folder: folder / "none" / "backup.zip",
    "in a file": lambda folder: Path(__file__) / "backup.zip",
    "nowhere anybody may write": lambda folder: Path("/proc/backup.zip"),
    "a name that is too long": lambda folder: folder / ("x" * 300),
}


@pytest.mark.parametrize("where", UNWRITABLE)
@on_one_engine
def test_where_nothing_can_be_written_or_read_one_line_says_so(filled, tmp_path, where):
    file = UNWRITABLE[where](tmp_path)
    before = sorted(tmp_path.iterdir())

    for command in ("backup", "restore"):
        refused = run(filled, command, file)

        assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
        assert refused.output.startswith(f"Error: {file} ")
    assert sorted(tmp_path.iterdir()) == before
