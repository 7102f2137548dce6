"""A report as a table: a row for all, and one for each category, priority, assignee and day."""

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
    period = (report["first"], report["last"])
    yield _row(period, "All", "", report["total"], report["days"][-1].backlog)
    for kind, each, name in _groups(report):
        yield _row(period, kind, name, each)
    for day in report["days"]:
        yield (day.day, day.day, "Day", "", day.opened, day.resolved, day.backlog, *[""] * 5)


def _groups(report: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for each in report["categories"]:
        yield "Category", each, each["category"]
    for each in report["priorities"]:
        yield "Priority", each, each["priority"]
    for each in report["assignees"]:
        yield "Assignee", each, each["assignee"]["username"] if each["assignee"] else ""


def _row(period: Sequence[Any], kind: str, name: str, figures: Mapping[str, Any], backlog: int | str = "") -> Sequence[Any]:
    hours = (figures[measure][quantile] for measure in ("first_reply", "resolution") for quantile in ("median", "ninth_decile"))
    return (*period, kind, name, figures["opened"], figures["resolved"], backlog, figures["answered"], *hours)
