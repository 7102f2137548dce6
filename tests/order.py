"""The order in which the workers of a run take the tests: each begins with what the others need not start as well."""

from collections.abc import Sequence

import pytest

# Each of these keeps services, or browsers, that a worker which takes some of its tests over has to start for itself. They
# wait as much as they work, and so belong beside those that only work.
KEPT_TOGETHER = (("browser",), ("abuse", "backup", "faults", "process"))


def in_shares(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return the tests so that each of equal shares begins with one of the groups, and ends with what anybody can take over."""
    groups: list[list[pytest.Item]] = [[] for _ in range(max(workers, len(KEPT_TOGETHER)))]
    others = []
    for item in items:
        number = _group(item)
        (others if number is None else groups[number]).append(item)
    size, ordered = len(items) // workers, []
    for group in groups:
        room = max(0, size - len(group))
        ordered += group + others[:room]
        others = others[room:]
    return ordered + others


def _group(item: pytest.Item) -> int | None:
    folder = item.path.parent.name
    return next((number for number, folders in enumerate(KEPT_TOGETHER) if folder in folders), None)
