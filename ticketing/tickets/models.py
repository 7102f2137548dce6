"""Tickets, the files attached to them, and what makes sending either of them again harmless."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, FetchedValue, ForeignKey, Index, String, Text, and_, select
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from ticketing.audit import AuditEntry, Person, Verb
from ticketing.auth.models import User
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
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "created_by_id", "created_at", "id"),
        Index(None, "status", "created_at", "id"),
        Index(None, "category", "created_at", "id"),
        Index(None, "category", "status", "created_at", "id"),
        Index(None, "resolved_at", "id"),
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
    # Set and cleared by the database's triggers with the status, whatever statement changes that.
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, server_onupdate=FetchedValue())
    version: Mapped[int] = mapped_column(default=1)

    created_by: Mapped[User] = relationship(lazy="raise")
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.position", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    # What the audit record says of it, so that no change can leave it out.
    status_change: Mapped[AuditEntry | None] = relationship(
        primaryjoin=lambda: _is_latest_status_change(), viewonly=True, uselist=False, lazy="raise"
    )

    # Every change makes a new version; the database refuses a second change to the same one.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def status_changed_at(self) -> datetime | None:
        """Return when somebody last changed the status, or None if nobody ever did."""
        return self.status_change.at if self.status_change else None

    @property
    def status_changed_by(self) -> Person | None:
        """Return who last changed the status, named as they were then; None for nobody and for the command line."""
        entry = self.status_change
        return Person(entry.actor_id, entry.actor_name) if entry and entry.actor_id else None


def _is_latest_status_change() -> ColumnElement[bool]:
    entries = AuditEntry.__table__.alias()
    latest = (
        select(entries.c.id)
        .where(entries.c.ticket_id == Ticket.id, entries.c.verb == Verb.STATUS_CHANGED)
        .order_by(entries.c.at.desc(), entries.c.id.desc())
        .limit(1)
        .correlate(Ticket)
    )
    return and_(foreign(AuditEntry.ticket_id) == Ticket.id, AuditEntry.id == latest.scalar_subquery())


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
