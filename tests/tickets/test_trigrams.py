"""SQLite's index is asked for few trigrams, and rare ones."""

import pytest

from tests.databases import on_one_engine
from tests.factories import add_tickets
from tests.statements import statements
from ticketing.tickets import trigrams

SHARES = {"aaa": 0.3, "bbb": 0.01, "ccc": 0.02, "ddd": 0.0, "eee": 0.5, "fff": 0.01}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([["aaa"]], ["aaa"]),
        ([["aaa", "bbb"]], ["bbb"]),
        ([["eee", "ccc", "bbb", "fff", "aaa"]], ["bbb", "fff", "ccc"]),
        ([["eee", "aaa"]], ["aaa", "eee"]),
        ([["aaa", "bbb"], ["ccc", "fff"]], ["bbb", "fff"]),
        ([["bbb"], ["bbb"]], ["bbb"]),
        ([["aaa", "ddd"], ["bbb"]], ["ddd", "bbb"]),
    ],
    ids=["the only one", "a rare one spares", "three at most", "two common ones", "the rarest of each", "twice", "nowhere"],
)
def test_of_each_word_the_rarest_are_chosen(words, expected):
    assert trigrams.chosen(words, SHARES) == expected


@pytest.fixture
def filled(app, owner):
    texts = [{"title": "toner" if number < 30 else "tonic", "description": "water"} for number in range(60)]
    return add_tickets(app, [{"created_by_id": owner.id, **words} for words in texts])


def asked_of_the_index(app, person, search):
    with statements(app) as asked:
        person.get("/api/tickets", query_string={"search": search})
    return [value for _, parameters in asked for value in parameters if isinstance(value, str) and " AND " in value]


@on_one_engine
def test_what_is_rare_is_found_out_from_the_tickets(app, owner, filled):
    app.extensions.pop("trigram_shares", None)
    add_tickets(app, [{"created_by_id": owner.id, "title": "tonka", "description": "water"}])

    asked = asked_of_the_index(app, owner, "tonka water")

    # "wat", "ate" and "ter" are in every ticket, "ton" in all but a few.
    rare, common = {'"onk"', '"nka"'}, {'"wat"', '"ate"', '"ter"'}
    assert asked
    for grams in (set(expression.split(" AND ")) for expression in asked):
        assert grams <= rare | common
        assert grams & rare
        assert len(grams & common) == 1


@on_one_engine
@pytest.mark.parametrize("search", ['ton"k', '""""', '"a" OR "b"', "*ton*", "ton^", "-ton", "NEAR(ton", "a'b'c", "ton:a"])
def test_no_word_is_taken_for_an_expression(app, owner, filled, search):
    [ticket] = add_tickets(app, [{"created_by_id": owner.id, "title": f"found {search}"}])

    found = owner.get("/api/tickets", query_string={"search": search}).json

    assert [each["id"] for each in found["results"]] == [ticket]
