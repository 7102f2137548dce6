"""Categories, and the priorities that their tickets may have at first."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.database.types import Ranked
from ticketing.extensions import Model

LONGEST_NAME = 60
LONGEST_DESCRIPTION = 200


class Priority(StrEnum):
    """How soon a ticket is to be worked on, the most urgent first."""

    URGENT = "Urgent"
    HIGH = "High"
    NORMAL = "Normal"
    LOW = "Low"


class Category(Model):
    """What tickets are about. One that is archived stays on its tickets, and is given to no other."""

    __tablename__ = "categories"
    # The migration that makes the table fills it: a new database has these rows.
    __table_args__ = {"info": {"is_seeded": True}, "sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    description: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="")
    position: Mapped[int]
    is_archived: Mapped[bool] = mapped_column(default=False)
    # What its new tickets have at first.
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    priority: Mapped[str | None] = mapped_column(Ranked(Priority))
