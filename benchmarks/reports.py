"""`python -m benchmarks.reports`: how long reports and the counts of views take, in databases that `make bench` keeps."""

import argparse
from datetime import timedelta
from pathlib import Path

from benchmarks import data
from benchmarks.client import Request, one_by_one
from benchmarks.scenarios import get
from benchmarks.services import database, make_app, ours, sign_in

ROUNDS = 20


def main() -> None:
    """Print the median of the milliseconds that one client waits for each answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--keep", required=True, help="the folder of `make bench ARGS='--keep …'`")
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--engines", default="sqlite,postgresql")
    asked = parser.parse_args()
    for engine in asked.engines.split(","):
        folder = Path(asked.keep).resolve() / f"{engine}-{asked.tickets}"
        with database(engine, folder) as url:
            app = make_app(url, folder)
            data.migrate(app)
            token = sign_in(app)["admin"]
            with ours(url, folder) as (port, _):
                for name, request in _requests(asked.tickets, token).items():
                    timing = one_by_one(port, request, b"200", ROUNDS)
                    print(f"{engine}: {name}: {timing.p50:.0f} ms", flush=True)


def _requests(tickets: int, token: str) -> dict[str, Request]:
    last = data.opened_at(tickets).date()
    requests = {"views with their counts": get("/api/views?counts=true", token)}
    for days in (7, 30, 90):
        first = last - timedelta(days=days - 1)
        requests[f"report of {days} days"] = get(f"/api/reports?from={first}&to={last}", token)
    return requests


if __name__ == "__main__":
    main()
