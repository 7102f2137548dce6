"""What can be done with accounts. Verbs change rows and never commit."""

from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth import names, passwords
from ticketing.auth.logins import end_admin_sessions, end_logins
from ticketing.auth.models import Role, User
from ticketing.auth.names import username_key
from ticketing.auth.policies import check_administrator_remains, check_not_oneself
from ticketing.clock import utcnow
from ticketing.errors import Invalid
from ticketing.extensions import db

# Shorter parts of a host name are `www`, `api`, `co` and the like.
SHORTEST_LABEL = 4


def check_new_password(password: str, username: str, field: str = "password") -> None:
    """Raise `Invalid`, naming `field`, unless the password may be used by the user of that name."""
    if reason := passwords.weakness(password, username, _company_words()):
        raise Invalid.field(field, reason)


def _company_words() -> set[str]:
    """Return the words in the host names of the service and its pages, without the last one, such as `com`."""
    pages = [urlsplit(origin).hostname or "" for origin in current_app.config["CORS_ORIGINS"]]
    labels = {label for host in (*(current_app.extensions["trusted_hosts"] or ()), *pages) for label in host.split(".")[:-1]}
    return {label for label in labels if len(label) >= SHORTEST_LABEL and not label.isdigit()}


def create_user(username: str, email: str | None, role: Role, password_hash: str) -> User:
    """Add an account; raises `Invalid` when the name is taken."""
    check_new_name(username)
    user = User(
        username=username,
        username_key=username_key(username),
        email=email,
        role=role,
        password_hash=password_hash,
        created_at=utcnow(),
    )
    db.session.add(user)
    _flush_name(username)
    audit.record(Verb.USER_CREATED, {"role": role}, user=user.person)
    return user


def check_new_name(username: str, *, but: int = 0) -> None:
    """Raise `Invalid` when no account may get this name, or another user than `but` has it."""
    if reason := names.why_refused(username):
        raise Invalid.field("username", reason)
    taken = select(User.id).where(User.username_key == username_key(username), User.id != but)
    if db.session.scalar(taken):
        raise _name_is_taken(username)


def _flush_name(username: str) -> None:
    try:
        db.session.flush()
    except IntegrityError:
        # Somebody else took it since it was looked for.
        raise _name_is_taken(username) from None


def _name_is_taken(username: str) -> Invalid:
    return Invalid.field("username", f"There is a user named {username} already.")


def edit_user(user: User, username: str, email: str | None) -> None:
    """Give the user another name or e-mail address; raises `Invalid` when the name is taken."""
    if username != user.username:
        check_new_name(username, but=user.id)
    changes = {}
    for field, value in (("username", username), ("email", email)):
        if (before := getattr(user, field)) != value:
            changes[field] = [before, value]
    if not changes:
        return
    audit.record(Verb.USER_EDITED, changes, user=user.person)
    if username != user.username:
        user.username, user.username_key = username, username_key(username)
    user.email = email
    _flush_name(username)


def change_password(user: User, password_hash: str, *, keep_login: str | None = None) -> None:
    """Give the user another password and end every other login than `keep_login`."""
    user.password_hash = password_hash
    end_logins(user.id, but=keep_login)
    audit.record(Verb.PASSWORD_CHANGED, user=user.person)


def change_role(user: User, role: Role) -> None:
    """Promote or demote; raises `Invalid` for oneself and for the last active administrator."""
    if user.role == role:
        return
    check_not_oneself(user, "change your own role")
    if role != Role.ADMIN:
        check_administrator_remains(user)
        end_admin_sessions(user.id)
    audit.record(Verb.ROLE_CHANGED, {"role": [user.role, role]}, user=user.person)
    user.role = role


def deactivate(user: User) -> None:
    """Shut the user out at once; raises `Invalid` for oneself and for the last active administrator."""
    if not user.is_active:
        return
    check_not_oneself(user, "deactivate yourself")
    check_administrator_remains(user)
    user.is_active = False
    end_logins(user.id)
    audit.record(Verb.DEACTIVATED, user=user.person)


def activate(user: User) -> None:
    """Let the user sign in again."""
    if not user.is_active:
        user.is_active = True
        audit.record(Verb.ACTIVATED, user=user.person)


def delete_user(user: User) -> None:
    """Remove an account that opened no ticket; raises `Invalid` for others, oneself and the last active administrator."""
    check_not_oneself(user, "delete yourself")
    check_administrator_remains(user)
    audit.record(Verb.USER_DELETED, {"role": user.role}, user=user.person)
    username = user.username
    db.session.delete(user)
    try:
        db.session.flush()
    except IntegrityError:
        # The rule of tickets and their entries, of which this layer knows nothing.
        raise Invalid(
            f"{username} has tickets or has written on some, which would be nobody's: deactivate the account instead."
        ) from None
