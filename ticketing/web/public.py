"""Marks a view as open to anyone; `auth.guard` asks everybody else to sign in."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Let anyone call `view`."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Tell whether anyone may call `view`."""
    return getattr(view, "is_public", False)
