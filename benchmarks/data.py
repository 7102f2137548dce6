"""Databases to measure on: filled by bulk load, in the product's own schema, the same each time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Connection, delete, insert

from benchmarks import talk
from ticketing.auth import passwords
from ticketing.auth.models import Role, User
from ticketing.database import migrations
from ticketing.database.transaction import migrating, transaction
from ticketing.extensions import db
from ticketing.tickets.models import Status, Ticket
from ticketing.tickets.search import searchable

USERS = 200
# One user has a hundredth of the tickets; the others share the rest evenly.
HEAVY_USER_ID = 2
WORDS_PER_TICKET = 60
VOCABULARY = 20_000
COMMON_WORD, COMMON_SHARE = "quarterly", 0.3
RARE_WORD, RARE_HITS = "zirconium", 10
FRAGMENT = "irconiu"
TWO_WORDS = "kestrel obsidian"
TWO_WORDS_SHARE = 0.01
CATEGORIES = ("Technical", "Financial", "Product")
NEW_SHARE, UNDER_REVIEW_SHARE = 0.2, 0.1
FIRST_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
PASSWORD = "benchmarks only, 1 machine"
COLUMNS = (
    "id", "title", "description", "search_text", "category", "status", "created_by_id", "created_at", "updated_at", "version",
)  # fmt: skip
ROWS_AT_ONCE = 5_000
# The last revision without the search's index: built over the rows at once, it takes less time than row by row.
BEFORE_THE_INDEX = "0002"


class Row(NamedTuple):
    """A ticket, in the order of `COLUMNS`."""

    id: int
    title: str
    description: str
    search_text: str
    category: str
    status: str
    created_by_id: int
    created_at: datetime
    updated_at: datetime
    version: int


def is_empty(app: Flask) -> bool:
    """Tell whether the database of `app` has not been filled yet."""
    with app.app_context():
        return migrations.present_revision() is None


def fill(app: Flask, tickets: int) -> None:
    """Fill the empty database of `app` with `tickets` tickets."""
    with app.app_context():
        migrations.migrate_to(BEFORE_THE_INDEX)
        with migrating() as connection:
            connection.execute(insert(User), list(_users()))
            _load(connection, _rows(tickets))


def migrate(app: Flask) -> None:
    """Bring the database of `app` up to date, which makes the search's index where there is none, and let people talk."""
    with app.app_context():
        migrations.migrate_to()
        talk.fill()
        if db.engine.dialect.name == "postgresql":
            # As autovacuum would, after a while.
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")


def tidy(app: Flask, tickets: int) -> None:
    """Remove the tickets that measuring the database of `app` before has opened: with none of the words, they come first."""
    with app.app_context(), transaction():
        db.session.execute(delete(Ticket).where(Ticket.id > tickets).execution_options(synchronize_session=False))


def _users() -> Iterator[dict[str, Any]]:
    password_hash = passwords.hash_password(PASSWORD)
    for number in range(1, USERS + 1):
        name = f"user{number}"
        yield {
            "id": number,
            "username": name,
            "username_key": name,
            "password_hash": password_hash,
            "role": Role.ADMIN if number in talk.ADMINISTRATORS else Role.USER,
            "is_active": True,
            "created_at": FIRST_MOMENT,
        }


def _rows(tickets: int) -> Iterator[Row]:
    chance = random.Random(f"{tickets} tickets")
    words = _vocabulary(chance)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    rare = set(chance.sample(range(1, tickets + 1), min(RARE_HITS, tickets)))
    for number in range(1, tickets + 1):
        text = chance.choices(words, cum_weights=weights, k=WORDS_PER_TICKET)
        text += _marks(chance, is_rare=number in rare)
        chance.shuffle(text)
        title, description = " ".join(text[:6]).capitalize(), " ".join(text[6:])
        created_at = opened_at(number)
        yield Row(
            number,
            title,
            description,
            searchable(title, description, *talk.replies_to(number, description)),
            chance.choice(CATEGORIES),
            chance.choices(list(Status), [NEW_SHARE, UNDER_REVIEW_SHARE, 1 - NEW_SHARE - UNDER_REVIEW_SHARE])[0],
            HEAVY_USER_ID if chance.random() < 0.01 else chance.randint(HEAVY_USER_ID + 1, USERS),
            created_at,
            created_at + timedelta(minutes=chance.randint(0, 60 * 24)),
            1,
        )


def opened_at(number: int) -> datetime:
    """Return when a ticket was opened: one in each minute."""
    return FIRST_MOMENT + timedelta(minutes=number)


def _vocabulary(chance: random.Random) -> list[str]:
    syllables = [first + vowel + last for first in "bcdfghklmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "s", "l")]
    return ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(VOCABULARY)]


def _marks(chance: random.Random, *, is_rare: bool) -> list[str]:
    marks = [RARE_WORD] if is_rare else []
    marks += [COMMON_WORD] if chance.random() < COMMON_SHARE else []
    marks += [word for word in TWO_WORDS.split() if chance.random() < TWO_WORDS_SHARE]
    return marks


def _load(connection: Connection, rows: Iterator[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY tickets ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('tickets', 'id'), (SELECT max(id) FROM tickets))")
    else:
        places = ", ".join("?" * len(COLUMNS))
        naive = (row._replace(created_at=_text(row.created_at), updated_at=_text(row.updated_at)) for row in rows)
        driver.executemany(f"INSERT INTO {Ticket.__tablename__} ({', '.join(COLUMNS)}) VALUES ({places})", naive)


def _text(moment: datetime) -> Any:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
