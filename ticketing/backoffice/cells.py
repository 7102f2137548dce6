"""What stands in the cells of the lists."""

import json
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from ticketing.audit import AuditEntry, Via
from ticketing.auth.models import User
from ticketing.tickets.filters import CAP

STATUS_CLASSES = {"New": "is-new", "Under Review": "is-review", "Resolved": "is-resolved"}


def time_tag(moment: datetime | None) -> Markup:
    """Return a moment for people, to the minute, in UTC."""
    if moment is None:
        return Markup("–")
    utc = moment.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%Y-%m-%d %H:%M}")


def status_badge(status: str) -> Markup:
    """Return a status with its colour."""
    return Markup('<span class="status {}">{}</span>').format(STATUS_CLASSES.get(status, ""), status)


def link(address: str, text: object, css: str = "") -> Markup:
    """Return a link."""
    return Markup('<a class="{}" href="{}">{}</a>').format(css, address, text)


def ticket_title(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's title, which leads to it, its number and how many files it has."""
    title = link(url_for("ticket.details_view", id=row.id, url=context["return_url"]), row.title, "row-link")
    files = len(context["files"].get(row.id, ()))
    note = Markup(' <span class="number">{}</span>').format(f"{files} file{'' if files == 1 else 's'}") if files else ""
    return Markup('{} <span class="number">#{}</span>{}').format(title, row.id, note)


def status(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's status."""
    return status_badge(row.status)


def requester(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's requester, who leads to all their tickets."""
    return link(url_for("ticket.index_view", requester=row.username), row.username)


def moment(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a moment."""
    return time_tag(getattr(row, name))


def username(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return a user's name, which leads to their form."""
    return link(url_for("user.edit_view", id=row.id, url=context["return_url"]), row.username, "row-link")


def state(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return whether a user may sign in."""
    return Markup("Active") if row.is_active else Markup('<span class="status is-review">Deactivated</span>')


def tickets_of(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return how many tickets a user has, which leads to them."""
    count = context["ticket_counts"].get(row.id, 0)
    return link(url_for("ticket.index_view", requester=row.username), capped(count)) if count else Markup("0")


def capped(count: int) -> str:
    """Return a count that was stopped at the cap as people read it: `1,000+`."""
    return f"{CAP:,}+" if count > CAP else f"{count:,}"


def actor(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return who did something."""
    if row.actor_name is None:
        return escape("operator" if row.via == Via.COMMAND_LINE else "not signed in")
    return link(url_for("audit.index_view", who=row.actor_name), row.actor_name)


def concerned(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return which ticket and which user something was done to."""
    found = []
    if row.ticket_id:
        found.append(link(url_for("audit.index_view", ticket=row.ticket_id), f"Ticket {row.ticket_id}"))
    if row.username:
        found.append(link(url_for("audit.index_view", whom=row.username), row.username))
    return Markup(", ").join(found)


def details(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return what else is known of it: `status: New → Resolved`."""
    facts = json.loads(row.details) if row.details else {}
    return Markup("<br>").join(Markup("{}: {}").format(name, _value(value)) for name, value in facts.items())


def _value(value: Any) -> Markup:
    if isinstance(value, list):
        return Markup(" → ").join(escape("nothing" if each is None else each) for each in value)
    return escape(value)
