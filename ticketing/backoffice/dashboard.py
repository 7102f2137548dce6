"""The first page: how many tickets there are, how many come and go, and how long the oldest waits."""

from datetime import timedelta
from typing import Any

from flask_admin import AdminIndexView, expose

from ticketing.backoffice import cells, chart
from ticketing.backoffice.access import administrator
from ticketing.backoffice.chart import Day
from ticketing.backoffice.preferences import say
from ticketing.backoffice.tickets import TicketView
from ticketing.clock import utcnow
from ticketing.tickets import queries
from ticketing.tickets.models import Category, Status
from ticketing.web.pagination import Page

DAYS = 30


class Dashboard(AdminIndexView):
    """The dashboard; every number leads to the list behind it."""

    def __init__(self) -> None:
        super().__init__(name="Dashboard", template="backoffice/dashboard.html")
        # Nothing of flask-admin's own files is used, so none is served.
        self.static_folder = None

    @expose("/")
    def index(self) -> Any:
        """Answer the dashboard; it counts to the cap, and looks at no more than thirty days, so its size is bounded."""
        oldest = queries.find_page(administrator(), {"status": [Status.NEW]}, "createdAt", Page(1, 1)).tickets
        days = last_days()
        return self.render(
            self._template,
            counts=counts(),
            capped=cells.capped,
            number_tag=cells.number_tag,
            status_classes=cells.STATUS_CLASSES,
            oldest_first=TicketView.column_list.index("created_at"),
            days=days,
            chart=chart.draw(days),
            oldest=oldest[0] if oldest else None,
            age=_age(utcnow() - oldest[0].created_at) if oldest else None,
            categories=Category,
            statuses=Status,
        )


def counts() -> dict[tuple[str | None, str | None], int]:
    """Return how many tickets there are by category and status, None in place of either standing for any."""
    return {
        (category, status): queries.count(
            administrator(), {"category": [category] if category else [], "status": [status] if status else []}
        )
        for category in (None, *Category)
        for status in (None, *Status)
    }


def last_days() -> list[Day]:
    """Return how many tickets were opened and resolved on each of the last days."""
    first = utcnow().date() - timedelta(days=DAYS - 1)
    opened, resolved = (queries.count_by_day(moment, first) for moment in ("created_at", "resolved_at"))
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [Day(day, opened.get(day, 0), resolved.get(day, 0)) for day in days]


def _age(duration: timedelta) -> str:
    for seconds, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if (number := int(duration.total_seconds() // seconds)) >= 1:
            return say(f"1 {unit}") if number == 1 else say(f"{{count}} {unit}s", count=number)
    return say("less than a minute")
