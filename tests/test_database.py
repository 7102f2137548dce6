"""What both databases do alike: transactions, moments, constraints."""

import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from config import Config
from tests.conftest import SECRET_KEY
from tests.crowd import at_once
from tests.databases import on_one_engine
from tests.factories import NOON, add_ticket, count, row_of
from ticketing import create_app
from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.database.engine import engine_options
from ticketing.database.sqlite import check_files, check_version
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import service
from ticketing.tickets.models import Attachment, Ticket

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
TEXT = {"title": "Printer", "description": "It burns.", "category": "Technical"}


def rename(user_id):
    db.session.get_one(User, user_id).username = "renamed"
    db.session.flush()


@pytest.mark.parametrize(
    "write",
    [
        rename,
        lambda user_id: service.open_ticket(CurrentUser(user_id, "owner", None, "User", ""), TEXT),
        lambda user_id: db.session.execute(update(User).values(username="renamed")),
        lambda user_id: db.session.execute(delete(User)),
        lambda user_id: db.session.execute(insert(Ticket).values(title="x")),
    ],
    ids=["change", "add", "update", "delete", "insert"],
)
def test_writing_outside_a_transaction_is_refused(app, owner, write):
    with app.test_request_context(), pytest.raises(RuntimeError, match="belong into"):
        write(owner.id)

    assert row_of(app, User, owner.id).username == "owner"
    assert count(app, Ticket) == 0


def test_writing_after_a_transaction_is_refused_as_before_it(app, owner):
    with app.test_request_context():
        with transaction():
            rename(owner.id)

        with pytest.raises(RuntimeError, match="belong into"):
            db.session.execute(delete(User))


def test_all_of_a_transaction_is_kept_together(app, owner):
    with app.test_request_context(), transaction():
        rename(owner.id)
        service.open_ticket(CurrentUser(owner.id, "owner", None, "User", ""), TEXT)

    assert row_of(app, User, owner.id).username == "renamed"
    assert count(app, Ticket) == 1


def test_an_exception_leaves_nothing_of_a_transaction(app, owner):
    def fail():
        with transaction():
            rename(owner.id)
            service.open_ticket(CurrentUser(owner.id, "owner", None, "User", ""), TEXT)
            raise ZeroDivisionError

    with app.test_request_context():
        with pytest.raises(ZeroDivisionError):
            fail()

        assert db.session.get_one(User, owner.id).username == "owner"

    assert row_of(app, User, owner.id).username == "owner"
    assert count(app, Ticket) == 0


def test_after_an_exception_the_next_transaction_works(app, owner):
    with app.test_request_context():
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(User).values(role="King"))

        with transaction():
            rename(owner.id)

    assert row_of(app, User, owner.id).username == "renamed"


def test_two_who_read_and_then_write_the_same_row_take_turns(app, owner):
    ticket_id = add_ticket(app, owner.id)
    inside, steps = threading.Event(), []

    def first():
        with app.app_context(), transaction():
            row = db.session.get_one(Ticket, ticket_id, with_for_update=True)
            inside.set()
            steps.append("first reads")
            # Time enough for the other one to come in between, if it could.
            threading.Event().wait(0.2)
            row.title += " one"
        steps.append("first is done")

    def second():
        inside.wait(5)
        with app.app_context(), transaction():
            row = db.session.get_one(Ticket, ticket_id, with_for_update=True)
            steps.append("second reads")
            row.title += " two"

    threads = [threading.Thread(target=target) for target in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert row_of(app, Ticket, ticket_id).title == "Printer one two"
    assert steps.index("first reads") < steps.index("second reads")


@on_one_engine
def test_a_connection_from_before_a_change_of_the_schema_can_write(app, owner):
    add_ticket(app, owner.id)
    with app.app_context():
        db.engine.dispose()
        db.session.execute(select(User)).all()
        db.session.remove()
        with closing(sqlite3.connect(db.engine.url.database)) as other:
            other.execute("CREATE TABLE later (id INTEGER)")
            other.execute("DROP TABLE later")

        with transaction():
            db.session.execute(delete(Ticket))

    assert count(app, Ticket) == 0


def test_a_reader_does_not_see_what_is_not_committed(app, owner):
    with app.test_request_context(), transaction():
        service.open_ticket(CurrentUser(owner.id, "owner", None, "User", ""), TEXT)

        seen = []
        reader = threading.Thread(target=lambda: seen.append(count(app, Ticket)))
        reader.start()
        reader.join()

    assert seen == [0]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 6, 27, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 23, 8, 27, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, tzinfo=UTC),
    ],
    ids=str,
)
def test_a_moment_is_kept_to_the_microsecond_and_comes_back_in_utc(app, owner, moment):
    ticket_id = add_ticket(app, owner.id, created_at=moment)

    stored = row_of(app, Ticket, ticket_id).created_at

    assert stored == moment
    assert stored.tzinfo is UTC


def test_moments_are_compared_as_moments(app, owner):
    ticket_id = add_ticket(app, owner.id, created_at=NOON)
    same_elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))

    with app.app_context():
        assert db.session.scalars(select(Ticket.id).where(Ticket.created_at == same_elsewhere)).all() == [ticket_id]
        assert db.session.scalars(select(Ticket.id).where(Ticket.created_at < same_elsewhere)).all() == []


def test_a_moment_without_a_zone_is_a_bug(app, owner):
    with app.app_context(), pytest.raises(StatementError, match="time zone"), transaction():
        db.session.execute(update(User).values(created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("users", "role = 'King'"),
        ("users", "password_hash = NULL"),
        ("tickets", "priority = 4"),
        ("tickets", "status = 'Closed'"),
        ("tickets", "title = NULL"),
        ("tickets", "created_by_id = 999999"),
        ("users", "username_key = 'stranger'"),
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(app, owner, stranger, table, values):
    add_ticket(app, owner.id)

    with app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.execute(text(f"UPDATE {table} SET {values} WHERE id = (SELECT min(id) FROM {table})"))


def test_a_user_who_has_tickets_is_kept(app, owner):
    add_ticket(app, owner.id)

    with app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.execute(delete(User).where(User.id == owner.id))


def test_a_tickets_files_go_with_it(app, owner):
    ticket_id = add_ticket(app, owner.id)
    with app.app_context(), transaction():
        db.session.add(
            Attachment(ticket_id=ticket_id, position=0, store="local", key="x", name="x", size=1, content_type="text/plain")
        )

    with app.app_context(), transaction():
        db.session.execute(delete(Ticket))

    assert count(app, Attachment) == 0


def test_the_id_of_a_ticket_that_is_gone_is_not_given_again(app, owner):
    gone = add_ticket(app, owner.id)
    with app.app_context(), transaction():
        db.session.execute(delete(Ticket))

    assert add_ticket(app, owner.id) > gone


def test_an_error_does_not_tell_what_a_statement_was_given(app):
    with app.app_context(), pytest.raises(DBAPIError) as error:
        db.session.execute(text("SELECT * FROM nothing WHERE secret = :secret"), {"secret": "hunter2"})

    assert "nothing" in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_sqlite_that_is_too_old_is_named_at_the_start():
    check_version((3, 35, 0))

    with pytest.raises(OSError, match=r"DATABASE_URL: SQLite 3\.35 or newer is needed, and this Python has 3\.34\.1\."):
        check_version((3, 34, 1))


def test_a_sqlite_database_in_a_folder_of_others_is_for_its_user_alone(tmp_path):
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": f"sqlite:///{tmp_path}/tickets.db"}))
        with app.app_context(), transaction():
            db.session.execute(text("CREATE TABLE made (id INTEGER)"))
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        with app.app_context():
            db.engine.dispose()
    finally:
        os.umask(before)

    beside = ("", "-wal", "-shm", ".lock", ".next.lock")
    assert modes == {f"tickets.db{ending}": 0o600 for ending in beside}


@on_postgresql
def test_a_connection_is_trusted_while_it_has_just_answered_and_is_still_open(app, engine):
    with app.app_context(), db.engine.connect() as connection, db.engine.connect() as other:
        driver = connection.connection.driver_connection
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        assert driver.is_trusted()

        driver.answered_at -= 60
        assert not driver.is_trusted()

        connection.scalar(text("SELECT 1"))
        assert driver.is_trusted()
        other.execute(text("SELECT pg_terminate_backend(:backend, 5000)"), {"backend": backend})
        assert not driver.is_trusted()
        connection.invalidate()
        assert not driver.is_trusted()


@pytest.fixture
def two_connections(make_app, owner):
    """Return an app that may have two connections."""
    app = make_app(DATABASE_POOL_SIZE="2")
    owner.client = app.test_client()
    return app


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", ".lock", ".next.lock"])
def test_a_file_of_the_database_that_can_t_be_used_is_named_at_the_start(tmp_path, ending):
    database = tmp_path / "ticketing.db"
    Path(f"{database}{ending}").mkdir()

    with pytest.raises(OSError, match=rf"^DATABASE_URL: {database}{ending} can't be read and written"):
        check_files(database)


@on_postgresql
def test_many_requests_at_once_share_few_connections_that_tell_whose_they_are(two_connections, owner):
    answers = at_once([lambda: owner.get("/api/tickets").status_code] * 12)

    with two_connections.app_context():
        mine = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ticketing'"
        )
        pool = db.engine.pool
        assert pool.checkedin() <= 2
        assert db.session.scalar(mine) >= pool.checkedin()
    assert answers == [200] * 12


@on_postgresql
def test_the_database_ends_what_a_request_has_given_up_and_nothing_that_a_command_asks(two_connections):
    with two_connections.test_request_context():
        of_request = db.session.scalar(text("SHOW statement_timeout"))
    with two_connections.app_context():
        db.engine.dispose()
        of_command = db.session.scalar(text("SHOW statement_timeout"))

    assert (of_request, of_command) == ("5s", "0")


def test_two_machines_with_four_processes_each_leave_room_among_postgresqls_hundred_connections():
    options = engine_options(make_url("postgresql+psycopg://h/db"), Config.DATABASE_POOL_SIZE, False)

    # While one of them reloads, it has twice its processes; three connections are the superuser's.
    assert (4 + 2 * 4) * (options["pool_size"] + options["max_overflow"]) <= 97
