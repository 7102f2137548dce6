"""How far a long command is, on standard error."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")
SECONDS_BETWEEN_LINES = 2


def shown(what: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, with a line about them every other second."""
    said_at = time.monotonic()
    for number, item in enumerate(items):
        if time.monotonic() - said_at >= SECONDS_BETWEEN_LINES:
            say(f"{what}: {number:,} of {total:,}")
            said_at = time.monotonic()
        yield item


def say(line: str) -> None:
    """Print a line where it mixes with no archive."""
    click.echo(line, err=True)
