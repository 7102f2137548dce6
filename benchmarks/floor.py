"""The floor: a bare Flask application with SQL by hand over the same tables and indexes, PyJWT and orjson.

What is left when every convenience is gone: no ORM, no schemas, no audit record beyond its insert, no log, no limits. It
answers the same bodies to the same requests, so that what the service adds is all that differs. Served by the same server.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import orjson
import psycopg
from flask import Flask, Response, abort, request

from config import Config
from ticketing.server import listen
from ticketing.tickets.search import fold, searchable
from ticketing.workers import Workers

SQLITE = os.environ["DATABASE_URL"].startswith("sqlite:///")
PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
URL = os.environ["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
KEY = os.environ["SECRET_KEY"]
CAP, FEW, FEW_TICKETS, SIZE = 10_000, 5_000, 20_000, 10
PLACE = "?" if SQLITE else "%s"
COLUMNS = "t.id, t.title, t.description, t.category, t.status, t.created_at, t.updated_at, u.id, u.username"
FILES = "a.position, a.id, a.name, a.size, a.content_type"
SIGNED_IN = f"""
SELECT u.id, u.username, u.role FROM logins l JOIN users u ON u.id = l.user_id WHERE l.id = {PLACE} AND u.is_active
"""
RELATED = """
JOIN tickets t ON t.id = page.id JOIN users u ON u.id = t.created_by_id LEFT JOIN attachments a ON a.ticket_id = t.id
"""
local = threading.local()
turn = threading.Lock()
app = Flask("floor", static_folder=None)
app.config["MAX_UPLOAD_MB"] = 10


def connection() -> Any:
    """Return this thread's connection."""
    if not hasattr(local, "connection"):
        if SQLITE:
            local.connection = sqlite3.connect(PATH, isolation_level=None, timeout=10)
            local.connection.execute("PRAGMA synchronous = FULL")
            local.connection.execute("PRAGMA foreign_keys = ON")
        else:
            local.connection = psycopg.connect(URL, autocommit=True)
    return local.connection


def rows(statement: str, *values: Any) -> list[Any]:
    """Return what a statement finds."""
    found: list[Any] = connection().execute(statement, values).fetchall()
    return found


def signed_in() -> tuple[int, str, str]:
    """Return id, name and role of who asks."""
    claims = jwt.decode(request.headers["Authorization"][7:], KEY, algorithms=["HS256"])
    [user] = rows(SIGNED_IN, claims["sid"])
    return user[0], user[1], user[2]


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """Return JSON."""
    text = orjson.dumps(body, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)
    return Response(text, status, headers, content_type="application/json")


@app.get("/api/health")
def health() -> Response:
    """Say that the server is up."""
    return answer({"status": "ok"})


@app.get("/api/tickets")
def list_tickets() -> Response:
    """List tickets as the service does: the same filters, the same count, the same envelope."""
    user_id, _, role = signed_in()
    asked, page = request.args, int(request.args.get("page", 1))
    where, values = conditions(user_id, role)
    if search := asked.get("search"):
        words = [fold(word) for word in search.split()]
        count, found = (_searched_sqlite if SQLITE else _searched_postgresql)(words, where, values, (page - 1) * SIZE)
    else:
        counter = f"(SELECT coalesce(sum(tickets), 0) FROM ticket_counts t WHERE {where})"
        ids = f"SELECT t.id FROM tickets t WHERE {where} ORDER BY t.created_at DESC, t.id DESC LIMIT {SIZE + 1} OFFSET {PLACE}"
        found = rows(f"SELECT {counter}, {COLUMNS}, {FILES} FROM ({ids}) page {RELATED}", *values, *values, (page - 1) * SIZE)
        count = found[0][0] if found else 0
    tickets = shaped(found)
    body = {
        "count": min(count, CAP) if search else count,
        "next": f"{request.base_url}?page={page + 1}" if len(tickets) > SIZE else None,
        "previous": f"{request.base_url}?page={page - 1}" if page > 1 else None,
        "results": tickets[:SIZE],
    }
    return answer(body)


def conditions(user_id: int, role: str) -> tuple[str, list[Any]]:
    """Return what narrows tickets and counters alike."""
    parts, values = ["1 = 1"], []
    if role != "Admin":
        parts.append(f"t.created_by_id = {PLACE}")
        values.append(user_id)
    for name in ("category", "status"):
        if name in request.args:
            parts.append(f"t.{name} = {PLACE}")
            values.append(request.args[name])
    return " AND ".join(parts), values


def _searched_sqlite(words: list[str], where: str, values: list[Any], offset: int) -> tuple[int, list[Any]]:
    # By the ways that the service takes.
    grams = {word[start : start + 3] for word in words for start in range(len(word) - 2)}
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


def shaped(found: list[Any]) -> list[dict[str, Any]]:
    """Return tickets as answered; none of those measured has a file."""
    tickets = [ticket(row[1:]) for row in found]
    tickets.sort(key=lambda each: (each["createdAt"], each["id"]), reverse=True)
    return tickets


def ticket(row: Any) -> dict[str, Any]:
    """Return one ticket as answered."""
    return {
        "id": row[0],
        "title": row[1],
        "description": row[2],
        "category": row[3],
        "status": row[4],
        "attachment": None,
        "attachments": [],
        "createdBy": {"id": row[7], "username": row[8]},
        "createdAt": moment(row[5]),
        "updatedAt": moment(row[6]),
    }


def moment(value: Any) -> Any:
    """Return SQLite's text as answered; PostgreSQL's moments are left to orjson."""
    return f"{value[:10]}T{value[11:19]}Z" if SQLITE else value


@app.get("/api/tickets/<int:ticket_id>")
def show_ticket(ticket_id: int) -> Response:
    """Show a ticket."""
    user_id, _, role = signed_in()
    where, values = conditions(user_id, role)
    statement = f"SELECT t.version, {COLUMNS}, {FILES} FROM (SELECT {PLACE} AS id) page {RELATED} WHERE {where}"
    found = rows(statement.replace("AS id", "AS id" if SQLITE else "::int AS id"), ticket_id, *values)
    if not found:
        abort(404)
    tag = f'"{ticket_id}.{found[0][0]}.{int(datetime.now(UTC).timestamp()) // 3600}"'
    if request.headers.get("If-None-Match") in (tag, "*"):
        return Response(status=304, headers={"ETag": tag})
    return answer(ticket(found[0][1:]), ETag=tag)


def written(change: Callable[[Any, datetime], Any]) -> Any:
    """Return what `change` returns, done in one durable transaction."""
    database, now = connection(), datetime.now(UTC)
    with turn:
        database.execute("BEGIN IMMEDIATE" if SQLITE else "BEGIN")
        try:
            result = change(database, now)
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
    return result


def stored(now: datetime) -> Any:
    """Return a moment as the database has it."""
    return now.strftime("%Y-%m-%d %H:%M:%S.%f") if SQLITE else now


def record(database: Any, now: datetime, user: tuple[int, str, str], verb: str, ticket_id: int, details: str) -> None:
    """Add to the audit record."""
    database.execute(
        "INSERT INTO audit_entries (at, via, address, actor_id, actor_name, verb, user_id, username, ticket_id, details) "
        f"VALUES ({', '.join([PLACE] * 10)})",
        (stored(now), "API", request.remote_addr, user[0], user[1], verb, user[0], user[1], ticket_id, details),
    )


@app.post("/api/tickets")
def create_ticket() -> Response:
    """Open a ticket."""
    user, sent = signed_in(), orjson.loads(request.get_data())
    text = searchable(sent["title"], sent["description"])

    def insert(database: Any, now: datetime) -> Any:
        [(ticket_id,)] = database.execute(
            "INSERT INTO tickets (title, description, search_text, category, status, created_by_id, created_at, updated_at, "
            f"version) VALUES ({', '.join([PLACE] * 9)}) RETURNING id",
            (sent["title"], sent["description"], text, sent["category"], "New", user[0], stored(now), stored(now), 1),
        ).fetchall()
        record(database, now, user, "Ticket opened", ticket_id, "{}")
        return ticket_id, sent["title"], sent["description"], sent["category"], "New", stored(now), stored(now), *user[:2]

    row = written(insert)
    return answer(ticket(row), 201, Location=f"{request.base_url}/{row[0]}")


@app.patch("/api/tickets/<int:ticket_id>/status")
def change_status(ticket_id: int) -> Response:
    """Set a ticket's status."""
    user, sent = signed_in(), orjson.loads(request.get_data())
    if user[2] != "Admin":
        abort(403)
    statement = f"SELECT t.version, {COLUMNS} FROM tickets t JOIN users u ON u.id = t.created_by_id WHERE t.id = {PLACE}"

    def update(database: Any, now: datetime) -> Any:
        [found] = database.execute(statement, (ticket_id,)).fetchall()
        if found[5] == sent["status"]:
            return found
        database.execute(
            f"UPDATE tickets SET status = {PLACE}, updated_at = {PLACE}, version = version + 1 WHERE id = {PLACE}",
            (sent["status"], stored(now), ticket_id),
        )
        record(database, now, user, "Status changed", ticket_id, "{}")
        return (found[0] + 1, *found[1:5], sent["status"], found[6], stored(now), *found[8:])

    row = written(update)
    return answer(ticket(row[1:]), ETag=f'"{ticket_id}.{row[0]}"')


def main() -> None:
    """Serve it with as many processes as the service has."""
    config = Config.from_environment()
    Workers("benchmarks.floor", config.WORKERS, listen(config.HOST, config.PORT)).run()


if __name__ == "__main__":
    main()
