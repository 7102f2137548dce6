"""What was measured, as tables and as a plot in docs/performance.md."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.client import Timing
from benchmarks.scenarios import Scenario
from benchmarks.sizes import Disk

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- results: make bench writes from here -->", "<!-- to here -->"
LEAST_RATIO = 0.6
ROW, LABELS, SCALE = 22, 300, 300


class Measured:
    """One kind of request, to the service (`ours`), to the floor and, if asked for, to the version `before`."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.requests = dict.fromkeys(("ours", "floor"), scenario.request)
        self.timings: dict[str, Timing] = {name: Timing() for name in ("ours", "floor", "before")}

    @property
    def ours(self) -> Timing:
        """Return the service's own."""
        return self.timings["ours"]

    @property
    def floor(self) -> Timing:
        """Return the floor's."""
        return self.timings["floor"]

    @property
    def before(self) -> Timing | None:
        """Return the other version's, if it was measured."""
        return self.timings["before"] if "before" in self.requests else None

    @property
    def ratio(self) -> float:
        """Return the service's throughput as a share of the floor's."""
        return self.ours.per_second / self.floor.per_second

    def __str__(self) -> str:
        line = (
            f"{self.scenario.name:40} {self.ratio:5.2f} of the floor ({self.ours.per_second:6.0f} of "
            f"{self.floor.per_second:6.0f} a second), p50 {self.ours.p50:6.2f} ms ({self.floor.p50:.2f})"
        )
        return f"{line}, before {self.before.per_second:6.0f} a second, {self.before.p50:6.2f} ms" if self.before else line


@dataclass
class Run:
    """Everything about one database: megabytes of the largest worker, and of the search's index and text on disk."""

    engine: str
    tickets: int
    measured: Sequence[Measured]
    memory: float
    disk: Disk


def write(runs: Sequence[Run]) -> None:
    """Put the results into docs/performance.md, and the plot beside it."""
    page = DOCS / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text("\n".join([f"{before}{BEGIN}", "", *_results(runs), f"{END}{after}"]), encoding="utf-8")
    (DOCS / "performance.svg").write_text(_plot(runs), encoding="utf-8")


def _results(runs: Sequence[Run]) -> Iterable[str]:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine}."
    yield ""
    smallest = {run.engine: run for run in sorted(runs, key=lambda run: -run.tickets)}
    for run in runs:
        yield f"### {run.engine}, {run.tickets:,} tickets"
        yield ""
        before = " before: a second | before: p50 |" if run.measured[0].before else ""
        yield (
            "| request | of the floor | requests a second | p50, one client | floor's p50 | growth from the smallest |" + before
        )
        yield f"| --- | --- | --- | --- | --- | --- |{' --- | --- |' if before else ''}"
        for measured, small in zip(run.measured, smallest[run.engine].measured, strict=True):
            yield _row(measured, small)
        yield ""
        yield (
            f"Largest worker under this load: {run.memory:.0f} MB. "
            f"The search's index takes {run.disk.index:.1f} MB for {run.disk.text:.1f} MB of text."
        )
        yield ""


def _row(measured: Measured, small: Measured) -> str:
    cells = [
        measured.scenario.name,
        f"{measured.ratio:.2f}",
        f"{measured.ours.per_second:.0f}",
        f"{measured.ours.p50:.2f} ms",
        f"{measured.floor.p50:.2f} ms",
        f"{measured.ours.p50 / small.ours.p50:.2f}×",
    ]
    if measured.before:
        cells += [f"{measured.before.per_second:.0f}", f"{measured.before.p50:.2f} ms"]
    return f"| {' | '.join(cells)} |"


def _plot(runs: Sequence[Run]) -> str:
    """Return bars of the largest databases' throughput as a share of the floor's, with a line at what is asked for."""
    largest = {run.engine: run for run in sorted(runs, key=lambda run: run.tickets)}
    shapes, y = [], 30
    for run in largest.values():
        shapes.append(
            f'<text x="8" y="{y}" font-weight="bold">{run.engine}, {run.tickets:,} tickets: share of the floor</text>'
        )
        for measured in run.measured:
            y += ROW
            width = min(measured.ratio, 1.2) * SCALE
            shapes.append(f'<text x="8" y="{y}">{measured.scenario.name}</text>')
            shapes.append(f'<rect x="{LABELS}" y="{y - 12}" width="{width:.0f}" height="15" fill="#2f6f5e"/>')
            shapes.append(f'<text x="{LABELS + width + 6:.0f}" y="{y}">{measured.ratio:.2f}</text>')
        y += ROW + 18
    x = LABELS + LEAST_RATIO * SCALE
    shapes.append(f'<line x1="{x}" y1="10" x2="{x}" y2="{y}" stroke="#b3261e" stroke-dasharray="4 3"/>')
    style = "font-family='system-ui, sans-serif' font-size='13'"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="740" height="{y}" {style}>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(shapes)}</svg>\n'
    )
