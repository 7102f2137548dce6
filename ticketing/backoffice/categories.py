"""Categories in the back office."""

from functools import partial
from typing import Any

from flask_admin.actions import action
from flask_admin.form import BaseForm

from ticketing.backoffice import cells
from ticketing.backoffice.arguments import Unnarrowed
from ticketing.backoffice.bulk import chosen, for_each, row_id, say_done
from ticketing.backoffice.forms import CategoryForm
from ticketing.backoffice.preferences import say
from ticketing.backoffice.view import View
from ticketing.categories import queries, service
from ticketing.categories.models import Category
from ticketing.categories.schemas import CategoryText
from ticketing.database.transaction import transaction

NOUNS = "categories"


class CategoryView(View):
    """The list of categories, in the order in which they are offered, and what can be done with them."""

    can_create = can_edit = True
    noun = "category"
    column_list = ("name", "description", "assignee", "priority", "is_archived")
    column_labels = {"is_archived": "State"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "name": cells.category,
        "description": cells.text,
        "assignee": cells.text,
        "priority": cells.word,
        "is_archived": cells.archived,
    }
    action_order = ("up", "down", "archive", "offer")
    filter_schema = Unnarrowed()
    form_schemas = {"create": CategoryText(), "edit": CategoryText()}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(Category, name="Categories")

    def get_create_form(self) -> type[BaseForm]:
        """Return the form for a new category."""
        return CategoryForm

    get_edit_form = get_create_form

    def get_list(
        self, page: int | None, sort_field: Any, sort_desc: Any, search: Any, filters: Any, page_size: int | None = None
    ) -> tuple[int, Any]:
        """Return every category: there are few."""
        categories = queries.everything()
        self._template_args["has_more"] = False
        return len(categories), categories if not page else ()

    def get_one(self, id: Any) -> Any:
        """Return the category, or None."""
        return next((each for each in queries.everything() if each.id == row_id(id)), None)

    def name_row(self, row: Any) -> str:
        """Return what a category is called."""
        return str(row.name)

    def create_model(self, form: Any) -> Any:
        """Add a category."""
        with transaction():
            service.add_category(form)
        return say("{name} is saved.", name=form["name"])

    def update_model(self, form: Any, model: Any) -> Any:
        """Change what is said of a category."""
        with transaction():
            service.edit_category(model.id, form)
        return say("{name} is saved.", name=form["name"])

    @action("up", "Move up")
    def move_up(self, ids: list[str]) -> None:
        """Let those chosen be offered before the ones above them."""
        _move(ids, up=True)

    @action("down", "Move down")
    def move_down(self, ids: list[str]) -> None:
        """Let those chosen be offered after the ones below them."""
        _move(ids, up=False)

    @action("archive", "Archive", "Archive those chosen? They stay on their tickets, and no new ticket gets them.")
    def archive(self, ids: list[str]) -> None:
        """Offer those chosen no more."""
        for_each(chosen(ids), NOUNS, partial(service.archive_category, is_archived=True), "archived")

    @action("offer", "Offer again")
    def offer(self, ids: list[str]) -> None:
        """Offer those chosen again."""
        for_each(chosen(ids), NOUNS, partial(service.archive_category, is_archived=False), "offered again")


def _move(ids: list[str], *, up: bool) -> None:
    numbers = chosen(ids)
    with transaction():
        moved = service.move_categories(numbers, up=up)
    stays = [] if moved or not numbers else [say("They can't be moved any further.")]
    say_done(moved, stays, NOUNS, "moved up" if up else "moved down")
