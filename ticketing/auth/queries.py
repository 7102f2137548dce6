"""Reads accounts and logins."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, bindparam, false, func, select

from ticketing.audit import AuditEntry, Verb
from ticketing.auth import passwords
from ticketing.auth.models import Login, Role, User
from ticketing.auth.names import username_key
from ticketing.clock import utcnow
from ticketing.database.transaction import execute
from ticketing.errors import NotFound
from ticketing.extensions import db
from ticketing.web.row_ids import LARGEST_ID, WHOLE_NUMBER

USERS, LOGINS = User.__table__, Login.__table__
SIGNED_IN = (
    select(USERS.c.id, USERS.c.username, USERS.c.email, USERS.c.role, LOGINS.c.id.label("login_id"))
    .select_from(LOGINS.join(USERS, LOGINS.c.user_id == USERS.c.id))
    .where(LOGINS.c.id == bindparam("login_id"), USERS.c.is_active)
)
BY_KEY = select(USERS.c.id, USERS.c.username_key).where(USERS.c.username_key.in_(bindparam("keys", expanding=True)))
ADMINISTRATOR = (
    select(USERS.c.id, USERS.c.username)
    .where(USERS.c.id == bindparam("id"), USERS.c.role == Role.ADMIN, USERS.c.is_active)
    .with_for_update(read=True)
)


@dataclass(frozen=True)
class CurrentUser:
    """The user who makes a request, read from the database for that request."""

    id: int
    username: str
    email: str | None
    role: str
    login_id: str

    @property
    def is_admin(self) -> bool:
        """Tell whether this is an administrator."""
        return self.role == Role.ADMIN


def as_current(user: User) -> CurrentUser:
    """Return `user` as if they were making a request, for what is done in their name without a login."""
    return CurrentUser(user.id, user.username, user.email, user.role, login_id="")


class Account(NamedTuple):
    """What a sign-in is checked against."""

    id: int
    username: str
    password_hash: str
    is_active: bool


def signed_in_user(login_id: str, user_id: str) -> CurrentUser | None:
    """Return the active user `user_id` of the login `login_id` while it lasts."""
    row = execute(SIGNED_IN, {"login_id": login_id}).first()
    return CurrentUser(**row._mapping) if row and str(row.id) == user_id else None


def find_account(username: str) -> Account:
    """Return the account of that name, or one with the id 0, which takes as long to check."""
    account = select(User.id, User.username, User.password_hash, User.is_active)
    row = db.session.execute(account.where(_is_named(username)).order_by(_is_exact(username).desc())).first()
    return Account(*row) if row else Account(0, "", passwords.NOBODYS_HASH, is_active=False)


def find_user(username: str) -> User:
    """Return the user of that name, however it is written, for changing it; raises `NotFound`."""
    found = db.session.scalar(select(User.id).where(_is_named(username)).order_by(_is_exact(username).desc()))
    user = _locked(User.id == (found or 0))
    if user is None:
        raise NotFound(f"There is no user named {username}.")
    return user


def find_people(search: str, most: int, role: Role | None = None) -> Sequence[User]:
    """Return users whose name or address contains the text, of a role if given: by how well their name fits."""
    key = username_key(search)
    # Most addresses end alike: "om" is in all of a ".com".
    fit = [User.username_key.startswith(key, autoescape=True).desc(), User.username_key.contains(key, autoescape=True).desc()]
    found = select(User).where(name_or_address_contains(search)).order_by(*fit, User.username_key, User.id)
    if role:
        found = found.where(User.role == role, User.is_active)
    return db.session.scalars(found.limit(most)).all()


def ids_of_people(wanted: Collection[str]) -> list[int]:
    """Return the ids of the users with these names or, failing that, ids; nothing for who does not exist."""
    keys = {username_key(each): each for each in wanted if each}
    if not keys:
        return []
    named = {row.username_key: row.id for row in execute(BY_KEY, {"keys": list(keys)})}
    others = [each for key, each in keys.items() if key not in named]
    by_id = [int(each) for each in others if WHOLE_NUMBER.fullmatch(each) and int(each) <= LARGEST_ID]
    return sorted({*named.values(), *by_id})


def find_administrator(wanted: str) -> Row[Any] | None:
    """Return id and name of the active administrator of that name or id, who stays one until the transaction ends."""
    ids = ids_of_people([wanted])
    return get_administrator(ids[0]) if ids else None


def get_administrator(user_id: int) -> Row[Any] | None:
    """Return the same for an id."""
    return execute(ADMINISTRATOR, {"id": user_id}).first()


def name_or_address_contains(text: str) -> ColumnElement[bool]:
    """Return the condition on users; a text of nothing but invisible letters is in no name."""
    key = username_key(text)
    in_name = User.username_key.contains(key, autoescape=True) if key or not text else false()
    return in_name | func.lower(User.email).contains(text.lower(), autoescape=True)


def get_user(user_id: int) -> User:
    """Return the user, for changing it; raises `NotFound`."""
    user = _locked(User.id == user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def _is_named(username: str) -> ColumnElement[bool]:
    # Two old accounts may look alike (migration 0007). One of them has kept its old key, the name in lower case.
    return User.username_key.in_({username_key(username), username.casefold()})


def _is_exact(username: str) -> ColumnElement[bool]:
    return User.username_key == username.casefold()


def _locked(condition: ColumnElement[bool]) -> User | None:
    # The administrators first, since `policies` may ask for them next: otherwise two of them who demote each other would
    # each hold what the other waits for.
    lock_administrators()
    found = select(User).where(condition).execution_options(populate_existing=True)
    return db.session.scalar(found.with_for_update(key_share=True))


def lock_administrators() -> Sequence[int]:
    """Return the ids of the active administrators, locked until the transaction ends.

    Whoever has locked one of them, to assign a ticket, may still write rows that name another: otherwise each would wait for
    the other.
    """
    active = select(User.id).where(User.role == Role.ADMIN, User.is_active)
    return db.session.scalars(active.order_by(User.id).with_for_update(key_share=True)).all()


def sign_in_addresses(account: Account, since: datetime) -> set[str]:
    """Return the addresses that the account's user has signed in from, by the audit record."""
    addresses = select(AuditEntry.address).where(*_signed_in(account, since))
    return {address or "" for address in db.session.scalars(addresses.distinct())}


def earlier_sign_in(account: Account, address: str, number: int, since: datetime) -> datetime | None:
    """Return when the account's user signed in from the address for the `number`th last time, unless before `since`."""
    moments = select(AuditEntry.at).where(*_signed_in(account, since), AuditEntry.address == address, AuditEntry.at <= utcnow())
    return db.session.scalar(moments.order_by(AuditEntry.at.desc()).offset(number - 1).limit(1))


def _signed_in(account: Account, since: datetime) -> tuple[ColumnElement[bool], ...]:
    entry = AuditEntry
    is_theirs = (entry.actor_name == account.username, entry.actor_id == account.id)
    return (*is_theirs, entry.verb == Verb.SIGNED_IN, entry.at > since)
