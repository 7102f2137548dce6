"""Is the service able to work. What it answers without a database is tested with the other outages."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import request

from config import Config
from tests.answers import assert_problem
from tests.databases import new_database, on_one_engine
from tests.servers import SECRET_KEY
from ticketing import create_app
from ticketing.database.transaction import disconnect
from ticketing.web.admission import PLACES


def test_a_service_that_can_work_says_so_to_anyone(anyone):
    answer = anyone.get("/api/health")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.content_type == "application/json"


def test_a_load_balancer_may_ask_by_head(anyone):
    answer = anyone.send("HEAD", "/api/health")

    assert (answer.status_code, answer.data) == (200, b"")


def test_a_token_that_is_not_good_does_not_matter(anyone):
    assert anyone.get("/api/health", headers={"Authorization": "Bearer nonsense"}).status_code == 200


READY = {"status": "ok", "parts": {"database": "ok", "migrations": "ok", "disk": "ok"}}


def test_whether_it_lives_and_is_ready_is_said_to_whatever_host_is_asked_and_other_calls_are_not(make_app):
    client = make_app(TRUSTED_HOSTS="tickets.example").test_client()
    headers = {"Host": "10.0.0.7:8000"}

    answers = [client.get(path, headers=headers) for path in ("/api/health/live", "/api/health/ready")]

    assert [(answer.status_code, answer.json) for answer in answers] == [(200, {"status": "ok"}), (200, READY)]
    assert client.get("/api/health", headers=headers).status_code == 400


@pytest.fixture
def unmigrated(engine, tmp_path):
    """Return a client of an app on an empty database."""
    with new_database(engine, tmp_path / "database") as url:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        yield app.test_client()
        with app.app_context():
            disconnect()


def test_a_database_that_was_not_migrated_is_not_ready_and_every_call_says_so(unmigrated):
    ready, live = (unmigrated.get(f"/api/health/{path}") for path in ("ready", "live"))
    login = unmigrated.post("/api/auth/login", json={"username": "a", "password": "b"})
    page = unmigrated.post("/admin/login/", data={"username": "a", "password": "b"})

    assert live.status_code == 200
    assert_problem(ready, 503, "database", "migrations")
    assert_problem(login, 503)
    assert "not migrated" in login.json["detail"]
    assert (page.status_code, "not migrated" in page.text) == (503, True)


@on_one_engine
def test_a_disk_without_room_for_an_upload_is_named_and_only_whether_it_lives_can_be_asked_meanwhile(make_app, admin):
    # More than any disk has.
    client = make_app(MAX_UPLOAD_MB="100000").test_client()

    answer = client.get("/api/health/ready")

    assert_problem(answer, 503, "disk")
    assert client.get("/api/health").status_code == 200


@on_one_engine
def test_asking_leaves_the_writers_lock_alone_but_once_a_second_for_being_ready(app, anyone):
    assert anyone.get("/api/health/ready").status_code == 200

    with app.extensions["write_lock"].held(1):
        answers = [anyone.get(f"/api/health{path}").status_code for path in ("", "/ready", "/live")]

    assert answers == [200] * 3


@on_one_engine
def test_whether_it_lives_is_answered_while_all_places_are_taken(make_app):
    app, all_in, is_over = make_app(), threading.Barrier(PLACES + 1), threading.Event()

    def keep_the_place():
        if request.path == "/api/docs":
            all_in.wait(20)
            is_over.wait(20)

    app.before_request(keep_the_place)
    with ThreadPoolExecutor(PLACES) as pool:
        asked = [pool.submit(app.test_client().get, "/api/docs") for _ in range(PLACES)]
        all_in.wait(20)
        try:
            assert app.test_client().get("/api/health/live").status_code == 200
        finally:
            is_over.set()
        assert [each.result().status_code for each in asked] == [200] * PLACES
