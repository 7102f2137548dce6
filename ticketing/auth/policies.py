"""What may be done to which account."""

from ticketing import audit
from ticketing.auth import queries
from ticketing.auth.models import User
from ticketing.errors import Invalid


def check_not_oneself(user: User, act: str) -> None:
    """Raise `Invalid` when the account is the acting user's own."""
    if audit.actor().id == user.id:
        raise Invalid(f"You can't {act}: ask another administrator.")


def check_administrator_remains(user: User) -> None:
    """Raise `Invalid` when the user is the last active administrator."""
    if queries.lock_administrators() == [user.id]:
        raise Invalid("This is the last active administrator: promote somebody else first.")
