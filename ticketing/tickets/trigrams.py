"""Which trigrams SQLite's index is asked for: the rarest of each word, since passing over a common one takes longest.

Two words that are each in 1 % of a million tickets take 1 ms so; six trigrams that cover both, in order, took 7.
"""

from sqlalchemy import String, column, text

# The letters that the index takes together.
SIZE = 3
# More of one word tell little.
MOST = 3
# Of a long word, so many are compared.
COMPARED = 20
# To look at a ticket's text takes as long as to pass over about so many entries of the index.
TEXT_COST = 10
# The trigrams of each word, and what share of all tickets has them: the first 500 that do, tell in 0.04 ms.
SHARES = """
WITH RECURSIVE gram AS MATERIALIZED (
    SELECT word.key AS word, gram.key AS place, gram.value AS value, coalesce((
        SELECT count(*) * 1.0 / max(rowid) FROM (
            SELECT rowid FROM tickets_search WHERE tickets_search MATCH gram.value LIMIT 500
        )
    ), 0) AS share
    FROM json_each(:lookup_grams) AS word, json_each(word.value) AS gram
),"""
# The rarest of each word, and others where they cost less than the texts that they may spare. Words are taken to occur
# independently, trigrams of a word together.
CHOICE = """
ranked AS MATERIALIZED (
    SELECT word, value, share, row_number() OVER (PARTITION BY word ORDER BY share, place) AS rank FROM gram
),
words(word, left_over) AS (
    SELECT -1, 1.0
    UNION ALL SELECT words.word + 1, left_over * share FROM words JOIN ranked ON ranked.word = words.word + 1 AND rank = 1
)
SELECT group_concat(value, ' AND ') AS expression FROM (
    SELECT value FROM ranked
    WHERE rank = 1 OR (rank <= :most AND share <= :text_cost * (SELECT min(left_over) FROM words))
    GROUP BY value ORDER BY min(share), word, rank
)"""
# It decides how long a search takes, not what it finds.
CHOSEN = text(SHARES + CHOICE).bindparams(most=MOST, text_cost=TEXT_COST).columns(column("expression", String))


def quoted(text: str) -> list[str]:
    """Return the different trigrams of a text as the index is asked for them; one or two letters have none."""
    grams = (text[start : start + SIZE].replace('"', '""') for start in range(len(text) - SIZE + 1))
    different = list(dict.fromkeys(f'"{gram}"' for gram in grams))
    return different[:: -(-len(different) // COMPARED)] if different else []
