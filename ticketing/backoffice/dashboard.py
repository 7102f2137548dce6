"""The first page: how many tickets there are, how many come and go, and how long the oldest waits."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_admin import AdminIndexView, expose

from ticketing.backoffice import chart
from ticketing.backoffice.tickets import TicketView
from ticketing.clock import utcnow
from ticketing.tickets import counters, queries
from ticketing.tickets.models import Category, Status

DAYS = 30


class Dashboard(AdminIndexView):
    """The dashboard; every number leads to the list behind it."""

    def __init__(self) -> None:
        super().__init__(name="Dashboard", template="backoffice/dashboard.html")
        # Nothing of flask-admin's own files is used, so none is served.
        self.static_folder = None

    @expose("/")
    def index(self) -> Any:
        """Answer the dashboard: three small queries, whatever the number of tickets."""
        today = utcnow().date()
        days = counters.per_day(today - timedelta(days=DAYS - 1), today)
        oldest = queries.oldest_new()
        return self.render(
            self._template,
            counts=_with_sums(counters.by_category_and_status()),
            oldest_first=TicketView.column_list.index("created_at"),
            days=days,
            chart=chart.draw(days),
            oldest=oldest,
            age=oldest and _age(utcnow() - oldest.created_at),
            categories=Category,
            statuses=Status,
        )


def _with_sums(counts: Mapping[tuple[str, str], int]) -> Counter[tuple[str | None, str | None]]:
    """Return the counts, and with None in place of a category, a status or both the sums over them."""
    sums: Counter[tuple[str | None, str | None]] = Counter()
    for (category, status), number in counts.items():
        for key in ((category, status), (category, None), (None, status), (None, None)):
            sums[key] += number
    return sums


def _age(duration: timedelta) -> str:
    for seconds, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if (number := int(duration.total_seconds() // seconds)) >= 1:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"
