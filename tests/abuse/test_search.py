"""Signs that mean something to LIKE, to full-text search or to SQL are ordinary characters to whoever searches."""

from urllib.parse import quote

import pytest

from tests.factories import add_tickets

TEXTS = {
    "%": "100% sure",
    "_": "snake_case",
    '"': 'he said "no"',
    "*": "a * b",
    "^": "x^y",
    "\\": "back\\slash",
    "'": "it's",
    "-x": "flag -x given",
    "NEAR(": "NEAR(a, b)",
    "AND": "this AND that",
    "OR": "either OR neither",
    "NOT": "do NOT press",
    "title:": "title: none",
    "{": "{curly}",
    "(": "(round)",
    "?": "why?",
    "$1": "costs $1",
    ":a": "bind :a here",
    "%s": "printf %s",
    ";--": "drop;-- table",
    "🔥": "on 🔥 again",
    "#x": "colour #x",
}
NOTHING = [
    "%%%",
    "__",
    '"no" OR "yes"',
    "a*b",
    "NEAR/2",
    "title:printer",
    "') OR 1=1 --",
    "\\%",
    "''",
    "^^",
    "-printer",
    "+x",
    "[a-z]",
]


@pytest.fixture
def searcher(target):
    """Somebody with a ticket for each text, written straight into the database."""
    if "searcher" not in target.people:
        target.add_person("searcher")
        rows = [{"created_by_id": target.people["searcher"].id, "title": text} for text in TEXTS.values()]
        add_tickets(target.site.app, rows)
    return target


def found(target, search: str) -> list[str]:
    answer = target.send("GET", f"/api/tickets?pageSize=100&search={quote(search)}", by="searcher")
    assert answer.status == 200, answer.text
    return sorted(ticket["title"] for ticket in answer.json["results"])


def test_a_sign_finds_the_texts_that_have_it(searcher):
    everything = [f"{text} It burns." for text in TEXTS.values()]
    with searcher.unharmed() as complaints:
        for sign in TEXTS:
            expected = sorted(
                text for text, whole in zip(TEXTS.values(), everything, strict=True) if sign.casefold() in whole.casefold()
            )
            if (titles := found(searcher, sign)) != expected:
                complaints.append(f"{sign}: {titles}, not {expected}")


def test_nothing_that_looks_like_a_pattern_or_a_command_is_one(searcher):
    with searcher.unharmed() as complaints:
        complaints += [f"{search}: {titles}" for search in NOTHING if (titles := found(searcher, search))]
