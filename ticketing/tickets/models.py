"""Tickets, what was said and done about them, their files, and what makes sending any of it again harmless."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.categories.models import Priority
from ticketing.database.types import Ranked, UtcDateTime
from ticketing.extensions import Model


class Status(StrEnum):
    """How far a ticket has come."""

    NEW = "New"
    UNDER_REVIEW = "Under Review"
    RESOLVED = "Resolved"


class Side(StrEnum):
    """Who is to speak next about a ticket."""

    STAFF = "staff"
    REQUESTER = "requester"


class EntryKind(StrEnum):
    """What an entry of a timeline is."""

    REPLY = "reply"
    NOTE = "note"
    CHANGE = "change"


class Ticket(Model):
    """A problem somebody has.

    `search_text` is what everybody may find it by, as the search compares it (`search.fold`): title, description and
    replies; `notes_text` is the internal notes, for administrators.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("status IN ('New', 'Under Review', 'Resolved')", name="status"),
        CheckConstraint("priority BETWEEN 0 AND 3", name="priority"),
        # One for each column that lists are narrowed or ordered by.
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "resolved_at", "id"),
        Index(None, "created_by_id", "id"),
        Index(None, "status", "id"),
        Index(None, "category_id", "id"),
        Index(None, "category_id", "status", "id"),
        Index(None, "priority", "id"),
        Index(None, "status", "priority", "id"),
        Index(None, "assignee_id", "id"),
        Index(None, "assignee_id", "status", "id"),
        Index(None, "waiting_for", "id"),
        # What reports count, each with all that they say of it.
        Index("ix_tickets_opened", "created_at", "category_id", "priority", "assignee_id"),
        Index("ix_tickets_resolved", "resolved_at", "category_id", "priority", "assignee_id", "created_at"),
        # This one has the order of lists besides.
        Index("ix_tickets_answered", "first_reply_at", "id", "category_id", "priority", "assignee_id", "created_at"),
        # An id that people have seen is never given to another ticket.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text, deferred=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id", ondelete="RESTRICT"))
    status: Mapped[str] = mapped_column(String(20), default=Status.NEW)
    priority: Mapped[str] = mapped_column(Ranked(Priority), default=Priority.NORMAL)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    """An active administrator: whoever is none any more loses their tickets."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When an administrator first answered."""
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Every change that its requester may see makes a new version.
    version: Mapped[int] = mapped_column(default=1)
    notes_text: Mapped[str] = mapped_column(Text, deferred=True, default="", server_default=text("''"))
    notes_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Changes with the internal notes, of which the requester's answers say nothing."""
    reply_count: Mapped[int] = mapped_column(default=0, server_default="0")
    last_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reply_by_id: Mapped[int | None]
    """No foreign key, for which SQLite would make the table anew: whoever has written an entry is never deleted."""
    waiting_for: Mapped[str | None] = mapped_column(String(10))
    """A `Side`, or None for a Resolved ticket."""
    duplicate_of_id: Mapped[int | None] = mapped_column(index=True)
    """A ticket that may have been deleted since."""
    before_change: Mapped[str | None] = mapped_column(Text)
    """What undoing the last change brings back, and who may: a JSON object; None when it can't be undone."""


class Entry(Model):
    """Something that was said about a ticket, or done with it. Entries are never deleted while their ticket is there."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("kind IN ('reply', 'note', 'change')", name="kind"),
        Index(None, "ticket_id", "id"),
        # An address that people have seen never leads to another entry.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    is_internal: Mapped[bool]
    """For administrators only: every note, and the changes that tell of somebody else's ticket."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    """None for the command line."""
    is_staff: Mapped[bool]
    """Whether the author acted as an administrator, not as the ticket's requester."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    body: Mapped[str | None] = mapped_column(Text)
    """What was said; of a change its reason, if there is one."""
    earlier: Mapped[list[str] | None] = mapped_column(JSON)
    """What stood there before each edit, for administrators."""
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """`[{field, from, to}]`; of a description only the field."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(150))


class Unread(Model):
    """A ticket that a reader has not looked at since the entry `entry_id` (0: since it was opened)."""

    __tablename__ = "unread"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True, index=True)
    entry_id: Mapped[int]
    public_entry_id: Mapped[int | None]
    """The last of them that is not internal, for a reader who is no administrator any more."""


class Writer(Model):
    """Somebody who has text in a composer of a ticket's page, until they stop saying so."""

    __tablename__ = "writers"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(Model):
    """A file of a ticket or of an entry of its timeline; the bytes are in the store named `store`, under `key`."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(index=True)
    """None for a file that the ticket was opened with. Entries go with their ticket only, and so do their files."""
    position: Mapped[int]
    store: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(100))


class Upload(Model):
    """A file on its way: written down before its bytes are, so that the sweep leaves it alone until its ticket is there."""

    __tablename__ = "uploads"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    store: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RememberedAnswer(Model):
    """The first answer given to a user's `Idempotency-Key`, and the digest of the request that got it."""

    __tablename__ = "remembered_answers"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
