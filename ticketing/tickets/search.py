"""How text is compared: the same on every database, in any case and language."""

import re
import unicodedata

from sqlalchemy import ColumnElement, and_, or_, true

from ticketing.intake import LARGEST_ID
from ticketing.tickets.models import Ticket

TICKET_NUMBER = re.compile("#([1-9][0-9]{0,17})")


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


def matches(search: str) -> ColumnElement[bool]:
    """Return the condition that every word of `search` occurs in a ticket; `#12` is ticket 12's number too."""
    return and_(true(), *(_has(word) for word in dict.fromkeys(search.split())))


def _has(word: str) -> ColumnElement[bool]:
    # Both sides are folded, so it does not matter that SQLite's LIKE folds ASCII by itself.
    occurs = Ticket.search_text.contains(fold(word), autoescape=True)
    number = TICKET_NUMBER.fullmatch(word)
    return or_(occurs, Ticket.id == int(number[1])) if number and int(number[1]) <= LARGEST_ID else occurs
