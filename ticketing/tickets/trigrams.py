"""Which trigrams SQLite's index is asked for: the rarest of each word, since passing over a common one takes longest.

Two words that are each in 1 % of a million tickets take 1 ms so; six trigrams that cover both, in order, took 7.
"""

from collections.abc import Collection, Mapping
from itertools import chain
from math import prod

from flask import current_app
from sqlalchemy import Float, String, column, text

from ticketing.prepared import Prepared

# The letters that the index takes together.
SIZE = 3
# More of one word tell little.
MOST = 3
# To look at a ticket's text takes as long as to pass over about so many entries of the index.
TEXT_COST = 10
# So many shares are kept, and then found out anew.
KEPT = 20_000
# A trigram's share of all tickets, going by the first 500 that have it: 0.04 ms. It decides how long a search takes, not what
# it finds.
SHARES = Prepared(
    text("""
        SELECT gram.value, (
            SELECT count(*) * 1.0 / max(rowid) FROM (
                SELECT rowid FROM tickets_search WHERE tickets_search MATCH gram.value LIMIT 500
            )
        ) FROM json_each(:grams) AS gram
    """).columns(column("value", String), column("share", Float))
)


def expression(texts: Collection[str]) -> str | None:
    """Return what to ask the index for, so that whatever has all of these texts is named; None if they have no trigrams."""
    words = [grams for text in texts if (grams := _quoted(text))]
    return " AND ".join(chosen(words, _shares(set(chain.from_iterable(words))))) if words else None


def _quoted(text: str) -> list[str]:
    """Return the different trigrams of a text as the index is asked for them; one or two letters have none."""
    grams = (text[start : start + SIZE].replace('"', '""') for start in range(len(text) - SIZE + 1))
    return list(dict.fromkeys(f'"{gram}"' for gram in grams))


def chosen(words: Collection[Collection[str]], shares: Mapping[str, float]) -> list[str]:
    """Return trigrams of each word: the rarest, and others where they cost less than the texts that they may spare.

    Words are taken to occur independently, trigrams of a word together.
    """
    by_rarity = [sorted(grams, key=lambda gram: shares[gram])[:MOST] for grams in words]
    left = prod(shares[grams[0]] for grams in by_rarity)
    others = (gram for grams in by_rarity for gram in grams[1:] if shares[gram] <= TEXT_COST * left)
    return list(dict.fromkeys([*(grams[0] for grams in by_rarity), *others]))


def _shares(grams: Collection[str]) -> Mapping[str, float]:
    known: dict[str, float] = current_app.extensions.setdefault("trigram_shares", {})
    shares = {gram: known.get(gram, 0.0) for gram in grams}
    if unknown := [gram for gram, share in shares.items() if not share]:
        if len(known) > KEPT:
            known.clear()
        found = {gram: share for gram, share in SHARES.rows({"grams": current_app.json.dumps(unknown)}) if share}
        known.update(found)
        shares.update(found)
    return shares
