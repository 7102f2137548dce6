"""A Cloudinary that hangs, refuses or isn't there: the running service answers in time, keeps serving, and keeps nothing."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from tests.fake_cloudinary import FakeCloudinary
from tests.process.client import Client, File
from tests.process.sites import Site
from tests.samples import PNG
from tests.servers import free_port
from ticketing.tickets.models import Attachment, Ticket, Upload

SECONDS_TO_ANSWER = 30
UPLOADS = 10


def assert_nothing_is_left(site: Site) -> None:
    for model in (Ticket, Attachment, Upload):
        assert site.rows(select(func.count()).select_from(model)) == [(0,)]
    assert site.stored_files() == {}


def test_while_uploads_hang_everything_else_is_answered_and_they_end_in_time(sqlite_site):
    token = sqlite_site.token("owner")
    with FakeCloudinary() as fake, sqlite_site.serving(**fake.settings) as service:
        fake.misbehave("hang", on={"upload"})
        client = Client(service.api, token)

        def upload() -> tuple[int, float]:
            started = time.monotonic()
            answer = client.open_ticket(File(PNG, "screen.png"))
            return answer.status, time.monotonic() - started

        with ThreadPoolExecutor(UPLOADS) as pool:
            uploads = [pool.submit(upload) for _ in range(UPLOADS)]
            time.sleep(1.5)
            started = time.monotonic()
            others = [client.get(path).status for path in ("/health", "/tickets", "/auth/me") * 5]
            taken = time.monotonic() - started
            outcomes = [upload.result() for upload in uploads]

        assert {status for status, _ in outcomes} <= {503, 504}
        assert 504 in {status for status, _ in outcomes}
        assert max(seconds for _, seconds in outcomes) < SECONDS_TO_ANSWER
        assert (set(others), taken < 5) == ({200}, True)
        assert_nothing_is_left(sqlite_site)

        fake.behave()
        assert client.open_ticket(File(PNG, "screen.png")).status == 201


def test_where_no_cloudinary_listens_the_ticket_is_refused_and_nothing_is_left(sqlite_site):
    token = sqlite_site.token("owner")
    with FakeCloudinary() as fake:
        settings = {**fake.settings, "CLOUDINARY_UPLOAD_PREFIX": f"http://127.0.0.1:{free_port()}"}
    with sqlite_site.serving(**settings) as service:
        client = Client(service.api, token)
        started = time.monotonic()

        answer = client.open_ticket(File(PNG, "screen.png"))

        assert answer.status in (502, 503)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert time.monotonic() - started < SECONDS_TO_ANSWER
        assert client.open_ticket().status == 201
    assert sqlite_site.rows(select(func.count(Ticket.id))) == [(1,)]
    assert sqlite_site.rows(select(Upload.key)) == []
