"""Replies and notes: what they change, and what is refused."""

import pytest
from sqlalchemy import func, select

from tests.cast import sign_in
from tests.crowd import at_once
from tests.factories import add_ticket, form, row_of, stored_files
from tests.samples import EXE, PNG
from ticketing.audit import AuditEntry, Verb
from ticketing.auth.models import User
from ticketing.auth.queries import as_current
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import service
from ticketing.tickets.models import Attachment, Entry, RememberedAnswer, Upload


@pytest.fixture
def ticket(app, owner, admin) -> str:
    """Return the path of a ticket of the owner's."""
    return f"/api/tickets/{add_ticket(app, owner.id)}"


def say(person, ticket, body="Hello", kind="replies", **rest):
    return person.post(f"{ticket}/{kind}", json={"body": body, **rest.pop("fields", {})}, **rest)


def timeline(person, ticket) -> list[dict]:
    return person.get(f"{ticket}/timeline").json["results"]


def message(*files, body: str = "See here.") -> dict:
    return {"data": {"body": body, "attachment": form(*files)["attachment"]}}


def counted(app) -> dict[str, int]:
    with app.app_context():
        return {m.__tablename__: db.session.scalar(select(func.count()).select_from(m)) for m in (Entry, Attachment, Upload)}


def test_a_reply_is_answered_and_stands_in_the_timeline_and_on_the_ticket(admin, owner, ticket):
    answer = say(admin, ticket, "  Have you tried\r\nanother one? ")

    assert answer.status_code == 201
    entry = answer.json
    assert (entry["kind"], entry["body"], entry["editedAt"], entry["changes"]) == (
        "reply",
        "  Have you tried\nanother one?",
        None,
        [],
    )
    assert entry["author"] == {"id": admin.id, "username": "admin", "isStaff": True}
    assert timeline(owner, ticket) == [{name: value for name, value in entry.items() if name != "earlier"}]
    shown = owner.get(ticket).json
    assert (shown["replies"], shown["waitingFor"], shown["status"]) == (1, "requester", "New")
    assert shown["lastReply"] == {"at": entry["createdAt"], "by": {"id": admin.id, "username": "admin"}}


def test_who_is_to_speak_follows_who_spoke_and_a_resolved_ticket_waits_for_nobody(admin, owner, ticket):
    def waiting() -> str | None:
        return owner.get(ticket).json["waitingFor"]

    assert waiting() == "staff"
    say(admin, ticket)
    assert waiting() == "requester"
    say(owner, ticket)
    assert waiting() == "staff"
    say(admin, ticket, fields={"status": "Under Review"})
    assert waiting() == "requester"
    admin.patch(f"{ticket}/status", json={"status": "Resolved"})
    assert waiting() is None
    admin.patch(f"{ticket}/status", json={"status": "New"})
    assert waiting() == "staff"


def test_an_administrator_sets_the_status_with_the_reply(admin, owner, ticket):
    assert say(admin, ticket, "Done.", fields={"status": "Resolved"}).status_code == 201

    shown, entries = owner.get(ticket).json, timeline(owner, ticket)
    assert (shown["status"], shown["waitingFor"], shown["replies"]) == ("Resolved", None, 1)
    assert [entry["kind"] for entry in entries] == ["reply", "change"]
    assert entries[1]["changes"] == [{"field": "status", "from": "New", "to": "Resolved"}]


def test_a_requester_sets_no_status(owner, ticket):
    assert say(owner, ticket, fields={"status": "Resolved"}).status_code == 403
    assert timeline(owner, ticket) == []


@pytest.mark.parametrize("how", ["reply", "reopen"])
def test_the_requester_reopens_a_resolved_ticket_by_a_reply_or_by_saying_so(admin, owner, ticket, how):
    say(admin, ticket, "Done.", fields={"status": "Resolved"})

    answer = say(owner, ticket, "No.") if how == "reply" else owner.post(f"{ticket}/reopen")

    assert answer.status_code in (200, 201)
    shown = owner.get(ticket).json
    assert (shown["status"], shown["waitingFor"]) == ("Under Review", "staff")
    assert timeline(owner, ticket)[-1]["changes"] == [{"field": "status", "from": "Resolved", "to": "Under Review"}]


def test_an_administrators_reply_leaves_a_resolved_ticket_resolved(admin, owner, ticket):
    admin.patch(f"{ticket}/status", json={"status": "Resolved"})
    say(admin, ticket, "It was the cable.")
    assert owner.get(ticket).json["status"] == "Resolved"


def test_the_requester_closes_what_they_no_longer_need(admin, owner, ticket):
    assert owner.post(f"{ticket}/close").json["status"] == "Resolved"
    assert timeline(admin, ticket)[-1]["body"] == "No longer needed."
    assert owner.post(f"{ticket}/close").status_code == 200
    assert len(timeline(admin, ticket)) == 1


@pytest.mark.parametrize("what", ["close", "reopen"])
def test_only_the_requester_closes_and_reopens(admin, stranger, anyone, owner, ticket, what):
    statuses = [person.post(f"{ticket}/{what}").status_code for person in (anyone, stranger, admin)]
    assert statuses == [401, 404, 403]
    assert timeline(owner, ticket) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"body": " \n\u200b"}, 400),
        ({"body": "x" * 20_001}, 400),
        ({"body": "a\0"}, 400),
        ({"body": ["x"]}, 400),
        ({"body": "x", "status": "Done"}, 400),
    ],
)
def test_what_is_no_message_is_refused_and_leaves_nothing(app, admin, ticket, body, status):
    for kind in ("replies", "notes") if "status" not in body else ("replies",):
        answer = admin.post(f"{ticket}/{kind}", json=body)
        assert answer.status_code == status
        assert set(answer.json["errors"]) <= {"body", "status"}
    assert counted(app) == {"entries": 0, "attachments": 0, "uploads": 0}


def test_a_reply_takes_files_and_a_note_too(app, admin, owner, ticket):
    sent = owner.post(f"{ticket}/replies", **message((PNG, "a.png"), (b"text", "b.bat")))

    assert [file["name"] for file in sent.json["attachments"]] == ["a.png", "b.bat.txt"]
    assert owner.get(ticket).json["attachments"] == []
    assert admin.get(sent.json["attachments"][0]["url"]).data == PNG
    assert timeline(owner, ticket)[0]["attachments"] == sent.json["attachments"]
    assert admin.post(f"{ticket}/notes", **message((PNG, "c.png"))).json["attachments"][0]["name"] == "c.png"


def test_a_reply_with_a_file_that_is_refused_leaves_nothing(app, owner, ticket):
    assert owner.post(f"{ticket}/replies", **message((PNG, "a.png"), (EXE, "c.exe"))).status_code == 415
    assert (counted(app), stored_files(app)) == ({"entries": 0, "attachments": 0, "uploads": 0}, [])


def test_the_same_reply_sent_twenty_times_at_once_is_one(app, owner, ticket):
    key = {"Idempotency-Key": "once"}
    people = [owner.elsewhere() for _ in range(20)]

    answers = at_once([lambda person=person: say(person, ticket, "Please call.", headers=key) for person in people])

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert owner.get(ticket).json["replies"] == len(timeline(owner, ticket)) == 1
    assert say(owner, ticket, "Something else.", headers=key).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RememberedAnswer)) == 1


def test_who_writes_without_having_read_the_last_word_is_told_first(admin, owner, stranger, ticket):
    seen = admin.get(f"{ticket}/timeline").headers["ETag"]
    say(owner, ticket, "It is fine now.")

    refused = say(admin, ticket, "Still broken?", headers={"If-Match": seen})

    assert (refused.status_code, refused.json["detail"]) == (
        412,
        "owner has just written: read it first, or send all the same.",
    )
    seen = admin.get(f"{ticket}/timeline").headers["ETag"]
    assert say(admin, ticket, "Good.", headers={"If-Match": seen}).status_code == 201
    assert say(admin, ticket, "Bye.", headers={"If-Match": seen}).status_code == 201
    assert say(admin, ticket, headers={"If-Match": '"of something else"'}).status_code == 412


def test_an_entry_is_edited_by_its_author_for_fifteen_minutes(app, clock, admin, owner, ticket):
    entry = say(owner, ticket, "Call 4711").json["id"]
    path = f"{ticket}/timeline/{entry}"

    clock.move(minutes=14)
    edited = owner.patch(path, json={"body": "Call 4712"})

    assert (edited.status_code, edited.json["body"]) == (200, "Call 4712")
    assert edited.json["editedAt"]
    assert "earlier" not in timeline(owner, ticket)[0]
    assert timeline(admin, ticket)[0]["earlier"] == ["Call 4711"]
    assert admin.patch(path, json={"body": "x"}).status_code == 403
    clock.move(minutes=2)
    sign_in(app, owner)
    assert owner.patch(path, json={"body": "x"}).status_code == 403
    for found, query in ((1, "4712"), (0, "4711")):
        assert owner.get(f"/api/tickets?search={query}").json["count"] == found


@pytest.mark.parametrize(
    ("words", "owners", "admins"),
    [("printer", 1, 1), ("replaced", 1, 1), ("printer replaced", 1, 1), ("warranty", 0, 1), ("burns warranty replaced", 0, 1)],
)
def test_a_search_finds_words_wherever_they_stand_and_those_of_notes_for_administrators(
    admin, owner, ticket, words, owners, admins
):
    say(owner, ticket, "I replaced the toner")
    say(admin, ticket, "Still under warranty", "notes")

    assert [person.get(f"/api/tickets?search={words}").json["count"] for person in (owner, admin)] == [owners, admins]


def test_changes_can_neither_be_edited_nor_removed(admin, ticket):
    admin.patch(f"{ticket}/status", json={"status": "Resolved"})
    path = f"{ticket}/timeline/{timeline(admin, ticket)[0]['id']}"
    assert admin.patch(path, json={"body": "x"}).status_code == 403
    assert admin.delete(path).status_code == 403


def test_what_is_removed_leaves_who_removed_it_and_nothing_of_what_it_said(app, admin, owner, ticket):
    entry = owner.post(f"{ticket}/replies", **message((PNG, "a.png"), body="my password is zebra")).json
    owner.patch(f"{ticket}/timeline/{entry['id']}", json={"body": "my password is hyena"})

    assert owner.delete(f"{ticket}/timeline/{entry['id']}").status_code == 403
    assert admin.delete(f"{ticket}/timeline/{entry['id']}").status_code == 204

    [left] = timeline(admin, ticket)
    assert (left["body"], left["removedBy"], left["attachments"], left["earlier"]) == ("", "admin", [], [])
    assert stored_files(app) == []
    assert [admin.get(f"/api/tickets?search={word}").json["count"] for word in ("zebra", "hyena", "printer")] == [0, 0, 1]


def test_a_correction_is_the_requesters_until_somebody_answers_and_always_the_administrators(
    app, admin, owner, stranger, ticket
):
    answer = owner.patch(ticket, json={"title": "Printer 2", "status": "Resolved"})
    assert (answer.status_code, answer.json["title"], answer.json["status"]) == (200, "Printer 2", "New")
    say(owner, ticket)
    assert owner.patch(ticket, json={"description": "It smokes."}).status_code == 200
    assert stranger.patch(ticket, json={"title": "x"}).status_code == 404
    say(admin, ticket)
    assert owner.patch(ticket, json={"title": "x"}).status_code == 403
    assert admin.patch(ticket, json={"category": "Product"}).json["category"] == "Product"
    fields = [change["field"] for entry in timeline(owner, ticket) for change in entry["changes"]]
    assert fields == ["title", "description", "category"]
    for body in ({}, {"title": " "}, {"category": "Other"}):
        assert admin.patch(ticket, json=body).status_code == 400


def test_a_correction_honours_if_match(admin, owner, ticket):
    seen = owner.get(ticket).headers["ETag"]
    assert admin.patch(ticket, json={"title": "A"}, headers={"If-Match": seen}).status_code == 200
    refused = owner.patch(ticket, json={"title": "B"}, headers={"If-Match": seen})
    assert (refused.status_code, refused.headers["ETag"]) == (412, owner.get(ticket).headers["ETag"])


def test_each_reader_has_what_is_new_to_them_and_seeing_it_reads_it(app, admin, owner, ticket):
    def unread(person) -> tuple[bool, int, int]:
        shown = person.get(ticket).json["isUnread"]
        return shown, person.get("/api/tickets?unread=true").json["count"], person.get("/api/tickets/counts").json["unread"]

    assert (unread(owner), unread(admin)) == ((False, 0, 0), (True, 1, 1))
    assert admin.put(f"{ticket}/seen", json={"entry": 0}).status_code == 204
    assert unread(admin) == (False, 0, 0)
    first = say(owner, ticket).json["id"]
    assert (unread(owner)[0], unread(admin)[0]) == (False, True)
    admin.put(f"{ticket}/seen", json={"entry": first - 1})
    assert unread(admin)[0]
    admin.put(f"{ticket}/seen", json={"entry": first})
    assert not unread(admin)[0]
    admin.patch(f"{ticket}/status", json={"status": "Resolved"})
    assert unread(owner) == (True, 1, 1)
    assert owner.put(f"{ticket}/seen", json={"entry": "1"}).status_code == 400


def test_others_see_for_half_a_minute_that_somebody_is_writing(clock, admin, owner, ticket):
    def writing(person) -> list[dict]:
        return person.get(f"{ticket}/timeline").json["writing"]

    assert owner.put(f"{ticket}/writing", json={"kind": "note"}).status_code == 403
    admin.put(f"{ticket}/writing", json={"kind": "note"})
    assert writing(owner) == []
    admin.put(f"{ticket}/writing", json={"kind": "reply"})
    assert (writing(owner), writing(admin)) == ([{"username": "admin", "kind": "reply"}], [])
    clock.move(seconds=31)
    assert writing(owner) == []
    owner.put(f"{ticket}/writing", json={"kind": "reply"})
    owner.delete(f"{ticket}/writing")
    assert writing(admin) == []


def test_the_timeline_goes_on_after_an_entry_and_is_not_sent_twice(admin, owner, ticket):
    first, second = (say(admin, ticket, body).json["id"] for body in "ab")

    later = owner.get(f"{ticket}/timeline?after={first}")

    assert [entry["id"] for entry in later.json["results"]] == [second]
    again = owner.get(f"{ticket}/timeline?after={first}", headers={"If-None-Match": later.headers["ETag"]})
    assert again.status_code == 304
    assert owner.get(f"{ticket}/timeline?after=x").status_code == 400


def test_everything_that_is_said_and_done_is_in_the_audit_record_without_its_text(app, admin, owner, ticket):
    entry = say(owner, ticket, "a secret").json["id"]
    say(admin, ticket, "another secret", "notes")
    owner.patch(f"{ticket}/timeline/{entry}", json={"body": "the third secret"})
    admin.delete(f"{ticket}/timeline/{entry}")

    with app.app_context():
        rows = db.session.execute(select(AuditEntry.verb, AuditEntry.details).order_by(AuditEntry.id)).all()
    verbs = [row.verb for row in rows][-4:]
    assert verbs == [Verb.REPLIED, Verb.NOTED, Verb.ENTRY_EDITED, Verb.ENTRY_REMOVED]
    assert "secret" not in str(rows)


def test_a_deleted_ticket_takes_its_timeline_and_its_files_along(app, admin, owner, ticket):
    owner.post(f"{ticket}/replies", **message((PNG, "a.png")))

    with app.test_request_context():
        with transaction():
            gone = service.delete_ticket(int(ticket.rsplit("/", 1)[1]), as_current(row_of(app, User, admin.id)))
        service.discard_files(gone)

    assert counted(app) == {"entries": 0, "attachments": 0, "uploads": 0}
    assert stored_files(app) == []


def test_a_duplicate_is_resolved_with_links_that_only_those_who_may_see_both_follow(app, admin, owner, stranger, ticket):
    other = f"/api/tickets/{add_ticket(app, stranger.id)}"
    number, of = (int(each.rsplit("/", 1)[1]) for each in (ticket, other))

    answer = admin.post(f"{ticket}/duplicate", json={"of": of})

    assert (answer.status_code, answer.json["status"], answer.json["duplicateOf"]) == (200, "Resolved", of)
    assert owner.get(ticket).json["duplicateOf"] is None
    assert [entry["body"] for entry in timeline(owner, ticket)] == ["This is a duplicate of another ticket."]
    assert timeline(stranger, other) == []
    assert timeline(admin, other)[0]["changes"] == [{"field": "duplicate", "from": None, "to": number}]
    for wrong in (number, 999):
        refused = admin.post(f"{ticket}/duplicate", json={"of": wrong})
        assert (refused.status_code, list(refused.json["errors"])) == (400, ["of"])
    assert admin.post(f"{other}/duplicate", json={"of": number}).status_code == 400
    assert owner.post(f"{ticket}/duplicate", json={"of": of}).status_code == 403
    owner.post(f"{ticket}/reopen")
    assert admin.get(ticket).json["duplicateOf"] is None
