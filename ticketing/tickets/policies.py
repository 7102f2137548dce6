"""Who may do what with a ticket that they can see."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.errors import Forbidden
from ticketing.tickets import queries
from ticketing.tickets.models import Status

# What the requester of a ticket may correct.
OWN = {"title", "description", "category"}


def check_may_change(user: CurrentUser, ticket: Row[Any], fields: Collection[str]) -> None:
    """Raise `Forbidden` unless `user` may change these fields: administrators all, its requester what it says, at first."""
    if user.is_admin:
        return
    if not OWN.issuperset(fields):
        raise Forbidden("Only administrators may do this.")
    if ticket.status != Status.NEW or queries.has_staff_reply(ticket.id):
        raise Forbidden("This ticket is already being worked on: write a reply instead.")


def check_is_requester(user: CurrentUser, ticket: Row[Any]) -> None:
    """Raise `Forbidden` unless `user` has opened the ticket."""
    if user.id != ticket.created_by_id:
        raise Forbidden("Only the requester may do this.")
