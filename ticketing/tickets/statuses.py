"""Ends of tickets: what requesters say of their own, and tickets that repeat another one. Verbs never commit."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row

from ticketing.audit import Verb
from ticketing.auth.queries import CurrentUser
from ticketing.errors import Invalid
from ticketing.tickets import policies, queries, timeline
from ticketing.tickets.changes import set_fields
from ticketing.tickets.models import Status
from ticketing.tickets.service import change, find_for_change


def mark_duplicate(ticket_id: int, of: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Resolve a ticket as a duplicate of another one, note it on both for administrators, and return the ticket.

    Raises as `changes.change_ticket` does, and `Invalid` when `of` is no other ticket, or itself a duplicate.
    """
    ticket = find_for_change(ticket_id, user, seen_versions)
    original = queries.find(user, of)
    if original is None or of == ticket_id:
        raise Invalid.field("of", f"There is no other ticket {of}.")
    if original.duplicate_of_id:
        raise Invalid.field("of", f"Ticket {of} is itself a duplicate of {original.duplicate_of_id}.")
    if ticket.duplicate_of_id == of:
        return ticket
    verb = Verb.DUPLICATE_FOUND
    timeline.record_change(verb, ticket, {"duplicateOf": (ticket.duplicate_of_id, of)}, user, is_internal=True)
    timeline.record_change(verb, original, {"duplicate": (None, ticket_id)}, user, is_internal=True)
    resolved = set_fields(ticket, {"status": Status.RESOLVED}, user, "This is a duplicate of another ticket.")
    return change(resolved, user, duplicate_of_id=of)


def close_ticket(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Set the requester's own ticket to Resolved, and return it; raises as `change_ticket` does."""
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_is_requester(user, ticket)
    return set_fields(ticket, {"status": Status.RESOLVED}, user, "No longer needed.")


def reopen_ticket(ticket_id: int, user: CurrentUser, seen_versions: Collection[int] | None = None) -> Row[Any]:
    """Set the requester's own Resolved ticket to Under Review; raises as `close_ticket` does."""
    ticket = find_for_change(ticket_id, user, seen_versions)
    policies.check_is_requester(user, ticket)
    if ticket.status != Status.RESOLVED:
        return ticket
    return set_fields(ticket, {"status": Status.UNDER_REVIEW}, user, "This did not solve it.")
