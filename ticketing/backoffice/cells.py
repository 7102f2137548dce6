"""What stands in the cells of the lists."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import current_app, url_for
from markupsafe import Markup, escape

from ticketing.audit import AuditEntry, Via
from ticketing.auth.models import User
from ticketing.backoffice.preferences import direction, say
from ticketing.tickets.filters import CAP

# What of an entry's details is in our own words.
OUR_WORDS = frozenset({"status", "role", "priority", "description", "change", "why"})
# A status has a colour, an icon and a word, as on the pages.
STATUS_CLASSES = {"New": "is-new", "Under Review": "is-review", "Resolved": "is-resolved"}
STATUS_ICONS = {
    "New": Markup('<circle cx="10" cy="10" r="6.5"/>'),
    "Under Review": Markup(
        '<circle cx="10" cy="10" r="6.5"/><path d="M10 6a4 4 0 0 1 0 8Z" fill="currentColor" stroke="none"/>'
    ),
    "Resolved": Markup(
        '<circle cx="10" cy="10" r="7.3" fill="currentColor"/><path class="icon-cut" d="m6.8 10.3 2.3 2.3 4.2-4.8"/>'
    ),
}


def time_tag(moment: datetime | None) -> Markup:
    """Return a moment for people, to the minute, in UTC."""
    if moment is None:
        return Markup("–")
    utc = moment.astimezone(UTC)
    return Markup('<time datetime="{}" dir="ltr">{}</time>').format(f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%Y-%m-%d %H:%M}")


def status_badge(status: str) -> Markup:
    """Return a status with its colour and icon."""
    icon = Markup('<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>').format(STATUS_ICONS.get(status, ""))
    return Markup('<span class="status {}">{}{}</span>').format(STATUS_CLASSES.get(status, ""), icon, say(status))


def number_tag(number: int) -> Markup:
    """Return a ticket's number, whatever the direction of the text around it."""
    return Markup('<span class="number" dir="ltr">#{}</span>').format(number)


def link(address: str, text: object, css: str = "") -> Markup:
    """Return a link whose text has a direction of its own."""
    return Markup('<a class="{}" href="{}"><bdi>{}</bdi></a>').format(css, address, text)


def ticket_title(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's title, which leads to it, its number and how many files it has."""
    title = link(url_for("ticket.details_view", id=row.id, url=context["return_url"]), row.title, "row-link")
    files = len(context["files"].get(row.id, ()))
    note = Markup(' · <bdi class="note">{}</bdi>').format(say("1 file") if files == 1 else say("{count} files", count=files))
    return Markup("{} {}{}").format(title, number_tag(row.id), note if files else "")


def status(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's status."""
    return status_badge(row.status)


def category(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a category's name, which leads to its form."""
    return link(url_for("category.edit_view", id=row.id, url=context["return_url"]), row.name, "row-link")


def archived(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return whether new tickets may get a category."""
    badge = Markup('<span class="status is-review">{}</span>') if row.is_archived else Markup("{}")
    return badge.format(say("Archived" if row.is_archived else "Offered"))


def requester(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a ticket's requester."""
    return _text(row.username)


def moment(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return a moment."""
    return time_tag(getattr(row, name))


def username(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return a user's name, which leads to their form."""
    return link(url_for("user.edit_view", id=row.id, url=context["return_url"]), row.username, "row-link")


def state(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return whether a user may sign in."""
    badge = Markup("{}") if row.is_active else Markup('<span class="status is-review">{}</span>')
    return badge.format(say("Active" if row.is_active else "Deactivated"))


def tickets_of(view: Any, context: Any, row: User, name: str) -> Markup:
    """Return how many tickets a user has, which leads to them in the pages."""
    count, pages = context["ticket_counts"].get(row.id, 0), current_app.config["FRONTEND_URL"]
    address = f"{pages}/tickets.html?{urlencode({'requester': row.username})}"
    return link(address, capped(count)) if count and pages else escape(capped(count))


def capped(count: int) -> str:
    """Return a count that was stopped at the cap as people read it: `1,000+`."""
    return f"{CAP:,}+" if count > CAP else f"{count:,}"


def actor(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return who did something."""
    if row.actor_name is None:
        return escape(say("operator" if row.via == Via.COMMAND_LINE else "not signed in"))
    return link(url_for("audit.index_view", who=row.actor_name), row.actor_name)


def concerned(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return which ticket and which user something was done to."""
    found = []
    if row.ticket_id:
        found.append(link(url_for("audit.index_view", ticket=row.ticket_id), say("Ticket {id}", id=row.ticket_id)))
    if row.username:
        found.append(link(url_for("audit.index_view", whom=row.username), row.username))
    return Markup(", ").join(found)


def details(view: Any, context: Any, row: AuditEntry, name: str) -> Markup:
    """Return what else is known of it: `status: New → Resolved`."""
    facts = json.loads(row.details) if row.details else {}
    return Markup("<br>").join(Markup("{}: {}").format(say(name), _value(name, value)) for name, value in facts.items())


def changes(listed: Sequence[Mapping[str, Any]]) -> Markup:
    """Return what an entry of a timeline changed, as `details` does."""
    pairs = ((each["field"], [each["from"], each["to"]]) for each in listed)
    # Of a text the timeline has neither.
    shown = ((name, pair if any(pair) else "changed") for name, pair in pairs)
    return Markup("<br>").join(Markup("{}: {}").format(say(name), _value(name, value)) for name, value in shown)


def _value(name: str, value: Any) -> Markup:
    values = value if isinstance(value, list) else [value]
    shown = [say("nothing") if each is None else say(each) if name in OUR_WORDS else each for each in values]
    arrow = Markup(" → ") if direction() == "ltr" else Markup(" ← ")
    return arrow.join(_text(each) for each in shown)


def _text(value: Any) -> Markup:
    return Markup("<bdi>{}</bdi>").format(value)


def word(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return one of our own words, such as a role, if there is one."""
    value = getattr(row, name)
    return escape(say(value) if value else "")


def text(view: Any, context: Any, row: Any, name: str) -> Markup:
    """Return what people wrote."""
    value = getattr(row, name)
    # An empty cell is no cell on a phone.
    return _text(value) if value else Markup()
