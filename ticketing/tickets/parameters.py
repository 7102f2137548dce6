"""What the parameters of a list say, as `queries` takes it: names and days become ids and moments."""

from collections.abc import Collection, Mapping
from typing import Any

from ticketing.auth.queries import CurrentUser, ids_of_people
from ticketing.categories.queries import ids_of
from ticketing.tickets.filters import FILTERS
from ticketing.tickets.queries import NOBODY, Filters, midnight, midnight_after

ME, NONE = "me", "none"


def filters_from(query: Mapping[str, Any], user: CurrentUser) -> Filters:
    """Return the filters that `query` (see `schemas.TicketQuery`) names for `user`; raises `Invalid` for no category."""
    return {
        **{name: value for name, value in query.items() if name in FILTERS},
        "categories": ids_of(query["category"]),
        "search": query["search"],
        "phrases": query["phrase"],
        **_requesters(query["requester"]),
        **_assignees(query["assignee"], user),
        "opened_from": midnight(query.get("opened_from")),
        "opened_to": midnight_after(query.get("opened_to")),
        "answered_from": midnight(query.get("answered_from")),
        "answered_to": midnight_after(query.get("answered_to")),
        "resolved_from": midnight(query.get("resolved_from")),
        "resolved_to": midnight_after(query.get("resolved_to")),
    }


def _requesters(wanted: Collection[str]) -> Filters:
    ids = (ids_of_people(wanted) or [NOBODY]) if any(wanted) else []
    return {"requester": ids[0]} if len(ids) == 1 else {"requester": None, "requesters": ids}


def _assignees(wanted: Collection[str], user: CurrentUser) -> Filters:
    if not any(wanted):
        return {}
    named = set(wanted) - {ME, NONE}
    ids = [*ids_of_people(named), *([user.id] if ME in wanted else [])] or [NOBODY]
    if NONE not in wanted:
        return {"assignees": ids}
    return {"unassigned": True} if ids == [NOBODY] else {"assignees_or_none": [*ids, NOBODY]}
