"""Rows as requests name them, and what is done to several of them."""

from collections.abc import Callable, Iterable, Sequence

from flask import flash

from ticketing.backoffice.preferences import isolated, say, translated
from ticketing.database.transaction import transaction
from ticketing.errors import Invalid, Problem
from ticketing.web.row_ids import LARGEST_ID, WHOLE_NUMBER

MOST_AT_ONCE = 100
# What is said waits for the next page in a cookie, which has room for some sentences.
MOST_SAID = 5


def row_id(text: str) -> int:
    """Return the id that a request names, or 0, the id of no row."""
    number = int(text) if WHOLE_NUMBER.fullmatch(text) else 0
    return number if number <= LARGEST_ID else 0


def chosen(ids: Iterable[str]) -> list[int]:
    """Return the ids that a request names, each once; raises `Invalid` for more than a page has."""
    numbers = list(dict.fromkeys(row_id(each) for each in ids))
    if len(numbers) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} at a time.")
    return numbers


def for_each(numbers: Iterable[int], nouns: str, verb: Callable[[int], str], what: str) -> None:
    """Do `verb` to each of the rows chosen, and say of those whose names it returned that they are `what`.

    Each has its own transaction, so that nobody waits for the last of many, no two such changes wait for each other, and one
    that fails keeps no other from being done.
    """
    done, failures = [], []
    for number in numbers:
        try:
            with transaction():
                name = verb(number)
            done.append(name)
        except Problem as error:
            failures.append(translated(error.detail))
    say_done(done, failures, nouns, what)


def say_done(done: Sequence[str], failures: Sequence[str], nouns: str, what: str) -> None:
    """Say of the rows with the names `done` that they are `what`, and what kept the others from it."""
    for detail in failures[:MOST_SAID]:
        flash(detail, "error")
    if len(failures) > MOST_SAID:
        flash(say("{count} more could not be changed.", count=len(failures) - MOST_SAID), "error")
    if done:
        several = say(f"{{count}} {nouns}", count=len(done))
        names = several if len(done) > MOST_SAID else ", ".join(isolated(name) for name in done)
        flash(f"{names}: {say(what)}.", "success")
    elif not failures:
        flash(say(f"Choose {nouns} first."), "error")
