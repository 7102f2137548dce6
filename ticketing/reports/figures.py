"""A report, put together from what `queries` counts."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from ticketing.categories.queries import everything
from ticketing.reports import queries
from ticketing.reports.periods import Period
from ticketing.reports.queries import ANSWERED, OPENED, PLACES, RESOLVED, Event, Histogram, Spread

Figures: TypeAlias = Mapping[str, Any]
SECONDS_AN_HOUR = 3600


class Counted(NamedTuple):
    """What happened in a period."""

    opened: Spread
    answered: Spread
    resolved: Spread


def report(period: Period) -> Mapping[str, Any]:
    """Return the report of the period, as `schemas.ReportSchema` describes it."""
    now, before = _count(period), _count(period.before)
    return {
        **_of(period),
        "days": queries.days(period),
        "total": _total(now),
        "previous": {**_of(period.before), **_total(before)},
        "categories": _by_category(now, before),
        "priorities": [{"priority": name, **_compared(now, before, "priorities", name)} for name in PLACES],
        "assignees": _by_assignee(now, before),
    }


def _of(period: Period) -> dict[str, Any]:
    return {"first": period.first, "last": period.last}


def _count(period: Period) -> Counted:
    return Counted(*(queries.spread(period, event) for event in (OPENED, ANSWERED, RESOLVED)))


def _total(counted: Counted) -> Figures:
    return _figures(*(_merged(spread.priorities.values()) for spread in counted))


def _merged(histograms: Any) -> Histogram:
    merged: dict[int, int] = {}
    for histogram in histograms:
        for steps, tickets in histogram.items():
            merged[steps] = merged.get(steps, 0) + tickets
    return merged


def _by_category(now: Counted, before: Counted) -> Sequence[Figures]:
    known = {each.id: each for each in everything()}
    used = _values(now, before, "categories")
    return [
        {"category": each.name, **_compared(now, before, "categories", each.id)}
        for each in known.values()
        if each.id in used or not each.is_archived
    ]


def _by_assignee(now: Counted, before: Counted) -> Sequence[Figures]:
    names = queries.names(_values(now, before, "assignees") - {None})
    people = [{"id": each, "username": names[each]} for each in sorted(names, key=lambda each: names[each].casefold())]
    return [{"assignee": person, **_compared(now, before, "assignees", person and person["id"])} for person in (*people, None)]


def _values(now: Counted, before: Counted, dimension: str) -> set[Any]:
    return {value for counted in (now, before) for spread in counted for value in getattr(spread, dimension)}


def _compared(now: Counted, before: Counted, dimension: str, value: Any) -> Figures:
    of_now, of_before = (_figures(*(getattr(spread, dimension).get(value, {}) for spread in each)) for each in (now, before))
    return {**of_now, "previous": of_before}


def _figures(opened: Histogram, answered: Histogram, resolved: Histogram) -> Figures:
    return {
        "opened": sum(opened.values()),
        "answered": sum(answered.values()),
        "resolved": sum(resolved.values()),
        "first_reply": _hours(answered, ANSWERED),
        "resolution": _hours(resolved, RESOLVED),
    }


def _hours(histogram: Histogram, event: Event) -> Figures:
    """Return the median and the ninth decile in hours, None for no ticket: the shortest time that so many did not exceed."""
    step = (event.step or 0) / SECONDS_AN_HOUR
    quantiles = {"median": _quantile(histogram, 5), "ninth_decile": _quantile(histogram, 9)}
    return {name: None if steps is None else steps * step for name, steps in quantiles.items()}


def _quantile(histogram: Histogram, tenths: int) -> int | None:
    left = sum(histogram.values()) * tenths
    for steps in sorted(histogram):
        left -= histogram[steps] * 10
        if left <= 0:
            return steps
    return None
