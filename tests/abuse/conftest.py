"""One service for each database, started once by a worker, and attacked in turn by every test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.abuse.target import Target
from tests.process.sites import new_site


@pytest.fixture(scope="session")
def targets(tmp_path_factory) -> Iterator[Callable[[str], Target]]:
    """Return a function that gives this worker's service on an engine, started at its first use."""
    with ExitStack() as stack:

        @cache
        def of(engine: str) -> Target:
            site = stack.enter_context(new_site(engine, tmp_path_factory.mktemp(f"abuse-{engine}")))
            service = stack.enter_context(site.serving(APP_ENV="production", CORS_ORIGINS="http://pages.example"))
            return Target(site, service)

        yield of


@pytest.fixture
def target(engine, targets) -> Target:
    return targets(engine)
