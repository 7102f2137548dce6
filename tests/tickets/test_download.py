"""Links to files: they work by themselves, for a while, and serve a file so that it can't do harm."""

from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import delete, update
from werkzeug.http import parse_options_header

from tests import samples
from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import form, raw_form, stored_files
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets.models import Attachment, Ticket


def link_to(person, content=samples.PNG, name="screen.png"):
    answer = person.post("/api/tickets", data=form((content, name)))
    assert answer.status_code == 201, answer.text
    return answer.json["attachment"]


def with_query(link, **changes):
    parts = urlsplit(link)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value is not None})).geturl()


def test_a_link_is_whole_and_works_without_a_header(owner, anyone):
    link = link_to(owner)

    answer = anyone.get(link)

    assert link.startswith("http://localhost/api/files/")
    assert (answer.status_code, answer.data) == (200, samples.PNG)


def test_the_users_name_for_a_file_is_not_in_its_link(owner):
    link = link_to(owner, name="secret-plan.png")

    assert "secret" not in link
    assert "plan" not in link


def test_a_link_works_for_an_hour_at_least_and_two_at_most(clock, owner, anyone):
    link = link_to(owner)

    clock.move(minutes=60)
    assert anyone.get(link).status_code == 200

    clock.move(minutes=60, seconds=1)
    assert_problem(anyone.get(link), 403)


def test_a_link_stays_the_same_for_a_while_so_that_browsers_keep_the_file(clock, owner):
    ticket = owner.post("/api/tickets", data=form()).json

    assert owner.get(f"/api/tickets/{ticket['id']}").json["attachment"] == ticket["attachment"]


@on_one_engine
@pytest.mark.parametrize(
    "changes",
    [
        {"signature": None},
        {"signature": ""},
        {"signature": "x" * 43},
        {"signature": "ü"},
        {"signature": "\ud83d"},
        {"expires": None},
        {"expires": ""},
        {"expires": "0"},
        {"expires": "99999999999"},
        {"expires": "9" * 5000},
        {"expires": "١"},
        {"expires": "never"},
    ],
    ids=lambda changes: str(changes)[:30],
)
def test_a_link_that_was_changed_is_refused(owner, anyone, changes):
    link = with_query(
        link_to(owner), **{name: value and value.encode("utf-8", "surrogatepass") for name, value in changes.items()}
    )

    assert_problem(anyone.get(link), 400 if changes.get("signature") == "\ud83d" else 403)


@on_one_engine
@pytest.mark.parametrize("key", ["{other}", "x", "..", "..%5C..", "%00", "0" * 32, "0" * 32 + ".png", "é"])
def test_a_signature_opens_no_other_file(owner, anyone, key):
    mine, other = (urlsplit(link_to(owner)) for _ in range(2))
    path = "/api/files/" + key.format(other=Path(other.path).name)

    assert_problem(anyone.get(f"{path}?{mine.query}"), 403)


def test_a_signature_opens_no_path(owner, anyone):
    link = urlsplit(link_to(owner))

    assert_problem(anyone.get(f"/api/files/..%2F..%2Fetc%2Fpasswd?{link.query}"), 404)


def test_the_link_of_another_service_is_refused(make_app, owner, anyone):
    link = link_to(owner)
    anyone.client = make_app(SECRET_KEY="a different key that is long enough for HS256").test_client()

    assert_problem(anyone.get(link), 403)


def test_a_file_whose_ticket_is_gone_is_not_found(app, owner, anyone):
    link = link_to(owner)
    with app.app_context(), transaction():
        db.session.execute(delete(Ticket))

    assert_problem(anyone.get(link), 404)


def test_a_file_whose_bytes_are_gone_is_not_found(app, owner, anyone):
    link = link_to(owner)
    for path in stored_files(app):
        path.unlink()

    assert_problem(anyone.get(link), 404)


def name_of(value):
    """Leave a file's bytes out of the name of its test."""
    return value if isinstance(value, str) else ""


SHOWN = [
    (samples.PNG, "a.png", "image/png"),
    (samples.JPEG, "a.jpg", "image/jpeg"),
    (samples.GIF, "a.gif", "image/gif"),
    (samples.WEBP, "a.webp", "image/webp"),
    (samples.PDF, "a.pdf", "application/pdf"),
]
DOWNLOADED = [
    (samples.TEXT, "a.txt", "text/plain; charset=utf-8"),
    (samples.TEXT, "a.log", "text/plain; charset=utf-8"),
    (samples.ZIP, "a.zip", "application/zip"),
    (samples.DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
]


@on_one_engine
@pytest.mark.parametrize(("content", "name", "content_type"), SHOWN, ids=name_of)
def test_pictures_and_pdf_are_shown_in_place(owner, anyone, content, name, content_type):
    answer = anyone.get(link_to(owner, content, name))

    assert answer.data == content
    assert answer.content_type == content_type
    assert answer.headers["Content-Disposition"] == f"inline; filename={name}"


@on_one_engine
@pytest.mark.parametrize(("content", "name", "content_type"), DOWNLOADED, ids=name_of)
def test_everything_else_is_a_download(owner, anyone, content, name, content_type):
    answer = anyone.get(link_to(owner, content, name))

    assert answer.data == content
    assert answer.content_type == content_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


@on_one_engine
@pytest.mark.parametrize(("content", "name", "content_type"), SHOWN[:1] + SHOWN[-1:] + DOWNLOADED[:1], ids=name_of)
def test_no_file_can_run_in_the_sites_origin(owner, anyone, content, name, content_type):
    headers = anyone.get(link_to(owner, content, name)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert {"sandbox", "default-src 'none'"} <= policy
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_file_may_be_kept_by_its_reader_alone(owner, anyone):
    assert anyone.get(link_to(owner)).headers["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('filename="Grüße 漢字 🎫.png"', "Grüße 漢字 🎫.png"),
        ('filename="a \\"quoted\\" name.png"', 'a "quoted" name.png'),
        ('filename="it\'s; a=b%20.png"', "it's; a=b%20.png"),
        ('filename="%2e%2e%2f100%.png"', "%2e%2e%2f100%.png"),
        ('filename="../../etc/passwd.png"', "passwd.png"),
        ('filename="C:\\\\Users\\\\me\\\\a.png"', "a.png"),
        ("filename*=utf-8''a%0D%0AX-Evil%3A%201.png", "a X-Evil: 1.png"),
        ("filename*=utf-8''%E2%82%AC.png", "€.png"),
        ("filename*=utf-8''e%CC%81.png", "é.png"),
        ('filename="' + "n" * 5000 + '.png"', "n" * 146 + ".png"),
    ],
)
def test_a_files_name_is_kept_for_people_and_harms_no_header(owner, anyone, sent, shown):
    ticket = owner.post("/api/tickets", **raw_form(sent, samples.PNG)).json

    answer = anyone.get(ticket["attachment"])

    assert ticket["attachments"][0]["name"] == shown
    assert (answer.status_code, answer.data) == (200, samples.PNG)
    assert "X-Evil" not in answer.headers
    assert named_in(answer.headers["Content-Disposition"]) == shown


def named_in(disposition):
    """Return the file name of the header, as a browser reads it."""
    return parse_options_header(disposition)[1]["filename"]


@pytest.mark.parametrize("content", [samples.TEXT, samples.HTML, samples.SVG], ids=["text", "html", "svg"])
def test_a_download_is_text_where_it_could_run_otherwise(owner, anyone, content):
    answer = anyone.get(link_to(owner, content, "run.bat"))

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=run.bat.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_stored_under_a_name_that_runs_is_answered_and_saved_under_a_safe_one(app, owner, anyone):
    ticket = owner.post("/api/tickets", data=form((samples.TEXT, "a.txt"))).json
    with app.app_context(), transaction():
        db.session.execute(update(Attachment).values(name="invoice.bat"))

    read = owner.get(f"/api/tickets/{ticket['id']}").json
    listed = owner.get("/api/tickets").json["results"][0]

    assert [answer["attachments"][0]["name"] for answer in (read, listed)] == ["invoice.bat.txt"] * 2
    assert named_in(anyone.get(read["attachment"]).headers["Content-Disposition"]) == "invoice.bat.txt"


@on_one_engine
@pytest.mark.parametrize(("asked", "first", "last"), [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None)])
def test_a_part_of_a_file_can_be_asked_for(owner, anyone, asked, first, last):
    answer = anyone.get(link_to(owner), headers={"Range": asked})

    assert answer.status_code == 206
    assert answer.data == samples.PNG[first : last and last + 1]
    assert answer.headers["Content-Range"].endswith(f"/{len(samples.PNG)}")


def test_a_part_that_is_not_there_can_not_be_had(owner, anyone):
    answer = anyone.get(link_to(owner), headers={"Range": "bytes=999999-"})

    assert_problem(answer, 416)


@on_one_engine
@pytest.mark.parametrize(
    "asked",
    [
        *("nonsense", "bytes=5-1", "bytes=", "", "lines=1-2", "bytes=0-1,5-6", "bytes=" + "9" * 5000 + "-"),
        *(f"bytes=-{len(samples.PNG)}", "bytes=-999999", "bytes=-" + "9" * 5000),
    ],
    ids=lambda asked: asked[:20],
)
def test_a_part_that_makes_no_sense_or_is_the_whole_gets_the_whole(owner, anyone, asked):
    answer = anyone.get(link_to(owner), headers={"Range": asked})

    assert (answer.status_code, answer.data) == (200, samples.PNG)
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_file_that_is_not_the_one_wanted_is_refused(owner, anyone):
    assert_problem(anyone.get(link_to(owner), headers={"If-Match": '"another"'}), 412)


def test_a_file_that_is_known_is_not_sent_again(owner, anyone):
    link = link_to(owner)
    tag = anyone.get(link).headers["ETag"]

    answer = anyone.get(link, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_a_head_request_tells_of_a_file_without_sending_it(owner, anyone):
    answer = anyone.send("HEAD", link_to(owner), headers={"Range": "bytes=0-9"})

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == len(samples.PNG)


def test_a_ticket_whose_file_is_in_a_store_no_longer_configured_is_read_and_listed_without_a_link(app, owner):
    opened = owner.post("/api/tickets", data=form((b"a log", "a.log"))).json
    with app.app_context(), transaction():
        db.session.execute(update(Attachment).values(store="cloudinary"))

    read = owner.get(f"/api/tickets/{opened['id']}")
    listed = owner.get("/api/tickets")

    assert (read.status_code, listed.status_code) == (200, 200)
    assert [file["url"] for file in read.json["attachments"]] == [None]
    assert listed.json["results"] == [read.json]
    assert read.json["attachment"] is None
