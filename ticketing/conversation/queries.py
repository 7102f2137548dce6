"""Which entries there are for whom. Everything that shows one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Row, bindparam, or_, select

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.tickets.models import Attachment, Entry, EntryKind, Writer

ENTRIES, USERS, FILES, WRITERS = (model.__table__ for model in (Entry, User, Attachment, Writer))
E, MESSAGES = ENTRIES.c, (EntryKind.REPLY, EntryKind.NOTE)
# The entries of a ticket that a reader may see, given that they see the ticket: what is internal is for administrators.
VISIBLE = (
    select(*E, USERS.c.username)
    .select_from(ENTRIES.outerjoin(USERS, USERS.c.id == E.author_id))
    .where(E.ticket_id == bindparam("ticket_id"), or_(bindparam("reads_notes", type_=Boolean), ~E.is_internal))
)
TIMELINE = VISIBLE.where(E.id > bindparam("after")).order_by(E.id)
ONE = VISIBLE.where(E.id == bindparam("entry_id"))
NEWEST = VISIBLE.with_only_columns(E.id).order_by(E.id.desc()).limit(1)
MESSAGES_OF_OTHERS = TIMELINE.where(E.kind.in_(MESSAGES), E.author_id != bindparam("reader"))
FILES_OF = (
    select(FILES)
    .where(FILES.c.ticket_id == bindparam("ticket_id"), FILES.c.entry_id.between(bindparam("first"), bindparam("last")))
    .order_by(FILES.c.position)
)
WRITING = (
    select(USERS.c.username, WRITERS.c.kind)
    .join_from(WRITERS, USERS)
    .where(
        WRITERS.c.ticket_id == bindparam("ticket_id"),
        WRITERS.c.user_id != bindparam("reader"),
        WRITERS.c.until > bindparam("now"),
        or_(bindparam("reads_notes", type_=Boolean), WRITERS.c.kind == EntryKind.REPLY),
    )
    .order_by(USERS.c.username)
)


def visible_to(user: CurrentUser, ticket_id: int) -> dict[str, Any]:
    """Return the parameters that say whose entries of which ticket are wanted, and by whom."""
    return {"ticket_id": ticket_id, "reader": user.id, "reads_notes": user.is_admin}


def find_all(user: CurrentUser, ticket_id: int, after: int = 0) -> Sequence[Row[Any]]:
    """Return the entries of the ticket with higher ids than `after`, oldest first."""
    return execute(TIMELINE, {**visible_to(user, ticket_id), "after": after}).all()


def find(user: CurrentUser, ticket_id: int, entry_id: int) -> Row[Any] | None:
    """Return the entry when it exists on that ticket and `user` may see it."""
    return execute(ONE, {**visible_to(user, ticket_id), "entry_id": entry_id}).first()


def last_id(user: CurrentUser, ticket_id: int) -> int:
    """Return the id of the newest entry that `user` may see, or 0."""
    return execute(NEWEST, visible_to(user, ticket_id)).scalar() or 0


def message_after(user: CurrentUser, ticket_id: int, seen: int) -> Row[Any] | None:
    """Return a reply or note by somebody else that came after the entry `seen`."""
    return execute(MESSAGES_OF_OTHERS, {**visible_to(user, ticket_id), "after": seen}).first()


def files_of(entries: Sequence[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    """Return the files of each of the entries, in the order sent, by the entry's id."""
    files: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    if entries:
        span = {"ticket_id": entries[0].ticket_id, "first": entries[0].id, "last": entries[-1].id}
        for file in execute(FILES_OF, span):
            files[file.entry_id].append(file)
    return files


def writers(user: CurrentUser, ticket_id: int) -> Sequence[Row[Any]]:
    """Return who else has text in a composer of the ticket, and of which kind, as far as `user` may know."""
    return execute(WRITING, {**visible_to(user, ticket_id), "now": utcnow()}).all()
