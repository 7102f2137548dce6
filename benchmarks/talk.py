"""What is said and done about the tickets of a benchmark: three entries each on average, made by the database itself."""

from sqlalchemy import Connection, select, text

from ticketing.database.indexes import indexes_made_afterwards
from ticketing.database.transaction import migrating
from ticketing.tickets.models import Entry, Ticket

ADMINISTRATORS = (1, 199, 200)
# The ticket with very many entries.
LONG, LONGEST = 1, 500
# A reply says a part of the ticket's description, so that nothing has to be carried into the database.
STEP, PLACES, LENGTH = 40, 300, 120
NUMBERS = f"WITH RECURSIVE numbers (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM numbers WHERE k < {LONGEST - 1})"
BODY = f"substr(t.description, k * {STEP} % {PLACES} + 1, {LENGTH})"
MOMENT = {"sqlite": "t.updated_at", "postgresql": "t.updated_at + k * interval '1 second'"}
CHANGES = '[{"field": "category", "from": "Product", "to": "Technical"}]'
# By turns: the requester replies, an administrator does, one adds a note, one changes something.
ENTRIES = f"""
{NUMBERS}
INSERT INTO entries (ticket_id, kind, is_internal, author_id, is_staff, created_at, body, changes)
SELECT t.id, CASE k % 4 WHEN 2 THEN 'note' WHEN 3 THEN 'change' ELSE 'reply' END, k % 4 = 2,
    CASE k % 4 WHEN 0 THEN t.created_by_id ELSE 1 END, k % 4 > 0, {{moment}},
    CASE k % 4 WHEN 3 THEN NULL ELSE {BODY} END, CASE k % 4 WHEN 3 THEN {{changes}} END
FROM tickets t JOIN numbers ON k < CASE t.id WHEN {LONG} THEN {LONGEST} ELSE t.id % 7 END ORDER BY t.id, k
"""
# As the service keeps them with each change. The notes' words are left out: no search here is for them.
TICKETS = """
UPDATE tickets SET
    priority = CASE WHEN id * 79 % 100 < 3 THEN 0 WHEN id * 79 % 100 < 13 THEN 1 WHEN id * 79 % 100 < 90 THEN 2 ELSE 3 END,
    assignee_id = CASE id * 31 % 10 WHEN 0 THEN 1 WHEN 1 THEN 199 WHEN 2 THEN 199 WHEN 3 THEN 200 END,
    resolved_at = CASE status WHEN 'Resolved' THEN updated_at END,
    first_reply_at = (SELECT min(created_at) FROM entries e WHERE e.ticket_id = tickets.id AND e.kind = 'reply' AND e.is_staff),
    reply_count = (SELECT count(*) FROM entries e WHERE e.ticket_id = tickets.id AND e.kind = 'reply'),
    last_reply_at = tickets.updated_at,
    last_reply_by_id = (
        SELECT author_id FROM entries e WHERE e.ticket_id = tickets.id AND e.kind = 'reply' ORDER BY id DESC LIMIT 1
    )
"""
SIDES = "UPDATE tickets SET waiting_for = 'requester' WHERE status <> 'Resolved' AND last_reply_by_id = 1"
# Much to the administrator, less to everybody about their own.
UNREAD = """
INSERT INTO unread (user_id, ticket_id, entry_id, public_entry_id)
SELECT 1, id, 0, 0 FROM tickets WHERE id % 50 = 0 UNION ALL SELECT created_by_id, id, 0, 0 FROM tickets WHERE id % 20 = 0
"""


def entries_of(ticket_id: int) -> int:
    """Return how many entries a ticket has."""
    return LONGEST if ticket_id == LONG else ticket_id % 7


def replies_to(ticket_id: int, description: str) -> list[str]:
    """Return what the replies to a ticket say."""
    starts = (k * STEP % PLACES for k in range(entries_of(ticket_id)) if k % 4 < 2)
    return [description[start : start + LENGTH] for start in starts]


def fill() -> None:
    """Add the entries to the tickets, unless they are there."""
    with migrating() as connection:
        if connection.scalar(select(Entry.id).limit(1)) is None:
            _fill(connection)


def _fill(connection: Connection) -> None:
    engine = connection.dialect.name
    changes = f"'{CHANGES}'" if engine == "sqlite" else f"'{CHANGES}'::json"
    # Without knowing how many entries there are, PostgreSQL reads all of them for each ticket.
    statements = (ENTRIES.format(moment=MOMENT[engine], changes=changes), "ANALYZE entries", TICKETS, SIDES, UNREAD)
    with indexes_made_afterwards(connection, [Ticket.__table__]):
        for statement in statements:
            connection.execute(text(statement))
