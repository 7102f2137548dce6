"""User names: how they are compared."""


def username_key(username: str) -> str:
    """Return the name as compared: two names that differ only in case are one."""
    return username.casefold()
