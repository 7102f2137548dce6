"""What can be done with categories. Verbs change rows and never commit."""

from collections.abc import Collection, Sequence
from typing import Any, TypedDict

from sqlalchemy import Row, insert, update

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.names import username_key
from ticketing.auth.queries import find_administrator
from ticketing.categories.models import Priority
from ticketing.categories.queries import CATEGORIES, lock_everything
from ticketing.database.transaction import execute
from ticketing.errors import Invalid, NotFound

C = CATEGORIES.c


class CategoryText(TypedDict):
    """What administrators say of a category: `assignee` is the name or id of an administrator, or empty."""

    name: str
    description: str
    assignee: str
    priority: Priority | None


def add_category(text: CategoryText) -> None:
    """Add a category behind the others; raises `Invalid` for a name that looks like another's, and for a wrong assignee."""
    shown, columns = _read(text)
    categories = lock_everything()
    _check_name(shown["name"], categories)
    position = max((each.position for each in categories), default=0) + 1
    execute(insert(CATEGORIES).values(**columns, position=position, is_archived=False))
    _record(shown["name"], change="added")


def edit_category(category_id: int, text: CategoryText) -> None:
    """Change what is said of a category, on the tickets that it has too; raises as `add_category` does, and `NotFound`."""
    shown, columns = _read(text)
    categories = lock_everything()
    category = _find(categories, category_id)
    _check_name(shown["name"], [each for each in categories if each is not category])
    changes = {name: [getattr(category, name), value] for name, value in shown.items() if getattr(category, name) != value}
    if not changes:
        return
    _update(category, **columns)
    name = changes.pop("name", category.name)
    _record(name, **changes | ({"description": "changed"} if "description" in changes else {}))


def archive_category(category_id: int, *, is_archived: bool) -> str:
    """Offer a category no more, or again, and return its name; raises `Invalid` for the last one, and `NotFound`."""
    categories = lock_everything()
    category = _find(categories, category_id)
    if category.is_archived == is_archived:
        return str(category.name)
    if is_archived and all(each.is_archived for each in categories if each is not category):
        raise Invalid("This is the last category: tickets need one.")
    _update(category, is_archived=is_archived)
    _record(category.name, change="archived" if is_archived else "offered again")
    return str(category.name)


def move_categories(ids: Collection[int], *, up: bool) -> list[str]:
    """Let categories change places with those above or below, and return the names of the ones that did; raises `NotFound`."""
    categories = lock_everything()
    chosen = [_find(categories, each) for each in ids]
    order = _moved(categories, chosen) if up else _moved(categories[::-1], chosen)[::-1]
    for position, category in enumerate(order):
        if category.position != position:
            _update(category, position=position)
    names = [each.name for each in chosen if categories.index(each) != order.index(each)]
    for name in names:
        _record(name, change="moved up" if up else "moved down")
    return names


def forget_assignee(user_id: int) -> None:
    """Let no category's new tickets be for that user any more."""
    execute(update(CATEGORIES).where(C.assignee_id == user_id).values(assignee_id=None))


def _read(text: CategoryText) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is shown of a category then, and its columns.

    Before any category is locked: an administrator who is demoted is locked first, and then the categories that were theirs.
    """
    assignee = find_administrator(text["assignee"]) if text["assignee"] else None
    if text["assignee"] and assignee is None:
        raise Invalid.field("assignee", "Must be an active administrator.")
    said = {"name": " ".join(text["name"].split()), "description": text["description"], "priority": text["priority"]}
    return {**said, "assignee": assignee and assignee.username}, {**said, "assignee_id": assignee and assignee.id}


def _check_name(name: str, others: Sequence[Row[Any]]) -> None:
    if taken := [each.name for each in others if username_key(each.name) == username_key(name)]:
        raise Invalid.field("name", f"There is a category {taken[0]} already.")


def _find(categories: Sequence[Row[Any]], category_id: int) -> Row[Any]:
    found = next((each for each in categories if each.id == category_id), None)
    if found is None:
        raise NotFound("There is no such category.")
    return found


def _moved(categories: Sequence[Row[Any]], chosen: Collection[Row[Any]]) -> list[Row[Any]]:
    """Return the categories with each chosen one a place further in front; several that are first stay as they are."""
    order = list(categories)
    for at in range(1, len(order)):
        before, each = order[at - 1 : at + 1]
        if each in chosen and before not in chosen and before.is_archived == each.is_archived:
            order[at - 1 : at + 1] = each, before
    return order


def _update(category: Row[Any], **columns: Any) -> None:
    execute(update(CATEGORIES).where(C.id == category.id).values(columns))


def _record(name: str | list[str], **details: Any) -> None:
    audit.record(Verb.CATEGORY_CHANGED, {"category": name, **details})
