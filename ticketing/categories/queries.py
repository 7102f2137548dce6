"""Which categories there are."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, select

from ticketing.auth.queries import USERS
from ticketing.categories.models import Category
from ticketing.database.transaction import execute
from ticketing.errors import Invalid

CATEGORIES = cast(Table, Category.__table__)
IN_ORDER = (CATEGORIES.c.is_archived, CATEGORIES.c.position, CATEGORIES.c.id)
ALL = (
    select(CATEGORIES, USERS.c.username.label("assignee"))
    .select_from(CATEGORIES.outerjoin(USERS, CATEGORIES.c.assignee_id == USERS.c.id))
    .order_by(*IN_ORDER)
)
OFFERED = select(CATEGORIES).where(~CATEGORIES.c.is_archived).order_by(*IN_ORDER)
NAMED = select(CATEGORIES).where(CATEGORIES.c.name.in_(bindparam("names", expanding=True)))
IDS = select(CATEGORIES.c.id, CATEGORIES.c.name)
# For changing them; new tickets, which only refer to them, don't wait.
LOCK = select(CATEGORIES.c.id).order_by(CATEGORIES.c.id).with_for_update(key_share=True)


def offered() -> Sequence[Row[Any]]:
    """Return the categories that a ticket may be given, in their order."""
    return execute(OFFERED).all()


def everything() -> Sequence[Row[Any]]:
    """Return every category, those that are archived last, with the name of the `assignee` of its new tickets."""
    return execute(ALL).all()


def lock_everything() -> Sequence[Row[Any]]:
    """Return the same; nobody else adds or changes a category until the transaction ends."""
    execute(LOCK)
    # Read after the wait: what somebody else has added meanwhile is there.
    return everything()


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
    ids = {row.name: row.id for row in execute(IDS)}
    if missing := [name for name in names if name not in ids]:
        raise Invalid.field("category", f"There is no category {missing[0]}.")
    if len(names) > len(ids):
        raise Invalid.field("category", f"Must be given {len(ids)} times at most.")
    return [ids[name] for name in names]
