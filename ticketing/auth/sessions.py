"""Sign-ins to the back office: rows, so that they can be ended at once."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth.logins import VerifiedUser, confirmed, end_login
from ticketing.auth.models import AdminSession, AdminSessionCode, Login, Role, User
from ticketing.auth.queries import CurrentUser
from ticketing.auth.tokens import unauthenticated
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.errors import Forbidden, Problem, Unauthenticated
from ticketing.extensions import db

# A working day, and an hour of absence within it.
LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=1)
# So that not every request writes.
NOTED_EVERY = timedelta(minutes=5)
# From the press of a button on the pages to the page it opens.
CODE_LIFETIME = timedelta(seconds=30)

log = logging.getLogger(__name__)


def start(verified: VerifiedUser) -> tuple[User, str]:
    """Sign an administrator in to the back office; return them and the secret id of the session, which only the cookie keeps.

    Raises `Forbidden` for anybody else, and `Unauthenticated`.
    """
    user = confirmed(verified)
    if user.role != Role.ADMIN:
        raise Forbidden("Only administrators can sign in here.")
    return user, _begin(user)


def _begin(user: User, login_id: str | None = None) -> str:
    now, session_id = utcnow(), secrets.token_urlsafe(32)
    db.session.execute(delete(AdminSession).where(or_(AdminSession.expires_at <= now, AdminSession.used_at <= now - IDLE)))
    session = AdminSession(
        id_hash=_hash(session_id), user_id=user.id, login_id=login_id, used_at=now, expires_at=now + LIFETIME
    )
    db.session.add(session)
    audit.record(Verb.SIGNED_IN, by=user.person)
    return session_id


def issue_code(login_id: str) -> str:
    """Return a code that starts a session once, within `CODE_LIFETIME`, and only while the login lasts; its hash is kept.

    Raises `Unauthenticated` when the login ends at this moment.
    """
    now, code = utcnow(), secrets.token_urlsafe(32)
    if db.session.scalar(select(Login.id).where(Login.id == login_id).with_for_update()) is None:
        raise unauthenticated("This login has ended. Please sign in again.")
    db.session.execute(delete(AdminSessionCode).where(AdminSessionCode.expires_at <= now))
    db.session.add(AdminSessionCode(code_hash=_hash(code), login_id=login_id, expires_at=now + CODE_LIFETIME))
    return code


def find_holder(code: str) -> User:
    """Return the administrator whom the code would sign in; raises `Unauthenticated` when it is spent, old or not one."""
    found = db.session.execute(_holders(code)).first()
    if found is None:
        raise _spent()
    holder, _ = found
    return holder


def redeem_code(code: str) -> str:
    """Sign the code's administrator in to the back office; return the secret id of the session, which ends with the login.

    Raises `Unauthenticated`.
    """
    # User, login, code: locked in the order in which whatever else ends a login locks them.
    found = db.session.execute(_holders(code).execution_options(populate_existing=True).with_for_update()).first()
    if found is None:
        raise _spent()
    user, spent = found
    db.session.delete(spent)
    return _begin(user, spent.login_id)


def _holders(code: str) -> Select[User, AdminSessionCode]:
    return (
        select(User, AdminSessionCode)
        .select_from(User)
        .join(Login, Login.user_id == User.id)
        .join(AdminSessionCode, AdminSessionCode.login_id == Login.id)
        .where(AdminSessionCode.code_hash == _hash(code), AdminSessionCode.expires_at > utcnow())
        .where(User.is_active, User.role == Role.ADMIN)
    )


def _spent() -> Unauthenticated:
    return Unauthenticated(
        "This link does not open the back office any more: it works once, within 30 seconds. "
        "Open the back office from the tickets again."
    )


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


def sign_out(session_id: str) -> None:
    """Sign out of the back office, and of the pages, too, if the session was opened from there."""
    if login_id := db.session.scalar(select(AdminSession.login_id).where(AdminSession.id_hash == _hash(session_id))):
        end_login(login_id)
    else:
        end(session_id)


def end(session_id: str) -> None:
    """End one session alone."""
    ended = db.session.execute(delete(AdminSession).where(AdminSession.id_hash == _hash(session_id)))
    if cast(CursorResult[Any], ended).rowcount:
        audit.record(Verb.SIGNED_OUT)


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
