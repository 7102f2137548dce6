"""Taking in a ticket: files first, then the rows, and one ticket for a request that is sent twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.auth.tokens import unauthenticated
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import idempotency, serialize, service, uploads
from ticketing.tickets.models import Attachment
from ticketing.tickets.service import TicketText
from ticketing.tickets.uploads import File


@dataclass(frozen=True)
class Submission:
    """What a user sends to open a ticket."""

    requester: CurrentUser
    text: TicketText
    files: Sequence[File]
    key: str | None = None
    """The `Idempotency-Key`."""


class AnsweredMeanwhile(Exception):
    """The same request, sent in parallel, was answered first."""


def submit(submission: Submission) -> dict[str, Any]:
    """Open a ticket and return the answer, or the first answer to the same request. Commits.

    Raises what storing files raises, and `Unauthenticated` when the requester is no user any more.
    """
    if known := _recall(submission):
        return known
    try:
        with uploads.stored(submission.files) as attachments, transaction():
            if _recall(submission):
                raise AnsweredMeanwhile
            ticket = service.open_ticket(submission.requester, submission.text, attachments)
            uploads.arrived(attachments)
            answer = serialize.ticket(ticket, attachments)
            _remember(submission, answer)
            return answer
    except (AnsweredMeanwhile, IntegrityError):
        if known := _recall(submission):
            return known
        if db.session.get(User, submission.requester.id) is None:
            # Removed while their files were stored.
            raise unauthenticated("This login has ended. Please sign in again.") from None
        raise


def _recall(submission: Submission) -> dict[str, Any] | None:
    if submission.key is None:
        return None
    answer = idempotency.recall(submission.requester.id, submission.key, _digest(submission))
    return answer and _with_fresh_links(answer)


def _with_fresh_links(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer as it was given, but with links that work now."""
    rows = db.session.scalars(select(Attachment).where(Attachment.ticket_id == answer["id"]))
    urls = {row.id: serialize.file_url(row) for row in rows}
    files = [{**file, "url": urls.get(file["id"], file["url"])} for file in answer["attachments"]]
    return {**answer, "attachments": files, "attachment": files[0]["url"] if files else None}


def _remember(submission: Submission, answer: dict[str, Any]) -> None:
    if submission.key is not None:
        idempotency.remember(submission.requester.id, submission.key, _digest(submission), answer)


def _digest(submission: Submission) -> str:
    return idempotency.digest(submission.text, submission.files)
