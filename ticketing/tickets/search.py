"""How text is compared: the same on every database, in any case and language, whether an index helps or not."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    true,
)

from ticketing.extensions import db
from ticketing.tickets import trigrams
from ticketing.tickets.models import Ticket
from ticketing.web.row_ids import LARGEST_ID

TICKET_NUMBER = re.compile("#([1-9][0-9]{0,17})")
WILDCARD, QUOTED = re.compile(r"([%_\\])"), r"\\\1"
# Behind a beginning, this comes after whatever begins so.
AFTER_ANY = chr(0x10FFFF) * trigrams.SIZE
# SQLite's indexes of the search (migration 0003).
INDEX = table("tickets_search", column("rowid", Integer))
TERMS = table("tickets_search_terms", column("term", String), column("doc", Integer))
SPREAD = text("""
    WITH RECURSIVE spread(id, step) AS (
        SELECT max(id), 1 + max(id) / 500 FROM tickets UNION ALL SELECT id - step, step FROM spread WHERE id > step
    ) SELECT id FROM spread
""").columns(column("id", Integer))
# How often what is searched has changed, other than by new tickets (migration 0005).
CHANGES = table("tickets_search_changes", column("texts", Integer), column("statuses", Integer))


class Word(NamedTuple):
    """What must occur in a ticket, as the database is asked for it, unless `number` is the ticket's."""

    sought: Any
    number: Any


class Lookup(NamedTuple):
    """What SQLite's index can be asked for: trigrams of each word, or a beginning of some, and a ticket's number besides.

    The trigrams are lists in JSON, of which `trigrams.CHOSEN` makes an expression.
    """

    grams: Any
    beginning: Any
    number: Any


class Shape(NamedTuple):
    """What of a search its statement depends on: which words may be numbers, and which parts the lookup has."""

    words: tuple[bool, ...]
    lookup: tuple[bool, ...]


NOTHING = Shape((), (False, False, False))


class Search(NamedTuple):
    """The different words of a search, and how to look them up."""

    words: tuple[Word, ...]
    lookup: Lookup

    @property
    def shape(self) -> Shape:
        """Return what does not depend on the words themselves."""
        numbers = tuple(word.number is not None for word in self.words)
        return Shape(numbers, tuple(part is not None for part in self.lookup))

    def values(self) -> dict[str, Any]:
        """Return what belongs into the places of `with_places`."""
        words = {f"word_{place}": word.sought for place, word in enumerate(self.words)}
        numbers = {f"number_{place}": word.number for place, word in enumerate(self.words) if word.number is not None}
        lookup = {f"lookup_{name}": part for name, part in self.lookup._asdict().items() if part is not None}
        return {**words, **numbers, **lookup}


def with_places(shape: Shape) -> Search:
    """Return a search of this shape with places for its values."""
    words = (
        Word(bindparam(f"word_{place}", type_=String), bindparam(f"number_{place}", type_=Integer) if has_number else None)
        for place, has_number in enumerate(shape.words)
    )
    types = (String, String, Integer)
    parts = zip(Lookup._fields, types, shape.lookup, strict=True)
    lookup = Lookup(*(bindparam(f"lookup_{name}", type_=type_) if is_there else None for name, type_, is_there in parts))
    return Search(tuple(words), lookup)


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


def parse(search: str | Search) -> Search:
    """Return what is to be found; `#12` may mean ticket 12 as well."""
    if isinstance(search, Search):
        return search
    folded = {fold(word): _ticket_number(word) for word in search.split()}
    return Search(tuple(Word(_sought(text), number) for text, number in folded.items()), _lookup(folded))


def _ticket_number(word: str) -> int | None:
    number = TICKET_NUMBER.fullmatch(word)
    return int(number[1]) if number and int(number[1]) <= LARGEST_ID else None


def _sought(text: str) -> str:
    # PostgreSQL gets the pattern as a whole, so that its index can be asked for it.
    return text if is_on_sqlite() else f"%{WILDCARD.sub(QUOTED, text)}%"


def _lookup(folded: Mapping[str, int | None]) -> Lookup:
    if not folded or not is_on_sqlite():
        return Lookup(None, None, None)
    if of_all := _grams(text for text, number in folded.items() if number is None):
        return Lookup(of_all, None, None)
    longest = max(folded, key=len)
    of_one = _grams([longest])
    return Lookup(of_one, None if of_one else longest, folded.get(longest))


def _grams(texts: Iterable[str]) -> str | None:
    words = [grams for text in texts if (grams := trigrams.quoted(text))]
    return json.dumps(words) if words else None


def is_on_sqlite() -> bool:
    """Tell which of the two databases it is."""
    return db.engine.dialect.name == "sqlite"


def matches(search: Search) -> ColumnElement[bool]:
    """Return the condition that every word occurs in a ticket; PostgreSQL finds by itself that its index helps."""
    return and_(true(), *(_has(word) for word in search.words))


def _has(word: Word) -> ColumnElement[bool]:
    occurs = func.instr(Ticket.search_text, word.sought) > 0 if is_on_sqlite() else Ticket.search_text.like(word.sought)
    return occurs if word.number is None else or_(occurs, Ticket.id == word.number)


def candidates(search: Search, trigrams: Any) -> Select[Any] | CompoundSelect[Any]:
    """Return the ids, from SQLite's index, of the tickets that may match; each is to be looked at still.

    They are the tickets that have the trigrams, an expression. What has no trigram is one or two letters: these are what some
    trigrams begin with.
    """
    grams, beginning, number = search.lookup
    found = select(INDEX.c.rowid).where(column("tickets_search").op("MATCH")(trigrams))
    if grams is None:
        found = select(TERMS.c.doc).distinct().where(TERMS.c.term >= beginning, TERMS.c.term <= beginning + literal(AFTER_ANY))
    return found if number is None else found.union(select(cast(number, Integer)))


def distance(trigrams: Any, place: int, *, from_newest: bool) -> ScalarSelect[int]:
    """Return, for use in a statement, how far from the newest ticket, or the oldest, is what is named at `place`, or 0."""
    rowid = INDEX.c.rowid
    found = select(rowid).where(column("tickets_search").op("MATCH")(trigrams)).offset(place - 1).limit(1)
    end = func.max(Ticket.id) if from_newest else func.min(Ticket.id)
    named = found.order_by(rowid.desc() if from_newest else rowid).scalar_subquery()
    return select(func.coalesce(func.abs(end - named), 0)).scalar_subquery()


def share(search: Search) -> ScalarSelect[float]:
    """Return, for use in a statement on SQLite, what share of some 500 tickets from all over the table matches."""
    spread = SPREAD.cte("spread")
    found = func.count().filter(matches(search)) * 1.0 / func.max(func.count(), 1)
    return select(found).select_from(spread.join(Ticket, Ticket.id == spread.c.id)).scalar_subquery()


def changes(*, of_statuses: bool) -> ScalarSelect[int]:
    """Return, for use in a statement on SQLite, a number that changes whenever tickets that are there may be found otherwise.

    New tickets, which have higher ids, don't change it, and statuses only if asked for.
    """
    columns = CHANGES.c
    return select(columns.texts + columns.statuses if of_statuses else columns.texts).scalar_subquery()
