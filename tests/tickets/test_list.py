"""The list of tickets: pages, filters and order. Searching has a file of its own."""

import itertools
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.answers import assert_problem
from tests.databases import on_one_engine
from tests.factories import NOON, add_many_tickets, add_tickets


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [ticket["id"] for ticket in answer.json["results"]]


def add(app, person, number, **columns):
    return add_tickets(app, [{"created_by_id": person.id, **columns} for _ in range(number)])


def test_a_list_is_newest_first_and_ten_to_a_page(app, owner):
    rows = [{"created_by_id": owner.id, "created_at": NOON + timedelta(hours=hour % 7)} for hour in range(12)]
    numbers = add_tickets(app, rows)

    answer = owner.get("/api/tickets")

    assert answer.json.keys() == {"count", "next", "previous", "results"}
    assert ids(answer) == numbers[:1:-1]
    assert answer.json["count"] == 12
    assert answer.json["next"] == "http://localhost/api/tickets?page=2"
    assert answer.json["previous"] is None


def test_a_row_of_the_list_is_the_ticket_itself(owner):
    ticket = owner.post("/api/tickets", json={"title": "a", "description": "b", "category": "Product"}).json

    assert owner.get("/api/tickets").json["results"] == [ticket]


def test_the_first_page_of_nothing_is_empty(owner):
    answer = owner.get("/api/tickets?category=Product&search=nothing")

    assert answer.status_code == 200
    assert answer.json == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_the_pages_together_are_the_list_and_say_where_the_next_one_is(app, owner, size):
    numbers = add(app, owner, 14)
    pages, address = [], f"/api/tickets?pageSize={size}"

    while address:
        pages.append(owner.get(address))
        address = pages[-1].json["next"]

    assert [number for page in pages for number in ids(page)] == numbers[::-1]
    assert [page.json["count"] for page in pages] == [14] * len(pages)
    assert pages[0].json["previous"] is None
    for before, page in itertools.pairwise(pages):
        assert ids(owner.get(page.json["previous"])) == ids(before)


def test_a_full_last_page_has_no_next(app, owner):
    add(app, owner, 10)

    assert owner.get("/api/tickets").json["next"] is None


FAR_PAGES = ["4", "999999", str(2**31), "9" * 18, "9" * 19, "9" * 5000]


@pytest.mark.parametrize("number", ["2", *FAR_PAGES])
def test_a_page_past_the_end_is_not_found(app, owner, number):
    add(app, owner, 10)

    assert_problem(owner.get(f"/api/tickets?page={number}"), 404)


def test_the_links_keep_every_other_parameter(app, owner):
    add(app, owner, 5, title="Fährte 100% #1 a&b", category="Technical")
    given = [
        ("search", "fährte 100% a&b"),
        ("category", "Technical"),
        ("category", "Product"),
        ("pageSize", "2"),
        ("status", "New"),
        ("ordering", "createdAt"),
        ("other", "ü="),
        ("page", "2"),
    ]

    answer = owner.get(f"/api/tickets?{urlencode(given)}")

    for link, number in ((answer.json["next"], "3"), (answer.json["previous"], "1")):
        parts = urlsplit(link)
        assert link.isascii()
        assert (parts.scheme, parts.netloc, parts.path) == ("http", "localhost", "/api/tickets")
        assert sorted(parse_qsl(parts.query)) == sorted([*given[:-1], ("page", number)])


def test_the_links_of_a_service_behind_a_proxy_are_the_ones_callers_use(make_app, app, owner):
    add(app, owner, 11)
    owner.client = make_app(TRUSTED_PROXIES="1").test_client()

    answer = owner.get("/api/tickets", headers={"X-Forwarded-Proto": "https", "Host": "tickets.example"})

    assert answer.json["next"] == "https://tickets.example/api/tickets?page=2"


@on_one_engine
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=Other", "category"),
        ("category=technical", "category"),
        ("category=", "category"),
        ("category=Technical&category=Other", "category"),
        ("status=Closed", "status"),
        ("status=New&status=", "status"),
        ("ordering=title", "ordering"),
        ("ordering=--createdAt", "ordering"),
        ("ordering=created_at", "ordering"),
        ("ordering=", "ordering"),
        *((f"page={page}", "page") for page in ("0", "-1", "x", "", "1.0", "01", "%2B1", "1_0", "1e1", "%D9%A1")),
        *((f"pageSize={size}", "pageSize") for size in ("0", "101", "-1", "x", "", "1.5", "01", "9" * 5000)),
        (f"search={'x' * 501}", "search"),
        ("search=a%00b", "search"),
    ],
    ids=lambda text: text[:30],
)
def test_a_parameter_that_makes_no_sense_is_named(owner, query, field):
    assert_problem(owner.get(f"/api/tickets?{query}"), 400, field)


def test_all_parameters_that_make_no_sense_are_named_at_once(owner):
    answer = owner.get("/api/tickets?page=0&pageSize=0&category=&status=x&ordering=x")

    assert_problem(answer, 400, "page", "pageSize", "category", "status", "ordering")


def test_a_parameter_of_no_meaning_is_ignored(app, owner):
    add(app, owner, 1)

    assert len(ids(owner.get("/api/tickets?_=17&page_size=0&createdBy=1"))) == 1


ALL = [
    (category, status) for category in ("Technical", "Financial", "Product") for status in ("New", "Under Review", "Resolved")
]


@pytest.mark.parametrize("categories", [[], ["Technical"], ["Technical", "Product"], ["Product", "Product"]])
@pytest.mark.parametrize("statuses", [[], ["Resolved"], ["New", "Under Review"]])
def test_a_filter_lets_through_any_of_its_values_and_several_filters_all_of_them(app, owner, categories, statuses):
    numbers = add_tickets(app, [{"created_by_id": owner.id, "category": c, "status": s} for c, s in ALL])
    query = urlencode([*(("category", value) for value in categories), *(("status", value) for value in statuses)])

    answer = owner.get(f"/api/tickets?{query}")

    wanted = [
        number
        for number, (category, status) in zip(numbers, ALL, strict=True)
        if category in (categories or [category]) and status in (statuses or [status])
    ]
    assert sorted(ids(answer)) == wanted
    assert answer.json["count"] == len(wanted)


@pytest.mark.parametrize("ordering", ["-createdAt", "createdAt", "-updatedAt", "updatedAt"])
def test_every_order_is_kept_over_the_pages_with_equal_moments_too(app, owner, ordering):
    # By opening is by number; of moments of change several tickets share one.
    rows = [
        {
            "created_by_id": owner.id,
            "created_at": NOON + timedelta(microseconds=number % 3),
            "updated_at": NOON + timedelta(microseconds=number // 3 % 2),
        }
        for number in range(20)
    ]
    numbers = add_tickets(app, rows)

    seen = [ids(owner.get(f"/api/tickets?ordering={ordering}&pageSize=7&page={page}")) for page in (1, 2, 3)]

    moments = {number: row["updated_at"] for number, row in zip(numbers, rows, strict=True) if "updatedAt" in ordering}
    expected = sorted(numbers, key=lambda number: (moments.get(number, NOON), number), reverse=ordering.startswith("-"))
    assert [number for page in seen for number in page] == expected


def test_a_change_of_status_brings_a_ticket_to_the_front_of_the_last_changed(app, owner, admin):
    numbers = add(app, owner, 3)

    admin.patch(f"/api/tickets/{numbers[1]}/status", json={"status": "Under Review"})

    assert ids(owner.get("/api/tickets?ordering=-updatedAt"))[0] == numbers[1]
    assert ids(owner.get("/api/tickets")) == numbers[::-1]


@pytest.mark.parametrize(("number", "is_capped"), [(1_000, False), (1_001, True), (1_012, True)])
def test_a_count_stops_at_a_thousand_and_the_pages_go_on(app, owner, number, is_capped):
    add_many_tickets(app, [{"created_by_id": owner.id, "title": "same"} for _ in range(number)])

    for query in ("", "search=same", "status=New&ordering=-updatedAt"):
        at_the_cap, behind = (owner.get(f"/api/tickets?{query}&pageSize=100&page={page}") for page in (10, 11))

        assert at_the_cap.json["count"] == 1_000, query
        assert at_the_cap.json.get("countCapped", False) == is_capped, query
        assert (at_the_cap.json["next"] is not None) == is_capped, query
        if is_capped:
            assert len(ids(behind)) == number - 1_000, query
            assert (behind.json["next"], behind.json["countCapped"]) == (None, True), query
        for page in ("12", *FAR_PAGES[1:]):
            assert_problem(owner.get(f"/api/tickets?{query}&pageSize=100&page={page}"), 404)


def test_days_and_moments_narrow_a_list(app, owner):
    days = [NOON + timedelta(days=number) for number in range(4)]
    numbers = add_tickets(app, [{"created_by_id": owner.id, "created_at": day, "updated_at": day} for day in days])

    def listed(query):
        return sorted(ids(owner.get(f"/api/tickets?{query}")))

    assert listed("openedFrom=2026-03-02") == numbers[1:]
    assert listed("openedTo=2026-03-02") == numbers[:2]
    assert listed("openedFrom=2026-03-02&openedTo=2026-03-03") == numbers[1:3]
    assert listed("changedSince=2026-03-03T12:00:00Z") == numbers[2:]
    assert listed("changedSince=2026-03-03T14:00:00%2B01:00") == numbers[3:]
    assert listed("openedFrom=0001-01-01&openedTo=9999-12-31&ordering=createdAt&changedSince=0001-01-01") == numbers


@on_one_engine
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("openedFrom=2026-13-01", "openedFrom"),
        ("openedTo=yesterday", "openedTo"),
        ("openedTo=", "openedTo"),
        ("changedSince=x", "changedSince"),
        ("changedSince=0001-01-01T00:00:00%2B14:00", "changedSince"),
        ("changedSince=9999-12-31T23:59:59-14:00", "changedSince"),
        ("category=Product&category=Product&category=Product&category=Product", "category"),
        ("&".join(["status=New"] * 12_000), "status"),
        ("search=a&search=b", "search"),
        ("page=1&page=1", "page"),
        ("ordering=createdAt&ordering=-createdAt", "ordering"),
    ],
    ids=lambda text: text[:30],
)
def test_days_moments_and_repetitions_that_make_no_sense_are_named(owner, query, field):
    assert_problem(owner.get(f"/api/tickets?{query}"), 400, field)
    if field in ("openedFrom", "changedSince", "search", "category"):
        assert_problem(owner.get(f"/api/tickets/counts?{query}"), 400, field)
