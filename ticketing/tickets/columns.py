"""What a ticket is shown with, to whom."""

from typing import cast

from sqlalchemy import Boolean, FromClause, Integer, Table, bindparam, func, or_, select

from ticketing.auth.models import User
from ticketing.categories.models import Category
from ticketing.tickets.models import Attachment, Ticket, Unread

TICKETS, USERS, UNREAD = cast(Table, Ticket.__table__), cast(Table, User.__table__), cast(Table, Unread.__table__)
CATEGORIES = cast(Table, Category.__table__)
T = TICKETS.c
# What has not been seen by the reader, of whom :reader is the id and :reads_notes says whether they are an administrator.
IS_READERS = (
    UNREAD.c.user_id == bindparam("reader", type_=Integer),
    or_(bindparam("reads_notes", type_=Boolean), UNREAD.c.public_entry_id.is_not(None)),
)
# A ticket as shown to a reader: all of its columns but the texts that are searched, the names of its requester, category,
# assignee and of who replied last, how many files were sent with it, which ticket it is a duplicate of if the reader may see
# that, and whether something there is new to them.
SHOWN, REPLIERS, ASSIGNEES = TICKETS.alias("shown"), USERS.alias("repliers"), USERS.alias("assignees")
FILE_COUNT = (
    select(func.count()).where(Attachment.ticket_id == SHOWN.c.id, Attachment.entry_id.is_(None)).correlate(SHOWN)
).scalar_subquery()
ORIGINALS = TICKETS.alias("originals")
ORIGINAL_ID = (
    select(ORIGINALS.c.id)
    .where(
        ORIGINALS.c.id == SHOWN.c.duplicate_of_id,
        or_(bindparam("reads_notes", type_=Boolean), ORIGINALS.c.created_by_id == bindparam("reader", type_=Integer)),
    )
    .correlate(SHOWN)
)
COLUMNS = [
    *(column for column in SHOWN.c if column.name not in ("search_text", "notes_text")),
    USERS.c.username,
    CATEGORIES.c.name.label("category"),
    ASSIGNEES.c.username.label("assignee"),
    REPLIERS.c.username.label("last_reply_by"),
    FILE_COUNT.label("file_count"),
    ORIGINAL_ID.scalar_subquery().label("original_id"),
    select(UNREAD.c.ticket_id)
    .where(UNREAD.c.ticket_id == SHOWN.c.id, *IS_READERS)
    .correlate(SHOWN)
    .exists()
    .label("is_unread"),
]


def with_names(tickets: FromClause) -> FromClause:
    """Return `tickets`, which has `SHOWN`, joined to what `COLUMNS` names besides."""
    named = tickets.join(USERS, USERS.c.id == SHOWN.c.created_by_id)
    named = named.join(CATEGORIES, CATEGORIES.c.id == SHOWN.c.category_id)
    named = named.outerjoin(ASSIGNEES, ASSIGNEES.c.id == SHOWN.c.assignee_id)
    return named.outerjoin(REPLIERS, REPLIERS.c.id == SHOWN.c.last_reply_by_id)
