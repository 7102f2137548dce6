"""Tickets to be shown, one or a page of them, read in one statement and as plain rows.

Ten tickets with their count, requesters and files take 0.15 ms so. As entities, with a statement for each of these, they took
several times as long.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, Subquery, bindparam, case, func, null, select

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.database.prepared import Prepared
from ticketing.errors import NotFound
from ticketing.tickets import counters, plans, queries, search
from ticketing.tickets.filters import Filters, Shape, order_of, requesters_of, shape_of, values_of
from ticketing.tickets.models import Attachment, Ticket
from ticketing.tickets.plans import Count, Memory, Plan, Way
from ticketing.tickets.rows import File, Requester, TicketRow
from ticketing.web.pagination import Page
from ticketing.web.row_ids import LARGEST_ID

TICKETS, USERS, FILES = Ticket.__table__.c, User.__table__.c, Attachment.__table__.c
# What each row says of the whole list before it comes to its ticket: `plans.Count`.
FACTS = len(Count._fields)


class Found(NamedTuple):
    """A page's tickets, how many there are on all pages, and whether there are more than that, and more after these."""

    tickets: list[TicketRow]
    number: int
    is_capped: bool
    has_more: bool


def find_page(page: Page, user: CurrentUser, filters: Filters) -> Found:
    """Return one page of the tickets visible to `user` that the filters let through; raises `NotFound` past the end."""
    filters = {**filters, "search": search.parse(filters["search"])}
    rows = _rows(page, user, filters)
    if not rows and page.number > 1:
        raise NotFound(f"There is no page {page.number}.")
    order = order_of(filters)
    tickets = sorted(_grouped(rows), key=attrgetter(order.moment.key, "id"), reverse=order.is_descending)
    number, is_capped = queries.capped(rows[0][0] if rows else 0, filters)
    return Found(tickets[: page.size], number, is_capped, has_more=len(tickets) > page.size)


def find_ticket(ticket_id: int, user: CurrentUser, *, for_change: bool = False) -> TicketRow | None:
    """Return the ticket when it exists and `user` may see it; for a change, as it is now, locked until the transaction ends."""
    own = {} if user.is_admin else {"own_id": user.id}
    rows = _one(user.is_admin, for_change).rows({**own, "ticket_id": ticket_id})
    return next(iter(_grouped(rows)), None)


@lru_cache
def _one(is_admin: bool, for_change: bool) -> Prepared:
    anybody = Shape(is_admin, False, (), (), "", search.NOTHING).user()
    found = queries.visible_to(anybody).where(Ticket.id == bindparam("ticket_id"))
    statement = _with_relations(found.with_only_columns(Ticket.id).subquery("page"))
    return Prepared(statement.with_for_update(of=Ticket.__table__) if for_change else statement)


def _rows(page: Page, user: CurrentUser, filters: Filters) -> Sequence[Any]:
    if page.offset > LARGEST_ID or len(requesters_of(user, filters)) > 1:
        return []
    memory = plans.recall(user, filters)
    count = memory.count
    rows = _rows_from(count, memory, page, user, filters)
    if count.ids and not (rows and Count(*rows[0][:FACTS]).changes == count.changes):
        rows = _rows_from(Count(), memory, page, user, filters)
    if rows:
        memory.learn(rows[0])
    return rows


def _rows_from(count: Count, memory: Memory, page: Page, user: CurrentUser, filters: Filters) -> Sequence[Any]:
    plan = memory.plan_from(count)._replace(trigrams=None)
    statement = _statement(shape_of(user, filters), plan, search.is_on_sqlite())
    window = {"rows": page.size + 1, "offset": page.offset}
    return statement.rows({**values_of(user, filters), **window, **memory.values(count)})


@lru_cache(maxsize=plans.SHAPES)
def _statement(shape: Shape, plan: Plan, is_on_sqlite: bool) -> Prepared:
    user, filters = shape.user(), shape.filters()
    plan = plan._replace(trigrams=bindparam("lookup_trigrams", type_=String))
    order = order_of(filters)
    if plan.way in (Way.INDEX, Way.KNOWN):
        # The few that were found are counted, and sorted to find the page's.
        few = _few(user, filters, plan).with_only_columns(Ticket.id, order.moment.label("moment")).cte("found")
        number = counters.number_of(select(few.c.id).limit(queries.COUNT_CAP + 1))
        known = case((number <= plans.FEW_FOUND, select(func.json_group_array(few.c.id)).scalar_subquery()))
        count: Sequence[Any] = [number, *queries.holding_until(filters), known]
        ids = select(few.c.id).order_by(*order.by(few.c.moment, few.c.id))
    else:
        # Ids alone, so that what is skipped is skipped in an index: a middle page takes 5 ms instead of 1,900.
        count = queries.count_to_remember(user, filters, plan)
        found = queries.filtered(user, filters, plan)
        ids = found.with_only_columns(Ticket.id).order_by(*order.by(order.moment, Ticket.id))
    wanted = ids.limit(bindparam("rows", type_=Integer)).offset(bindparam("offset", type_=Integer)).subquery("page")
    return Prepared(_with_relations(wanted, *count))


def _few(user: CurrentUser, filters: Filters, plan: Plan) -> Any:
    if plan.way is Way.INDEX:
        return queries.filtered(user, filters, plan)
    known = select(func.json_each(bindparam("known_ids", type_=String)).table_valued("value").c.value)
    return select(Ticket).where(Ticket.id.in_(known.union_all(queries.newer(user, filters))))


def _with_relations(wanted: Subquery, *facts: Any) -> Any:
    """Return the statement for these tickets, each row with the facts in front."""
    tickets, users, files = Ticket.__table__, User.__table__, Attachment.__table__
    related = (
        wanted.join(tickets, TICKETS.id == wanted.c.id)
        .join(users, USERS.id == TICKETS.created_by_id)
        .outerjoin(files, FILES.ticket_id == TICKETS.id)
    )
    padded = (*facts, *[null()] * (FACTS - len(facts)))
    return select(*(fact.label(f"fact_{place}") for place, fact in enumerate(padded)), *_columns()).select_from(related)


def _columns() -> Iterable[Any]:
    yield from (TICKETS[name] for name in TicketRow._fields[:8])
    yield from (USERS[name].label(f"user_{name}") for name in Requester._fields)
    yield FILES.position.label("file_position")
    yield from (FILES[name].label(f"file_{name}") for name in File._fields)


def _grouped(rows: Sequence[Any]) -> Iterable[TicketRow]:
    """Yield each ticket of the rows, which have one for each of its files."""
    of_one: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        of_one[row[FACTS]].append(row)
    for several in of_one.values():
        # As in `_columns`.
        first, in_order = several[0], sorted(several, key=itemgetter(FACTS + 10)) if len(several) > 1 else several
        files = [File(*row[FACTS + 11 :]) for row in in_order if row[FACTS + 10] is not None]
        yield TicketRow(*first[FACTS : FACTS + 8], Requester(*first[FACTS + 8 : FACTS + 10]), files)  # type: ignore[call-arg]
