"""the text that is searched: without invisible letters, and with the signs that people type"""

import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from ticketing.tickets.search import fold

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

TICKETS = sa.table("tickets", *(sa.column(name) for name in ("id", "title", "description", "search_text")))
TICKETS_AT_ONCE = 20_000


def upgrade() -> None:
    # What was folded before is folded again to the same as what it was folded from.
    _fold_again(lambda ticket: fold(ticket.search_text))


def downgrade() -> None:
    _fold_again(lambda ticket: f"{_fold_as_before(ticket.title)}\n{_fold_as_before(ticket.description)}")


def _fold_again(folded: Callable[[Any], str]) -> None:
    """Write the search text of the tickets that get another one; the search's index follows by itself."""
    connection = op.get_bind()
    change = TICKETS.update().where(TICKETS.c.id == sa.bindparam("ticket")).values(search_text=sa.bindparam("text"))
    last = connection.scalar(sa.select(sa.func.max(TICKETS.c.id))) or 0
    for after in range(0, last, TICKETS_AT_ONCE):
        batch = sa.select(TICKETS).where(TICKETS.c.id > after, TICKETS.c.id <= after + TICKETS_AT_ONCE)
        pairs = ((ticket, folded(ticket)) for ticket in connection.execute(batch))
        if changes := [{"ticket": ticket.id, "text": text} for ticket, text in pairs if text != ticket.search_text]:
            connection.execute(change, changes)
        if last > TICKETS_AT_ONCE:
            share = min(after + TICKETS_AT_ONCE, last) / last
            print(f"Folding the text of the tickets for the search: {share:.0%}", file=sys.stderr, flush=True)


def _fold_as_before(text: str) -> str:
    folded = unicodedata.normalize("NFD", text).casefold().replace("i\u0307", "i").replace("ı", "i")
    return unicodedata.normalize("NFC", folded)
