"""Saved lists."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.extensions import Model

LONGEST_NAME = 60
LONGEST_QUERY = 2000


class View(Model):
    """A list that somebody has saved, or, without an owner, one that was there at first."""

    __tablename__ = "views"
    __table_args__ = {"info": {"is_seeded": True}, "sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    """What narrows and orders the list, as its address has it."""
    is_shared: Mapped[bool]
