"""`flask storage check`: files without rows and rows without files are named, in every store, and left as they are."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from tests.factories import form, traces
from tests.fake_cloudinary import FakeCloudinary
from ticketing import storage
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.storage import LOCAL, stores
from ticketing.tickets import consistency
from ticketing.tickets.models import Attachment, Upload


def check(app):
    return app.test_cli_runner().invoke(args=["storage", "check"])


def save(app, name):
    with app.test_request_context():
        key = storage.new_key(".txt")
        storage.get_store(name).save(key, BytesIO(b"bytes"), "text/plain")
    return key


def attachment_key(app):
    with app.app_context():
        return db.session.query(Attachment.key).scalar()


def test_where_files_and_rows_agree_the_check_says_so(app, owner):
    owner.post("/api/tickets", data=form())
    under_way = save(app, LOCAL)
    with app.app_context(), transaction():
        db.session.add(Upload(key=under_way, store=LOCAL, started_at=utcnow() - timedelta(minutes=1)))

    result = check(app)

    assert (result.exit_code, result.output) == (0, "Files and tickets agree.\n")


def test_a_stray_a_leftover_and_a_missing_file_are_named_and_nothing_is_changed(app, owner, monkeypatch):
    monkeypatch.setattr("ticketing.tickets.sweep.BATCH", 1)
    monkeypatch.setattr(consistency, "ROWS", consistency.ROWS.limit(1))
    for _ in range(2):
        owner.post("/api/tickets", data=form())
    with app.app_context():
        lost = db.session.query(Attachment).order_by(Attachment.id).first()
        stores()[LOCAL].delete(lost.key)
        missing = f"The file {lost.key} (local), screen.png of ticket {lost.ticket_id}, is missing."
    stray = save(app, LOCAL)
    leftover = f"{stray[:2]}/half"
    (Path(app.config["ATTACHMENTS_DIR"]) / leftover).write_text("half")
    before = traces(app)

    result = check(app)

    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"No ticket names the file {stray} (local).",
        f"An interrupted save left the file {leftover} (local).",
        missing,
    ]
    assert traces(app) == before


def test_cloudinary_is_checked_by_its_own_list(app, make_app, owner):
    with FakeCloudinary() as fake:
        elsewhere = make_app(**fake.settings)
        elsewhere_owner = replace(owner, client=elsewhere.test_client())
        assert elsewhere_owner.post("/api/tickets", data=form()).status_code == 201
        assert check(elsewhere).exit_code == 0
        key, stray = attachment_key(app), save(elsewhere, "cloudinary")
        fake.assets.pop(f"ticketing/{key.partition('.')[0]}")
        before = dict(fake.assets)

        result = check(elsewhere)

        assert result.exit_code == 3
        [first, second] = result.stdout.splitlines()
        assert first == f"No ticket names the file {stray} (cloudinary)."
        assert second.startswith(f"The file {key} (cloudinary), screen.png of ticket ")
        assert fake.assets == before
    assert "is in a store that is not configured" in check(app).stdout
