"""The same request sent twice makes one ticket."""

import pytest

from tests import samples
from tests.answers import assert_problem
from tests.crowd import at_once
from tests.databases import on_one_engine
from tests.factories import NOTHING, add_ticket, count, form, ticket_text, traces
from ticketing.auth.queries import CurrentUser
from ticketing.errors import Unauthenticated
from ticketing.tickets import service
from ticketing.tickets.models import RememberedAnswer, Ticket
from ticketing.tickets.submission import Submission, submit

KEY = {"Idempotency-Key": "3f2c"}
ONE_TICKET = {**NOTHING, "tickets": 1}


def test_the_same_request_gets_the_first_answer_again_byte_for_byte(clock, app, owner):
    first, second, third = (owner.post("/api/tickets", json=ticket_text(), headers=KEY) for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (201, 201, 201)
    assert first.data == second.data == third.data
    assert first.location == second.location
    assert traces(app) == ONE_TICKET


def test_the_same_files_are_stored_once(clock, app, owner):
    files = (samples.PNG, "a.png"), (samples.TEXT, "b.txt")

    first, second = (owner.post("/api/tickets", data=form(*files), headers=KEY) for _ in range(2))

    assert first.status_code == second.status_code == 201
    assert first.data == second.data
    assert traces(app) == {"tickets": 1, "attachments": 2, "uploads": 0, "files": 2}


def test_without_a_key_every_request_makes_a_ticket(app, owner):
    for _ in range(2):
        owner.post("/api/tickets", json=ticket_text())

    assert count(app, Ticket) == 2


def test_another_key_makes_another_ticket(app, owner):
    for key in ("a", "A", "b"):
        owner.post("/api/tickets", json=ticket_text(), headers={"Idempotency-Key": key})

    assert count(app, Ticket) == 3


def test_it_does_not_matter_how_the_same_request_is_encoded(clock, app, owner):
    text = ticket_text(title="Grüße", description="a & b")

    answers = [
        owner.post("/api/tickets", json=text, headers=KEY),
        owner.post("/api/tickets", json={"status": "New", **dict(reversed(text.items())), "title": " Grüße "}, headers=KEY),
        owner.post("/api/tickets", data=text, headers=KEY),
        owner.post("/api/tickets", data=text, content_type="multipart/form-data", headers=KEY),
    ]

    assert {answer.data for answer in answers} == {answers[0].data}
    assert traces(app) == ONE_TICKET


@pytest.mark.parametrize(
    "other",
    [
        {"json": ticket_text(title="Printer.")},
        {"json": ticket_text(description="It burns!")},
        {"json": ticket_text(category="Product")},
        {"json": ticket_text(title="PrinterIt burns.", description="-")},
        {"data": form((samples.PNG, "a.png"))},
    ],
    ids=["title", "description", "category", "shifted", "file"],
)
def test_the_same_key_with_another_body_is_refused(app, owner, other):
    owner.post("/api/tickets", json=ticket_text(), headers=KEY)

    assert_problem(owner.post("/api/tickets", headers=KEY, **fresh(other)), 422, "Idempotency-Key")

    assert traces(app) == ONE_TICKET


def fresh(request):
    """Return the request with files of its own: sending one reads it to its end."""
    return {"data": form((samples.PNG, "a.png"))} if "data" in request else request


@pytest.mark.parametrize(
    "files",
    [
        [(samples.JPEG, "a.png")],
        [(samples.PNG, "b.png")],
        [(samples.PNG, "a.png"), (samples.PNG, "a.png")],
        [(samples.TEXT, "b.txt"), (samples.PNG, "a.png")],
    ],
    ids=["content", "name", "one more", "order"],
)
def test_the_same_key_with_other_files_is_refused(app, owner, files):
    first = [(samples.PNG, "a.png"), (samples.TEXT, "b.txt")]
    owner.post("/api/tickets", data=form(*first), headers=KEY)
    before = traces(app)

    assert_problem(owner.post("/api/tickets", data=form(*files), headers=KEY), 422, "Idempotency-Key")

    assert traces(app) == before


def test_a_key_is_each_users_own(app, owner, stranger):
    mine, theirs = (person.post("/api/tickets", json=ticket_text(), headers=KEY) for person in (owner, stranger))

    assert mine.json["createdBy"]["id"] == owner.id
    assert theirs.json["createdBy"]["id"] == stranger.id
    assert count(app, Ticket) == 2


def test_the_first_answer_is_given_even_when_the_ticket_has_changed_since(clock, owner, admin):
    first = owner.post("/api/tickets", json=ticket_text(), headers=KEY)
    admin.patch(f"/api/tickets/{first.json['id']}/status", json={"status": "Resolved"})

    assert owner.post("/api/tickets", json=ticket_text(), headers=KEY).data == first.data


def test_links_in_a_repeated_answer_work_when_the_first_ones_have_expired(clock, owner):
    first = owner.post("/api/tickets", data=form(), headers=KEY).json
    clock.move(hours=3)
    owner.tokens = owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).json

    again = owner.post("/api/tickets", data=form(), headers=KEY).json

    assert again["id"] == first["id"]
    assert again["attachment"] == again["attachments"][0]["url"]
    assert owner.client.get(first["attachment"]).status_code == 403
    assert owner.client.get(again["attachment"], buffered=True).data == samples.PNG


@pytest.mark.parametrize(("hours", "tickets"), [(23.99, 1), (24.01, 2)])
def test_a_key_is_remembered_for_a_day(clock, app, owner, hours, tickets):
    owner.post("/api/tickets", json=ticket_text(), headers=KEY)
    clock.move(hours=hours)
    owner.tokens = owner.client.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}).json

    answer = owner.post("/api/tickets", json=ticket_text(), headers=KEY)

    assert answer.status_code == 201
    assert count(app, Ticket) == tickets
    assert count(app, RememberedAnswer) == 1


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (lambda: {"json": ticket_text(title="")}, 400),
        (lambda: {"data": form((samples.EXE, "a.png"))}, 415),
        (lambda: {"data": b"{", "content_type": "application/json"}, 400),
    ],
)
def test_a_request_that_fails_does_not_spend_the_key(app, owner, refused, status):
    assert_problem_of_any_field(owner.post("/api/tickets", headers=KEY, **refused()), status)

    answer = owner.post("/api/tickets", json=ticket_text(), headers=KEY)

    assert answer.status_code == 201
    assert traces(app) == ONE_TICKET


def assert_problem_of_any_field(answer, status):
    assert_problem(answer, status, *answer.json.get("errors", {}))


def test_sixteen_at_once_make_one_ticket_with_one_set_of_files(clock, app, owner):
    def send():
        data = form((samples.PNG, "a.png"), (samples.TEXT, "b.txt"))
        return owner.elsewhere().post("/api/tickets", data=data, headers=KEY)

    answers = at_once([send] * 16)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert traces(app) == {"tickets": 1, "attachments": 2, "uploads": 0, "files": 2}


def test_of_two_different_requests_at_once_one_is_refused(app, owner):
    requests = [ticket_text(title=title) for title in ("one", "two") * 4]

    answers = at_once([lambda body=body: owner.elsewhere().post("/api/tickets", json=body, headers=KEY) for body in requests])

    assert sorted(answer.status_code for answer in answers) == [201] * 4 + [422] * 4
    assert traces(app) == ONE_TICKET


@on_one_engine
@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ü", "a\tb", "\x7f"])
def test_a_key_that_is_none_is_named(app, owner, key):
    answer = owner.post("/api/tickets", json=ticket_text(), headers={"Idempotency-Key": key})

    assert_problem(answer, 400, "Idempotency-Key")
    assert traces(app) == NOTHING


@pytest.mark.parametrize("key", ["x", "x" * 255, '"quoted"', "!~'%_\\"])
def test_a_key_is_any_visible_ascii(owner, key):
    answers = [owner.post("/api/tickets", json=ticket_text(), headers={"Idempotency-Key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]


def test_a_key_means_nothing_to_other_requests(app, owner, admin):
    ticket_id = add_ticket(app, owner.id)

    for status in ("Resolved", "New"):
        answer = admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": status}, headers=KEY)
        assert answer.json["status"] == status


def test_whoever_was_removed_meanwhile_is_not_signed_in_and_leaves_nothing(app, anyone):
    gone = CurrentUser(999, "gone", None, "User", "")

    with app.test_request_context(), pytest.raises(Unauthenticated):
        submit(Submission(gone, ["x"], files=()), lambda attachments: service.open_ticket(gone, ticket_text(), attachments))

    assert traces(app) == NOTHING
