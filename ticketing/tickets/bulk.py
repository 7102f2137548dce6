"""Several tickets changed together: all in one transaction, and none that somebody else has changed meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NotRequired, TypedDict

from sqlalchemy import case, update
from werkzeug.http import parse_etags

from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.errors import NotFound
from ticketing.extensions import db
from ticketing.tickets import links, queries, service
from ticketing.tickets.models import Status, Ticket


class Outcome(StrEnum):
    """What became of one ticket of several."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


class Change(TypedDict):
    """The status a ticket is to have, if it is still in the state that was seen.

    `if_match` is what the header of that name would be; `if_status` is for those who have seen the status only.
    """

    id: int
    status: Status
    if_match: NotRequired[str]
    if_status: NotRequired[Status]


class Result(NamedTuple):
    """What became of a ticket, and its state now."""

    id: int
    outcome: Outcome
    status: str
    previous_status: str
    updated_at: datetime
    etag: str


def change_statuses(changes: Sequence[Change], user: CurrentUser) -> list[Result]:
    """Set the statuses of several tickets, and return what became of each, in the same order.

    A ticket in another state than was seen is left as it is. Raises `NotFound` if `user` can't see all of them;
    nothing is changed then.
    """
    tickets = _find_all(changes, user)
    before = {id: ticket.status for id, ticket in tickets.items()}
    outcomes = {change["id"]: _outcome(change, tickets[change["id"]]) for change in changes}
    _write({change["id"]: change["status"] for change in changes if outcomes[change["id"]] == Outcome.CHANGED}, tickets)
    tickets = _find_all(changes, user)
    return [_result(tickets[id], outcome, before[id]) for id, outcome in outcomes.items()]


def _find_all(changes: Sequence[Change], user: CurrentUser) -> Mapping[int, Ticket]:
    tickets = {ticket.id: ticket for ticket in queries.find_all_for_change([change["id"] for change in changes], user)}
    if missing := [change["id"] for change in changes if change["id"] not in tickets]:
        details = [service.no_such_ticket(id).detail for id in missing]
        raise NotFound(" ".join(details), errors={"changes": details})
    return tickets


def _outcome(change: Change, ticket: Ticket) -> Outcome:
    is_same = "if_match" not in change or links.names_version(parse_etags(change["if_match"]), ticket)
    if not is_same or ticket.status != change.get("if_status", ticket.status):
        return Outcome.CONFLICT
    return Outcome.UNCHANGED if change["status"] == ticket.status else Outcome.CHANGED


def _write(statuses: Mapping[int, Status], tickets: Mapping[int, Ticket]) -> None:
    if not statuses:
        return
    for id, status in statuses.items():
        service.record_status_change(tickets[id], status)
    # One statement: its triggers lock the counters of all these tickets in one order, so that two of these never wait for
    # each other in a circle.
    db.session.execute(
        update(Ticket)
        .where(Ticket.id.in_(statuses))
        .values(status=case(statuses, value=Ticket.id), updated_at=utcnow(), version=Ticket.version + 1)
        .execution_options(synchronize_session=False)
    )


def _result(ticket: Ticket, outcome: Outcome, previous: str) -> Result:
    return Result(ticket.id, outcome, ticket.status, previous, ticket.updated_at, f'"{links.etag(ticket)}"')
