"""Example accounts and tickets, for looking around in development."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from ticketing.auth import passwords
from ticketing.auth import service as accounts
from ticketing.auth.models import Role, User
from ticketing.auth.queries import CurrentUser, as_current
from ticketing.categories.models import Priority
from ticketing.clock import utcnow
from ticketing.conversation import service as conversation
from ticketing.database.transaction import MIGRATION_SECONDS, transaction
from ticketing.extensions import db
from ticketing.tickets import changes, service
from ticketing.tickets.models import Entry, EntryKind, Status, Ticket, Unread

PASSWORD = "password"  # noqa: S105 - known on purpose
# Who, how many hours ago, category, status, title, description.
TICKETS = [
    ("user", 500, "Technical", Status.RESOLVED, "VPN drops every hour",
     "The connection ends after about an hour, whatever I do. Reconnecting helps until the next time."),
    ("user", 410, "Financial", Status.RESOLVED, "Travel expenses of September are missing",
     "I sent the receipts on the 28th.\nThe payroll slip does not show them."),
    ("admin", 300, "Product", Status.UNDER_REVIEW, "Export of the customer list is cut off at 1,000 rows",
     "The file ends in the middle of the letter M. Sales needs all of it for the mailing."),
    ("user", 220, "Technical", Status.UNDER_REVIEW, "Printer on the second floor prints blank pages",
     "Every second page is empty. The toner was changed last week."),
    ("user", 120, "Financial", Status.NEW, "Wrong cost centre on my phone bill",
     "It should be 4711, not 4171."),
    ("admin", 70, "Technical", Status.NEW, "Laptop battery lasts forty minutes",
     "It is three years old. Please advise whether it is replaced or the laptop is."),
    ("user", 30, "Product", Status.NEW, "Price list shows last year's prices",
     "https://example.com/prices still says 2025. A customer noticed before we did."),
    ("user", 3, "Technical", Status.NEW, "Can't open the shared calendar",
     "Since this morning: \"You do not have permission\". Yesterday it worked."),
]  # fmt: skip

# Who works on what, and how soon.
QUEUED: dict[str, dict[str, str]] = {
    "Price list shows last year's prices": {"priority": Priority.URGENT},
    "Can't open the shared calendar": {"priority": Priority.HIGH, "assignee": "me"},
    "Printer on the second floor prints blank pages": {"assignee": "me"},
    "Export of the customer list is cut off at 1,000 rows": {"priority": Priority.HIGH, "assignee": "me"},
    "Laptop battery lasts forty minutes": {"priority": Priority.LOW},
}

REPLY, NOTE = EntryKind.REPLY, EntryKind.NOTE
# What was said of each title: how many hours after it was opened, who, what kind, the text, and the status set with it.
SAID: dict[str, list[tuple[int, str, EntryKind, str, Status | None]]] = {
    "VPN drops every hour": [
        (1, "admin", REPLY, "Does it happen on the cable too, or over Wi-Fi only?", Status.UNDER_REVIEW),
        (2, "user", REPLY, "Over Wi-Fi only. On the cable it has held all morning.", None),
        (3, "admin", NOTE, "The access point on the third floor renews its keys every 60 minutes.", None),
        (5, "admin", REPLY, "The access point was set up anew: please try again without the cable.", Status.RESOLVED),
    ],
    "Travel expenses of September are missing": [
        (4, "admin", REPLY, "They were booked on the 2nd and will be on the slip of October.", Status.RESOLVED),
    ],
    "Export of the customer list is cut off at 1,000 rows": [
        (2, "admin", NOTE, "The limit is in the report, not in the data.", Status.UNDER_REVIEW),
    ],
    "Printer on the second floor prints blank pages": [
        (1, "admin", REPLY, "Please print a test page from the printer's own menu. Is it blank as well?", Status.UNDER_REVIEW),
        (3, "user", REPLY, "The test page is fine:\n```\nDrum 84 %  Toner 97 %\nPage 1 of 1 printed\n```", None),
    ],
    "Wrong cost centre on my phone bill": [
        (20, "admin", REPLY, "From which month on should it be 4711?", None),
    ],
}  # fmt: skip


def is_empty() -> bool:
    """Tell whether nobody has an account yet."""
    found = db.session.scalar(select(User.id).limit(1))
    db.session.commit()
    return found is None


def open_accounts() -> list[str]:
    """Return the names of the demo accounts that can be signed in to with the password everybody knows."""
    demo_accounts = User.username_key.in_(("admin", "user")) & User.is_active
    found = db.session.execute(select(User.username, User.password_hash).where(demo_accounts).order_by(User.id)).all()
    db.session.commit()
    return [user.username for user in found if passwords.is_correct(PASSWORD, user.password_hash)]


def load() -> None:
    """Add the accounts `admin` and `user`, both with the password `password`, and their tickets. Commits."""
    password_hash = passwords.hash_password(PASSWORD)
    # Another process that has started at the same moment may be adding them.
    with transaction(patience=MIGRATION_SECONDS):
        people = {
            "admin": accounts.create_user("admin", "admin@example.com", Role.ADMIN, password_hash),
            "user": accounts.create_user("user", "user@example.com", Role.USER, password_hash),
        }
        for name, hours, category, status, title, description in TICKETS:
            text: service.TicketText = {"title": title, "description": description, "category": category}
            opened = service.open_ticket(as_current(people[name]), text)
            moment = utcnow() - timedelta(hours=hours)
            if fields := QUEUED.get(title):
                changes.change_ticket(opened.id, fields, as_current(people["admin"]))
                _date_entries_back(opened.id, moment + timedelta(minutes=30))
            for later, who, kind, body, set_to in SAID.get(title, ()):
                _say(opened.id, as_current(people[who]), kind, body, set_to)
                _date_entries_back(opened.id, moment + timedelta(hours=later))
            _date_back(opened.id, status, timedelta(hours=hours))
        resolved = select(Ticket.id).where(Ticket.status == Status.RESOLVED)
        db.session.execute(delete(Unread).where(Unread.ticket_id.in_(resolved)))


def _say(ticket_id: int, author: CurrentUser, kind: EntryKind, body: str, status: Status | None) -> None:
    if kind == NOTE:
        conversation.note(ticket_id, body, author)
        if status:
            changes.change_ticket(ticket_id, {"status": status}, author)
    else:
        conversation.reply(ticket_id, body, author, status=status)


def _date_entries_back(ticket_id: int, moment: datetime) -> None:
    """Give the entries that were just made the moment; those before have theirs."""
    is_new = (Entry.ticket_id == ticket_id, Entry.created_at > utcnow() - timedelta(hours=1))
    db.session.execute(update(Entry).where(*is_new).values(created_at=moment))


def _date_back(ticket_id: int, status: Status, age: timedelta) -> None:
    ticket = db.session.get_one(Ticket, ticket_id, populate_existing=True)
    ticket.status = status
    ticket.created_at = utcnow() - age
    last = db.session.scalar(select(func.max(Entry.created_at)).where(Entry.ticket_id == ticket_id))
    answers = (Entry.ticket_id == ticket_id, Entry.kind == REPLY, Entry.is_staff)
    ticket.first_reply_at = db.session.scalar(select(func.min(Entry.created_at)).where(*answers))
    ticket.updated_at = last or ticket.created_at
    ticket.last_reply_at = ticket.updated_at if ticket.reply_count else None
    ticket.resolved_at = ticket.updated_at if status == Status.RESOLVED else None
