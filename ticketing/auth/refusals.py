"""Refusals on record: in a transaction of their own, and never so many that they fill the disk."""

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth import throttle
from ticketing.database import transaction
from ticketing.errors import Problem

log = logging.getLogger(__name__)


def record(verb: Verb, details: Mapping[str, Any] | None = None, **whom: Any) -> None:
    """Put a refusal on record, as `audit.record` does; what hinders that is logged, since the caller is refusing anyway."""
    try:
        if throttle.is_recordable():
            with transaction():
                audit.record(verb, details, **whom)
    except (Problem, SQLAlchemyError) as error:
        log.warning("a refusal is not on record: %s", error)
