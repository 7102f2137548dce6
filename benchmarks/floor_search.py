"""The floor's lists: SQL by hand, by the ways that the service takes."""

from typing import Any

from flask import g

from benchmarks.floor_database import PLACE, SQLITE, rows
from ticketing.tickets.search import fold

CAP, SIZE = 1_000, 10
COLUMNS = (
    "t.id, t.title, t.description, c.name, t.status, t.created_at, t.updated_at, u.id, u.username, "
    "t.reply_count, t.last_reply_at, t.last_reply_by_id, r.username, t.waiting_for, n.ticket_id, t.duplicate_of_id, "
    "t.priority, t.assignee_id, s.username"
)
FILES = "a.position, a.id, a.name, a.size, a.content_type"
NAMES = """
JOIN users u ON u.id = t.created_by_id JOIN categories c ON c.id = t.category_id
LEFT JOIN users r ON r.id = t.last_reply_by_id LEFT JOIN users s ON s.id = t.assignee_id
LEFT JOIN unread n ON n.ticket_id = t.id AND n.user_id = {reader}
"""


def names() -> str:
    """Return what joins a ticket `t` to the people, and to what the reader has not seen."""
    return NAMES.format(reader=g.reader)


def related() -> str:
    """Return what joins a `page` of ids to all that is answered."""
    return f"JOIN tickets t ON t.id = page.id {names()} LEFT JOIN attachments a ON a.ticket_id = t.id AND a.entry_id IS NULL"


def listed(where: str, values: list[Any], offset: int, order: str = "t.id DESC") -> tuple[int, list[Any]]:
    """Return count and rows of a page, each row with what `COLUMNS` and `FILES` name behind the count."""
    return _found(f"FROM tickets t WHERE {where}", values, order, offset)


def _found(among: str, values: list[Any], order: str, offset: int) -> tuple[int, list[Any]]:
    count = f"(SELECT count(*) FROM (SELECT 1 {among} LIMIT {CAP + 1}) found)"
    page = f"SELECT t.id {among} ORDER BY {order} LIMIT {SIZE + 1} OFFSET {offset}"
    found = rows(f"SELECT {count}, {COLUMNS}, {FILES} FROM ({page}) page {related()}", *values, *values)
    return (min(found[0][0], CAP) if found else 0), found


def searched(search: str, where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    """Return the same of a search."""
    words = [fold(word) for word in search.split()]
    has_words = " AND ".join(f"{'instr' if SQLITE else 'strpos'}(t.search_text, {PLACE}) > 0" for _ in words)
    if "created_by_id" in where:
        return _found(f"FROM tickets t WHERE {where} AND {has_words}", [*values, *words], "t.id DESC", offset)
    if not SQLITE:
        return _looked_up_by_postgresql(words, where, values, offset)
    grams = {word[start : start + 3] for word in words for start in (*range(0, len(word) - 3, 3), len(word) - 3)}
    match = " AND ".join(f'"{gram}"' for gram in sorted(grams))
    among = f"FROM tickets_search s JOIN tickets t ON t.id = s.rowid WHERE tickets_search MATCH ? AND {where} AND {has_words}"
    return _found(among, [match, *values, *words], "s.rowid DESC", offset)


def _looked_up_by_postgresql(words: list[str], where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    among = f"FROM tickets t WHERE {where} AND {' AND '.join('t.search_text LIKE %s' for _ in words)}"
    values = [*values, *(f"%{word}%" for word in words)]
    ids = [row[0] for row in rows(f"SELECT t.id {among} LIMIT {CAP + 1}", *values)]
    if len(ids) > CAP:
        return _found(among, values, "t.id DESC", offset)
    found = rows(
        f"SELECT %s::int, {COLUMNS}, {FILES} FROM (SELECT unnest(%s::int[]) AS id ORDER BY id DESC LIMIT {SIZE + 1} "
        f"OFFSET {offset}) page {related()}",
        len(ids),
        ids,
    )
    return len(ids), found
