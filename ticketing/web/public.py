"""Marks views as open: to anyone, where `auth.guard` asks everybody else to sign in, and by any host name."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Let anyone call `view`."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_any_host(view: View) -> View:
    """Let `view` be called by names that are not in TRUSTED_HOSTS, as probes do; it must not make links from them."""
    view.is_for_any_host = True  # type: ignore[attr-defined]
    return view


def is_for_any_host(view: Callable[..., Any] | None) -> bool:
    """Tell whether `view` may be called by any name."""
    return getattr(view, "is_for_any_host", False)


def is_public(view: Callable[..., Any]) -> bool:
    """Tell whether anyone may call `view`."""
    return getattr(view, "is_public", False)
