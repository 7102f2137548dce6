"""The same request sent twice makes one ticket, or one reply: answers remembered by `Idempotency-Key`."""

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from ticketing.clock import utcnow
from ticketing.errors import Invalid, Unprocessable
from ticketing.extensions import db
from ticketing.tickets.models import RememberedAnswer
from ticketing.tickets.uploads import File

HEADER = "Idempotency-Key"
REMEMBERED_FOR = timedelta(hours=24)
# What the header may be made of: RFC 9110's visible characters.
KEY = re.compile("[!-~]{1,255}")


def check_key(key: str | None) -> str | None:
    """Return the header's value; raises `Invalid` unless it is 1 to 255 visible ASCII characters, or absent."""
    if key is not None and not KEY.fullmatch(key):
        raise Invalid.field(HEADER, "Must be 1 to 255 visible ASCII characters.")
    return key


def digest(meaning: Sequence[Any], files: Sequence[File]) -> str:
    """Return what tells one request from another, however its body was encoded."""
    whole = [*meaning, *((file.name, file.digest) for file in files)]
    return hashlib.sha256(current_app.json.dumps(whole).encode()).hexdigest()


def recall(user_id: int, key: str, request_digest: str) -> dict[str, Any] | None:
    """Return the answer given to this key before, if any; raises `Unprocessable` when that was for another request."""
    remembered = db.session.scalar(
        select(RememberedAnswer).where(
            RememberedAnswer.user_id == user_id,
            RememberedAnswer.key == key,
            RememberedAnswer.given_at > utcnow() - REMEMBERED_FOR,
        )
    )
    if remembered is None:
        return None
    if remembered.request_digest != request_digest:
        message = "This key was used for another request."
        raise Unprocessable(message, errors={HEADER: [message]})
    answer: dict[str, Any] = current_app.json.loads(remembered.answer)
    return answer


def remember(user_id: int, key: str, request_digest: str, answer: dict[str, Any]) -> None:
    """Keep the answer for a day; raises `IntegrityError` when another transaction has answered this key meanwhile."""
    expired = RememberedAnswer.given_at <= utcnow() - REMEMBERED_FOR
    db.session.execute(delete(RememberedAnswer).where(RememberedAnswer.user_id == user_id, expired))
    db.session.add(
        RememberedAnswer(
            user_id=user_id,
            key=key,
            request_digest=request_digest,
            answer=current_app.json.dumps(answer),
            given_at=utcnow(),
        )
    )
    db.session.flush()
