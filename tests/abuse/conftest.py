"""One service for each database, started once by a worker, and attacked in turn by every test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.abuse.target import Target
from tests.process.sites import new_site


@pytest.fixture(scope="session")
def targets(tmp_path_factory) -> Iterator[Callable[[str], Target]]:
    """Return a function that gives this worker's service on an engine, started at its first use."""
    started: dict[str, Target] = {}
    with ExitStack() as stack:

        def of(engine: str) -> Target:
            if engine not in started:
                site = stack.enter_context(new_site(engine, tmp_path_factory.mktemp(f"abuse-{engine}")))
                service = stack.enter_context(site.serving(APP_ENV="production", CORS_ORIGINS="http://pages.example"))
                started[engine] = Target(site, service)
                started[engine].furnish()
            return started[engine]

        yield of
        # For docs/reliability.md, where `-s -n 0` shows it.
        for engine, target in started.items():
            print(f"\n{engine}: " + ", ".join(f"{what} {count}" for what, count in sorted(target.tried.items())))


@pytest.fixture
def target(engine, targets, request) -> Target:
    target = targets(engine)
    target.what = request.node.path.stem.removeprefix("test_")
    return target
