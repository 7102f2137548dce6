"""Which tickets there are for whom. Everything that shows or counts one starts from `visible_to`.

A list that an index has in its order is walked until the page is full, and counted to 1,001 beside. Any other asks first which
tickets it holds, to 1,001. If there are fewer, those are sorted; otherwise the list is walked.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, bindparam, func, select

from ticketing.auth.queries import CurrentUser
from ticketing.database.transaction import execute
from ticketing.errors import NotFound
from ticketing.extensions import db
from ticketing.tickets import search
from ticketing.tickets.columns import COLUMNS, SHOWN, USERS, T, with_names
from ticketing.tickets.filters import CAP, Shape, condition_of, count_statement, few_statement, ids_statement, walk_statement
from ticketing.tickets.models import Attachment, Entry, EntryKind, Side, Status
from ticketing.web.pagination import Page
from ticketing.web.row_ids import LARGEST_ID

FILES = Attachment.__table__
Filters: TypeAlias = Mapping[str, Any]

# Nobody has this id: it stands for a requester who does not exist.
NOBODY = 0


@dataclass(frozen=True)
class Found:
    """A page of tickets, how many there are on all pages (at most `CAP`), whether there are more, and more after these."""

    tickets: Sequence[Row[Any]]
    count: int
    is_capped: bool
    has_more: bool


def visible_to(user: CurrentUser) -> Filters:
    """Return the filter that lets through the tickets `user` may see: an administrator all, anyone else their own."""
    return {} if user.is_admin else {"owner": user.id}


def find_page(user: CurrentUser, filters: Filters, ordering: str, page: Page) -> Found:
    """Return one page of the tickets visible to `user`; raises `NotFound` past the end."""
    shape, values = _shape_and_values(user, filters, ordering)
    if page.offset > LARGEST_ID:
        raise NotFound(f"There is no page {page.number}.")
    if shape.is_walked:
        rows = _walk(shape, values, page)
        number = rows[0].found if rows else 0
    else:
        # PostgreSQL's aggregate of nothing is no list.
        ids: Sequence[int] = execute(ids_statement(shape), values).scalar_one() or []
        number = len(ids)
        rows = _walk(shape, values, page) if number > CAP else _sort(shape, {**reader(user), "ids": ids}, page)
    if not rows and page.number > 1:
        raise NotFound(f"There is no page {page.number}.")
    return Found(rows[: page.size], min(number, CAP), number > CAP, len(rows) > page.size)


def _walk(shape: Shape, values: Filters, page: Page) -> Sequence[Row[Any]]:
    window = {"rows": page.size + 1, "offset": page.offset}
    return execute(walk_statement(shape), {**values, **window}).all()


def _sort(shape: Shape, values: Filters, page: Page) -> Sequence[Row[Any]]:
    ids, offset = values["ids"], page.offset
    if shape.order == ("id",):
        ids = sorted(ids, reverse=shape.is_descending)[offset : offset + page.size + 1]
        offset = 0
    window = {"ids": ids, "rows": page.size + 1, "offset": offset}
    return execute(few_statement(shape.order, shape.is_descending), {**values, **window}).all() if ids else []


def find_batch(user: CurrentUser, filters: Filters, size: int) -> Sequence[Row[Any]]:
    """Return the newest tickets that the filters let through; `before` asks for those with lower ids, at the same cost."""
    shape, values = _shape_and_values(user, filters, "-createdAt")
    return _walk(shape._replace(by_number=True), values, Page(1, size - 1))


def count(user: CurrentUser, filters: Filters) -> int:
    """Return how many tickets visible to `user` the filters let through: exactly, or `CAP` + 1 for any more."""
    shape, values = _shape_and_values(user, filters, "-createdAt")
    number: int = execute(count_statement(shape), values).scalar_one()
    return number


def count_each(user: CurrentUser, filters: Filters) -> dict[str, int]:
    """Return the count of each status, whatever status the filters say, each side waited for, and all that is `unread`."""
    narrowings: dict[str, Filters] = {
        **{status: {**filters, "status": [status]} for status in Status},
        **{side: {**filters, "waiting_for": [side]} for side in Side},
        "unread": {"unread": True},
    }
    return {str(name): count(user, narrowing) for name, narrowing in narrowings.items()}


def _shape_and_values(user: CurrentUser, filters: Filters, ordering: str) -> tuple[Shape, dict[str, Any]]:
    given = {name: value for name, value in {**filters, **visible_to(user)}.items() if not _is_unset(value)}
    sought = search.parse(given.pop("search", ""), given.pop("phrases", ()))
    several = frozenset(name for name, value in given.items() if isinstance(value, list) and len(value) > 1)
    on_sqlite = db.engine.dialect.name == "sqlite"
    shape = Shape(frozenset(given), several, sought.shape(with_notes=user.is_admin), ordering, on_sqlite)
    return shape, {**given, **reader(user), **sought.values(as_patterns=not on_sqlite and not shape.is_own)}


def _is_unset(value: Any) -> bool:
    # Not `NOBODY`, which is equal to False.
    return value is False or value in (None, [], "")


def reader(user: CurrentUser) -> Filters:
    """Return the parameters that say to whom tickets are shown."""
    return {"reader": user.id, "reads_notes": user.is_admin}


def find(user: CurrentUser, ticket_id: int, *, for_change: bool = False) -> Row[Any] | None:
    """Return the ticket when it exists and `user` may see it; for a change, as it is now and locked."""
    found = find_all(user, [ticket_id], for_change=for_change)
    return found[0] if found else None


def get(ticket_id: int, user: CurrentUser) -> Row[Any]:
    """Return a ticket that is there and that `user` may see."""
    return execute(_shown(frozenset()), {**reader(user), "ids": [ticket_id]}).one()


def find_all(user: CurrentUser, ticket_ids: Collection[int], *, for_change: bool = False) -> Sequence[Row[Any]]:
    """Return those of the tickets that `user` may see, by number; for a change, as they are now and locked.

    They are locked in that order, so that two who want the same tickets never wait for each other in a circle.
    """
    visible = visible_to(user)
    ids = [ticket_id for ticket_id in ticket_ids if ticket_id <= LARGEST_ID]
    return _read({**visible, **reader(user), "ids": ids}, frozenset(visible), for_change=for_change)


def lock(ticket_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Return the tickets as they are now and locked, whoever may see them, for what is done to them by itself."""
    nobody = {"reader": NOBODY, "reads_notes": False}
    return _read({**nobody, "ids": ticket_ids}, frozenset(), for_change=True)


def _read(values: Filters, visible: frozenset[str], *, for_change: bool) -> Sequence[Row[Any]]:
    # PostgreSQL would read the tickets as they are when it has the locks, and the names beside them as they were before it
    # waited: a ticket with another category by then would not be found.
    if for_change and db.engine.dialect.name != "sqlite":
        execute(_locked(visible), values)
    return execute(_shown(visible), values).all()


@lru_cache
def _locked(visible: frozenset[str]) -> Select[Any]:
    return _named(select(SHOWN.c.id), visible).with_for_update()


@lru_cache
def _shown(visible: frozenset[str]) -> Select[Any]:
    return _named(select(*COLUMNS).select_from(with_names(SHOWN)), visible)


def _named(found: Select[Any], visible: frozenset[str]) -> Select[Any]:
    conditions = (condition_of(name, SHOWN) for name in visible)
    return found.where(SHOWN.c.id.in_(bindparam("ids", expanding=True)), *conditions).order_by(SHOWN.c.id)


FILES_OF = (
    select(FILES)
    .where(FILES.c.ticket_id.in_(bindparam("ids", expanding=True)), FILES.c.entry_id.is_(None))
    .order_by(FILES.c.ticket_id, FILES.c.position)
)


def files_of(*tickets: Row[Any]) -> Mapping[int, Sequence[Row[Any]]]:
    """Return the files that each of the tickets was opened with, in the order sent, by the ticket's id."""
    files: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    if ids := [ticket.id for ticket in tickets if ticket.file_count]:
        for file in execute(FILES_OF, {"ids": ids}):
            files[file.ticket_id].append(file)
    return files


def all_files_of(ticket_id: int) -> Sequence[Row[Any]]:
    """Return the files of the ticket and of its timeline."""
    return execute(select(FILES).where(FILES.c.ticket_id == ticket_id)).all()


def said(ticket: Row[Any], kind: EntryKind) -> Sequence[str]:
    """Return the texts of the replies, or of the notes, on a ticket."""
    if not (ticket.reply_count if kind == EntryKind.REPLY else ticket.notes_version):
        return ()
    texts = select(Entry.body).where(Entry.ticket_id == ticket.id, Entry.kind == kind).order_by(Entry.id)
    return execute(texts).scalars().all()


def has_staff_reply(ticket_id: int) -> bool:
    """Tell whether an administrator has answered."""
    replies = select(Entry.id).where(Entry.ticket_id == ticket_id, Entry.kind == EntryKind.REPLY, Entry.is_staff)
    return execute(replies.limit(1)).first() is not None


def find_file(key: str) -> Row[Any] | None:
    """Return the file whose bytes are stored under `key`."""
    return execute(select(FILES).where(FILES.c.key == key)).first()


def midnight(day: date | None) -> datetime | None:
    """Return the moment at which a day of UTC begins."""
    return datetime.combine(day, time(), UTC) if day else None


def midnight_after(day: date | None) -> datetime | None:
    """Return the moment at which a day of UTC ends; None, which is for ever, for the last day there is."""
    return midnight(day + timedelta(days=1)) if day and day < date.max else None


def count_by_requester(user_ids: Collection[int]) -> dict[int, int]:
    """Return how many tickets each of these users has opened, at most `CAP` + 1."""
    theirs = select(T.id).where(T.created_by_id == USERS.c.id).limit(CAP + 1).correlate(USERS).subquery()
    counts = select(USERS.c.id, select(func.count()).select_from(theirs).scalar_subquery()).where(USERS.c.id.in_(user_ids))
    return {row[0]: row[1] for row in execute(counts)}
