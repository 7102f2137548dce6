"""Tickets in the back office."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.form import BaseForm
from sqlalchemy import Row

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.queries import find_people
from ticketing.backoffice import cells
from ticketing.backoffice.access import administrator
from ticketing.backoffice.arguments import ExportArguments, TicketFilters, period, read
from ticketing.backoffice.bulk import chosen, for_each, row_id
from ticketing.backoffice.export import lines
from ticketing.backoffice.forms import CorrectedTicket, TicketForm
from ticketing.backoffice.preferences import say, translated
from ticketing.backoffice.view import View, is_sent
from ticketing.clock import utcnow
from ticketing.conversation import queries as conversation
from ticketing.conversation.service import remove
from ticketing.database.transaction import transaction
from ticketing.errors import Invalid, NotFound
from ticketing.filetypes import PICTURE_TYPES, saved_name
from ticketing.tickets import queries, serialize, service, statuses
from ticketing.tickets.filters import CAP
from ticketing.tickets.models import Category, EntryKind, Status, Ticket
from ticketing.web.pagination import Page
from ticketing.web.row_ids import LARGEST_ID

# A part of a name means no more people than this.
MOST_REQUESTERS = 100
# What the page of a ticket shows its timeline and files with.
SHOWN = {
    "changes": cells.changes,
    "files_of": queries.files_of,
    "file_url": serialize.file_url,
    "saved_name": saved_name,
    "picture_types": PICTURE_TYPES,
}


class TicketView(View):
    """The list of tickets, and what can be done with them."""

    can_view_details = can_edit = can_delete = can_export = True
    noun = "ticket"
    column_list = ("title", "status", "category", "created_by", "created_at")
    column_labels = {"created_by": "Requester", "created_at": "Opened (UTC)"}  # noqa: RUF012
    column_sortable_list = ("created_at",)
    column_formatters = {  # noqa: RUF012
        "title": cells.ticket_title,
        "status": cells.status,
        "category": cells.word,
        "created_by": cells.requester,
        "created_at": cells.moment,
    }
    action_order = ("mark_new", "mark_under_review", "mark_resolved")
    filter_template = "backoffice/ticket_filters.html"
    filter_schema = TicketFilters()
    details_template = "backoffice/ticket.html"
    form_schemas = {"edit": CorrectedTicket()}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(Ticket, name="Tickets")

    def get_edit_form(self) -> type[BaseForm]:
        """Return the form for correcting a ticket."""
        return TicketForm

    def init_search(self) -> bool:
        """Say that the list can be searched."""
        return True

    def get_list(
        self, page: int | None, sort_field: Any, sort_desc: Any, search: Any, filters: Any, page_size: int | None = None
    ) -> tuple[int, Sequence[Row[Any]]]:
        """Return how many tickets the filters let through, and a page of them."""
        number = min(max(page or 0, 0), LARGEST_ID) + 1
        ordering = "createdAt" if sort_field == "created_at" and not sort_desc else "-createdAt"
        found = find_page_or_nothing(filters_from(request.args), ordering, Page(number, page_size or self.page_size))
        files = queries.files_of(*found.tickets)
        self._template_args.update(is_capped=found.is_capped, has_more=found.has_more, files=files)
        return found.count, found.tickets

    def get_one(self, id: Any) -> Row[Any] | None:
        """Return the ticket, or None."""
        return queries.find(administrator(), row_id(id))

    def name_row(self, row: Any) -> str:
        """Return what a ticket is called."""
        return say("Ticket {id}", id=row.id)

    def update_model(self, form: Any, model: Row[Any]) -> Any:
        """Correct a ticket."""
        text: service.TicketText = {name: form[name] for name in ("title", "description", "category")}  # type: ignore[assignment]
        with transaction():
            service.correct_ticket(model.id, text, administrator(), [form["version"]])
        return say("Ticket {id} is corrected.", id=model.id)

    def delete_model(self, model: Row[Any]) -> Any:
        """Delete a ticket, and then its files."""
        with transaction():
            files = service.delete_ticket(model.id, administrator())
        service.discard_files(files)
        return True

    @expose("/remove/", methods=("GET", "POST"))
    def remove_view(self) -> ResponseReturnValue:
        """Ask whether to remove a reply or a note, or remove it."""
        ticket = self.find_row()
        entry = conversation.find(administrator(), ticket.id, row_id(request.values.get("entry", "")))
        if entry is None or entry.kind == EntryKind.CHANGE:
            abort(404, "There is no such entry.")
        if not is_sent():
            return self.render("backoffice/remove.html", model=ticket, entry=entry, return_url=self.return_url())
        with transaction():
            files = remove(ticket.id, entry.id, administrator())
        service.discard_files(files)
        flash(say("It is removed."), "success")
        return redirect(self.return_url(), 303)

    @action("mark_new", "New")
    def mark_new(self, ids: list[str]) -> str | None:
        """Set the status of the tickets chosen."""
        return self._change_status(ids, Status.NEW)

    @action("mark_under_review", "Under Review")
    def mark_under_review(self, ids: list[str]) -> str | None:
        """Set the status of the tickets chosen."""
        return self._change_status(ids, Status.UNDER_REVIEW)

    @action("mark_resolved", "Resolved")
    def mark_resolved(self, ids: list[str]) -> str | None:
        """Set the status of the tickets chosen."""
        return self._change_status(ids, Status.RESOLVED)

    def _change_status(self, ids: list[str], status: Status) -> str | None:
        """Set the status, with a way back; return the page that asks first, if some would be opened again unasked."""
        numbers, changes = chosen(ids), []
        if status != Status.RESOLVED and "sure" not in request.form:
            resolved = [row.id for row in queries.find_all(administrator(), numbers) if row.status == Status.RESOLVED]
            if resolved:
                return self._ask_to_reopen(numbers, resolved, status)

        def change(ticket_id: int) -> str:
            [done] = statuses.change_statuses([{"id": ticket_id, "status": status}], administrator())
            if done.outcome == statuses.Outcome.CHANGED:
                changes.append(f"{ticket_id}:{done.ticket.version}:{done.previous_status}")
            return self.name_row(done.ticket)

        for_each(numbers, self.noun, change, f"now {status}")
        if changes:
            flash(",".join(changes), "undo")
        return None

    def _ask_to_reopen(self, numbers: list[int], resolved: list[int], status: Status) -> str:
        others = [number for number in numbers if number not in resolved]
        context = {"status": status, "action": request.form["action"], "return_url": self.return_url()}
        return self.render("backoffice/reopen.html", numbers=numbers, resolved=resolved, others=others, **context)

    @expose("/undo/", methods=("POST",))
    def undo(self) -> ResponseReturnValue:
        """Give tickets back the status that they had, where nothing has changed since."""
        changes = {change["id"]: change for change in map(_undone, request.form.get("changes", "").split(","))}

        def change(ticket_id: int) -> str:
            status, seen = changes[ticket_id]["status"], changes[ticket_id]["seen_versions"]
            return self.name_row(statuses.change_status(ticket_id, status, administrator(), seen, undo=True))

        for_each(chosen(map(str, changes)), self.noun, change, "as before again")
        return redirect(self.return_url(), 303)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """Answer the tickets that the filters let through as a file of comma-separated values, while they are read."""
        if export_type != "csv":
            abort(404)
        filters, separator = filters_from(request.args), read(ExportArguments(), request.args)["separator"]
        # Whoever asks by HEAD gets no ticket.
        if request.method == "GET":
            with transaction():
                audit.record(Verb.TICKETS_EXPORTED, self.asked_filters())
        name = f"tickets-{utcnow():%Y-%m-%d-%H%M%S}.csv"
        return Response(
            stream_with_context(lines(administrator(), filters, separator)),
            headers={"Content-Disposition": f"attachment; filename={name}"},
            content_type="text/csv; charset=utf-8",
        )

    def render(self, template: str, **kwargs: Any) -> str:
        """Render a page."""
        return super().render(template, statuses=Status, categories=Category, timeline_of=_timeline, **SHOWN, **kwargs)


def _undone(change: str) -> statuses.Change:
    """Return the change that takes back `id:version:previous status`; raises `Invalid`."""
    number, version, status = [*change.split(":"), "", ""][:3]
    if status not in list(Status):
        raise Invalid("changes: " + translated(f"Must be one of: {', '.join(Status)}."))
    return {"id": row_id(number), "status": Status(status), "seen_versions": [row_id(version)]}


def _timeline(ticket_id: int) -> tuple[Sequence[Row[Any]], Mapping[int, Sequence[Row[Any]]]]:
    """Return the entries of a ticket, and the files of each by its id."""
    entries = conversation.find_all(administrator(), ticket_id)
    return entries, conversation.files_of(entries)


def find_page_or_nothing(filters: queries.Filters, ordering: str, page: Page) -> queries.Found:
    """Return the page; an empty one past the end, which the list says is empty."""
    try:
        return queries.find_page(administrator(), filters, ordering, page)
    except NotFound:
        number = queries.count(administrator(), filters)
        return queries.Found((), min(number, CAP), number > CAP, has_more=False)


def _requester(wanted: str) -> dict[str, Any]:
    """Return the filter for the requester of that name or id, or those whose names have it; raises `Invalid` for too many."""
    exact = queries.requester_id(wanted)
    if exact != queries.NOBODY:
        return {"requester": exact}
    people = [user.id for user in find_people(wanted, MOST_REQUESTERS + 1)]
    if len(people) > MOST_REQUESTERS:
        raise Invalid(f"requester: More than {MOST_REQUESTERS} people have this in their name or address.")
    return {"requesters": people} if people else {"requester": exact}


def filters_from(arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters that a list's address names; raises `Invalid`."""
    asked = read(TicketFilters(), arguments)
    start, end = period(asked)
    return {
        "category": [asked["category"]] if asked["category"] else [],
        "status": [asked["status"]] if asked["status"] else [],
        "search": asked["search"],
        **_requester(asked["requester"]),
        f"{asked['dated']}_from": start,
        f"{asked['dated']}_to": end,
    }
