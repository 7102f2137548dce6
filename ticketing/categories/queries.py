"""Which categories there are."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from ticketing.categories.models import Category
from ticketing.database.transaction import execute
from ticketing.errors import Invalid

CATEGORIES = Category.__table__
IN_ORDER = (CATEGORIES.c.is_archived, CATEGORIES.c.position, CATEGORIES.c.id)
ALL = select(CATEGORIES).order_by(*IN_ORDER)
OFFERED = ALL.where(~CATEGORIES.c.is_archived)
NAMED = select(CATEGORIES).where(CATEGORIES.c.name.in_(bindparam("names", expanding=True)))


def offered() -> Sequence[Row[Any]]:
    """Return the categories that a ticket may be given, in their order."""
    return execute(OFFERED).all()


def everything() -> Sequence[Row[Any]]:
    """Return every category, those that are archived last."""
    return execute(ALL).all()


def offered_under(name: str, field: str = "category") -> Row[Any]:
    """Return the category of that name; raises `Invalid`, naming `field`, when a ticket can't be given it."""
    found = execute(NAMED, {"names": [name]}).first()
    if found is None or found.is_archived:
        raise Invalid.field(field, f"Must be one of: {', '.join(each.name for each in offered())}.")
    return found


def ids_of(names: Collection[str]) -> Sequence[int]:
    """Return the ids of the categories of these names, archived ones too; raises `Invalid` for what is none, and too many."""
    if not names:
        return []
    ids = {row.name: row.id for row in everything()}
    if missing := [name for name in names if name not in ids]:
        raise Invalid.field("category", f"There is no category {missing[0]}.")
    if len(names) > len(ids):
        raise Invalid.field("category", f"Must be given {len(ids)} times at most.")
    return [ids[name] for name in names]
