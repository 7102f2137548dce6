"""Tickets in the back office."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.factories import NOON, add_many_tickets, add_ticket, add_tickets, count, form, row_of, stored_files
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
    """Return the ids of tickets of every kind, oldest first."""
    rows = [
        {"created_by_id": owner.id, "category": "Technical", "status": "New", "title": "Printer"},
        {"created_by_id": owner.id, "category": "Financial", "status": "Resolved", "title": "Bill"},
        {"created_by_id": stranger.id, "category": "Technical", "status": "Resolved", "title": "ZWÖLF Drucker"},
        {"created_by_id": stranger.id, "category": "Product", "status": "Under Review", "title": "100% wrong"},
    ]
    return add_tickets(
        app,
        [
            {**row, "created_at": NOON + timedelta(days=day), "updated_at": NOON + timedelta(days=day + 5)}
            for day, row in enumerate(rows)
        ],
    )


LISTS = {
    "": [3, 2, 1, 0],
    "sort=4": [0, 1, 2, 3],
    "sort=4&desc=1": [3, 2, 1, 0],
    "sort=0": [3, 2, 1, 0],
    "status=New": [0],
    "status=Resolved&category=Technical": [2],
    "category=Technical": [2, 0],
    "requester=OWNER": [1, 0],
    "requester=WNE": [1, 0],
    "requester=nobody": [],
    "search=zwölf": [2],
    "search=%25": [3],
    "search=it+burns": [3, 2, 1, 0],
    "from=2026-03-02": [3, 2, 1],
    "until=2026-03-02": [1, 0],
    "from=2026-03-02&until=2026-03-02": [1],
    "dated=resolved&from=2026-03-06": [2, 1],
    "dated=resolved&from=2026-03-07&until=2026-03-07": [1],
    "until=9999-12-31": [3, 2, 1, 0],
    "search=&status=&category=&requester=&from=&until=": [3, 2, 1, 0],
    "page=1": [],
    "page=-5": [3, 2, 1, 0],
    f"page={'9' * 40}": [],
    "page=x&sort=x&desc=x&page_size=x&flt0_0=x": [3, 2, 1, 0],
}


def test_the_list_is_newest_first_searched_and_filtered(office, several):
    found = {query: listed(office.get(f"/admin/ticket/?{query}")) for query in LISTS}

    assert found == {query: [several[number] for number in expected] for query, expected in LISTS.items()}


@pytest.mark.parametrize(
    "query",
    [
        "status=Closed",
        "category=x",
        "from=yesterday",
        "until=2026-02-30",
        "dated=never",
        f"search={'x' * 501}",
        "search=%00",
        "requester=%00",
    ],
)
def test_a_filter_that_is_not_understood_never_shows_the_whole_list(office, several, query):
    answer = office.get(f"/admin/ticket/?{query}")

    assert answer.status_code == 400
    assert listed_nothing(answer)
    assert office.get(f"/admin/ticket/export/csv/?{query}").status_code == 400


def listed_nothing(answer):
    return "row-link" not in answer.text and answer.mimetype == "text/html"


def test_pages_keep_the_filters(app, office, owner):
    numbers = add_tickets(app, [{"created_by_id": owner.id, "status": "New"} for _ in range(45)])
    pages = [office.get("/admin/ticket/?status=New")]
    while address := re.search('rel="next" href="([^"]+)"', pages[-1].text):
        pages.append(office.get(address[1].replace("&amp;", "&")))

    assert [number for page in pages for number in listed(page)] == numbers[::-1]
    assert all("status=New" in page.request.url for page in pages)
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
    [
        *(
            (query, False)
            for query in ("", "page=0", "sort=4&desc=1", "page_size=50", "search=+&status=", "dated=resolved", "x=y")
        ),
        *((query, True) for query in ("status=New", "search=a", "from=2026-01-01", "requester=owner&page=1")),
    ],
)
def test_show_all_is_offered_where_something_narrows_the_list(app, office, owner, query, is_offered):
    add_ticket(app, owner.id)

    assert ("Show all" in office.get(f"/admin/ticket/?{query}").text) == is_offered


def test_a_ticket_is_corrected_and_found_by_its_new_words(app, office, owner):
    ticket = add_ticket(app, owner.id)
    version = row_of(app, Ticket, ticket).version

    answer = office.post(
        "/admin/ticket/edit/", id=ticket, title=" Scanner ", description="Grey.", category="Product", version=version
    )

    assert answer.status_code == 303
    shown = owner.get(f"/api/tickets/{ticket}").json
    assert (shown["title"], shown["description"], shown["category"]) == ("Scanner", "Grey.", "Product")
    assert owner.get("/api/tickets?search=scanner").json["count"] == 1
    assert owner.get("/api/tickets?search=printer").json["count"] == 0
    assert shown["updatedAt"] > shown["createdAt"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"title": "\u3164"},
        {"title": "e" + "\u0301" * 31},
        {"description": ""},
        {"description": "x" * 20_001},
        {"category": "Sports"},
        {"version": ""},
        {"version": "x"},
    ],
)
def test_what_a_submission_can_not_say_a_correction_can_not_either(app, office, owner, change):
    ticket = add_ticket(app, owner.id)
    sent = {"title": "a", "description": "b", "category": "Product", "version": "2", **change}

    answer = office.post("/admin/ticket/edit/", id=ticket, **sent)

    assert answer.status_code == 400
    assert row_of(app, Ticket, ticket).title == "Printer"


def test_a_correction_of_what_has_changed_meanwhile_is_refused_and_kept_on_the_page(app, office, admin, owner):
    ticket = add_ticket(app, owner.id)
    page = office.get("/admin/ticket/edit/", query_string={"id": ticket}).text
    version = re.search('name="version"[^>]* value="([^"]+)"', page)[1]
    admin.patch(f"/api/tickets/{ticket}/status", json={"status": "Resolved"})

    answer = office.post("/admin/ticket/edit/", id=ticket, title="Mine", description="b", category="Product", version=version)

    assert answer.status_code == 400
    assert "has changed since you saw it" in answer.text
    assert 'value="Mine"' in answer.text
    assert row_of(app, Ticket, ticket).title == "Printer"


def test_a_correction_of_the_title_leaves_the_lines_of_the_description_alone(app, office, owner):
    ticket = add_ticket(app, owner.id, description="one\ntwo")

    version = row_of(app, Ticket, ticket).version

    # As browsers send the lines of a form.
    sent = {"title": "Mine", "description": "one\r\ntwo", "category": "Technical", "version": version}
    answer = office.post("/admin/ticket/edit/", id=ticket, **sent)

    assert answer.status_code == 303
    assert (row_of(app, Ticket, ticket).title, row_of(app, Ticket, ticket).description) == ("Mine", "one\ntwo")
    assert "description" not in office.get(f"/admin/audit/?ticket={ticket}").text


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
        ("?status=Resolved", "Nothing fits these filters."),
        ("?dated=resolved", "There is nothing here yet."),
        ("", "There is nothing here yet."),
    ],
)
def test_an_empty_list_says_why_it_is(app, office, owner, query, said):
    if "here yet" not in said:
        add_ticket(app, owner.id)

    assert said in office.get(f"/admin/ticket/{query}").text


@pytest.mark.parametrize("page", ["details", "edit", "delete"])
@pytest.mark.parametrize("row", ["", "999", "-1", "9" * 30])
def test_a_ticket_that_is_not_there_is_not_found(office, page, row):
    answer = office.get(f"/admin/ticket/{page}/", query_string={"id": row})

    assert answer.status_code == 404
    assert "There is no such ticket." in answer.text
