"""The floor's lists: SQL by hand, by the ways that the service takes."""

from typing import Any

from benchmarks.floor_database import PLACE, SQLITE, rows
from ticketing.tickets.search import fold

CAP, FEW, FEW_TICKETS, SIZE = 10_000, 5_000, 20_000, 10
COLUMNS = "t.id, t.title, t.description, t.category, t.status, t.created_at, t.updated_at, u.id, u.username"
FILES = "a.position, a.id, a.name, a.size, a.content_type"
RELATED = """
JOIN tickets t ON t.id = page.id JOIN users u ON u.id = t.created_by_id LEFT JOIN attachments a ON a.ticket_id = t.id
"""


def listed(where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    """Return count and rows of a page, each row with what `COLUMNS` and `FILES` name behind the count."""
    counter = f"(SELECT coalesce(sum(tickets), 0) FROM ticket_counts t WHERE {where})"
    ids = f"SELECT t.id FROM tickets t WHERE {where} ORDER BY t.created_at DESC, t.id DESC LIMIT {SIZE + 1} OFFSET {PLACE}"
    found = rows(f"SELECT {counter}, {COLUMNS}, {FILES} FROM ({ids}) page {RELATED}", *values, *values, offset)
    return (found[0][0] if found else 0), found


def searched(search: str, where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    """Return the same of a search; the count stops behind `CAP`."""
    words = [fold(word) for word in search.split()]
    count, found = (_searched_sqlite if SQLITE else _searched_postgresql)(words, where, values, offset)
    return min(count, CAP), found


def _searched_sqlite(words: list[str], where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    # By the ways that the service takes.
    grams = {word[start : start + 3] for word in words for start in (*range(0, len(word) - 3, 3), len(word) - 3)}
    match = " AND ".join(f'"{gram}"' for gram in sorted(grams))
    [(candidates, tickets)] = rows(
        f"SELECT (SELECT count(*) FROM (SELECT rowid FROM tickets_search WHERE tickets_search MATCH ? LIMIT {FEW + 1})), "
        f"(SELECT coalesce(sum(tickets), 0) FROM ticket_counts t WHERE {where})",
        match,
        *values,
    )
    text = " AND ".join("instr(t.search_text, ?) > 0" for _ in words)
    by_index = "FROM tickets_search s JOIN tickets t ON t.id = s.rowid WHERE tickets_search MATCH ? AND"
    page = f"LIMIT {SIZE + 1} OFFSET {offset}"
    if candidates <= FEW:
        found = rows(
            f"WITH found AS (SELECT t.id, t.created_at {by_index} {where} AND {text}) "
            f"SELECT (SELECT count(*) FROM found), {COLUMNS}, {FILES} "
            f"FROM (SELECT id FROM found ORDER BY created_at DESC, id DESC {page}) page {RELATED}",
            match, *values, *words,
        )  # fmt: skip
        return (found[0][0] if found else 0), found
    if tickets <= FEW_TICKETS:
        by, first = "FROM tickets t WHERE", [*values, *words]
    else:
        by, first = by_index, [match, *values, *words]
    found = rows(
        f"SELECT (SELECT count(*) FROM (SELECT 1 {by} {where} AND {text} LIMIT {CAP + 1})), {COLUMNS}, {FILES} "
        "FROM (SELECT t.id FROM tickets t "
        f"WHERE {where} AND {text} ORDER BY t.created_at DESC, t.id DESC {page}) page {RELATED}",
        *first, *values, *words,
    )  # fmt: skip
    return (found[0][0] if found else 0), found


def _searched_postgresql(words: list[str], where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    text = " AND ".join("t.search_text LIKE %s" for _ in words)
    patterns = [f"%{word}%" for word in words]
    among = f"FROM tickets t WHERE {where} AND {text}"
    found = rows(
        f"SELECT (SELECT count(*) FROM (SELECT 1 {among} LIMIT {CAP + 1}) found), {COLUMNS}, {FILES} "
        f"FROM (SELECT t.id {among} ORDER BY t.created_at DESC, t.id DESC LIMIT {SIZE + 1} OFFSET {offset}) page {RELATED}",
        *values, *patterns, *values, *patterns,
    )  # fmt: skip
    return (found[0][0] if found else 0), found
