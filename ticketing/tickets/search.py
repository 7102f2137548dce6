"""How text is compared: the same on every database, in any case and language, whether an index helps or not."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
    true,
)

from ticketing.extensions import db
from ticketing.intake import LARGEST_ID
from ticketing.tickets.models import Ticket

TICKET_NUMBER = re.compile("#([1-9][0-9]{0,17})")
WILDCARD, QUOTED = re.compile(r"([%_\\])"), r"\\\1"
# The letters that SQLite's index takes together.
TRIGRAM = 3
HIGHEST = chr(0x10FFFF)
# SQLite's indexes of the search (migration 0003).
INDEX = table("tickets_search", column("rowid", Integer))
TERMS = table("tickets_search_terms", column("term", String), column("doc", Integer))


class Word(NamedTuple):
    """What must occur in a ticket, folded, unless it is the ticket's number."""

    text: str
    number: int | None


def fold(text: str) -> str:
    """Return `text` without differences of case or of Unicode composition.

    Unicode's canonical caseless matching (The Unicode Standard, 3.13, D145); besides, Turkish's dotted and dotless i count
    as one letter, since which of them is the other case of I depends on the language.
    """
    folded = unicodedata.normalize("NFD", text).casefold().replace("i\u0307", "i").replace("ı", "i")
    return unicodedata.normalize("NFC", folded)


def searchable(title: str, description: str) -> str:
    """Return what is kept for searching; no word spans the line break, so none is found across the two."""
    return f"{fold(title)}\n{fold(description)}"


def words_of(search: str) -> list[Word]:
    """Return the different words of `search`; `#12` may mean ticket 12 as well."""
    return [Word(fold(word), _ticket_number(word)) for word in dict.fromkeys(search.split())]


def _ticket_number(word: str) -> int | None:
    number = TICKET_NUMBER.fullmatch(word)
    return int(number[1]) if number and int(number[1]) <= LARGEST_ID else None


def is_on_sqlite() -> bool:
    """Tell which of the two databases it is."""
    return db.engine.dialect.name == "sqlite"


def matches(words: Sequence[Word]) -> ColumnElement[bool]:
    """Return the condition that every word occurs in a ticket; PostgreSQL finds by itself that its index helps."""
    return and_(true(), *(_has(word) for word in words))


def _has(word: Word) -> ColumnElement[bool]:
    return _occurs(word.text) if word.number is None else or_(_occurs(word.text), Ticket.id == word.number)


def _occurs(text: str) -> ColumnElement[bool]:
    if is_on_sqlite():
        return func.instr(Ticket.search_text, text) > 0
    # The pattern as a whole, so that the index can be asked for it.
    return Ticket.search_text.like(f"%{WILDCARD.sub(QUOTED, text)}%")


def candidates(words: Sequence[Word]) -> Select[Any] | CompoundSelect[Any]:
    """Return the ids, from SQLite's index, of the tickets that may match the words; each is to be looked at still.

    They are the tickets that have all trigrams of all words. What has no trigram is one or two letters: these are what some
    trigrams begin with.
    """
    grams = [gram for word in words if word.number is None for gram in _trigrams(word.text)]
    if grams:
        return select(INDEX.c.rowid).where(_has_grams(grams))
    word = max(words, key=lambda word: len(word.text))
    grams = _trigrams(word.text)
    found = select(INDEX.c.rowid).where(_has_grams(grams)) if grams else _beginning_with(word.text)
    return found if word.number is None else found.union(select(literal(word.number)))


def _trigrams(text: str) -> list[str]:
    return [text[start : start + TRIGRAM] for start in range(len(text) - TRIGRAM + 1)]


def _has_grams(grams: Sequence[str]) -> ColumnElement[bool]:
    quoted = ('"' + gram.replace('"', '""') + '"' for gram in dict.fromkeys(grams))
    return column("tickets_search").op("MATCH")(" AND ".join(quoted))


def _beginning_with(text: str) -> Select[Any]:
    return select(TERMS.c.doc).distinct().where(TERMS.c.term >= text, TERMS.c.term <= text + HIGHEST * TRIGRAM)
