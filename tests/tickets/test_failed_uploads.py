"""Whatever goes wrong while a ticket is taken in: neither row nor file is left."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests import samples
from tests.answers import assert_problem
from tests.factories import NOTHING, form, traces
from tests.fake_cloudinary import FakeCloudinary

TWO_FILES = ((samples.PNG, "one.png"), (samples.TEXT, "two.txt"))


def test_files_are_removed_when_the_row_fails(app, owner, failing_insert):
    assert_problem(owner.post("/api/tickets", data=form(*TWO_FILES)), 500)

    assert traces(app) == NOTHING


def test_a_bug_is_not_described_to_the_caller(owner, failing_insert):
    answer = owner.post("/api/tickets", data=form(*TWO_FILES))

    assert "refused" not in answer.text
    assert "RuntimeError" not in answer.text


def test_no_row_is_left_when_files_can_not_be_stored(app, owner):
    # A file where the folder should be.
    Path(app.config["ATTACHMENTS_DIR"]).write_bytes(b"in the way")

    answer = owner.post("/api/tickets", data=form(*TWO_FILES))

    Path(app.config["ATTACHMENTS_DIR"]).unlink()
    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert traces(app) == NOTHING


@pytest.fixture
def cloud():
    with FakeCloudinary() as cloud:
        yield cloud


@pytest.fixture
def cloudy_app(make_app, cloud, owner):
    """Return the app with Cloudinary configured, and the owner as its caller."""
    app = make_app(**cloud.settings)
    owner.client = app.test_client()
    return app


def be_impatient(app, seconds):
    """Let the app wait less than in production for Cloudinary's answer."""
    stores = app.extensions["storage"]
    stores["cloudinary"] = replace(stores["cloudinary"], save_seconds=seconds)


def test_files_go_to_cloudinary_where_it_is_configured(cloudy_app, owner, cloud):

    ticket = owner.post("/api/tickets", data=form(*TWO_FILES)).json

    assert [file["name"] for file in ticket["attachments"]] == ["one.png", "two.txt"]
    assert all(file["url"].startswith(cloud.address) for file in ticket["attachments"])
    assert traces(cloudy_app) == {"tickets": 1, "attachments": 2, "uploads": 0, "files": 0}
    assert len(cloud.assets) == 2


@pytest.mark.parametrize(
    ("fault", "status", "seconds"),
    [
        ("401", 502, 10),
        ("500", 502, 10),
        ("nonsense", 502, 10),
        ("public", 502, 10),
        ("drop", 503, 10),
        ("hang", 504, 0.5),
        ("late", 504, 0.5),
    ],
)
def test_when_cloudinary_fails_the_caller_is_told_and_nothing_is_left(cloudy_app, owner, cloud, fault, status, seconds):
    be_impatient(cloudy_app, seconds)
    cloud.misbehave(fault, on={"upload"})

    answer = owner.post("/api/tickets", data=form(*TWO_FILES))

    assert_problem(answer, status)
    assert traces(cloudy_app) == NOTHING
    assert becomes_true(lambda: not cloud.assets)


def becomes_true(condition):
    deadline = time.monotonic() + 3
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()
