"""Who sees what: list, count, search, detail and file links agree, over many users and tickets."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import samples
from tests.cast import make_person
from tests.factories import add_tickets, form
from ticketing.auth.models import Role

WORDS = ("printer", "toner", "chair", "bill")
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "search": st.lists(st.sampled_from([*WORDS, "er", "#7"]), min_size=1, max_size=2).map(" ".join),
        "category": st.lists(st.sampled_from(["Technical", "Financial", "Product"]), max_size=2),
        "status": st.lists(st.sampled_from(["New", "Under Review", "Resolved"]), max_size=2),
        "ordering": st.sampled_from(["-createdAt", "createdAt", "-updatedAt", "updatedAt"]),
        "pageSize": st.sampled_from([3, 10, 100]),
    },
)
BOUNDED = settings(max_examples=10, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def people(app):
    """Return five users and an administrator, who has tickets too."""
    return [make_person(app, f"user{number}") for number in range(5)] + [make_person(app, "admin", Role.ADMIN)]


@pytest.fixture
def tickets(app, people):
    """Return the columns of thirty random tickets by their ids."""
    dice = random.Random(1)
    rows = [
        {
            "created_by_id": dice.choice(people).id,
            "title": dice.choice(WORDS),
            "description": " ".join(dice.choices(WORDS, k=2)),
            "category": dice.choice(["Technical", "Financial", "Product"]),
            "status": dice.choice(["New", "Under Review", "Resolved"]),
        }
        for _ in range(30)
    ]
    return dict(zip(add_tickets(app, rows), rows, strict=True))


def may_see(person, row):
    return person.username == "admin" or row["created_by_id"] == person.id


def is_asked_for(query, ticket_id, row):
    text = f"{row['title']}\n{row['description']}"
    return (
        row["category"] in (query.get("category") or [row["category"]])
        and row["status"] in (query.get("status") or [row["status"]])
        and all(word in text or word == f"#{ticket_id}" for word in query.get("search", "").split())
    )


@BOUNDED
@given(query=QUERY)
def test_any_list_and_its_count_are_what_each_may_see(people, tickets, query):
    for person in people:
        expected = {number for number, row in tickets.items() if may_see(person, row) and is_asked_for(query, number, row)}

        first = person.get("/api/tickets", query_string=query)

        seen, page = [ticket["id"] for ticket in first.json["results"]], first.json
        while page["next"]:
            page = person.get(page["next"]).json
            seen += [ticket["id"] for ticket in page["results"]]
        assert first.json["count"] == len(expected)
        assert len(seen) == len(set(seen))
        assert set(seen) == expected


def test_a_ticket_opens_for_exactly_those_whose_list_has_it(people, tickets):
    for person in people:
        listed = {ticket["id"] for ticket in person.get("/api/tickets?pageSize=100").json["results"]}

        opened = {number for number in tickets if person.get(f"/api/tickets/{number}").status_code == 200}

        assert opened == listed == {number for number, row in tickets.items() if may_see(person, row)}


def test_a_search_for_a_number_finds_the_ticket_for_exactly_those_who_may_open_it(people, tickets):
    for person in people:
        for number, row in list(tickets.items())[:12]:
            found = person.get("/api/tickets", query_string={"search": f"#{number}"}).json

            assert [ticket["id"] for ticket in found["results"]] == ([number] if may_see(person, row) else [])
            assert found["count"] == len(found["results"])


def test_links_to_files_are_given_to_exactly_those_who_may_open_their_ticket(app, people):
    contents = {}
    for number, person in enumerate(people):
        content = samples.TEXT + str(number).encode()
        contents[person.post("/api/tickets", data=form((content, "a.txt"))).json["id"]] = (person, content)

    for person in people:
        listed = {ticket["id"]: ticket["attachment"] for ticket in person.get("/api/tickets").json["results"]}

        assert listed.keys() == {
            number for number, (owner, _) in contents.items() if person.username in (owner.username, "admin")
        }
        for ticket_id, link in listed.items():
            detail = person.get(f"/api/tickets/{ticket_id}").json
            assert [file["url"] for file in detail["attachments"]] == [link]
            assert person.client.get(link, buffered=True).data == contents[ticket_id][1]
