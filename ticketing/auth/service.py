"""What can be done with accounts. Verbs change rows and never commit; the caller holds the transaction."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from ticketing import audit
from ticketing.audit import Verb
from ticketing.auth import passwords
from ticketing.auth.logins import end_admin_sessions, end_logins, person, username_key
from ticketing.auth.models import Role, User
from ticketing.clock import utcnow
from ticketing.errors import Invalid, NotFound
from ticketing.extensions import db


def check_new_password(password: str, username: str, field: str = "password") -> None:
    """Raise `Invalid`, naming `field`, unless the password may be used by the user of that name."""
    if reason := passwords.weakness(password, username):
        raise Invalid.field(field, reason)


def create_user(username: str, email: str | None, role: Role, password_hash: str) -> User:
    """Add an account; raises `Invalid` when the name is taken."""
    check_name_is_free(username)
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
    audit.record(Verb.USER_CREATED, {"role": role}, user=person(user))
    return user


def check_name_is_free(username: str, *, but: int = 0) -> None:
    """Raise `Invalid` when another user than `but` has the name, in whatever case."""
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


def find_user(username: str) -> User:
    """Return the user of that name, in any case, for changing it; raises `NotFound`."""
    user = _locked(User.username_key == username_key(username))
    if user is None:
        raise NotFound(f"There is no user named {username}.")
    return user


def get_user(user_id: int) -> User:
    """Return the user, for changing it; raises `NotFound`."""
    user = _locked(User.id == user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def _locked(condition: ColumnElement[bool]) -> User | None:
    # The administrators before anybody, since `_keep_an_administrator` will want them: otherwise two of them who demote
    # each other would hold what the other waits for.
    _locked_administrators()
    return db.session.scalar(select(User).where(condition).execution_options(populate_existing=True).with_for_update())


def edit_user(user: User, username: str, email: str | None) -> None:
    """Give the user another name or e-mail address; raises `Invalid` when the name is taken."""
    check_name_is_free(username, but=user.id)
    changes = {}
    for field, value in (("username", username), ("email", email)):
        if (before := getattr(user, field)) != value:
            changes[field] = [before, value]
    if not changes:
        return
    audit.record(Verb.USER_EDITED, changes, user=person(user))
    user.username, user.username_key, user.email = username, username_key(username), email
    _flush_name(username)


def change_password(user: User, password_hash: str, *, keep_login: str | None = None) -> None:
    """Give the user another password and end every other login than `keep_login`."""
    user.password_hash = password_hash
    end_logins(user.id, but=keep_login)
    audit.record(Verb.PASSWORD_CHANGED, user=person(user))


def change_role(user: User, role: Role) -> None:
    """Promote or demote; raises `Invalid` for oneself and for the last active administrator."""
    if user.role == role:
        return
    _keep_own_access(user, "change your own role")
    if role != Role.ADMIN:
        _keep_an_administrator(user)
        end_admin_sessions(user.id)
    audit.record(Verb.ROLE_CHANGED, {"role": [user.role, role]}, user=person(user))
    user.role = role


def deactivate(user: User) -> None:
    """Shut the user out at once; raises `Invalid` for oneself and for the last active administrator."""
    if not user.is_active:
        return
    _keep_own_access(user, "deactivate yourself")
    _keep_an_administrator(user)
    user.is_active = False
    end_logins(user.id)
    audit.record(Verb.DEACTIVATED, user=person(user))


def activate(user: User) -> None:
    """Let the user sign in again."""
    if not user.is_active:
        user.is_active = True
        audit.record(Verb.ACTIVATED, user=person(user))


def delete_user(user: User) -> None:
    """Remove an account that opened no ticket; raises `Invalid` for others, oneself and the last active administrator."""
    _keep_own_access(user, "delete yourself")
    _keep_an_administrator(user)
    audit.record(Verb.USER_DELETED, {"role": user.role}, user=person(user))
    username = user.username
    db.session.delete(user)
    try:
        db.session.flush()
    except IntegrityError:
        # The tickets' own rule: this layer knows of none.
        raise Invalid(f"{username} has tickets, which would be nobody's: deactivate the account instead.") from None


def _keep_own_access(user: User, act: str) -> None:
    if audit.actor().id == user.id:
        raise Invalid(f"You can't {act}: ask another administrator.")


def _keep_an_administrator(user: User) -> None:
    if _locked_administrators() == [user.id]:
        raise Invalid("This is the last active administrator: promote somebody else first.")


def _locked_administrators() -> Sequence[int]:
    active = select(User.id).where(User.role == Role.ADMIN, User.is_active)
    return db.session.scalars(active.order_by(User.id).with_for_update()).all()
