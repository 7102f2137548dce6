"""What a list says of itself: how many tickets there are of each status, and which tag names its state."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from ticketing.auth.models import User
from ticketing.auth.names import username_key
from ticketing.auth.queries import CurrentUser
from ticketing.extensions import db
from ticketing.tickets import counters, links, plans, queries
from ticketing.tickets.filters import Filters, requesters_of
from ticketing.tickets.models import Status, Ticket
from ticketing.tickets.rows import TicketRow
from ticketing.web.row_ids import LARGEST_ID, WHOLE_NUMBER

# Nobody is the requester of tickets when there is no such user.
NOBODYS_ID = 0


class Counts(NamedTuple):
    """How many tickets there are of each status, and of which there are more than that (searches only)."""

    counts: dict[str, int]
    capped: list[str]


def requester_id(wanted: str) -> int | None:
    """Return the id of the user with that name or, failing that, id; `NOBODYS_ID` for none, None for an empty text."""
    if not wanted:
        return None
    found: int | None = db.session.scalar(select(User.id).where(User.username_key == username_key(wanted)))
    is_id = WHOLE_NUMBER.fullmatch(wanted) and int(wanted) <= LARGEST_ID
    return found or (int(wanted) if is_id else NOBODYS_ID)


def count_by_status(user: CurrentUser, filters: Filters) -> Counts:
    """Return how many tickets of each status the filters let through, whatever status they say themselves."""
    anything: Filters = {**filters, "status": [], "ordering": "-createdAt"}
    return _count_found(user, anything) if filters["search"] else Counts(_kept(user, anything), [])


def _kept(user: CurrentUser, filters: Filters) -> dict[str, int]:
    requesters = requesters_of(user, filters)
    if len(requesters) > 1:
        return dict.fromkeys(map(str, Status), 0)
    return counters.by_status(requesters, filters["category"])


def _count_found(user: CurrentUser, filters: Filters) -> Counts:
    plan = plans.recall(user, filters).plan
    if plan.can_count_on:
        return _count_each(user, filters)
    found = queries.filtered(user, filters, plan).with_only_columns(Ticket.status).limit(queries.COUNT_CAP + 1).subquery()
    rows = db.session.execute(select(found.c.status, func.count()).group_by(found.c.status))
    counts = {**dict.fromkeys(map(str, Status), 0), **dict(rows.all())}
    return Counts(counts, []) if sum(counts.values()) <= queries.COUNT_CAP else _count_each(user, filters)


def _count_each(user: CurrentUser, filters: Filters) -> Counts:
    # Of so many, only those of one status can be counted up to the cap; and gone on from.
    each = {str(status): queries.count(user, {**filters, "status": [status]}) for status in Status}
    return Counts({status: number for status, (number, _) in each.items()}, [name for name, (_, more) in each.items() if more])


def etag_of_page(tickets: Sequence[TicketRow], *facts: object) -> str:
    """Return the tag of a page: the state of each of its tickets, and what else is said about them."""
    return etag_of([*map(links.etag, tickets), *facts])


def etag_of(facts: Sequence[object]) -> str:
    """Return the tag of an answer that says these facts."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()
