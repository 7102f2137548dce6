"""Tickets in the back office: found to be looked at, and to delete what should not be there. All else is in the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Row

from ticketing.backoffice import cells
from ticketing.backoffice.access import administrator
from ticketing.backoffice.arguments import TicketFilters, read
from ticketing.backoffice.bulk import row_id
from ticketing.backoffice.preferences import say
from ticketing.backoffice.view import View, is_sent
from ticketing.conversation import queries as conversation
from ticketing.conversation.service import remove
from ticketing.database.transaction import transaction
from ticketing.errors import NotFound
from ticketing.filetypes import PICTURE_TYPES, saved_name
from ticketing.tickets import queries, serialize, service
from ticketing.tickets.filters import CAP
from ticketing.tickets.models import EntryKind, Ticket
from ticketing.web.pagination import Page
from ticketing.web.row_ids import LARGEST_ID

# What the page of a ticket shows its timeline and files with.
SHOWN = {
    "changes": cells.changes,
    "files_of": queries.files_of,
    "file_url": serialize.file_url,
    "saved_name": saved_name,
    "picture_types": PICTURE_TYPES,
}


def _find_page(filters: queries.Filters, page: Page) -> queries.Found:
    """Return the page; an empty one past the end, which the list says is empty."""
    try:
        return queries.find_page(administrator(), filters, "-createdAt", page)
    except NotFound:
        number = queries.count(administrator(), filters)
        return queries.Found((), min(number, CAP), number > CAP, has_more=False)


class TicketView(View):
    """The list of tickets, and how to delete one or what was said there."""

    can_view_details = can_delete = True
    noun = "ticket"
    column_list = ("title", "status", "category", "created_by", "created_at")
    column_labels = {"created_by": "Requester", "created_at": "Opened (UTC)"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "title": cells.ticket_title,
        "status": cells.status,
        "category": cells.text,
        "created_by": cells.requester,
        "created_at": cells.moment,
    }
    filter_template = "backoffice/ticket_filters.html"
    filter_schema = TicketFilters()
    details_template = "backoffice/ticket.html"

    def __init__(self) -> None:
        super().__init__(Ticket, name="Tickets")

    def init_search(self) -> bool:
        """Say that the list can be searched."""
        return True

    def get_list(
        self, page: int | None, sort_field: Any, sort_desc: Any, search: Any, filters: Any, page_size: int | None = None
    ) -> tuple[int, Sequence[Row[Any]]]:
        """Return how many tickets have the words, and a page of them."""
        number = min(max(page or 0, 0), LARGEST_ID) + 1
        found = _find_page(read(self.filter_schema, request.args), Page(number, page_size or self.page_size))
        files = queries.files_of(*found.tickets)
        self._template_args.update(is_capped=found.is_capped, has_more=found.has_more, files=files)
        return found.count, found.tickets

    def get_one(self, id: Any) -> Row[Any] | None:
        """Return the ticket, or None."""
        return queries.find(administrator(), row_id(id))

    def name_row(self, row: Any) -> str:
        """Return what a ticket is called."""
        return say("Ticket {id}", id=row.id)

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

    def render(self, template: str, **kwargs: Any) -> str:
        """Render a page."""
        return super().render(template, timeline_of=_timeline, **SHOWN, **kwargs)


def _timeline(ticket_id: int) -> tuple[Sequence[Row[Any]], Mapping[int, Sequence[Row[Any]]]]:
    """Return the entries of a ticket, and the files of each by its id."""
    entries = conversation.find_all(administrator(), ticket_id)
    return entries, conversation.files_of(entries)
