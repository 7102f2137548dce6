"""Records refusals: in a transaction of their own, and not so many that they fill the disk."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ticketing.audit import service
from ticketing.audit.models import AuditEntry, Verb
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Problem
from ticketing.extensions import db

REFUSALS = (Verb.SIGN_IN_REFUSED, Verb.REFUSED)
# Of everybody together; beyond them the log of requests alone has each.
MOST, WITHIN = 300, timedelta(minutes=10)

log = logging.getLogger(__name__)


def record(verb: Verb, details: Mapping[str, Any] | None = None, **whom: Any) -> None:
    """Record a refusal, as `audit.record` does; a failure is only logged, since the caller refuses anyway."""
    try:
        if _is_room():
            with transaction():
                service.record(verb, details, **whom)
    except (Problem, SQLAlchemyError) as error:
        log.warning("a refusal is not on record: %s", error)


def _is_room() -> bool:
    now = utcnow()
    recent = select(AuditEntry.id).where(AuditEntry.verb.in_(REFUSALS), AuditEntry.at > now - WITHIN, AuditEntry.at <= now)
    return db.session.scalar(recent.offset(MOST - 1).limit(1)) is None
