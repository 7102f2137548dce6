"""Opening a ticket."""

import re
from datetime import UTC, datetime

import pytest

from tests import samples
from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import NOTHING, form, raw_form, row_of, stored_files, ticket_text, traces
from ticketing.tickets.models import Ticket

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def urlencoded(text):
    return {"data": text}


def multipart(text):
    return {"data": text, "content_type": "multipart/form-data"}


def as_json(text):
    return {"json": text}


ENCODINGS = pytest.mark.parametrize("encoded", [as_json, urlencoded, multipart])


@ENCODINGS
def test_a_ticket_is_opened_by_json_and_by_either_kind_of_form(app, owner, encoded):
    answer = owner.post("/api/tickets", **encoded(ticket_text(title="Grüße 漢字 🎫", category="Financial")))

    assert answer.status_code == 201
    ticket = answer.json
    assert ticket == {
        "id": ticket["id"],
        "title": "Grüße 漢字 🎫",
        "description": "It burns.",
        "category": "Financial",
        "status": "New",
        "priority": "Normal",
        "assignee": None,
        "attachment": None,
        "attachments": [],
        "createdBy": {"id": owner.id, "username": "owner"},
        "createdAt": ticket["createdAt"],
        "updatedAt": ticket["createdAt"],
        "replies": 0,
        "lastReply": None,
        "waitingFor": "staff",
        "isUnread": False,
        "duplicateOf": None,
    }
    row = row_of(app, Ticket, ticket["id"])
    assert (row.title, row.status, row.created_by_id) == ("Grüße 漢字 🎫", "New", owner.id)
    assert traces(app) == {**NOTHING, "tickets": 1}


def test_the_answer_says_where_the_ticket_is(owner):
    answer = owner.post("/api/tickets", json=ticket_text())

    assert answer.location == f"http://localhost/api/tickets/{answer.json['id']}"
    assert owner.get(answer.location).json == answer.json


def test_times_are_in_utc_to_the_second(clock, owner):
    ticket = owner.post("/api/tickets", json=ticket_text()).json

    assert MOMENT.fullmatch(ticket["createdAt"])
    assert datetime.fromisoformat(ticket["createdAt"]) == datetime.fromtimestamp(int(clock.timestamp), UTC)


@ENCODINGS
def test_space_around_a_text_is_dropped_and_the_space_within_kept(owner, encoded):
    text = ticket_text(title=" \t a  b\u3000", description="\n one\n\n two\n ")

    ticket = owner.post("/api/tickets", **encoded(text)).json

    assert (ticket["title"], ticket["description"]) == ("a  b", " one\n\n two")


@ENCODINGS
def test_lines_end_alike_however_they_were_sent(owner, encoded):
    text = ticket_text(description="one\r\n\r\ntwo\rthree\nfour")

    assert owner.post("/api/tickets", **encoded(text)).json["description"] == "one\n\ntwo\nthree\nfour"


@ENCODINGS
def test_the_end_of_a_line_counts_as_one_letter_as_in_a_browser(owner, encoded):
    text = ticket_text(description="x\r\n" * 9_999 + "yz")

    assert owner.post("/api/tickets", **encoded(text)).status_code == 201


@ENCODINGS
def test_a_status_that_is_sent_along_is_ignored(owner, encoded):
    ticket = owner.post("/api/tickets", **encoded(ticket_text(status="Resolved", id="7", createdBy="admin"))).json

    assert ticket["status"] == "New"
    assert ticket["createdBy"]["id"] == owner.id


@ENCODINGS
@pytest.mark.parametrize("letter", ["x", "漢", "🎫"])
def test_the_longest_texts_are_taken_whole(owner, encoded, letter):
    text = ticket_text(title=letter * 200, description=letter * 20_000)

    answer = owner.post("/api/tickets", **encoded(text))

    assert answer.status_code == 201
    assert owner.get(answer.location).json["description"] == letter * 20_000


@on_one_engine
@ENCODINGS
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("one\ntwo\r\nthree", "one two three"),
        ("one\ttwo\u2028three\x85four\v\ffive\x1esix", "one two three four five six"),
        ("\x07Bell \x1b[31mred\x1b[0m \x9b1m\x08", "Bell [31mred[0m 1m"),
        ("👩\u200d💻 \u0645\u06cc\u200c\u0634\u0648\u062f", "👩\u200d💻 \u0645\u06cc\u200c\u0634\u0648\u062f"),
        ("e" + "\u0301" * 30, "e" + "\u0301" * 30),
        ("क्षि" * 50, "क्षि" * 50),
    ],
)
def test_a_title_is_one_line_without_control_characters(owner, encoded, sent, kept):
    assert owner.post("/api/tickets", **encoded(ticket_text(title=sent))).json["title"] == kept


@on_one_engine
@ENCODINGS
def test_a_description_keeps_its_lines_and_tabs_and_no_other_control_characters(owner, encoded):
    answer = owner.post("/api/tickets", **encoded(ticket_text(description="\n  a\x1b\r\n\tb\u2028c\x07\vd\x1ce\n")))

    assert answer.json["description"] == "  a\n\tb\nc\nd\ne"


@on_one_engine
@ENCODINGS
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"title": ""}, "title"),
        ({"title": " \t\r\n\u3000\u2028"}, "title"),
        ({"title": "\u200b\x07 \ufeff\u202e"}, "title"),
        ({"title": "Caf" + "e\u0301" * 31 + "\u0301" * 30}, "title"),
        ({"title": "\u0301\u200d" * 31 + "e"}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"description": "e" + "\u0301\u0323" * 9_999}, "description"),
        ({"description": "\u0e01" + "\u0e49" * 31}, "description"),
        ({"description": "\u2800\n\u3164"}, "description"),
        ({"description": "\u2060\n\u200b"}, "description"),
        ({"description": ""}, "description"),
        ({"description": "\n"}, "description"),
        ({"category": ""}, "category"),
        ({"category": "technical"}, "category"),
        ({"category": "Other"}, "category"),
    ],
)
def test_a_text_out_of_bounds_is_named_and_leaves_nothing(app, owner, encoded, changes, field):
    assert_problem(owner.post("/api/tickets", **encoded(ticket_text(**changes))), 400, field)

    assert traces(app) == NOTHING


# Nothing is drawn of them, or nothing but marks on nothing; the first is of Cf, the others are not.
UNSEEN = (
    "\u200b\u00a0\u034f\u115f\u1160\u17b4\u180b\u2800\u3164\ufe0f\uffa0\ufffc"
    "\uffff\ufdd0\ue000\u0301\u20dd\u093f\U0001d159\U000e0041\U000e0100"
)


@on_one_engine
def test_a_title_that_shows_nothing_is_refused(app, owner):
    answers = {letter: owner.post("/api/tickets", json=ticket_text(title=f"{letter} {letter}")) for letter in UNSEEN}

    assert [ascii(letter) for letter, answer in answers.items() if answer.status_code != 400] == []
    assert traces(app) == NOTHING


@on_one_engine
@ENCODINGS
@pytest.mark.parametrize("missing", [{"title"}, {"description"}, {"category"}, {"title", "description", "category"}])
def test_a_field_that_is_missing_is_named_and_leaves_nothing(app, owner, encoded, missing):
    text = {name: value for name, value in ticket_text().items() if name not in missing}

    assert_problem(owner.post("/api/tickets", **encoded(text)), 400, *missing)

    assert traces(app) == NOTHING


@on_one_engine
@pytest.mark.parametrize("field", ["title", "description", "category"])
@pytest.mark.parametrize("value", [None, 1, 1.5, True, ["x"], {"x": 1}], ids=str)
def test_a_value_of_the_wrong_type_is_named_and_leaves_nothing(app, owner, field, value):
    assert_problem(owner.post("/api/tickets", json=ticket_text(**{field: value})), 400, field)

    assert traces(app) == NOTHING


def test_all_that_is_wrong_is_named_at_once(owner):
    answer = owner.post("/api/tickets", json={"title": "", "description": 1, "category": ""})

    assert_problem(answer, 400, "title", "description", "category")


@on_one_engine
@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/octet-stream", "nonsense", ""])
def test_a_body_of_another_type_is_refused(app, owner, content_type):
    answer = owner.post("/api/tickets", data=b'{"title": "x"}', content_type=content_type)

    assert_problem(answer, 415)
    assert traces(app) == NOTHING


def test_without_a_body_every_field_is_named(owner):
    assert_problem(owner.post("/api/tickets"), 400, "title", "description", "category")


FILES = [
    (samples.PNG, "screen.png", "image/png"),
    (samples.TEXT, "app.log", "text/plain"),
    (samples.PDF, "bill.pdf", "application/pdf"),
    (samples.ZIP, "logs.zip", "application/zip"),
    (samples.JPEG, "photo.jpeg", "image/jpeg"),
]


@pytest.mark.parametrize("number", range(1, 6))
def test_up_to_five_files_are_attached_in_the_order_sent(app, owner, number):
    files = FILES[:number]

    answer = owner.post("/api/tickets", data=form(*[(content, name) for content, name, _ in files]))

    assert answer.status_code == 201
    ticket = answer.json
    assert [(file["name"], file["size"], file["contentType"]) for file in ticket["attachments"]] == [
        (name, len(content), content_type) for content, name, content_type in files
    ]
    assert ticket["attachment"] == ticket["attachments"][0]["url"]
    assert sorted(path.read_bytes() for path in stored_files(app)) == sorted(content for content, _, _ in files)
    assert traces(app) == {"tickets": 1, "attachments": number, "uploads": 0, "files": number}


def test_two_files_may_be_the_same(app, owner):
    ticket = owner.post("/api/tickets", data=form((samples.PNG, "a.png"), (samples.PNG, "a.png"))).json

    assert len({file["id"] for file in ticket["attachments"]}) == 2
    assert len({file["url"] for file in ticket["attachments"]}) == 2


def test_a_files_type_is_what_its_bytes_are(owner):
    ticket = owner.post("/api/tickets", data=form((samples.PNG, "notes.txt"))).json

    assert ticket["attachments"][0]["contentType"] == "image/png"


@pytest.mark.parametrize(
    ("content", "name", "saved"),
    [
        (b"@echo off", "invoice.bat", "invoice.bat.txt"),
        (samples.HTML, "page.html", "page.html.txt"),
        (samples.SVG, "drawing.svg", "drawing.svg.txt"),
        (samples.ZIP, "tool.jar", "tool.jar.zip"),
        (samples.HTML + samples.PDF, "report.hta", "report.hta.pdf"),
        (samples.HEIC, "photo.heic", "photo.heic"),
        (samples.LOCKED, "plan.xlsx", "plan.xlsx"),
        (b"From: me@example.com\n\nHello", "message.eml", "message.eml"),
    ],
    ids=["bat", "html", "svg", "jar", "hta", "heic", "locked", "eml"],
)
def test_a_files_name_ends_as_files_of_its_type_do(owner, content, name, saved):
    answer = owner.post("/api/tickets", data=form((content, name)))

    assert [file["name"] for file in answer.json["attachments"]] == [saved]
    assert [file["name"] for file in owner.get(answer.location).json["attachments"]] == [saved]


def test_a_file_input_that_nothing_was_chosen_in_is_no_file(app, owner):
    answer = owner.post("/api/tickets", data=form((b"", "")))

    assert answer.status_code == 201
    assert traces(app) == {**NOTHING, "tickets": 1}


def test_a_sixth_file_is_refused_and_leaves_nothing(app, owner):
    answer = owner.post("/api/tickets", data=form(*[(samples.PNG, f"{number}.png") for number in range(6)]))

    assert_problem(answer, 400, "attachment")
    assert traces(app) == NOTHING


@pytest.mark.parametrize("field", ["file", "attachments", "attachment[]", "title"])
def test_a_file_in_another_field_is_named_and_leaves_nothing(app, owner, field):
    answer = owner.post("/api/tickets", data=form((samples.PNG, "a.png"), field=field, title="Printer"))

    assert answer.status_code == 400
    assert field in answer.json["errors"]
    assert traces(app) == NOTHING


@pytest.mark.parametrize("content", [samples.EXE, samples.MSI, b"", b"\0\1\2"], ids=["exe", "installer", "empty", "binary"])
def test_a_file_of_another_type_is_named_and_leaves_nothing(app, owner, content):
    answer = owner.post("/api/tickets", data=form((samples.PNG, "good.png"), (content, "innocent.png")))

    assert_problem(answer, 415, "attachment")
    assert "innocent.png" in answer.json["detail"]
    assert traces(app) == NOTHING


def test_a_ticket_that_is_refused_takes_its_files_with_it(app, owner):
    answer = owner.post("/api/tickets", data=form(title=""))

    assert_problem(answer, 400, "title")
    assert traces(app) == NOTHING


@pytest.mark.parametrize("size", [1024 * 1024, 5 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused_and_leaves_nothing(make_app, owner, size):
    app = make_app(MAX_UPLOAD_MB="1")
    owner.client = app.test_client()

    answer = owner.post("/api/tickets", **raw_form('filename="big.txt"', b"x" * size))

    assert_problem(answer, 413)
    assert answer.json["detail"] == "The request is larger than 1 MB, the most that is taken."
    assert traces(app) == NOTHING


def test_a_file_just_below_the_limit_is_taken(make_app, owner):
    owner.client = make_app(MAX_UPLOAD_MB="1").test_client()

    answer = owner.post("/api/tickets", **raw_form('filename="big.txt"', b"x" * (1024 * 1024 - 2000)))

    assert answer.status_code == 201


def test_json_that_is_too_large_is_refused(make_app, owner):
    owner.client = make_app(MAX_UPLOAD_MB="1").test_client()

    assert_problem(owner.post("/api/tickets", json=ticket_text(more="x" * 1024 * 1024)), 413)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("    def f():\n        return 1\n", "    def f():\n        return 1"),
        ("\r\n \t\r\n\tindented\r\nnot\r\n\r\n", "\tindented\nnot"),
        ("\u3000\u3000全角", "\u3000\u3000全角"),
    ],
)
def test_the_first_line_of_a_description_keeps_its_indentation(owner, sent, kept):
    for body in ({"json": ticket_text(description=sent)}, {"data": ticket_text(description=sent)}):
        assert owner.post("/api/tickets", **body).json["description"] == kept


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", " \n\t\r\n "])
def test_a_description_of_nothing_but_white_space_is_refused(owner, blank):
    assert_problem(owner.post("/api/tickets", json=ticket_text(description=blank)), 400, "description")
