"""Administrators who are none any more lose their open tickets, visibly. Verbs never commit."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from ticketing.audit import Verb
from ticketing.auth import service as accounts
from ticketing.auth.models import Role, User
from ticketing.auth.queries import CurrentUser, as_current
from ticketing.categories.service import forget_assignee
from ticketing.database.transaction import execute
from ticketing.tickets import queries, timeline
from ticketing.tickets.columns import T
from ticketing.tickets.models import Status
from ticketing.tickets.service import change


def count_open(user: User) -> int:
    """Return how many tickets the user would lose."""
    number: int = execute(select(func.count()).where(*_theirs(user))).scalar_one()
    return number


def change_role(user: User, role: Role, by: CurrentUser | None = None) -> int:
    """Promote or demote, for the command line when nobody is given, and return how many tickets are nobody's now.

    Raises as `auth.service.change_role` does.
    """
    had_role = user.role
    accounts.change_role(user, role)
    return _unassign(user, f"{user.username} is no administrator any more.", by) if had_role == Role.ADMIN != role else 0


def deactivate(user: User, by: CurrentUser | None = None) -> int:
    """Shut the user out at once, and return the same; raises as `auth.service.deactivate` does."""
    was_active = user.is_active
    accounts.deactivate(user)
    return _unassign(user, f"{user.username} has left.", by) if was_active else 0


def _theirs(user: User) -> Sequence[ColumnElement[bool]]:
    # What is Resolved stays theirs, until it is opened again (`changes.set_fields`).
    return T.assignee_id == user.id, T.status != Status.RESOLVED


def _unassign(user: User, reason: str, by: CurrentUser | None) -> int:
    forget_assignee(user.id)
    tickets = queries.lock(execute(select(T.id).where(*_theirs(user))).scalars().all())
    for ticket in tickets:
        change(ticket, as_current(user), assignee_id=None)
        timeline.record_change(Verb.ASSIGNED, ticket, {"assignee": (user.username, None)}, by, reason=reason, is_news=False)
    return len(tickets)
