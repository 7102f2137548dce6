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
    counted = Counted(*(queries.spread(period, event) for event in (OPENED, ANSWERED, RESOLVED)))
    return {
        "first": period.first,
        "last": period.last,
        "days": queries.days(period),
        "total": _figures(*(_merged(spread.priorities.values()) for spread in counted)),
        "categories": _by_category(counted),
        "priorities": [{"priority": name, **_of(counted, "priorities", name)} for name in PLACES],
        "assignees": _by_assignee(counted),
    }


def _merged(histograms: Any) -> Histogram:
    merged: dict[int, int] = {}
    for histogram in histograms:
        for steps, tickets in histogram.items():
            merged[steps] = merged.get(steps, 0) + tickets
    return merged


def _by_category(counted: Counted) -> Sequence[Figures]:
    used = _values(counted, "categories")
    return [
        {"category": each.name, **_of(counted, "categories", each.id)}
        for each in everything()
        if each.id in used or not each.is_archived
    ]


def _by_assignee(counted: Counted) -> Sequence[Figures]:
    names = queries.names(_values(counted, "assignees") - {None})
    people = [{"id": each, "username": names[each]} for each in sorted(names, key=lambda each: names[each].casefold())]
    return [{"assignee": person, **_of(counted, "assignees", person and person["id"])} for person in (*people, None)]


def _values(counted: Counted, dimension: str) -> set[Any]:
    return {value for spread in counted for value in getattr(spread, dimension)}


def _of(counted: Counted, dimension: str, value: Any) -> Figures:
    return _figures(*(getattr(spread, dimension).get(value, {}) for spread in counted))


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
