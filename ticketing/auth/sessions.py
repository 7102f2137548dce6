"""Sign-ins to the back office: rows, so that they can be ended at once."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.logins import VerifiedUser, confirmed
from ticketing.auth.models import AdminSession, Role, User
from ticketing.auth.queries import CurrentUser
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Forbidden, Problem
from ticketing.extensions import db

# A working day, and an hour of absence within it.
LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=1)
# So that not every request writes.
NOTED_EVERY = timedelta(minutes=5)

log = logging.getLogger(__name__)


def start(verified: VerifiedUser) -> tuple[User, str]:
    """Sign an administrator in to the back office; return them and the secret id of the session, which only the cookie keeps.

    Raises `Forbidden` for anybody else, and `Unauthenticated`.
    """
    user = confirmed(verified)
    if user.role != Role.ADMIN:
        raise Forbidden("Only administrators can sign in here.")
    now, session_id = utcnow(), secrets.token_urlsafe(32)
    db.session.execute(delete(AdminSession).where(or_(AdminSession.expires_at <= now, AdminSession.used_at <= now - IDLE)))
    db.session.add(AdminSession(id_hash=_hash(session_id), user_id=user.id, used_at=now, expires_at=now + LIFETIME))
    audit.record(Verb.SIGNED_IN, by=user.person)
    return user, session_id


def find_administrator(session_id: str) -> CurrentUser | None:
    """Return the active administrator of this session while it lasts; notes now and then that it is used."""
    now = utcnow()
    row = db.session.execute(
        select(User.id, User.username, User.email, User.role, AdminSession.used_at)
        .join(AdminSession, AdminSession.user_id == User.id)
        .where(AdminSession.id_hash == _hash(session_id), AdminSession.expires_at > now, AdminSession.used_at > now - IDLE)
        .where(User.is_active, User.role == Role.ADMIN)
    ).first()
    if row is None:
        return None
    if row.used_at <= now - NOTED_EVERY:
        _note_use(session_id)
    return CurrentUser(row.id, row.username, row.email, row.role, login_id="")


def _note_use(session_id: str) -> None:
    # A full disk or a busy database must not end the session of somebody who only reads.
    try:
        with transaction():
            db.session.execute(
                update(AdminSession)
                .where(AdminSession.id_hash == _hash(session_id))
                .values(used_at=utcnow())
                .execution_options(synchronize_session=False)
            )
    except (Problem, SQLAlchemyError) as error:
        log.warning("the use of a session was not noted: %s", error)


def end(session_id: str) -> None:
    """Sign out of the back office."""
    ended = db.session.execute(delete(AdminSession).where(AdminSession.id_hash == _hash(session_id)))
    if cast(CursorResult[Any], ended).rowcount:
        audit.record(Verb.SIGNED_OUT)


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
