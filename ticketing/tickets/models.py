"""Tickets, the files attached to them, and what makes sending either of them again harmless."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.database.types import UtcDateTime
from ticketing.extensions import Model


class Category(StrEnum):
    """What a ticket is about."""

    TECHNICAL = "Technical"
    FINANCIAL = "Financial"
    PRODUCT = "Product"


class Status(StrEnum):
    """How far a ticket has come."""

    NEW = "New"
    UNDER_REVIEW = "Under Review"
    RESOLVED = "Resolved"


class Ticket(Model):
    """A problem somebody has. `search_text` is title and description as the search compares them (`search.fold`)."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("category IN ('Technical', 'Financial', 'Product')", name="category"),
        CheckConstraint("status IN ('New', 'Under Review', 'Resolved')", name="status"),
        # One for each column that lists are narrowed or ordered by.
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "resolved_at", "id"),
        Index(None, "created_by_id", "id"),
        Index(None, "status", "id"),
        Index(None, "category", "id"),
        Index(None, "category", "status", "id"),
        # An id that people have seen is never given to another ticket.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text, deferred=True)
    category: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default=Status.NEW)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Every change makes a new version.
    version: Mapped[int] = mapped_column(default=1)
    before_change: Mapped[str | None] = mapped_column(Text)
    """What undoing the last change brings back, and who may: a JSON object; None when that was no change of status."""


class Attachment(Model):
    """A file that belongs to a ticket; the bytes are in the store named `store`, under `key`."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
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
