"""`make bench`: fill databases, start the service and the floor, measure both by turns, and write docs/performance.md."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import before, data, report, services, sizes
from benchmarks.client import one_by_one, together
from benchmarks.report import Measured, Run
from benchmarks.scenarios import scenarios

CLIENTS = 16
SMALL = 1_000


def main() -> None:
    """Measure what the command line asks for."""
    asked = _arguments()
    runs = []
    for engine in asked.engines.split(","):
        for tickets in sorted({SMALL, *map(int, asked.sizes.split(","))}):
            with _folder(asked.keep, f"{engine}-{tickets}") as folder:
                runs.append(_measure(engine, tickets, folder, asked))
    report.write(runs)


@contextmanager
def _folder(keep: str, name: str) -> Iterator[Path]:
    if keep:
        folder = Path(keep).resolve() / name
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes", default="100000", help="numbers of tickets, with commas between; 1000 is always measured too"
    )
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long each throughput is measured, each time")
    parser.add_argument("--rounds", type=int, default=2, help="how often the service and the floor take turns")
    parser.add_argument("--requests", type=int, default=100, help="requests of one client in a round")
    parser.add_argument("--keep", default="", help="a folder to keep the databases in, and to find them in the next time")
    parser.add_argument("--before", default="", help="a checkout of another version, with a .venv, to measure as well")
    parser.add_argument("--only", default="", help="measure the scenarios whose names have this")
    return parser.parse_args()


def _measure(engine: str, tickets: int, folder: Path, asked: argparse.Namespace) -> Run:
    with ExitStack() as stack:
        url = stack.enter_context(services.database(engine, folder))
        app = services.make_app(url, folder)
        if data.is_empty(app):
            _say(f"{engine}, {tickets:,} tickets: filling the database")
            data.fill(app, tickets)
        data.migrate(app)
        data.tidy(app, tickets)
        tokens = services.sign_in(app)
        disk = sizes.of_search(app)
        ours, process = stack.enter_context(services.ours(url, folder))
        floor, _ = stack.enter_context(services.floor(url, folder))
        wanted = [Measured(scenario) for scenario in scenarios(tickets, tokens) if asked.only in scenario.name]
        takers = [(ours, "ours"), (floor, "floor")]
        if asked.before:
            port, theirs = stack.enter_context(before.running(Path(asked.before), engine, tickets, folder / "before"))
            takers.append((port, "before"))
            for measured, scenario in zip(wanted, scenarios(tickets, theirs), strict=True):
                measured.requests["before"] = scenario.request
        measured = list(_each(wanted, takers, asked))
        return Run(engine, tickets, measured, services.megabytes(process), disk)


def _each(wanted: list[Measured], takers: list[tuple[int, str]], asked: argparse.Namespace) -> Iterator[Measured]:
    for measured in wanted:
        expected = measured.scenario.expected
        for port, name in takers:
            one_by_one(port, measured.requests[name], expected, 20)
        for _ in range(asked.rounds):
            for port, name in takers:
                alone = one_by_one(port, measured.requests[name], expected, asked.requests)
                crowd = together(port, measured.requests[name], expected, CLIENTS, asked.seconds)
                measured.timings[name].seconds += alone.seconds
                measured.timings[name].per_second += crowd.per_second / asked.rounds
        _say(f"  {measured}")
        yield measured


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
