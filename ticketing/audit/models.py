"""The rows of the audit record, and what can be in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.database.types import UtcDateTime
from ticketing.extensions import Model


class Via(StrEnum):
    """Which way somebody came."""

    API = "API"
    BACK_OFFICE = "Back office"
    COMMAND_LINE = "Command line"


class Verb(StrEnum):
    """What can be done, in the words that people read."""

    SIGNED_IN = "Signed in"
    SIGNED_OUT = "Signed out"
    SIGN_IN_REFUSED = "Sign-in refused"
    LOGIN_REPLAYED = "Login ended: token used twice"
    REFUSED = "Refused"
    USER_CREATED = "User created"
    USER_EDITED = "User edited"
    USER_DELETED = "User deleted"
    PASSWORD_CHANGED = "Password changed"  # noqa: S105 - the name of an event
    ROLE_CHANGED = "Role changed"
    DEACTIVATED = "Deactivated"
    ACTIVATED = "Activated"
    TICKET_OPENED = "Ticket opened"
    TICKET_CORRECTED = "Ticket corrected"
    TICKET_DELETED = "Ticket deleted"
    STATUS_CHANGED = "Status changed"
    PRIORITY_CHANGED = "Priority changed"
    ASSIGNED = "Assigned"
    CHANGE_UNDONE = "Change undone"
    DUPLICATE_FOUND = "Duplicate found"
    REPLIED = "Replied"
    NOTED = "Note added"
    ENTRY_EDITED = "Entry edited"
    ENTRY_REMOVED = "Entry removed"
    STATUS_RESTORED = "Status change undone"
    TICKETS_EXPORTED = "Tickets exported"
    CATEGORY_CHANGED = "Category changed"


class AuditEntry(Model):
    """One thing that was done. The database refuses to change or delete it.

    Ids and names are kept as they were then, without foreign keys: users and tickets may go, what they did stays.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "verb", "at", "id"),
        Index(None, "actor_name", "at", "id"),
        Index(None, "username", "at", "id"),
        Index(None, "ticket_id", "at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    via: Mapped[str] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(64))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str | None] = mapped_column(String(150))
    """Who did it; None for somebody who has not signed in, and for the command line."""
    verb: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None]
    username: Mapped[str | None] = mapped_column(String(150))
    """Whom it was done to; for a refused sign-in the name that was tried."""
    ticket_id: Mapped[int | None]
    details: Mapped[str | None] = mapped_column(Text)
    """A JSON object."""
