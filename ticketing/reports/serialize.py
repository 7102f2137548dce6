"""A report as a table: a row for each day, category, priority and assignee, and for all, of both periods."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TITLES = (
    *("From", "To", "Of", "Name", "Opened", "Resolved", "Backlog", "First replies"),
    *("Hours to first reply (median)", "Hours to first reply (ninth decile)"),
    *("Hours to resolution (median)", "Hours to resolution (ninth decile)"),
)


def rows(report: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows of the table, its titles first."""
    yield TITLES
    now, before = ((period["first"], period["last"]) for period in (report, report["previous"]))
    yield _row(now, "All", "", report["total"])
    yield _row(before, "All", "", report["previous"])
    for kind, each, name in _groups(report):
        yield _row(now, kind, name, each)
        yield _row(before, kind, name, each["previous"])
    for day in report["days"]:
        yield (day.day, day.day, "Day", "", day.opened, day.resolved, day.backlog, *[""] * 5)


def _groups(report: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for each in report["categories"]:
        yield "Category", each, each["category"]
    for each in report["priorities"]:
        yield "Priority", each, each["priority"]
    for each in report["assignees"]:
        yield "Assignee", each, each["assignee"]["username"] if each["assignee"] else ""


def _row(period: Sequence[Any], kind: str, name: str, figures: Mapping[str, Any]) -> Sequence[Any]:
    hours = (figures[measure][quantile] for measure in ("first_reply", "resolution") for quantile in ("median", "ninth_decile"))
    return (*period, kind, name, figures["opened"], figures["resolved"], "", figures["answered"], *hours)
