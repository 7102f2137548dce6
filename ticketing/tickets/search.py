"""How text is searched: words compared in any case and language, looked up in an index of trigrams.

SQLite has an FTS5 table of trigrams, PostgreSQL the extension pg_trgm (migration 0003). The index names tickets that may
match; each of them is checked word by word.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, column, func, or_, select, table

from ticketing.tickets.models import Ticket
from ticketing.web.letters import without_invisible
from ticketing.web.row_ids import LARGEST_ID

TICKET_NUMBER = re.compile("#([1-9][0-9]{0,17})")
WILDCARD, QUOTED = re.compile(r"([%_\\])"), r"\\\1"
# What keyboards, phones and word processors put in the place of what is typed, and Hebrew's own of each kind.
TYPED = (
    dict.fromkeys("‘’‚‛‹›′‵ʹʻʼʽˊˋ`´՚׳＇", "'")
    | dict.fromkeys("“”„‟«»″‶〝〞〟״＂", '"')
    | dict.fromkeys("‐‑‒–—―−⁃־﹘﹣－⸺⸻", "-")
    | {"…": "..."}
)
TYPOGRAPHIC = re.compile(f"[{''.join(TYPED)}]")
ANY_I = re.compile("[iı]\u0307*")
TRIGRAM = 3
TEXT, NOTES, ID = Ticket.__table__.c.search_text, Ticket.__table__.c.notes_text, Ticket.__table__.c.id
INDEX = table("tickets_search", column("tickets_search", String), column("rowid", Integer))
# Which trigrams there are, and in which tickets.
TERMS = table("tickets_search_terms", column("term", String), column("doc", Integer))
# Sorts behind every text that has the same beginning.
LAST = chr(0x10FFFF) * TRIGRAM


class Word(NamedTuple):
    """A word as compared, and the ticket number that it may mean (`#12`)."""

    text: str
    number: int | None


class Shape(NamedTuple):
    """What the statement of a search depends on: which words may be numbers, and what SQLite's index is asked for."""

    numbers: tuple[bool, ...] = ()
    is_beginning: bool = False
    with_number: bool = False
    with_notes: bool = False
    """Whether the reader may find what the internal notes say."""


NOTHING = Shape()


class Search(NamedTuple):
    """The different words of a search, and the words that the index is asked for: those with trigrams, or the longest."""

    words: Sequence[Word] = ()
    looked_up: Sequence[Word] = ()

    def shape(self, *, with_notes: bool) -> Shape:
        """Return what does not depend on the words themselves."""
        if not self.words:
            return NOTHING
        first, may_be_numbers = self.looked_up[0], tuple(word.number is not None for word in self.words)
        return Shape(may_be_numbers, len(first.text) < TRIGRAM, first.number is not None, with_notes)

    def values(self, *, as_patterns: bool) -> dict[str, Any]:
        """Return the parameters of `matches` and `candidates`."""
        values: dict[str, Any] = {}
        for place, word in enumerate(self.words):
            values |= {f"word_{place}": _pattern(word.text) if as_patterns else word.text, f"number_{place}": word.number}
        if self.words:
            text, number = self.looked_up[0]
            trigrams = " AND ".join(gram for word in self.looked_up for gram in _trigrams(word.text))
            values |= {"trigrams": trigrams, "beginning": text, "end": text + LAST, "number": number}
        return values


def fold(text: str) -> str:
    """Return `text` without differences of case and of Unicode composition, invisible letters and typographic signs.

    Unicode's canonical caseless matching (The Unicode Standard, 3.13, D145). Turkish's dotted and dotless i also count as
    one letter, since which of them is the other case of I depends on the language.
    """
    seen = without_invisible(unicodedata.normalize("NFD", text).casefold())
    typed = TYPOGRAPHIC.sub(lambda sign: TYPED[sign[0]], seen)
    return unicodedata.normalize("NFC", ANY_I.sub("i", typed))


def searchable(*texts: str) -> str:
    """Return the text that is kept for searching; no word spans the line breaks, so none is found across two texts."""
    return "\n".join(map(fold, texts))


def parse(search: str, phrases: Iterable[str] = ()) -> Search:
    """Return what is to be found: every word of `search`, and each phrase as it is, its spaces too."""
    texts = [*fold(search).split(), *(" ".join(fold(phrase).split()) for phrase in phrases)]
    words = [Word(text, _ticket_number(text)) for text in dict.fromkeys(texts) if text]
    with_trigrams = [word for word in words if word.number is None and len(word.text) >= TRIGRAM]
    return Search(words, with_trigrams or sorted(words, key=lambda word: -len(word.text))[:1])


def _ticket_number(word: str) -> int | None:
    number = TICKET_NUMBER.fullmatch(word)
    return int(number[1]) if number and int(number[1]) <= LARGEST_ID else None


def _pattern(text: str) -> str:
    return f"%{WILDCARD.sub(QUOTED, text)}%"


def _trigrams(text: str) -> list[str]:
    """Return every third trigram of the text and its last one, quoted for FTS5: together they cover it."""
    last = len(text) - TRIGRAM
    starts = [*range(0, last, TRIGRAM), last] if last >= 0 else []
    return ['"' + text[start : start + TRIGRAM].replace('"', '""') + '"' for start in starts]


def matches(shape: Shape, *, on_sqlite: bool, with_index: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that every word occurs in a ticket.

    PostgreSQL looks up its index for LIKE alone: `with_index=False` keeps it from that.
    """
    position, by_pattern = func.instr if on_sqlite else func.strpos, with_index and not on_sqlite
    conditions: list[ColumnElement[bool]] = []
    for place, may_be_number in enumerate(shape.numbers):
        word = bindparam(f"word_{place}", type_=String)
        texts = [TEXT, NOTES] if shape.with_notes else [TEXT]
        occurs = [text.like(word) if by_pattern else position(text, word) > 0 for text in texts]
        number = [bindparam(f"number_{place}", type_=Integer) == ID] if may_be_number else []
        conditions.append(or_(*occurs, *number))
    return conditions


def candidates(shape: Shape) -> Select[Any]:
    """Return the ids, from SQLite's index, of the tickets that may match; each is still to be checked.

    One or two letters have no trigram: they are looked up as the beginning of trigrams.
    """
    if shape.is_beginning:
        found = select(TERMS.c.doc.label("id")).where(TERMS.c.term >= bindparam("beginning"))
        found = found.where(TERMS.c.term <= bindparam("end"))
    else:
        found = select(INDEX.c.rowid.label("id")).where(INDEX.c.tickets_search.match(bindparam("trigrams")))
    if shape.with_number:
        number = select(bindparam("number", type_=Integer).label("id"))
        return select(found.union(number).subquery().c.id)
    return found
