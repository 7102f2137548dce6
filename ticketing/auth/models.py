"""Accounts and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.audit import Person
from ticketing.database.types import UtcDateTime
from ticketing.extensions import Model


class Role(StrEnum):
    """What a user may do: an administrator sees every ticket and changes its status."""

    ADMIN = "Admin"
    USER = "User"


class User(Model):
    """An account. `username_key` is the name as compared (see `names`)."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('Admin', 'User')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(150))
    username_key: Mapped[str] = mapped_column(String(450), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(10), default=Role.USER)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def person(self) -> Person:
        """The user as the audit record names them."""
        return Person(self.id, self.username)


class Login(Model):
    """One sign-in on one device: the tokens that name it are good while its row is here.

    Only `refresh_id` buys the next pair of tokens. `spent_refresh_id` is the one before it: it is accepted for a few more
    seconds, because two tabs may have sent it at the same moment, and is a replay after that.
    """

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_id: Mapped[str] = mapped_column(String(36))
    spent_refresh_id: Mapped[str | None] = mapped_column(String(36))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refreshed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AdminSession(Model):
    """One administrator's sign-in to the back office: its cookie is good while this row is here.

    Only a hash of the cookie's value is kept, so that reading the database does not let anybody in. A session that was opened
    from the pages ends with the login there.
    """

    __tablename__ = "admin_sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    login_id: Mapped[str | None] = mapped_column(ForeignKey("logins.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AdminSessionCode(Model):
    """What opens the back office for whoever is signed in to the pages: once, within seconds, and while that login lasts."""

    __tablename__ = "admin_session_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("logins.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FailedSignIn(Model):
    """A sign-in that failed within the last minutes. Name and address are hashed: they are only counted."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index(None, "account_hash", "at"), Index(None, "address_hash", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
