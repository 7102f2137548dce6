"""Finding people by a part of their name or address, which administrators do."""

import pytest

from tests.answers import assert_problem
from tests.cast import make_person
from tests.databases import on_one_engine

NAMES = ("maria", "anna-maria", "Márton", "100%", "a_b", "İbrahim", "marianne")


@pytest.fixture(autouse=True)
def crowd(app, admin):
    for name in NAMES:
        make_person(app, name)


def found(person, search):
    answer = person.get("/api/people", query_string={"search": search})
    assert answer.status_code == 200, answer.text
    return [one["username"] for one in answer.json["results"]]


SEARCHES = {
    "maria": ["maria", "marianne", "anna-maria"],
    "MARIA": ["maria", "marianne", "anna-maria"],
    "na-ma": ["anna-maria"],
    "árt": ["Márton"],
    "a\u0301rt": ["Márton"],
    "brahim": ["İbrahim"],
    "ibra": ["İbrahim"],
    "%": ["100%"],
    "_": ["a_b"],
    "a-maria@example": ["anna-maria"],
    "nobody": [],
    "\u200b": [],
}


def test_people_are_found_by_a_part_of_name_or_address_those_that_begin_with_it_first(admin):
    assert {search: found(admin, search) for search in SEARCHES} == SEARCHES


def test_who_is_called_so_comes_before_those_whose_address_alone_contains_it(app, admin):
    for name in ("example", "zoe-example"):
        make_person(app, name)

    everybody = found(admin, "")
    assert found(admin, "example") == ["example", "zoe-example", *(name for name in everybody if "example" not in name)]


def test_no_more_than_twenty_are_found_each_as_a_user_is_answered(app, admin):
    for number in range(25):
        make_person(app, f"zoe{number:02}")

    assert found(admin, "zoe") == [f"zoe{number:02}" for number in range(20)]
    assert len(found(admin, "")) == 20
    assert admin.get("/api/people?search=admin").json["results"] == [admin.get("/api/auth/me").json]


@on_one_engine
def test_only_administrators_may(owner, anyone):
    assert_problem(owner.get("/api/people?search=maria"), 403)
    assert_problem(anyone.get("/api/people?search=maria"), 401)


@on_one_engine
@pytest.mark.parametrize("search", ["x" * 151, "a%00"])
def test_what_no_name_can_be_is_named(admin, search):
    assert_problem(admin.get(f"/api/people?search={search}"), 400, "search")
