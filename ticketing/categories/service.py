"""What can be done with categories. Verbs change rows and never commit."""

from typing import TypedDict

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.queries import find_administrator
from ticketing.categories.models import Category, Priority
from ticketing.errors import Invalid, NotFound
from ticketing.extensions import db


class CategoryText(TypedDict):
    """What administrators say of a category: `assignee` is the name or id of an administrator, or empty."""

    name: str
    description: str
    assignee: str
    priority: Priority | None


def get_category(category_id: int) -> Category:
    """Return the category, locked for changing it; raises `NotFound`."""
    category = db.session.get(Category, category_id, with_for_update=True, populate_existing=True)
    if category is None:
        raise NotFound("There is no such category.")
    return category


def add_category(text: CategoryText) -> Category:
    """Add a category behind the others; raises `Invalid` for a name that is taken, and for a wrong assignee."""
    last = db.session.scalar(select(func.max(Category.position)))
    category = Category(position=0 if last is None else last + 1, is_archived=False)
    _write(category, text)
    audit.record(Verb.CATEGORY_CHANGED, {"category": text["name"], "added": True})
    return category


def edit_category(category: Category, text: CategoryText) -> None:
    """Change what is said of a category, on the tickets that it has too; raises as `add_category` does."""
    before = category.name
    _write(category, text)
    audit.record(Verb.CATEGORY_CHANGED, {"category": [before, category.name]})


def _write(category: Category, text: CategoryText) -> None:
    assignee = find_administrator(text["assignee"]) if text["assignee"] else None
    if text["assignee"] and assignee is None:
        raise Invalid.field("assignee", "Must be an active administrator.")
    taken = select(Category.id).where(Category.name == text["name"], Category.id != (category.id or 0))
    if db.session.scalar(taken):
        raise _name_is_taken(text["name"])
    category.name, category.description, category.priority = text["name"], text["description"], text["priority"]
    category.assignee_id = assignee and assignee.id
    db.session.add(category)
    try:
        db.session.flush()
    except IntegrityError:
        # Somebody else took it since it was looked for.
        raise _name_is_taken(text["name"]) from None


def _name_is_taken(name: str) -> Invalid:
    return Invalid.field("name", f"There is a category {name} already.")


def archive_category(category: Category, *, is_archived: bool) -> None:
    """Offer a category no more, or again; raises `Invalid` for the last one that is offered."""
    if category.is_archived == is_archived:
        return
    others = select(Category.id).where(~Category.is_archived, Category.id != category.id).with_for_update()
    if is_archived and not db.session.scalars(others).all():
        raise Invalid("This is the last category: tickets need one.")
    category.is_archived = is_archived
    audit.record(Verb.CATEGORY_CHANGED, {"category": category.name, "archived": is_archived})


def move_category(category: Category, *, up: bool) -> None:
    """Exchange a category's place with the one above or below."""
    offered = select(Category).where(Category.is_archived == category.is_archived)
    categories = list(db.session.scalars(offered.order_by(Category.position, Category.id).with_for_update()))
    at = categories.index(category)
    other = at - 1 if up else at + 1
    if 0 <= other < len(categories):
        categories[at], categories[other] = categories[other], categories[at]
        for position, each in enumerate(categories):
            each.position = position
        audit.record(Verb.CATEGORY_CHANGED, {"category": category.name, "moved": "up" if up else "down"})


def forget_assignee(user_id: int) -> None:
    """Let no category's new tickets be for that user any more."""
    db.session.execute(update(Category).where(Category.assignee_id == user_id).values(assignee_id=None))
