"""Backups where files are lost, and backups through a pipe."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.backup.archives import rows_in, run
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.storage import LOCAL, stores
from ticketing.storage.local import LocalStorage
from ticketing.tickets.models import Attachment, Ticket


def keys_in(app):
    with app.app_context():
        return list(db.session.scalars(select(Attachment.key).order_by(Attachment.id)))


def lose(path, how):
    match how:
        case "is missing":
            path.unlink()
        case "can't be read":
            path.unlink()
            path.mkdir()
        case "has 3 bytes instead of 15":
            path.write_bytes(b"abc")


@pytest.mark.parametrize("how", ["is missing", "can't be read", "has 3 bytes instead of 15"])
def test_a_backup_goes_on_past_a_lost_file_names_it_and_can_be_restored(filled, empty_place, tmp_path, how):
    lost, kept = keys_in(filled)
    lose(Path(filled.config["ATTACHMENTS_DIR"]) / lost[:2] / lost, how)

    made = run(filled, "backup", tmp_path / "backup.zip")
    restored = run(empty_place, "restore", tmp_path / "backup.zip")

    assert (made.exit_code, restored.exit_code) == (3, 0), made.output + restored.output
    assert f" {how} ({lost})" in made.stderr
    assert f" {how} ({lost})" in restored.stderr
    assert keys_in(empty_place) == [lost, kept]
    with empty_place.app_context(), stores()[LOCAL].open(kept) as content:
        assert content.read() == b"a,b\n1,2\n"


def test_a_file_that_breaks_off_while_it_is_read_is_lost_and_the_others_are_not(filled, empty_place, tmp_path, monkeypatch):
    class Broken(BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    lost, kept = keys_in(filled)
    original = LocalStorage.open
    monkeypatch.setattr(LocalStorage, "open", lambda store, key: Broken() if key == lost else original(store, key))
    made = run(filled, "backup", tmp_path / "backup.zip")
    monkeypatch.undo()

    assert (made.exit_code, run(empty_place, "restore", tmp_path / "backup.zip").exit_code) == (3, 0)
    assert f" can't be read ({lost})" in made.stderr
    with empty_place.app_context():
        assert list(stores()[LOCAL].keys()) == [kept]


def test_a_backup_streams_to_standard_output_and_is_restored_from_standard_input(filled, empty_place):
    made = run(filled, "backup", "-")
    restored = empty_place.test_cli_runner().invoke(args=["restore", "-"], input=made.stdout_bytes)

    assert (made.exit_code, restored.exit_code) == (0, 0), made.stderr + restored.output
    assert made.stdout_bytes.startswith(b"PK")
    assert "Backed up: " in made.stderr
    assert "Stored 2 files.\nLoaded all rows" in restored.stderr
    assert rows_in(empty_place)["attachments"] == 2


def test_what_is_cut_off_on_its_way_to_standard_input_is_refused(filled, empty_place):
    made = run(filled, "backup", "-").stdout_bytes

    refused = empty_place.test_cli_runner().invoke(args=["restore", "-"], input=made[:-300])

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Standard input can't be read as a backup")


def test_a_file_deleted_with_its_ticket_meanwhile_is_left_out(filled, empty_place, tmp_path, monkeypatch):
    original = LocalStorage.open

    def delete_ticket_then_open(store, key):
        with filled.app_context(), transaction():
            db.session.execute(text("DELETE FROM tickets"))
        store.delete(key)
        return original(store, key)

    monkeypatch.setattr(LocalStorage, "open", delete_ticket_then_open)
    made = run(filled, "backup", tmp_path / "backup.zip")
    monkeypatch.undo()
    restored = run(empty_place, "restore", tmp_path / "backup.zip")

    assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
    with empty_place.app_context():
        assert db.session.scalar(select(func.count(Ticket.id))) == 1
        assert db.session.scalar(select(func.count(Attachment.id))) == 0
