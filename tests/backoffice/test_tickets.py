"""Tickets in the back office."""

import re

import pytest
from sqlalchemy import update

from tests.factories import add_many_tickets, add_ticket, add_tickets, count, form, stored_files
from tests.samples import PNG
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.storage.local import LocalStorage
from ticketing.tickets.models import Attachment, Ticket


def listed(answer):
    assert answer.status_code == 200, answer.text
    return [int(number) for number in re.findall(r'<span class="number" dir="ltr">#(\d+)</span>', answer.text)]


@pytest.fixture
def several(app, owner, stranger):
    """Return the ids of tickets of two people, oldest first."""
    rows = [
        {"created_by_id": owner.id, "title": "Printer"},
        {"created_by_id": owner.id, "title": "Bill", "status": "Resolved"},
        {"created_by_id": stranger.id, "title": "ZWÖLF Drucker"},
        {"created_by_id": stranger.id, "title": "100% wrong"},
    ]
    return add_tickets(app, rows)


LISTS = {
    "": [3, 2, 1, 0],
    "search=zwölf": [2],
    "search=%25": [3],
    "search=it+burns": [3, 2, 1, 0],
    "search=": [3, 2, 1, 0],
    "page=1": [],
    "page=-5": [3, 2, 1, 0],
    f"page={'9' * 40}": [],
    "page=x&sort=4&desc=x&page_size=x&flt0_0=x": [3, 2, 1, 0],
}


def test_the_list_is_newest_first_and_searched(office, several):
    found = {query: listed(office.get(f"/admin/ticket/?{query}")) for query in LISTS}

    assert found == {query: [several[number] for number in expected] for query, expected in LISTS.items()}


def test_the_search_finds_a_number_and_the_words_of_notes(office, admin, several):
    admin.post(f"/api/tickets/{several[2]}/notes", json={"body": "Toner ordered"})

    assert listed(office.get("/admin/ticket/?search=toner")) == [several[2]]
    assert listed(office.get("/admin/ticket/", query_string={"search": f"#{several[1]}"})) == [several[1]]


@pytest.mark.parametrize("search", ["x" * 501, "\0"])
def test_a_search_that_is_not_understood_never_shows_the_whole_list(office, several, search):
    answer = office.get("/admin/ticket/", query_string={"search": search})

    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "row-link" not in answer.text


def test_pages_keep_the_search(app, office, owner):
    numbers = add_tickets(app, [{"created_by_id": owner.id} for _ in range(45)])
    pages = [office.get("/admin/ticket/?search=burns")]
    while address := re.search('rel="next" href="([^"]+)"', pages[-1].text):
        pages.append(office.get(address[1].replace("&amp;", "&")))

    assert [number for page in pages for number in listed(page)] == numbers[::-1]
    assert all("search=burns" in page.request.url for page in pages)
    assert ">45<" in pages[0].text


def test_a_count_stops_at_the_cap_and_the_pages_go_on(app, office, owner):
    add_many_tickets(app, [{"created_by_id": owner.id, "title": "same"} for _ in range(1_001)])

    first, last, behind = (office.get(f"/admin/ticket/?page_size=100&page={page}") for page in (0, 10, 11))

    assert ">1,000+<" in first.text
    assert len(listed(last)) == 1
    assert 'rel="next"' not in last.text
    assert "There is nothing on this page any more." in behind.text


def test_a_ticket_shows_what_it_says_and_its_files(app, office, owner):
    sent = {**form((PNG, "screen.png"), (b"a log line\n", "a.log")), "title": "<b>Zwölf</b>", "description": "One\ntwo"}
    ticket = owner.post("/api/tickets", data=sent).json

    page = office.get("/admin/ticket/details/", query_string={"id": ticket["id"]}).text

    assert "&lt;b&gt;Zwölf&lt;/b&gt;" in page
    assert "One\ntwo" in page
    links = [link.replace("&amp;", "&") for link in re.findall('href="(http://localhost/api/files/[^"]+)"', page)]
    assert [office.client.get(link, buffered=True).data for link in links] == [PNG, b"a log line\n"]
    assert '<img class="thumbnail" src="http://localhost/api/files/' in page


@pytest.mark.parametrize(
    ("query", "is_offered"),
    [("", False), ("page=0", False), ("page_size=50", False), ("search=+", False), ("x=y", False), ("search=a", True)],
)
def test_show_all_is_offered_where_something_narrows_the_list(app, office, owner, query, is_offered):
    add_ticket(app, owner.id)

    assert ("Show all" in office.get(f"/admin/ticket/?{query}").text) == is_offered


def test_a_ticket_is_deleted_with_its_files_after_being_asked_for(app, office, owner):
    ticket = owner.post("/api/tickets", data=form((PNG, "a.png"), (b"x\n", "a.log"))).json["id"]
    asked = office.get("/admin/ticket/delete/", query_string={"id": ticket})
    assert f"Delete Ticket {ticket}?" in asked.text
    assert count(app, Ticket) == 1

    answer = office.post("/admin/ticket/delete/", id=ticket, url="/admin/ticket/?page=2")

    assert (answer.status_code, answer.location) == (303, "/admin/ticket/?page=2")
    assert (count(app, Ticket), count(app, Attachment), stored_files(app)) == (0, 0, [])
    assert owner.get(f"/api/tickets/{ticket}").status_code == 404


def test_the_files_of_a_deletion_that_failed_stay(app, office, owner, monkeypatch):
    ticket = owner.post("/api/tickets", data=form()).json["id"]
    discarded = []
    monkeypatch.setattr(LocalStorage, "discard", lambda store, key: discarded.append(key))
    monkeypatch.setattr("ticketing.audit.record", fail)

    assert office.post("/admin/ticket/delete/", id=ticket).status_code == 500

    assert discarded == []
    assert count(app, Ticket) == 1


def fail(*args, **kwargs):
    raise RuntimeError("the disk is full")


def test_a_ticket_whose_files_are_out_of_reach_can_be_deleted(app, office, owner):
    ticket = owner.post("/api/tickets", data=form()).json["id"]
    with app.app_context(), transaction():
        db.session.execute(update(Attachment).values(store="cloudinary"))

    office.post("/admin/ticket/delete/", id=ticket)

    assert office.says() == [f"Ticket {ticket} is deleted."]
    assert count(app, Ticket) == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?page=1", "There is nothing on this page any more."),
        ("?search=xyzzy", "Nothing fits these filters."),
        ("", "There is nothing here yet."),
    ],
)
def test_an_empty_list_says_why_it_is(app, office, owner, query, said):
    if "here yet" not in said:
        add_ticket(app, owner.id)

    assert said in office.get(f"/admin/ticket/{query}").text


@pytest.mark.parametrize("page", ["details", "delete"])
@pytest.mark.parametrize("row", ["", "999", "-1", "9" * 30])
def test_a_ticket_that_is_not_there_is_not_found(office, page, row):
    answer = office.get(f"/admin/ticket/{page}/", query_string={"id": row})

    assert answer.status_code == 404
    assert "There is no such ticket." in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["new/", "edit/?id={}", "export/csv/"])
def test_a_ticket_is_written_changed_and_exported_in_the_pages_alone(app, office, owner, method, page):
    address = f"/admin/ticket/{page.format(add_ticket(app, owner.id))}"

    assert getattr(office, method)(address).status_code in (404, 405)
