"""Sites, each with a database of its own: processes must not meet the tests that run in one."""

from collections.abc import Iterator

import pytest

from tests.process.sites import Site, new_site


@pytest.fixture
def site(engine, tmp_path) -> Iterator[Site]:
    with new_site(engine, tmp_path) as site:
        yield site


@pytest.fixture
def sqlite_site(tmp_path) -> Iterator[Site]:
    with new_site("sqlite", tmp_path) as site:
        yield site
