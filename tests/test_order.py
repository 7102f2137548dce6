"""The order in which the workers of a run take the tests."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.order import in_shares


def some(folder, number):
    return [SimpleNamespace(path=Path("tests") / folder / "test_it.py") for _ in range(number)]


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_every_test_is_run_once_and_each_share_begins_with_what_is_kept_together(workers):
    items = [*some("abuse", 3), *some("auth", 40), *some("browser", 4), *some("process", 5)]

    ordered = in_shares(items, workers)

    share = len(items) // workers
    assert sorted(map(id, ordered)) == sorted(map(id, items))
    assert [item.path.parent.name for item in ordered[:4]] == ["browser"] * 4
    assert [item.path.parent.name for item in ordered[share : share + 8]] == ["abuse"] * 3 + ["process"] * 5


def test_a_few_tests_of_one_kind_are_all_run():
    items = some("browser", 5)

    assert in_shares(items, 3) == items
