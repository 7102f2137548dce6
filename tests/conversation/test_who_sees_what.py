"""What each may know of a conversation: every endpoint against a plain model, and nothing that a note changes."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import Person, make_person
from tests.factories import add_ticket, form
from ticketing.auth.models import Role
from ticketing.clock import utcnow

BOUNDED = settings(
    max_examples=5,
    phases=[Phase.generate],
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# Words that are in nothing else, so that each can be looked for.
WORDS = (f"zq{number:05}" for number in itertools.count())
KINDS = st.sampled_from(["reply", "reply", "note", "note", "resolve", "reopen", "edit", "remove"])
# Of a step: which ticket, who, what, and whether with a file.
STORY = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), KINDS, st.booleans()), min_size=4, max_size=14)


@dataclass
class Said:
    """An entry as the model knows it."""

    id: int
    by: Person
    is_note: bool
    word: str
    files: int
    is_removed: bool = False


@dataclass
class Model:
    """A ticket as the model knows it."""

    id: int
    owner: Person
    status: str = "New"
    entries: list[Said] = field(default_factory=list)

    def seen_by(self, person: Person, admins: list[Person]) -> list[Said] | None:
        """Return the replies and notes that `person` may know of, or None for a ticket that they may not."""
        if person in admins:
            return self.entries
        return [entry for entry in self.entries if not entry.is_note] if person is self.owner else None


@pytest.fixture
def world(app):
    """Return two requesters and two administrators, one of whom has a ticket too, and three tickets."""
    users = [make_person(app, f"user{number}") for number in range(2)]
    admins = [make_person(app, f"admin{number}", Role.ADMIN) for number in range(2)]
    return users, admins


def path(model: Model, *rest: object) -> str:
    return "/".join(map(str, ("/api/tickets", model.id, *rest)))


def play(step, models: list[Model], people: list[Person], admins: list[Person]) -> None:
    """Do what the step says if the model allows it, and note it in the model; or see it refused."""
    which, who, kind, has_file = step
    model, person = models[which], people[who]
    if kind in ("reply", "note"):
        say(model, person, admins, kind, has_file, next(WORDS))
    elif kind in ("edit", "remove"):
        change(model, person, admins, kind, next(WORDS))
    else:
        status = {"resolve": "Resolved", "reopen": "Under Review"}[kind]
        answer = person.patch(path(model, "status"), json={"status": status})
        assert answer.status_code == (200 if person in admins else 403)
        model.status = status if person in admins else model.status


def say(model: Model, person: Person, admins: list[Person], kind: str, has_file: bool, word: str) -> None:
    body = {"body": word, **({"attachment": form((word.encode(), f"{word}.txt"))["attachment"]} if has_file else {})}
    answer = person.post(path(model, "replies" if kind == "reply" else "notes"), data=body)
    if kind == "note" and person not in admins:
        assert answer.status_code == 403
    elif model.seen_by(person, admins) is None:
        assert answer.status_code == 404
    else:
        assert answer.status_code == 201
        model.entries.append(Said(answer.json["id"], person, kind == "note", word, int(has_file)))
        if kind == "reply" and model.status == "Resolved" and person is model.owner:
            model.status = "Under Review"


def change(model: Model, person: Person, admins: list[Person], kind: str, word: str) -> None:
    if not model.entries:
        return
    entry = model.entries[-1]
    address = path(model, "timeline", entry.id)
    answer = person.patch(address, json={"body": word}) if kind == "edit" else person.delete(address)
    if kind == "remove" and person not in admins:
        assert answer.status_code == 403
    elif entry not in (model.seen_by(person, admins) or []):
        assert answer.status_code == 404
    elif kind == "edit":
        may = entry.by is person and not entry.is_removed
        assert answer.status_code == (200 if may else 403)
        entry.word = word if may else entry.word
    else:
        assert answer.status_code == 204
        entry.is_removed, entry.files, entry.word = True, 0, ""


@BOUNDED
@given(story=STORY)
def test_every_endpoint_says_what_each_may_know(app, world, story):
    users, admins = world
    people = [*users, *admins]
    models = [Model(add_ticket(app, owner.id), owner) for owner in (users[0], users[1], admins[0])]

    for step in story:
        play(step, models, people, admins)

    for person, model in itertools.product(people, models):
        seen = model.seen_by(person, admins)
        shown, timeline = person.get(path(model)), person.get(path(model, "timeline"))
        if seen is None:
            assert (shown.status_code, timeline.status_code) == (404, 404)
            continue
        replies = [entry for entry in seen if not entry.is_note]
        assert shown.json["status"] == model.status
        assert shown.json["replies"] == len(replies)
        assert (shown.json["lastReply"] or {"by": None})["by"] == (
            {"id": replies[-1].by.id, "username": replies[-1].by.username} if replies else None
        )
        said = [entry for entry in timeline.json["results"] if entry["kind"] != "change"]
        assert [(entry["id"], entry["body"], len(entry["attachments"])) for entry in said] == [
            (entry.id, entry.word, entry.files) for entry in seen
        ]
        for file in (file for entry in said for file in entry["attachments"]):
            assert person.get(file["url"]).status_code == 200
        for entry in model.entries:
            if entry.word:
                found = person.get(f"/api/tickets?search={entry.word}").json
                expected = [model.id] if entry in seen else []
                assert ([ticket["id"] for ticket in found["results"]], found["count"]) == (expected, len(expected))
    check_unread(models, people, admins)
    check_answered(models, people, admins)


def check_answered(models: list[Model], people: list[Person], admins: list[Person]) -> None:
    for person in people:
        listed = person.get("/api/tickets?answeredFrom=2000-01-01&pageSize=100").json["results"]
        assert {ticket["id"] for ticket in listed} & {model.id for model in models} == {
            model.id
            for model in models
            if any(not entry.is_note and entry.by in admins and entry.by is not model.owner for entry in model.entries)
            and model.seen_by(person, admins) is not None
        }


def check_unread(models: list[Model], people: list[Person], admins: list[Person]) -> None:
    for person in people:
        unread = {ticket["id"]: ticket["isUnread"] for ticket in person.get("/api/tickets?pageSize=100").json["results"]}
        listed = {ticket["id"] for ticket in person.get("/api/tickets?unread=true&pageSize=100").json["results"]}
        assert listed == {number for number, is_unread in unread.items() if is_unread}
        assert person.get("/api/tickets/counts").json["unread"] == len(listed)
        for model in models:
            if person in admins and person is not model.owner:
                assert unread[model.id]
            elif person is model.owner:
                by_others = [entry for entry in model.entries if not entry.is_note and entry.by is not person]
                assert unread[model.id] or not by_others


TWINS = st.lists(st.tuples(st.sampled_from(["reply", "answer", "resolve", "seen"]), st.booleans()), min_size=1, max_size=6)


@BOUNDED
@given(story=TWINS)
def test_a_requester_is_told_the_same_of_a_ticket_with_notes_as_of_one_without(app, clock, story):
    admin, other = (make_person(app, f"{name}{next(NUMBERS)}", Role.ADMIN) for name in ("admin", "other"))
    twins = [make_person(app, f"twin{number}") for number in (next(NUMBERS) for _ in range(2))]
    tickets = [f"/api/tickets/{add_ticket(app, twin.id)}" for twin in twins]

    for number, (kind, has_note) in enumerate(story):
        clock.move(minutes=1)
        for twin, ticket in zip(twins, tickets, strict=True):
            if kind == "reply":
                twin.post(f"{ticket}/replies", json={"body": f"reply {number}"})
            elif kind == "answer":
                admin.post(f"{ticket}/replies", json={"body": f"answer {number}"})
            elif kind == "resolve":
                admin.patch(f"{ticket}/status", json={"status": ["Resolved", "Under Review"][number % 2]})
            else:
                twin.put(f"{ticket}/seen", json={"entry": 2**31 - 1})
        clock.move(minutes=1)
        if has_note:
            note = other.post(
                f"{tickets[0]}/notes", data={"body": "a secret", "attachment": form((b"x", "secret.txt"))["attachment"]}
            ).json
            other.put(f"{tickets[0]}/writing", json={"kind": "note"})
            if number % 2:
                other.patch(f"{tickets[0]}/timeline/{note['id']}", json={"body": "another secret"})
            if number % 3 == 0:
                admin.delete(f"{tickets[0]}/timeline/{note['id']}")

    told = [everything_told(twin, ticket) for twin, ticket in zip(twins, tickets, strict=True)]
    assert told[0] == told[1]
    assert "secret" not in told[0]


NUMBERS = itertools.count()


def everything_told(person: Person, ticket: str) -> str:
    """Return all that the API answers `person` about their only ticket, without what differs between people."""
    asked = [ticket, f"{ticket}/timeline", "/api/tickets/counts"]
    asked += [
        f"/api/tickets?{query}"
        for query in ("", "search=secret", "search=reply", "unread=true", "waitingFor=staff", "ordering=-updatedAt")
    ]
    days = [(utcnow() + timedelta(days=number)).date() for number in (-1, 0, 1)]
    asked += [f"/api/tickets?answered{limit}={day}" for day in days for limit in ("From", "To")]
    asked += ["/api/tickets?phrase=a+secret", "/api/tickets?assignee=none&ordering=-priority", "/api/views?counts=true"]
    answers = [person.get(address) for address in asked]
    exported = person.get("/api/tickets/export.csv").text.split(",", 1)[1].replace(f"\n{ticket.rsplit('/', 1)[1]},", "\n")
    told = [[answer.status_code, without_ids(answer.json)] for answer in answers]
    return json.dumps([*told, exported]).replace(person.username, "me")


def without_ids(answer: object) -> object:
    if isinstance(answer, dict):
        return {name: without_ids(value) for name, value in answer.items() if name != "id"}
    return [without_ids(value) for value in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize(
    ("method", "rest", "body", "expected"),
    # anyone, owner, stranger, demoted administrator, administrator
    [
        ("GET", "timeline", None, (401, 200, 404, 404, 200)),
        ("POST", "replies", {"body": "x"}, (401, 201, 404, 404, 201)),
        ("POST", "notes", {"body": "x"}, (401, 403, 403, 403, 201)),
        ("PATCH", "timeline/{reply}", {"body": "x"}, (401, 200, 404, 404, 403)),
        ("PATCH", "timeline/{note}", {"body": "x"}, (401, 404, 404, 404, 403)),
        ("DELETE", "timeline/{reply}", None, (401, 403, 403, 403, 204)),
        ("DELETE", "timeline/{note}", None, (401, 403, 403, 403, 204)),
        ("PUT", "seen", {"entry": 0}, (401, 204, 404, 404, 204)),
        ("PUT", "writing", {"kind": "reply"}, (401, 204, 404, 404, 204)),
        ("PUT", "writing", {"kind": "note"}, (401, 403, 404, 404, 204)),
        ("DELETE", "writing", None, (401, 204, 404, 404, 204)),
        ("PATCH", "", {"title": "x"}, (401, 200, 404, 404, 200)),
        ("PATCH", "", {"priority": "Low"}, (401, 403, 404, 404, 200)),
        ("PATCH", "", {"assignee": "me"}, (401, 403, 404, 404, 200)),
        ("PATCH", "", {"undo": True}, (401, 412, 404, 404, 412)),
        ("POST", "close", None, (401, 200, 404, 404, 403)),
        ("POST", "reopen", None, (401, 200, 404, 404, 403)),
    ],
)
def test_each_call_is_for_whom_it_is(app, owner, stranger, admin, anyone, method, rest, body, expected):
    demoted = make_person(app, "demoted", Role.ADMIN)
    statuses = []
    ticket = f"/api/tickets/{add_ticket(app, owner.id)}"
    reply = owner.post(f"{ticket}/replies", json={"body": "x"}).json["id"]
    note = demoted.post(f"{ticket}/notes", json={"body": "x"}).json["id"]
    app.test_cli_runner().invoke(args=["users", "demote", "demoted"])

    for person in (anyone, owner, stranger, demoted, admin):
        address = f"{ticket}/{rest.format(reply=reply, note=note)}".rstrip("/")
        statuses.append(person.send(method, address, **({"json": body} if body else {})).status_code)

    assert tuple(statuses) == expected
