"""What the lists and forms have in common: flask-admin's views, with our verbs, our pages and our errors behind them."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.form import BaseForm
from flask_admin.helpers import get_redirect_target
from flask_admin.model import BaseModelView
from marshmallow import Schema, ValidationError
from marshmallow.fields import Field

from ticketing.backoffice import sign_in_form
from ticketing.backoffice.preferences import say, translated
from ticketing.errors import Invalid, Problem

MISSING, FILL_IN = Field.default_error_messages["required"], "Please fill this in."


class View(BaseModelView):
    """A list with its forms.

    Everything it changes goes through verbs, which raise a `Problem` for what may not be; flask-admin's own ways to the
    database are not used. Its pages answer 404 for what is not there, where flask-admin's would lead back to the list.
    """

    can_create = can_edit = can_delete = can_view_details = can_export = False
    column_display_actions = False
    can_set_page_size = True
    page_size_options = (20, 50, 100)
    list_template = "backoffice/list.html"
    create_template = "backoffice/form.html"
    edit_template = "backoffice/form.html"
    delete_template = "backoffice/delete.html"
    action_order: tuple[str, ...] = ()
    filter_template = ""
    filter_schema: Schema
    """What the list can be narrowed by."""
    noun = ""
    """What a row is called in a sentence."""
    form_schemas: dict[str, Schema] = {}  # noqa: RUF012
    """The shapes that the forms' fields are checked by, under the name of the form's view."""

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # flask-admin's own calls a view again, in another way, when a TypeError comes out of it.
        return fn(self, *args, **kwargs)

    def scaffold_list_columns(self) -> list[str]:
        """Return no columns besides those listed."""
        return []

    def scaffold_sortable_columns(self) -> dict[str, str]:
        """Return no columns besides those listed: a sort that no index serves would read every row."""
        return {}

    def scaffold_form(self) -> Any:
        """Return a form without fields: the views that have some say which."""
        return BaseForm

    def get_pk_value(self, model: Any) -> Any:
        """Return a row's id."""
        return model.id

    def get_actions_list(self) -> tuple[list[tuple[str, str]], dict[str, str]]:
        """Return the actions in our order, not the alphabet's, and what to ask before some of them."""
        actions, questions = super().get_actions_list()
        return sorted(actions, key=lambda action: self.action_order.index(action[0])), questions

    def get_list_row_actions(self) -> list[Any]:
        """Return no icons in the rows: each row's name leads to its page."""
        return []

    def asked_filters(self) -> dict[str, str]:
        """Return what the address says of the filters; nothing else in it, of whatever name, may get into other addresses."""
        names = [field.data_key or name for name, field in self.filter_schema.fields.items()]
        return {name: request.args[name] for name in names if request.args.get(name)}

    def is_narrowed(self) -> bool:
        """Tell whether the list shows less than all."""
        return any(value.strip() for value in self.asked_filters().values())

    def _get_list_extra_args(self) -> Any:
        asked = super()._get_list_extra_args()
        asked.extra_args = self.asked_filters()
        return asked

    def render(self, template: str, **kwargs: Any) -> str:
        """Render a page."""
        return super().render(template, view=self, **kwargs)  # type: ignore[no-any-return]

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """Show the form for a new row, or add one."""
        if not self.can_create:
            abort(404)
        return self.answer_form("create", self.create_form(), self.create_model, heading=say(f"New {self.noun}"))

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        """Show the form of a row, or change it."""
        if not self.can_edit:
            abort(404)
        row = self.find_row()
        form = self.edit_form(obj=row)
        return self.answer_form("edit", form, lambda form: self.update_model(form, row), model=row, heading=self.name_row(row))

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """Show a row."""
        if not self.can_view_details:
            abort(404)
        row = self.find_row()
        return self.render(self.details_template, model=row, return_url=self.return_url())

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """Answer that there is none, but in views that have one."""
        abort(404)

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> ResponseReturnValue:
        """Ask whether to delete a row, or delete it."""
        if not self.can_delete:
            abort(404)
        row = self.find_row()
        name = self.name_row(row)
        # Not `== "GET"`: a HEAD, which comes without a form's token, is to be answered alike.
        if not is_sent():
            return self.render(self.delete_template, model=row, name=name, return_url=self.return_url())
        try:
            self.delete_model(row)
        except Problem as error:
            flash(translated(error.detail), "error")
        else:
            flash(say("{name} is deleted.", name=name), "success")
        return redirect(self.return_url(), 303)

    def answer_form(
        self, kind: str, form: BaseForm, verb: Callable[[Any], Any], *, template: str | None = None, **context: Any
    ) -> ResponseReturnValue:
        """Show a form, or do with it what `verb` does: that returns what to say then, or a page to show."""
        if is_sent():
            try:
                done = verb(self._clean(kind, form))
                if isinstance(done, Response):
                    return done
                flash(str(done), "success")
                return redirect(self.return_url(), 303)
            except Problem as error:
                _show(error, form)
        elif sign_in_form.is_carried():
            flash(say("You are signed in again. What you typed is still here, and not saved yet."), "success")
        template = template or getattr(self, f"{kind}_template")
        return self.render(template, form=form, return_url=self.return_url(), **context), 400 if is_sent() else 200

    def _clean(self, kind: str, form: BaseForm) -> Any:
        sent = {name: value for name, value in form.data.items() if value not in (None, "")}
        try:
            return self.form_schemas[kind].load(sent)
        except ValidationError as error:
            raise Invalid("Please check the fields marked below.", errors=_for_readers(error.normalized_messages())) from None

    def find_row(self) -> Any:
        """Return the row that the request names; answers 404 when there is none."""
        row = self.get_one(request.values.get("id", ""))
        if row is None:
            abort(404, f"There is no such {self.noun}.")
        return row

    def name_row(self, row: Any) -> str:
        """Return what a row is called."""
        raise NotImplementedError

    def return_url(self) -> str:
        """Return the page to go to afterwards."""
        return str(get_redirect_target() or self.get_url(".index_view"))


def is_sent() -> bool:
    """Tell whether a form was sent to be acted on."""
    return request.method == "POST" and not sign_in_form.is_carried()


def _for_readers(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Say of what is left empty what to do, which the API's words for programs don't."""
    return {name: [translated(FILL_IN if said == MISSING else said) for said in messages] for name, messages in errors.items()}


def _show(error: Problem, form: BaseForm) -> None:
    flash(translated(error.detail), "error")
    for name, messages in (error.errors or {}).items():
        if name in form:
            form[name].errors = [translated(each) for each in messages]
