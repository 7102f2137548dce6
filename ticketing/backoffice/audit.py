"""The audit record in the back office: to be read, never to be changed."""

from typing import Any

from flask import request
from sqlalchemy import Select, select

from ticketing.audit import AuditEntry, Verb
from ticketing.auth.models import User
from ticketing.auth.names import username_key
from ticketing.backoffice import cells
from ticketing.backoffice.arguments import AuditFilters, period, read
from ticketing.backoffice.view import View
from ticketing.extensions import db
from ticketing.web.row_ids import LARGEST_ID


class AuditView(View):
    """The audit record, latest first."""

    noun = "entry"
    column_list = ("at", "actor_name", "verb", "user_id", "details", "via", "address")
    column_labels = {"actor_name": "Who", "verb": "What", "user_id": "Ticket, user", "at": "When (UTC)"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "at": cells.moment,
        "actor_name": cells.actor,
        "verb": cells.word,
        "via": cells.word,
        "user_id": cells.concerned,
        "details": cells.details,
    }
    filter_template = "backoffice/audit_filters.html"
    filter_schema = AuditFilters()
    page_size = 50

    def __init__(self) -> None:
        super().__init__(AuditEntry, name="Audit", endpoint="audit")

    def get_list(
        self, page: int | None, sort_field: Any, sort_desc: Any, search: Any, filters: Any, page_size: int | None = None
    ) -> tuple[None, list[AuditEntry]]:
        """Return a page of entries; they are not counted, there may be millions."""
        size = page_size or self.page_size
        offset = min(max(page or 0, 0), LARGEST_ID) * size
        found = entries(read(self.filter_schema, request.args)).offset(offset).limit(size + 1)
        rows = list(db.session.scalars(found))
        self._template_args["has_more"] = len(rows) > size
        return None, rows[:size]

    def render(self, template: str, **kwargs: Any) -> str:
        """Render a page."""
        return super().render(template, verbs=Verb, **kwargs)


def entries(filters: dict[str, Any]) -> Select[AuditEntry]:
    """Return the entries that the filters let through, latest first."""
    found = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    wanted = {
        AuditEntry.verb: filters["verb"],
        AuditEntry.actor_name: _as_kept(filters["who"]),
        AuditEntry.username: _as_kept(filters["whom"]),
        AuditEntry.ticket_id: filters["ticket"] and min(filters["ticket"], LARGEST_ID),
    }
    found = found.where(*(column == value for column, value in wanted.items() if value))
    start, end = period(filters)
    found = found.where(AuditEntry.at >= start) if start else found
    return found.where(AuditEntry.at < end) if end else found


def _as_kept(name: str) -> str:
    """Return the name as its user writes it, if there is such a user: entries keep it as it was then."""
    if not name:
        return name
    return db.session.scalar(select(User.username).where(User.username_key == username_key(name))) or name
