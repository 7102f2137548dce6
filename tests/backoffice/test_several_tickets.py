"""What is done to several tickets at once in the back office: asked for first where it matters, and undone."""

import re

import pytest

from tests.factories import add_ticket, add_tickets, row_of
from ticketing.tickets.models import Ticket


@pytest.mark.parametrize(
    ("action", "status"), [("mark_new", "New"), ("mark_under_review", "Under Review"), ("mark_resolved", "Resolved")]
)
def test_the_status_of_several_is_changed(app, office, admin, owner, action, status):
    first, second, third = add_tickets(
        app, [{"created_by_id": owner.id, "status": each} for each in ("New", "Under Review", "Resolved")]
    )

    answer = office.post("/admin/ticket/action/", action=action, rowid=[first, second], url="/admin/ticket/?page=0")

    assert (answer.status_code, answer.location) == (302, "/admin/ticket/?page=0")
    assert [row_of(app, Ticket, number).status for number in (first, second, third)] == [status, status, "Resolved"]
    assert office.says() == [f"Ticket {first}, Ticket {second}: now {status}."]
    # One of the two had the status already, unless it is Resolved.
    timelines = [owner.get(f"/api/tickets/{number}/timeline").json["results"] for number in (first, second, third)]
    changed_by = [entry["author"]["username"] for entries in timelines for entry in entries]
    assert changed_by == ["admin"] * (2 if status == "Resolved" else 1)
    assert timelines[2] == []


@pytest.mark.parametrize("rows", [["0"], ["abc"], ["9" * 30], ["999"]])
def test_one_that_is_gone_does_not_keep_the_others(app, office, owner, rows):
    ticket = add_ticket(app, owner.id)

    office.post("/admin/ticket/action/", action="mark_resolved", rowid=[*rows, str(ticket)])

    said = office.says()
    assert said[0].startswith("There is no ")
    assert said[1] == f"Ticket {ticket}: now Resolved."
    assert row_of(app, Ticket, ticket).status == "Resolved"


def test_what_became_of_many_is_said_in_few_words(app, office, owner):
    tickets = add_tickets(app, [{"created_by_id": owner.id} for _ in range(20)])

    office.post("/admin/ticket/action/", action="mark_resolved", rowid=[*tickets, *range(10_000, 10_080)])

    said = office.says()
    assert len(said) == 7
    assert said[5:] == ["75 more could not be changed.", "20 tickets: now Resolved."]


def test_nobody_changes_more_than_a_page_at_once(app, office, owner):
    ticket = add_ticket(app, owner.id)

    answer = office.post("/admin/ticket/action/", action="mark_resolved", rowid=[ticket, *range(100_000, 100_101)])

    assert answer.status_code == 400
    assert row_of(app, Ticket, ticket).status == "New"


def test_an_action_that_there_is_not_does_nothing(app, office, owner):
    ticket = add_ticket(app, owner.id)

    assert office.post("/admin/ticket/action/", action="explode", rowid=ticket).status_code == 302
    assert row_of(app, Ticket, ticket).status == "New"


def statuses(app, *tickets):
    return [row_of(app, Ticket, ticket).status for ticket in tickets]


def hidden(page, name):
    return re.findall(f'name="{name}" value="([^"]*)"', page)


def test_resolved_tickets_are_opened_again_only_after_being_asked_for(app, office, owner):
    tickets = add_tickets(app, [{"created_by_id": owner.id, "status": each} for each in ("Resolved", "New", "Resolved")])
    sent = {"action": "mark_under_review", "rowid": tickets, "url": "/admin/ticket/?page=0"}

    asked = office.post("/admin/ticket/action/", **sent)

    assert asked.status_code == 200
    assert "Resolved, of the 3 chosen: 2. They would be open again." in asked.text
    assert statuses(app, *tickets) == ["Resolved", "New", "Resolved"]
    everything, others = (part.partition("</form>")[0] for part in asked.text.partition("<main")[2].split("<form")[1:])
    assert [int(row) for row in hidden(everything, "rowid")] == tickets
    assert [int(row) for row in hidden(others, "rowid")] == [tickets[1]]
    assert hidden(others, "sure") == []

    office.post("/admin/ticket/action/", **{**sent, "rowid": tickets[1]})
    assert statuses(app, *tickets) == ["Resolved", "Under Review", "Resolved"]
    office.post("/admin/ticket/action/", **sent, sure=hidden(everything, "sure"))
    assert statuses(app, *tickets) == ["Under Review"] * 3


def test_a_change_of_several_can_be_undone_where_nothing_has_changed_since(app, office, admin, owner):
    before = ["New", "Under Review", "Resolved", "New"]
    tickets = add_tickets(app, [{"created_by_id": owner.id, "status": each} for each in before])
    office.post("/admin/ticket/action/", action="mark_resolved", rowid=tickets)
    page = office.get("/admin/ticket/?status=Resolved").text
    [changes] = hidden(page, "changes")
    admin.patch(f"/api/tickets/{tickets[0]}/status", json={"status": "Under Review"})

    answer = office.post("/admin/ticket/undo/", changes=changes, url="/admin/ticket/?status=Resolved")

    assert (answer.status_code, answer.location) == (303, "/admin/ticket/?status=Resolved")
    assert statuses(app, *tickets) == ["Under Review", "Under Review", "Resolved", "New"]
    assert office.says() == [
        f"Ticket {tickets[0]} has changed since you saw it; it is Under Review now.",
        f"Ticket {tickets[1]}, Ticket {tickets[3]}: as before again.",
    ]


def test_what_changed_nothing_offers_no_undo(app, office, owner):
    ticket = add_ticket(app, owner.id)

    office.post("/admin/ticket/action/", action="mark_new", rowid=ticket)

    assert "Undo" not in office.get("/admin/ticket/").text


def test_a_whole_page_can_be_undone(app, office, owner):
    tickets = add_tickets(app, [{"created_by_id": owner.id, "status": "Under Review"} for _ in range(100)])
    office.post("/admin/ticket/action/", action="mark_resolved", rowid=tickets)
    [changes] = hidden(office.get("/admin/").text, "changes")

    office.post("/admin/ticket/undo/", changes=changes)

    assert office.says() == ["100 tickets: as before again."]
    assert set(statuses(app, *tickets)) == {"Under Review"}


@pytest.mark.parametrize("changes", ["", "1", "1:1", "1:1:Closed", "1:1:", ":::", "x:y:z,1:1:New:New"])
def test_an_undo_that_is_not_understood_is_refused_by_name(app, office, owner, changes):
    add_ticket(app, owner.id)

    answer = office.post("/admin/ticket/undo/", changes=changes)

    assert answer.status_code == 400
    assert "changes: Must be one of" in answer.text


@pytest.mark.parametrize(
    "changes", ["0:1:Resolved", "-1:1:Resolved", f"{'9' * 30}:1:Resolved", "{ticket}:9:Resolved", "{ticket}:x:Resolved"]
)
def test_an_undo_of_what_is_not_so_changes_nothing(app, office, owner, changes):
    ticket = add_ticket(app, owner.id)

    answer = office.post("/admin/ticket/undo/", changes=changes.replace("{ticket}", str(ticket)))

    assert answer.status_code == 303
    assert statuses(app, ticket) == ["New"]
