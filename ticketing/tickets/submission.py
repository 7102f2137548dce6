"""Taking in what people send: files first, then the rows, and once for a request that is sent twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ticketing.auth.models import User
from ticketing.auth.queries import CurrentUser
from ticketing.auth.tokens import unauthenticated
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import idempotency, serialize, uploads
from ticketing.tickets.models import Attachment
from ticketing.tickets.uploads import File

Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Submission:
    """What a user sends, with files."""

    sender: CurrentUser
    meaning: Sequence[Any]
    """What tells it from another request, files apart."""
    files: Sequence[File]
    key: str | None = None
    """The `Idempotency-Key`."""


class AnsweredMeanwhile(Exception):
    """The same request, sent in parallel, was answered first."""


def submit(submission: Submission, act: Callable[[list[Attachment]], Answer]) -> Answer:
    """Let `act` add the rows and return the answer, or return the first answer to the same request. Commits.

    Raises what storing files and `act` raise, and `Unauthenticated` when the sender is no user any more.
    """
    if known := _recall(submission):
        return known
    try:
        with uploads.stored(submission.files) as attachments, transaction():
            if _recall(submission):
                raise AnsweredMeanwhile
            answer = act(attachments)
            uploads.arrived(attachments)
            _remember(submission, answer)
            return answer
    except (AnsweredMeanwhile, IntegrityError):
        if known := _recall(submission):
            return known
        if db.session.get(User, submission.sender.id) is None:
            # Removed while their files were stored.
            raise unauthenticated("This login has ended. Please sign in again.") from None
        raise


def _recall(submission: Submission) -> Answer | None:
    if submission.key is None:
        return None
    answer = idempotency.recall(submission.sender.id, submission.key, _digest(submission))
    return answer and _with_fresh_links(answer)


def _with_fresh_links(answer: Answer) -> Answer:
    """Return the answer as it was given, but with links that work now."""
    ids = [file["id"] for file in answer["attachments"]]
    urls = {row.id: serialize.file_url(row) for row in db.session.scalars(select(Attachment).where(Attachment.id.in_(ids)))}
    files = [{**file, "url": urls.get(file["id"], file["url"])} for file in answer["attachments"]]
    first = {"attachment": files[0]["url"] if files else None} if "attachment" in answer else {}
    return {**answer, "attachments": files, **first}


def _remember(submission: Submission, answer: Answer) -> None:
    if submission.key is not None:
        idempotency.remember(submission.sender.id, submission.key, _digest(submission), answer)


def _digest(submission: Submission) -> str:
    return idempotency.digest(submission.meaning, submission.files)
