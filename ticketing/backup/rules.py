"""What the application can have written into each column: rows of an archive are held against it before anything is."""

import re
import sys
import unicodedata
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from marshmallow import ValidationError
from sqlalchemy import JSON, Boolean, Column, Integer, String, Table

from ticketing.audit import Verb, Via
from ticketing.auth.models import Role
from ticketing.auth.names import username_key
from ticketing.auth.schemas import check_username
from ticketing.categories.models import LONGEST_NAME
from ticketing.conversation.schemas import LONGEST_BODY
from ticketing.database.types import Ranked, UtcDateTime
from ticketing.filetypes import known_types
from ticketing.storage import CLOUDINARY, LOCAL
from ticketing.storage.keys import KEY
from ticketing.tickets.idempotency import KEY as IDEMPOTENCY_KEY
from ticketing.tickets.models import EntryKind, Side, Status
from ticketing.tickets.uploads import MOST_FILES
from ticketing.web.row_ids import LARGEST_ID

Rule = Callable[[Any], bool]
# Of clocks that were set wrong as well; what is beyond can't be counted with.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# Before the first entry of a ticket.
FROM_ZERO = {"unread.entry_id", "unread.public_entry_id"}
LOGIN_ID = re.compile("[0-9a-f-]{32,36}")
# A hash that says of itself that it takes gigabytes or hours to check is none of ours.
ARGON2 = re.compile(r"\$argon2(id|i|d)\$v=\d{1,3}\$m=\d{1,6},t=\d{1,2},p=\d{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")


class Unfit(Exception):
    """A row that the application can't have written; the message names the column and its value."""


def checker(table: Table) -> Callable[[Any], None]:
    """Return a function that raises `Unfit` unless the application can have written a row, a JSON object, into `table`.

    It looks at one row by itself. What each column takes is worked out once, not for each row.
    """
    keys = [column.name for column in table.primary_key]
    fits = {column.name: _rule_of(column) for column in table.columns}

    def check(row: Any) -> None:
        if not isinstance(row, dict):
            raise Unfit("it is no JSON object")
        if lacking := [name for name in keys if name not in row]:
            raise Unfit(f"column {lacking[0]}: it is not there")
        for name, value in row.items():
            # An older version may have had other columns: the database will tell.
            if name in fits and not fits[name](value):
                raise Unfit(f"column {name}: {_shown(value)} can't be there")
        if table.name == "users" and not _is_key_of(row.get("username_key"), row.get("username")):
            raise Unfit(f"column username_key: {_shown(row.get('username_key'))} is not made from the user name")

    return check


def _rule_of(column: Column[Any]) -> Rule:
    is_nullable, has_type, rule = bool(column.nullable), _type_rule(column), RULES.get(str(column))

    def fits(value: Any) -> bool:
        if value is None:
            return is_nullable
        return has_type(value) and (rule is None or rule(value))

    return fits


def _type_rule(column: Column[Any]) -> Rule:
    if isinstance(column.type, Boolean):
        return lambda value: isinstance(value, bool)
    if isinstance(column.type, Ranked):
        places = range(len(column.type.values))
        return lambda value: type(value) is int and value in places
    if isinstance(column.type, Integer):
        least = int((column.primary_key or column.name.endswith("_id")) and str(column) not in FROM_ZERO)
        return lambda value: type(value) is int and least <= value <= LARGEST_ID
    if isinstance(column.type, JSON):
        return lambda value: isinstance(value, list)
    if isinstance(column.type, UtcDateTime):
        return _is_moment
    longest = (isinstance(column.type, String) and column.type.length) or sys.maxsize
    # Halves of surrogate pairs are refused where JSON is read.
    return lambda value: isinstance(value, str) and len(value) <= longest and "\0" not in value


def _is_moment(value: Any) -> bool:
    try:
        return EARLIEST <= datetime.fromisoformat(value) < LATEST
    except (ValueError, TypeError):
        return False


def _passes(validate: Callable[[str], None], value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def _is_key_of(key: object, username: object) -> bool:
    # Accounts from before names were compared by their look may have kept their case-folded name.
    return isinstance(username, str) and key in (username_key(username), username.casefold())


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _matches(pattern: re.Pattern[str]) -> Rule:
    return lambda value: pattern.fullmatch(value) is not None


def _is_one_of(values: Container[str]) -> Rule:
    return lambda value: value in values


def _has_up_to(length: int) -> Rule:
    return lambda value: len(value) <= length and not value.isspace() and value != ""


def _is_username(value: str) -> bool:
    return value != "" and _passes(check_username, value)


def _is_password_hash(value: str) -> bool:
    return value != "" and (not value.startswith("$argon2") or ARGON2.fullmatch(value) is not None)


def _is_file_name(value: str) -> bool:
    return value not in ("", ".", "..") and not any(letter in "/\\" or unicodedata.category(letter) == "Cc" for letter in value)


def _is_answer(value: str) -> bool:
    try:
        answer = orjson.loads(value)
        return type(answer["id"]) is int and all(type(file["id"]) is int for file in answer["attachments"])
    except (ValueError, TypeError, LookupError):
        return False


def _is_list_of_changes(value: list[Any]) -> bool:
    return all(isinstance(each, dict) and each.keys() == {"field", "from", "to"} for each in value)


def _is_json_object(value: str) -> bool:
    try:
        return isinstance(orjson.loads(value), dict)
    except ValueError:
        return False


IS_KEY, IS_STORE, IS_LOGIN_ID = _matches(KEY), _is_one_of((LOCAL, CLOUDINARY)), _matches(LOGIN_ID)
RULES: Mapping[str, Rule] = {
    "users.username": _is_username,
    "users.email": _matches(re.compile(r"[^\x00-\x1f]+@[^\s@]+")),
    "users.password_hash": _is_password_hash,
    "users.role": _is_one_of(list(Role)),
    "logins.id": IS_LOGIN_ID,
    "logins.refresh_id": IS_LOGIN_ID,
    "logins.spent_refresh_id": IS_LOGIN_ID,
    "tickets.title": _has_up_to(200),
    "tickets.description": _has_up_to(20_000),
    "categories.name": _has_up_to(LONGEST_NAME),
    "tickets.status": _is_one_of(list(Status)),
    "tickets.version": lambda value: value > 0,
    "tickets.waiting_for": _is_one_of(list(Side)),
    "tickets.before_change": _is_json_object,
    "entries.kind": _is_one_of(list(EntryKind)),
    "entries.body": lambda value: len(value) <= LONGEST_BODY,
    "entries.earlier": lambda value: all(isinstance(each, str) for each in value),
    "entries.changes": _is_list_of_changes,
    "attachments.position": lambda value: value < MOST_FILES,
    "attachments.store": IS_STORE,
    "attachments.key": IS_KEY,
    "attachments.name": _is_file_name,
    "attachments.content_type": _is_one_of(known_types.BY_CONTENT_TYPE),
    "uploads.key": IS_KEY,
    "uploads.store": IS_STORE,
    "remembered_answers.key": _matches(IDEMPOTENCY_KEY),
    "remembered_answers.request_digest": _matches(re.compile("[0-9a-f]{64}")),
    "remembered_answers.answer": _is_answer,
    "audit_entries.via": _is_one_of(list(Via)),
    "audit_entries.verb": _is_one_of(list(Verb)),
    "audit_entries.details": _is_json_object,
}
