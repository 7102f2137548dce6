"""Example accounts and tickets, for looking around in development."""

from datetime import timedelta

from sqlalchemy import select

from ticketing.auth import passwords
from ticketing.auth import service as accounts
from ticketing.auth.models import Role, User
from ticketing.auth.queries import as_current
from ticketing.clock import utcnow
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import service
from ticketing.tickets.models import Category, Status, Ticket

PASSWORD = "password"  # noqa: S105 - known on purpose
# Who, how many hours ago, category, status, title, description.
TICKETS = [
    ("user", 500, Category.TECHNICAL, Status.RESOLVED, "VPN drops every hour",
     "The connection ends after about an hour, whatever I do. Reconnecting helps until the next time."),
    ("user", 410, Category.FINANCIAL, Status.RESOLVED, "Travel expenses of September are missing",
     "I sent the receipts on the 28th.\nThe payroll slip does not show them."),
    ("admin", 300, Category.PRODUCT, Status.UNDER_REVIEW, "Export of the customer list is cut off at 1,000 rows",
     "The file ends in the middle of the letter M. Sales needs all of it for the mailing."),
    ("user", 220, Category.TECHNICAL, Status.UNDER_REVIEW, "Printer on the second floor prints blank pages",
     "Every second page is empty. The toner was changed last week."),
    ("user", 120, Category.FINANCIAL, Status.NEW, "Wrong cost centre on my phone bill",
     "It should be 4711, not 4171."),
    ("admin", 70, Category.TECHNICAL, Status.NEW, "Laptop battery lasts forty minutes",
     "It is three years old. Please advise whether it is replaced or the laptop is."),
    ("user", 30, Category.PRODUCT, Status.NEW, "Price list shows last year's prices",
     "https://example.com/prices still says 2025. A customer noticed before we did."),
    ("user", 3, Category.TECHNICAL, Status.NEW, "Can't open the shared calendar",
     "Since this morning: \"You do not have permission\". Yesterday it worked."),
]  # fmt: skip


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
    with transaction():
        people = {
            "admin": accounts.create_user("admin", "admin@example.com", Role.ADMIN, password_hash),
            "user": accounts.create_user("user", "user@example.com", Role.USER, password_hash),
        }
        for name, hours, category, status, title, description in TICKETS:
            text: service.TicketText = {"title": title, "description": description, "category": category}
            opened = service.open_ticket(as_current(people[name]), text)
            _date_back(opened.id, status, timedelta(hours=hours))


def _date_back(ticket_id: int, status: Status, age: timedelta) -> None:
    ticket = db.session.get_one(Ticket, ticket_id)
    ticket.status = status
    ticket.created_at = utcnow() - age
    ticket.updated_at = ticket.created_at + timedelta(hours=2 if status != Status.NEW else 0)
    ticket.resolved_at = ticket.updated_at if status == Status.RESOLVED else None
