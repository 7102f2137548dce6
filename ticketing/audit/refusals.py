"""Records refusals: in a transaction of their own, and not so many that they fill the disk or hide each other.

Each user, and each address of people who are not signed in, has a share of its own. What is beyond it is counted, by each
process for itself, and an entry "and more" says how many those are whenever their number has doubled.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError

from ticketing.audit import service
from ticketing.audit.models import AuditEntry, Verb
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Problem
from ticketing.extensions import db

REFUSALS = (Verb.SIGN_IN_REFUSED, Verb.REFUSED)
WITHIN = timedelta(minutes=10)
MOST_OF_ONE = 30
# Of people who are not signed in, who may come from any number of addresses.
MOST_OF_ANONYMOUS = 1000
MOST_COUNTED = 10_000

log = logging.getLogger(__name__)


def record(verb: Verb, details: Mapping[str, Any] | None = None, **whom: Any) -> None:
    """Record a refusal, as `audit.record` does; a failure is only logged, since the caller refuses anyway."""
    unrecorded: Counter[Any] = current_app.extensions.setdefault("unrecorded_refusals", Counter())
    who = service.actor().id or service.address()
    try:
        if _is_room():
            more = unrecorded.pop(who, 0)
            with transaction():
                if more:
                    service.record(verb, {"and more": more})
                service.record(verb, details, **whom)
        elif more := _count(unrecorded, who):
            with transaction():
                service.record(verb, {"and more": more})
    except (Problem, SQLAlchemyError) as error:
        log.warning("a refusal is not on record: %s", error)


def _count(unrecorded: Counter[Any], who: Any) -> int:
    """Count one more; return how many there are when that has doubled, which is at every power of two, and else 0."""
    if len(unrecorded) >= MOST_COUNTED:
        unrecorded.clear()
    unrecorded[who] += 1
    number = unrecorded[who]
    return number if number.bit_count() == 1 else 0


def _is_room() -> bool:
    actor_id = service.actor().id
    if actor_id is not None:
        return _has_fewer(MOST_OF_ONE, AuditEntry.actor_id == actor_id)
    is_anonymous = AuditEntry.actor_id.is_(None)
    is_from_here = AuditEntry.address == service.address()
    return _has_fewer(MOST_OF_ONE, is_anonymous, is_from_here) and _has_fewer(MOST_OF_ANONYMOUS, is_anonymous)


def _has_fewer(most: int, *conditions: ColumnElement[bool]) -> bool:
    now = utcnow()
    recent = select(AuditEntry.id).where(AuditEntry.verb.in_(REFUSALS), AuditEntry.at > now - WITHIN, AuditEntry.at <= now)
    return db.session.scalar(recent.where(*conditions).offset(most - 1).limit(1)) is None
