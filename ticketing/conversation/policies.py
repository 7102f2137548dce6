"""Who may do what with an entry that they can see."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.errors import Forbidden
from ticketing.tickets.models import EntryKind

EDITABLE_FOR = timedelta(minutes=15)


def check_may_note(user: CurrentUser) -> None:
    """Raise `Forbidden` unless `user` may write internal notes."""
    if not user.is_admin:
        raise Forbidden("Only administrators may do this.")


def check_may_edit(user: CurrentUser, entry: Row[Any]) -> None:
    """Raise `Forbidden` unless `user` wrote the entry less than fifteen minutes ago."""
    if entry.kind == EntryKind.CHANGE or entry.author_id != user.id or entry.removed_at:
        raise Forbidden("Only who wrote a reply or a note may edit it.")
    if utcnow() - entry.created_at > EDITABLE_FOR:
        raise Forbidden("A reply or a note can be edited for 15 minutes. Write another one instead.")
