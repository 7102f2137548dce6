"""Administrators who are none any more lose their open tickets, visibly. Verbs never commit."""

from sqlalchemy import select

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


def change_role(user: User, role: Role, by: CurrentUser | None = None) -> None:
    """Promote or demote, for the command line when nobody is given; raises as `auth.service.change_role` does."""
    had_role = user.role
    accounts.change_role(user, role)
    if had_role == Role.ADMIN != role:
        _unassign(user, f"{user.username} is no administrator any more.", by)


def deactivate(user: User, by: CurrentUser | None = None) -> None:
    """Shut the user out at once; raises as `auth.service.deactivate` does."""
    was_active = user.is_active
    accounts.deactivate(user)
    if was_active:
        _unassign(user, f"{user.username} has left.", by)


def _unassign(user: User, reason: str, by: CurrentUser | None) -> None:
    forget_assignee(user.id)
    # What is Resolved stays theirs, until it is opened again (`changes.set_fields`).
    theirs = select(T.id).where(T.assignee_id == user.id, T.status != Status.RESOLVED)
    for ticket in queries.lock(execute(theirs).scalars().all()):
        change(ticket, as_current(user), assignee_id=None)
        timeline.record_change(Verb.ASSIGNED, ticket, {"assignee": (user.username, None)}, by, reason=reason, is_news=False)
