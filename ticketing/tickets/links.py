"""What a ticket's answer refers to: links to its files, and the tag that names its state."""

import zlib
from datetime import UTC, datetime

from werkzeug.datastructures import ETags

from ticketing import storage
from ticketing.clock import utcnow
from ticketing.filetypes import saved_name
from ticketing.tickets.models import Attachment, Ticket
from ticketing.tickets.rows import File, TicketRow

# Links change once an hour and work for one to two: long enough to read a ticket, and the browser's cache keeps an image
# meanwhile.
PERIOD_SECONDS = 3600


def _period() -> int:
    return int(utcnow().timestamp()) // PERIOD_SECONDS


def file_url(attachment: Attachment | File) -> str | None:
    """Return a link to the file that works without a header for one to two hours.

    None when the file's store is not configured any more: its ticket can be read all the same.
    """
    expires_at = datetime.fromtimestamp((_period() + 2) * PERIOD_SECONDS, UTC)
    kind = attachment.content_type
    name = saved_name(attachment.name, kind)
    try:
        store = storage.get_store(attachment.store)
    except storage.NotConfigured:
        return None
    return store.url(attachment.key, name=name, content_type=kind, expires_at=expires_at)


def etag(ticket: Ticket | TicketRow) -> str:
    """Return the tag of the ticket's present answer: its version, the period its links are of, and its requester's name."""
    # A user can be given another name, of which no ticket's version tells.
    name = zlib.crc32(ticket.created_by.username.encode())
    return f"{ticket.id}.{ticket.version}.{_period()}.{name:x}"


def names_version(tags: ETags, ticket: Ticket | TicketRow) -> bool:
    """Tell whether an `If-Match` header means the ticket as it is now.

    Only the version counts: links of another hour, and another name of the requester, are no change. Weak tags are taken,
    since proxies that compress weaken them on the way.
    """
    if tags.star_tag:
        return True
    return any(tag.startswith(f"{ticket.id}.{ticket.version}.") for tag in tags.as_set(include_weak=True))
