"""Who may do what with a ticket that they can see."""

from typing import Any

from sqlalchemy import Row

from ticketing.auth.queries import CurrentUser
from ticketing.errors import Forbidden
from ticketing.tickets import queries
from ticketing.tickets.models import Status


def check_may_correct(user: CurrentUser, ticket: Row[Any]) -> None:
    """Raise `Forbidden` unless `user` may correct the ticket: administrators always, its requester until it is worked on."""
    if user.is_admin or (ticket.status == Status.NEW and not queries.has_staff_reply(ticket.id)):
        return
    raise Forbidden("This ticket is already being worked on: write a reply instead.")


def check_is_requester(user: CurrentUser, ticket: Row[Any]) -> None:
    """Raise `Forbidden` unless `user` has opened the ticket."""
    if user.id != ticket.created_by_id:
        raise Forbidden("Only the requester may do this.")
