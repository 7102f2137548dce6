"""Rows that the application can't have written are refused, and nothing of their archive is restored."""

import pytest

from tests.backup.archives import TICKET, is_untouched, rewrite, run
from tests.databases import ENGINES, on_one_engine
from ticketing.database import migrations
from ticketing.storage import LOCAL, stores

IMPOSSIBLE = [
    ("attachments", {"key": "../.."}),
    ("attachments", {"key": f"{'0' * 32}.txt"}),
    ("attachments", {"store": "elsewhere"}),
    ("attachments", {"name": "../a.log"}),
    ("attachments", {"name": "a\r\nb.log"}),
    ("attachments", {"size": 16}),
    ("attachments", {"size": -1}),
    ("attachments", {"position": 5}),
    ("attachments", {"content_type": "text/html"}),
    ("attachments", {"ticket_id": 0}),
    ("attachments", {"id": True}),
    ("tickets", {"id": 2**31}),
    ("tickets", {"id": "1"}),
    ("tickets", {"title": " "}),
    ("tickets", {"title": "x" * 201}),
    ("tickets", {"title": None}),
    ("tickets", {"description": "a\0b"}),
    ("tickets", {"description": "x" * 20_001}),
    ("tickets", {"search_text": 1}),
    ("tickets", {"category_id": 0}),
    ("tickets", {"priority": 4}),
    ("tickets", {"priority": "High"}),
    ("tickets", {"assignee_id": "admin"}),
    ("categories", {"name": ""}),
    ("categories", {"priority": -1}),
    ("categories", {"is_archived": 0}),
    ("tickets", {"status": "Closed"}),
    ("tickets", {"created_at": "yesterday"}),
    ("tickets", {"created_at": "2026-03-01T12:00:00"}),
    ("tickets", {"updated_at": "9999-12-31T23:59:59+00:00"}),
    ("tickets", {"version": 0}),
    ("tickets", {"waiting_for": "nobody"}),
    ("tickets", {"before_change": "[]"}),
    ("tickets", {"reply_count": -1}),
    ("entries", {"kind": "secret"}),
    ("entries", {"is_internal": 0}),
    ("entries", {"author_id": 0}),
    ("entries", {"body": "x" * 20_001}),
    ("entries", {"earlier": [1]}),
    ("entries", {"changes": {"status": "New"}}),
    ("entries", {"changes": [{"field": "status"}]}),
    ("unread", {"entry_id": -1}),
    ("unread", {"ticket_id": 0}),
    ("users", {"role": "Root"}),
    ("users", {"is_active": 1}),
    ("users", {"username": "two words"}),
    ("users", {"username_key": "somebody else"}),
    ("users", {"email": "nobody"}),
    ("users", {"password_hash": "$argon2id$v=19$m=4194304,t=9,p=1$c2FsdHNhbHQ$aGFzaA"}),
    ("logins", {"id": "../.."}),
    ("logins", {"expires_at": 1}),
    ("remembered_answers", {"answer": "[]"}),
    ("remembered_answers", {"request_digest": "?"}),
    ("audit_entries", {"via": "Nowhere"}),
    ("audit_entries", {"verb": "Forged"}),
    ("audit_entries", {"details": "["}),
]


@on_one_engine
def test_a_row_that_the_application_cannot_have_written_is_refused_by_table_row_and_column(
    filled, owner, empty_place, tmp_path
):
    owner.post("/api/tickets", json=TICKET, headers={"Idempotency-Key": "once"})
    run(filled, "backup", tmp_path / "good.zip")

    for table, change in IMPOSSIBLE:
        [column] = change
        rewrite(tmp_path / "good.zip", tmp_path / "bad.zip", table, change)
        refused = run(empty_place, "restore", tmp_path / "bad.zip")

        assert refused.exit_code == 1, change
        assert refused.output.startswith(f"Error: {table}, row 1: column {column}: "), (change, refused.output)
        assert refused.output.count("\n") == 1
    with empty_place.app_context():
        assert migrations.present_revision() is None
        assert list(stores()[LOCAL].keys()) == []


BETWEEN_ROWS = [
    ("attachments", {"ticket_id": 99}, ["ticket_id", "tickets"]),
    ("tickets", {"created_by_id": 99}, ["created_by_id", "users"]),
    ("tickets", {"category_id": 99}, ["category_id", "categories"]),
    ("tickets", {"assignee_id": 99}, ["assignee_id", "users"]),
    ("categories", {"assignee_id": 99}, ["assignee_id", "users"]),
    ("categories", {"name": "Product"}, ["categories", "name"]),
    ("entries", {"author_id": 99}, ["author_id", "users"]),
    ("entries", {"ticket_id": 99}, ["ticket_id", "tickets"]),
    ("users", {"id": 2}, ["users", "id"]),
]


@pytest.mark.parametrize("empty_place", ENGINES, indirect=True)
@on_one_engine
def test_rows_that_contradict_others_are_refused_and_nothing_is_left(filled, empty_place, tmp_path):
    run(filled, "backup", tmp_path / "good.zip")
    run(empty_place, "db", "upgrade")

    for table, change, words in BETWEEN_ROWS:
        rewrite(tmp_path / "good.zip", tmp_path / "bad.zip", table, change)
        refused = run(empty_place, "restore", tmp_path / "bad.zip")

        error = refused.output.splitlines()[-1]
        assert (refused.exit_code, error.startswith("Error: "), "Traceback" in refused.output) == (1, True, False), error
        assert all(word in error for word in words), error
    assert is_untouched(empty_place)
    with empty_place.app_context():
        assert list(stores()[LOCAL].keys()) == []
    assert run(empty_place, "restore", tmp_path / "good.zip").exit_code == 0


def test_a_restore_whose_last_migration_fails_leaves_nothing(filled, empty_place, tmp_path, monkeypatch):
    run(filled, "backup", tmp_path / "backup.zip")

    def fail():
        raise migrations.OutdatedSchema("no room for it")

    monkeypatch.setattr(migrations, "migrate_to", fail)
    refused = run(empty_place, "restore", tmp_path / "backup.zip")
    monkeypatch.undo()

    assert refused.exit_code == 1
    with empty_place.app_context():
        assert migrations.present_revision() is None
        assert list(stores()[LOCAL].keys()) == []
    assert run(empty_place, "restore", tmp_path / "backup.zip").exit_code == 0
