"""The floor: a bare Flask application with SQL by hand over the same tables and indexes, PyJWT and orjson.

What is left when every convenience is gone: no ORM, no schemas, no audit record beyond its insert, no log, no limits. It
answers the same bodies to the same requests, so that what the service adds is all that differs. Served by the same server.
"""

import os
from datetime import UTC, datetime
from typing import Any

import jwt
import orjson
from flask import Flask, Response, abort, g, request

from benchmarks.floor_database import PLACE, SQLITE, moment, rows, stored, written
from benchmarks.floor_search import COLUMNS, FILES, SIZE, listed, names, related, searched
from config import Config
from ticketing.tickets.search import searchable
from ticketing.web.serving import Site, resolve
from ticketing.web.supervisor import run

KEY = os.environ["SECRET_KEY"]
SIGNED_IN = f"""
SELECT u.id, u.username, u.role FROM logins l JOIN users u ON u.id = l.user_id WHERE l.id = {PLACE} AND u.is_active
"""
ENTRIES = """
SELECT e.id, e.kind, u.id, u.username, e.is_staff, e.created_at, e.body, e.changes, e.is_internal
FROM entries e JOIN users u ON u.id = e.author_id
"""
FILTERS = {
    "category": "t.category_id = (SELECT id FROM categories WHERE name = {})",
    "status": "t.status = {}",
    "waitingFor": "t.waiting_for = {}",
    "priority": "t.priority = {}",
}
PRIORITIES = ["Urgent", "High", "Normal", "Low"]
app = Flask("floor", static_folder=None)


def signed_in() -> tuple[int, str, str]:
    """Return id, name and role of who asks."""
    claims = jwt.decode(request.headers["Authorization"][7:], KEY, algorithms=["HS256"])
    [user] = rows(SIGNED_IN, claims["sid"])
    g.reader = user[0]
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
    offset = (page - 1) * SIZE
    order = "t.priority, t.id" if "ordering" in asked else "t.id DESC"
    found_by_words = "search" in asked
    count, found = searched(asked["search"], where, values, offset) if found_by_words else listed(where, values, offset, order)
    tickets = shaped(found)
    body = {
        "count": count,
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
    for name, condition in FILTERS.items():
        if name in request.args:
            parts.append(condition.format(PLACE))
            value = request.args[name]
            values.append(PRIORITIES.index(value) if name == "priority" else value)
    if request.args.get("assignee") == "none":
        parts.append("t.assignee_id IS NULL")
    elif "assignee" in request.args:
        parts.append(f"t.assignee_id = {PLACE}")
        values.append(user_id)
    if "unread" in request.args:
        parts.append(f"t.id IN (SELECT ticket_id FROM unread WHERE user_id = {PLACE})")
        values.append(user_id)
    return " AND ".join(parts), values


def shaped(found: list[Any]) -> list[dict[str, Any]]:
    """Return tickets as answered; none of those measured has a file."""
    tickets = [ticket(row[1:]) for row in found]
    if "ordering" in request.args:
        tickets.sort(key=lambda each: (PRIORITIES.index(each["priority"]), each["id"]))
    else:
        tickets.sort(key=lambda each: each["id"], reverse=True)
    return tickets


def ticket(row: Any) -> dict[str, Any]:
    """Return one ticket as answered."""
    return {
        "id": row[0],
        "title": row[1],
        "description": row[2],
        "category": row[3],
        "status": row[4],
        "priority": PRIORITIES[row[16]],
        "assignee": {"id": row[17], "username": row[18]} if row[17] else None,
        "attachment": None,
        "attachments": [],
        "createdBy": {"id": row[7], "username": row[8]},
        "createdAt": moment(row[5]),
        "updatedAt": moment(row[6]),
        "replies": row[9],
        "lastReply": {"at": moment(row[10]), "by": {"id": row[11], "username": row[12]}} if row[9] else None,
        "waitingFor": row[13],
        "isUnread": row[14] is not None,
        "duplicateOf": row[15],
    }


@app.get("/api/tickets/<int:ticket_id>")
def show_ticket(ticket_id: int) -> Response:
    """Show a ticket."""
    user_id, _, role = signed_in()
    where, values = conditions(user_id, role)
    statement = f"SELECT t.version, {COLUMNS}, {FILES} FROM (SELECT {PLACE} AS id) page {related()} WHERE {where}"
    found = rows(statement.replace("AS id", "AS id" if SQLITE else "::int AS id"), ticket_id, *values)
    if not found:
        abort(404)
    tag = f'"{ticket_id}.{found[0][0]}.{int(datetime.now(UTC).timestamp()) // 3600}"'
    if request.headers.get("If-None-Match") in (tag, "*"):
        return Response(status=304, headers={"ETag": tag})
    return answer(ticket(found[0][1:]), ETag=tag)


@app.get("/api/tickets/<int:ticket_id>/timeline")
def show_timeline(ticket_id: int) -> Response:
    """List what was said, and done, to an administrator."""
    signed_in()
    found = rows(f"{ENTRIES} WHERE e.ticket_id = {PLACE} ORDER BY e.id", ticket_id)
    return answer({"results": [entry(row) for row in found], "writing": []})


def entry(row: Any) -> dict[str, Any]:
    """Return an entry as answered; none of those measured has a file."""
    return {
        "id": row[0],
        "kind": row[1],
        "author": {"id": row[2], "username": row[3], "isStaff": bool(row[4])},
        "createdAt": moment(row[5]),
        "editedAt": None,
        "body": row[6],
        "attachments": [],
        "changes": orjson.loads(row[7]) if isinstance(row[7], str) else row[7] or [],
        "removedBy": None,
        "isInternal": bool(row[8]),
        "earlier": [],
    }


@app.post("/api/tickets/<int:ticket_id>/replies")
def reply(ticket_id: int) -> Response:
    """Add a reply of an administrator."""
    user, sent = signed_in(), orjson.loads(request.get_data())

    def insert(database: Any, now: datetime) -> Any:
        [(entry_id,)] = database.execute(
            "INSERT INTO entries (ticket_id, kind, is_internal, author_id, is_staff, created_at, body) "
            f"VALUES ({PLACE}, 'reply', false, {PLACE}, true, {PLACE}, {PLACE}) RETURNING id",
            (ticket_id, user[0], stored(now), sent["body"]),
        ).fetchall()
        database.execute(
            f"UPDATE tickets SET reply_count = reply_count + 1, last_reply_at = {PLACE}, last_reply_by_id = {PLACE}, "
            f"waiting_for = 'requester', updated_at = {PLACE}, version = version + 1, "
            f"search_text = search_text || {PLACE} WHERE id = {PLACE}",
            (stored(now), user[0], stored(now), searchable("", sent["body"]), ticket_id),
        )
        database.execute(
            f"INSERT INTO unread SELECT created_by_id, id, {PLACE}, {PLACE} FROM tickets WHERE id = {PLACE} "
            "ON CONFLICT (user_id, ticket_id) DO UPDATE SET entry_id = excluded.entry_id",
            (entry_id, entry_id, ticket_id),
        )
        record(database, now, user, "Replied", ticket_id, "{}")
        return entry_id, "reply", user[0], user[1], True, stored(now), sent["body"], None, False

    return answer(entry(written(insert)), 201)


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
    [category] = rows(f"SELECT id FROM categories WHERE name = {PLACE}", sent["category"])

    def insert(database: Any, now: datetime) -> Any:
        [(ticket_id,)] = database.execute(
            "INSERT INTO tickets (title, description, search_text, category_id, status, created_by_id, created_at, updated_at, "
            f"version, waiting_for, priority) VALUES ({', '.join([PLACE] * 11)}) RETURNING id",
            (sent["title"], sent["description"], text, category[0], "New", user[0], stored(now), stored(now), 1, "staff", 2),
        ).fetchall()
        record(database, now, user, "Ticket opened", ticket_id, "{}")
        unspoken = (0, None, None, None, "staff", None, None, 2, None, None)
        shown = sent["title"], sent["description"], sent["category"], "New", stored(now), stored(now)
        return ticket_id, *shown, *user[:2], *unspoken

    row = written(insert)
    return answer(ticket(row), 201, Location=f"{request.base_url}/{row[0]}")


@app.patch("/api/tickets/<int:ticket_id>/status")
def change_status(ticket_id: int) -> Response:
    """Set a ticket's status."""
    user, sent = signed_in(), orjson.loads(request.get_data())
    if user[2] != "Admin":
        abort(403)
    statement = f"SELECT t.version, {COLUMNS} FROM tickets t {names()} WHERE t.id = {PLACE}"

    def update(database: Any, now: datetime) -> Any:
        [found] = database.execute(statement, (ticket_id,)).fetchall()
        if found[5] == sent["status"]:
            return found
        database.execute(
            f"UPDATE tickets SET status = {PLACE}, updated_at = {PLACE}, resolved_at = {PLACE}, version = version + 1 "
            f"WHERE id = {PLACE}",
            (sent["status"], stored(now), stored(now) if sent["status"] == "Resolved" else None, ticket_id),
        )
        record(database, now, user, "Status changed", ticket_id, "{}")
        return (found[0] + 1, *found[1:5], sent["status"], found[6], stored(now), *found[8:])

    row = written(update)
    return answer(ticket(row[1:]), ETag=f'"{ticket_id}.{row[0]}"')


def main() -> None:
    """Serve it with as many processes as the service has, on the same server."""
    config = Config.from_environment()
    sites = [
        Site("benchmarks.floor:app", address, config.PORT, config.WORKERS) for address in resolve(config.HOST, config.PORT)
    ]
    run(sites, config.APP_ENV, lambda: None)


if __name__ == "__main__":
    main()
