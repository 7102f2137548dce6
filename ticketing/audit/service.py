"""Writing the audit record, in the same transaction as what it tells of."""

import json
import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import g, has_request_context, request
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from ticketing.audit.models import AuditEntry, Verb, Via
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.extensions import db

ADD = insert(AuditEntry.metadata.tables[AuditEntry.__tablename__]).inline()
# Typed text is cut to this length, so that refused requests do not fill the disk.
LONGEST_TEXT = 200
LONGEST_NAME = 150

log = logging.getLogger("ticketing.audit")


class Person(NamedTuple):
    """A user, as they are named at this moment."""

    id: int | None
    name: str | None


NOBODY = Person(None, None)


def act_as(person: Person, via: Via = Via.API) -> None:
    """Note who makes this request, for everything that it will record."""
    g.audit_actor, g.audit_via = person, via


def actor() -> Person:
    """Return the signed-in user of this request, or `NOBODY`."""
    return g.get("audit_actor", NOBODY) if has_request_context() else NOBODY


def address() -> str | None:
    """Return the address that the request comes from."""
    return (request.remote_addr or "")[:64] or None if has_request_context() else None


def record(
    verb: Verb,
    details: Mapping[str, Any] | None = None,
    *,
    by: Person | None = None,
    user: Person = NOBODY,
    ticket_id: int | None = None,
) -> None:
    """Record what is done to `user` or to a ticket; `by` is the signed-in user unless it is given.

    `details` must hold no password and no token.
    """
    who = by or actor()
    entry = {
        "at": utcnow(),
        "via": _via(),
        "address": address(),
        "actor_id": who.id,
        "actor_name": _shorten(who.name, LONGEST_NAME),
        "verb": verb,
        "user_id": user.id,
        "username": _shorten(user.name, LONGEST_NAME),
        "ticket_id": ticket_id,
        "details": json.dumps(_bounded(details), ensure_ascii=False) if details else None,
    }
    execute(ADD, entry)
    db.session.info.setdefault("audit_lines", []).append(entry)


def _via() -> Via:
    return g.get("audit_via", Via.API) if has_request_context() else Via.COMMAND_LINE


def _shorten(text: str | None, length: int) -> str | None:
    return text if text is None or len(text) <= length else f"{text[: length - 1]}…"


def _bounded(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _shorten(value, LONGEST_TEXT) if isinstance(value, str) else value for name, value in details.items()}


@event.listens_for(Session, "after_commit")
def _log_lines(session: Session) -> None:
    # Only now has it happened. A command prints what it did.
    for entry in session.info.pop("audit_lines", ()):
        if entry["via"] == Via.COMMAND_LINE:
            continue
        facts = {name: value for name, value in entry.items() if value is not None and name not in ("at", "verb")}
        log.info("%s", entry["verb"], extra={"facts": facts})


@event.listens_for(Session, "after_rollback")
def _forget_lines(session: Session) -> None:
    session.info.pop("audit_lines", None)
