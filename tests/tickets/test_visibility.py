"""Who sees what: list, count, search, detail and file links agree, over many users and tickets."""

import csv
import io
import random
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import samples
from tests.cast import make_person
from tests.factories import NOON, add_tickets, form
from ticketing.auth.models import Role
from ticketing.categories.models import Priority

WORDS = ("printer", "toner", "chair", "bill")
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "search": st.lists(st.sampled_from([*WORDS, "er", "#7"]), min_size=1, max_size=2).map(" ".join),
        "category": st.lists(st.sampled_from(["Technical", "Financial", "Product"]), max_size=2),
        "status": st.lists(st.sampled_from(["New", "Under Review", "Resolved"]), max_size=2),
        "priority": st.lists(st.sampled_from(list(Priority)), max_size=2),
        "assignee": st.lists(st.sampled_from(["me", "none", "admin", "user0", "nobody"]), max_size=2),
        "requester": st.lists(st.sampled_from(["user1", "USER2", "admin", "nobody"]), max_size=2),
        "phrase": st.lists(st.sampled_from(["er ch", "toner bill", "chair"]), max_size=1),
        "answeredFrom": st.sampled_from(["2026-03-01", "2026-03-02"]),
        "answeredTo": st.sampled_from(["2026-03-01", "2026-03-02"]),
        "ordering": st.sampled_from(["-createdAt", "createdAt", "-updatedAt", "updatedAt", "-priority", "priority"]),
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
            "priority": dice.choice(list(Priority)),
            "assignee_id": dice.choice([None, people[-1].id]),
            "first_reply_at": dice.choice([None, NOON, NOON + timedelta(days=1)]),
        }
        for _ in range(30)
    ]
    return dict(zip(add_tickets(app, rows), rows, strict=True))


def may_see(person, row):
    return person.username == "admin" or row["created_by_id"] == person.id


def is_asked_for(people, person, query, ticket_id, row):
    ids = {"me": person.id, "none": None, **{other.username: other.id for other in people}}
    first, last = query.get("answeredFrom"), query.get("answeredTo")
    answered = row["first_reply_at"] and str(row["first_reply_at"].date())
    text = f"{row['title']}\n{row['description']}"
    return (
        row["category"] in (query.get("category") or [row["category"]])
        and row["status"] in (query.get("status") or [row["status"]])
        and row["priority"] in (query.get("priority") or [row["priority"]])
        and (not query.get("assignee") or row["assignee_id"] in [ids.get(name, 0) for name in query["assignee"]])
        and (not query.get("requester") or row["created_by_id"] in [ids.get(name.lower()) for name in query["requester"]])
        and (not (first or last) or (answered and (first or answered) <= answered <= (last or answered)))
        and all(phrase in text for phrase in query.get("phrase", []))
        and all(word in text or word == f"#{ticket_id}" for word in query.get("search", "").split())
    )


@BOUNDED
@given(query=QUERY)
def test_any_list_and_its_count_are_what_each_may_see(people, tickets, query):
    for person in people:
        expected = {
            number
            for number, row in tickets.items()
            if may_see(person, row) and is_asked_for(people, person, query, number, row)
        }

        first = person.get("/api/tickets", query_string=query)
        filters = {name: values for name, values in query.items() if name not in ("ordering", "pageSize")}
        exported = person.get("/api/tickets/export.csv", query_string=filters).text

        seen, page = [ticket["id"] for ticket in first.json["results"]], first.json
        while page["next"]:
            page = person.get(page["next"]).json
            seen += [ticket["id"] for ticket in page["results"]]
        assert first.json["count"] == len(expected)
        assert len(seen) == len(set(seen))
        assert set(seen) == expected
        assert {int(row["Number"]) for row in csv.DictReader(io.StringIO(exported.removeprefix("\ufeff")))} == expected
        view = person.post("/api/views", json={"name": "x", "query": urlencode(query, doseq=True)}).location
        assert [each["count"] for each in person.get("/api/views?counts=true").json["results"]] == [len(expected)]
        person.delete(view)


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
