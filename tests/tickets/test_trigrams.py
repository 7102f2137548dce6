"""SQLite's index is asked for few trigrams, and rare ones."""

import sqlite3

import pytest

from tests.databases import on_one_engine
from tests.factories import add_tickets
from tests.statements import statements
from ticketing.tickets import trigrams

SHARES = {"aaa": 0.3, "bbb": 0.01, "ccc": 0.02, "ddd": 0.0, "eee": 0.5, "fff": 0.01}
LIMITS = {"most": trigrams.MOST, "text_cost": trigrams.TEXT_COST}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([["aaa"]], "aaa"),
        ([["aaa", "bbb"]], "bbb"),
        ([["eee", "ccc", "bbb", "fff", "aaa"]], "bbb AND fff AND ccc"),
        ([["eee", "aaa"]], "aaa AND eee"),
        ([["aaa", "bbb"], ["ccc", "fff"]], "bbb AND fff"),
        ([["bbb"], ["bbb"]], "bbb"),
        ([["aaa", "ddd"], ["bbb"]], "ddd AND bbb"),
        ([["bbb"], ["ccc"], ["aaa", "eee"], ["fff"]], "bbb AND fff AND ccc AND aaa"),
    ],
    ids=[
        "the only one",
        "a rare one spares",
        "three at most",
        "two common ones",
        "the rarest of each",
        "twice",
        "nowhere",
        "four",
    ],
)
def test_of_each_word_the_rarest_are_chosen(words, expected):
    rows = [(word, place, gram, SHARES[gram]) for word, grams in enumerate(words) for place, gram in enumerate(grams)]
    given = " UNION ALL ".join(
        f"SELECT {word} word, {place} place, '{gram}' value, {share} share" for word, place, gram, share in rows
    )

    [(chosen,)] = sqlite3.connect(":memory:").execute(f"WITH RECURSIVE gram AS ({given}), {trigrams.CHOICE}", LIMITS).fetchall()

    assert chosen == expected


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


@pytest.mark.parametrize("length", [0, 2, 3, 21, 22, 23, 500])
def test_of_a_long_word_some_trigrams_are_compared_from_all_over_it(length):
    word = "".join(chr(0x4E00 + number) for number in range(length))

    grams = trigrams.quoted(word)

    assert len(grams) <= trigrams.COMPARED
    assert bool(grams) == (length >= 3)
    assert all(gram.strip('"') in word for gram in grams)
    assert length <= 40 or grams[-1].strip('"') in word[-40:]


@on_one_engine
@pytest.mark.parametrize("size", [1, 3, 4, 30, 500])
def test_the_longest_search_there_may_be_is_found_like_any_other(app, owner, size):
    letters = "".join(chr(0x4E00 + number * 7) for number in range(600))
    words = " ".join(letters[start : start + size] for start in range(0, 600, size))[:500]
    [ticket, _] = add_tickets(
        app, [{"created_by_id": owner.id, "title": "x", "description": text} for text in (words, letters)]
    )

    found = owner.get("/api/tickets", query_string={"search": words})

    assert ticket in [each["id"] for each in found.json["results"]]
