"""Which entries there are for whom. Everything that shows one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.tickets.models import Attachment, Entry, EntryKind, Writer

ENTRIES, USERS, FILES, WRITERS = (model.__table__ for model in (Entry, User, Attachment, Writer))
WITH_AUTHORS = select(*ENTRIES.c, USERS.c.username).select_from(ENTRIES.outerjoin(USERS, USERS.c.id == ENTRIES.c.author_id))
MESSAGES = (EntryKind.REPLY, EntryKind.NOTE)


def visible_to(user: CurrentUser, ticket_id: int) -> Select[Any]:
    """Return the entries of the ticket, which `user` can see, that they may see: what is internal is for administrators."""
    theirs = WITH_AUTHORS.where(ENTRIES.c.ticket_id == ticket_id)
    return theirs if user.is_admin else theirs.where(~ENTRIES.c.is_internal)


def find_all(user: CurrentUser, ticket_id: int, after: int = 0) -> Sequence[Row[Any]]:
    """Return the entries of the ticket with higher ids than `after`, oldest first."""
    return execute(visible_to(user, ticket_id).where(ENTRIES.c.id > after).order_by(ENTRIES.c.id)).all()


def find(user: CurrentUser, ticket_id: int, entry_id: int) -> Row[Any] | None:
    """Return the entry when it exists on that ticket and `user` may see it."""
    return execute(visible_to(user, ticket_id).where(ENTRIES.c.id == entry_id)).first()


def last_id(user: CurrentUser, ticket_id: int) -> int:
    """Return the id of the newest entry that `user` may see, or 0."""
    newest = visible_to(user, ticket_id).with_only_columns(ENTRIES.c.id).order_by(ENTRIES.c.id.desc()).limit(1)
    return execute(newest).scalar() or 0


def message_after(user: CurrentUser, ticket_id: int, seen: int) -> Row[Any] | None:
    """Return the newest reply or note by somebody else that came after the entry `seen`."""
    others = visible_to(user, ticket_id).where(
        ENTRIES.c.id > seen, ENTRIES.c.kind.in_(MESSAGES), ENTRIES.c.author_id != user.id
    )
    return execute(others.order_by(ENTRIES.c.id.desc()).limit(1)).first()


def files_of(entries: Sequence[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    """Return the files of each of the entries, in the order sent, by the entry's id."""
    files: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    if entries:
        span = FILES.c.entry_id.between(entries[0].id, entries[-1].id)
        of_ticket = select(FILES).where(FILES.c.ticket_id == entries[0].ticket_id, span).order_by(FILES.c.position)
        for file in execute(of_ticket):
            files[file.entry_id].append(file)
    return files


def writers(user: CurrentUser, ticket_id: int) -> Sequence[Row[Any]]:
    """Return who else has text in a composer of the ticket, and of which kind, as far as `user` may know."""
    there = select(USERS.c.username, WRITERS.c.kind).join_from(WRITERS, USERS).where(WRITERS.c.ticket_id == ticket_id)
    there = there.where(WRITERS.c.user_id != user.id, WRITERS.c.until > utcnow()).order_by(USERS.c.username)
    return execute(there if user.is_admin else there.where(WRITERS.c.kind == EntryKind.REPLY)).all()
