"""What each page weighs and how fast it is there, as a table: `python -m tests.browser.measure` (`make pages`)."""

import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.gestures import LISTENS
from tests.browser.stage import Stage, open_browser, staged
from tests.published import publish, served
from ticketing.web import static_pages

RUNS = 9
LATENCY = 100
# Each new window loads the panels of its own address bar, some 400 files, at the same time as the page. Of what Playwright
# switches off by the same argument, the one that bears on a paint is named again.
WITHOUT_PANELS = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding"
TABLE = Path(__file__).parents[2] / "docs" / "pages.md"
HEAD = """# What the pages weigh, and how fast they are there

Measured with `make pages`: the pages as `make publish` writes them, each nine times in Chromium, on the machine that serves
them, with an empty cache and nothing kept from before. The middle value counts; of interactions and shifts, the worst. All that
the pages' server sends is counted: document, scripts, style sheet, icon. That is the whole page, with what it shows when it is
wanted (the account menu, dialogs, tickets like the one being written); not the API's answers and files that people attached.

- **transferred**: what goes over the line, compressed as `make run` and any usual web server do; **unpacked**: the same before
  compression. Headers are not in it: some 250 bytes for each request.
- **first paint**: from the navigation to the first content on the screen; the best of the nine, which other work on the machine
  disturbed least, and the middle one.
- **interaction**: from a key or click to the next paint, which the browser reports in steps of 8 ms from 16 ms on: typing in
  the sign-in form, the search and the title, opening the account menu.
- **shift**: layout shifts nobody caused.
- **far away**: from the navigation until what the page is for is there (the list's tickets, the ticket, the form), with the
  browser's own throttling at 100 ms of latency (`Network.emulateNetworkConditions`, as in its developer tools): the first
  visit, with an empty cache, and the next one; of each the best of the nine and the middle one.

| page | transferred | unpacked | requests | first paint | interaction | shift | far away, first | far away, next |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
FOUND = """
## What holds up a first paint

Found with Chromium's timings and traces, copies of the pages that differ in one thing being loaded in turn:

- Sheets that import sheets: the browser sees the second only when it has the first.
- The number of sheets. With none, one and seven of them the sign-in page was painted after 84, 172 and 232 ms at best on a busy
  machine, and a page of one word after 60 ms. So four or five stand in the head, and those for what scripts draw further down.
- A script before the sheets. With its policy in a `<meta>`, a document has nothing fetched ahead: no sheet was asked for until
  `early.js` had come. It stands behind them now.
- Masks and a filter. The notches of the sign-in card were cut out with masks, and its shadow was drawn along them by a filter:
  184 ms in the middle of 24 visits, 120 at best. Painted over, with a plain shadow, the page was there after 132 ms, and 104
  at best.
- The browser itself. A new window of Chromium 156 loads the panels of its address bar, some 400 requests of its own, while
  the page loads. With them and without, in turn, the list was there after 516 and 212 ms in the middle of seven visits, 200
  and 132 at best. They are switched off here.
- Not the modules: whether they are fetched before or after the first paint makes no difference that could be measured.

"""
# Longest time from an input to the next paint that shows it, and all unexpected shifts of the layout.
OBSERVE = """
window.longest = 0;
window.shifted = 0;
const watch = (each) => new PerformanceObserver((list) => list.getEntries().forEach(each));
watch((entry) => { window.longest = Math.max(window.longest, entry.duration); })
  .observe({ type: 'event', durationThreshold: 16, buffered: true });
watch((entry) => { if (!entry.hadRecentInput) window.shifted += entry.value; })
  .observe({ type: 'layout-shift', buffered: true });
"""
TIMES = """() => {
    const own = performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(location.origin));
    const [document] = performance.getEntriesByType('navigation');
    const all = [document, ...own];
    const sum = (field) => all.reduce((total, entry) => total + entry[field], 0);
    return {
        transferred: sum('encodedBodySize'),
        unpacked: sum('decodedBodySize'),
        requests: all.length,
        paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        longest: window.longest,
        shifted: window.shifted,
    };
}"""
THERE = """(selector) => new Promise((resolve) => {
    const look = () => (document.querySelector(selector) ? resolve(performance.now()) : requestAnimationFrame(look));
    look();
})"""


@dataclass(frozen=True)
class Visit:
    """One page as somebody opens it, and something done there."""

    name: str
    who: str | None
    path: str
    is_there: str
    act: Callable[[Page], None]


VISITS = (
    Visit(
        "Sign-in",
        None,
        "/index.html",
        f"#sign-in{LISTENS}",
        lambda page: page.get_by_label("Username").press_sequentially("maria"),
    ),
    Visit(
        "List",
        "admin",
        "/tickets.html",
        ".ticket-link",
        lambda page: page.get_by_role("combobox", name="Search").press_sequentially("printer"),
    ),
    Visit(
        "New ticket",
        "user",
        "/submit.html",
        f"#submit{LISTENS}",
        lambda page: page.get_by_label("Title").press_sequentially("printer"),
    ),
    Visit(
        "Ticket",
        "admin",
        "/ticket.html?id={id}",
        ".sheet-title",
        lambda page: page.get_by_role("button", name="Account of").click(),
    ),
)


def measure(stage: Stage, browser: Browser, visit: Visit) -> dict[str, float]:
    """Return the medians of several first visits, each with an empty cache, and the worst interaction and shift."""
    found = [_visit(stage, browser, visit) for _ in range(RUNS)]
    worst = {name: max(one[name] for one in found) for name in ("longest", "shifted")}
    middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
    far = [_visit_from_far_away(stage, browser, visit) for _ in range(RUNS)]
    times = {name: [one[name] for one in far] for name in ("first", "next")}
    return {
        **middle,
        **worst,
        "best paint": min(one["paint"] for one in found),
        **{f"best {name}": min(values) for name, values in times.items()},
        **{name: statistics.median(values) for name, values in times.items()},
    }


def _visit(stage: Stage, browser: Browser, visit: Visit) -> dict[str, float]:
    context = stage.context(browser, visit.who, locale="en-GB")
    context.add_init_script(OBSERVE)
    page = context.new_page()
    page.goto(visit.path.format(id=stage.ticket_id))
    page.locator(visit.is_there).first.wait_for()
    page.wait_for_load_state("networkidle")
    first = page.evaluate(TIMES)
    visit.act(page)
    # Chromium rounds and reports these durations after the paint.
    page.wait_for_timeout(500)
    last = page.evaluate(TIMES)
    context.close()
    return first | {name: last[name] for name in ("longest", "shifted")}


def _visit_from_far_away(stage: Stage, browser: Browser, visit: Visit) -> dict[str, float]:
    context = stage.context(browser, visit.who, locale="en-GB")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    conditions = {"offline": False, "latency": LATENCY, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", conditions)
    found = {}
    for name in ("first", "next"):
        page.goto(visit.path.format(id=stage.ticket_id), wait_until="commit")
        found[name] = page.evaluate(THERE, visit.is_there)
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")
    context.close()
    return found


def table(rows: dict[str, dict[str, float]]) -> str:
    """Return the document."""
    lines = [
        f"| {name} | {row['transferred'] / 1000:.1f} kB | {row['unpacked'] / 1000:.1f} kB | {row['requests']:.0f} "
        f"| {row['best paint']:.0f} ms, {row['paint']:.0f} ms | {max(row['longest'], 16):.0f} ms | {row['shifted']:.3f} "
        f"| {row['best first']:.0f} ms, {row['first']:.0f} ms | {row['best next']:.0f} ms, {row['next']:.0f} ms |"
        for name, row in rows.items()
    ]
    return f"{HEAD}{chr(10).join(lines)}\n\n{_circumstances()}\n{FOUND.rstrip()}\n"


def _circumstances() -> str:
    busy, cores = os.getloadavg()[0], os.cpu_count()
    return (
        f"Measured on {cores} cores with a load average of {busy:.1f}; times on a machine with other work to do are its, too."
    )


def main() -> None:
    """Measure each page and write the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(static_pages.create_app(Path(folder) / "pages")) as origin,
        staged(Path(folder) / "service", origin) as stage,
        sync_playwright() as playwright,
    ):
        publish(Path(folder) / "pages", stage.service.api)
        browser = open_browser(playwright, WITHOUT_PANELS)
        _visit(stage, browser, VISITS[0])  # a browser that has just started has more to do than show a page
        rows = {visit.name: measure(stage, browser, visit) for visit in VISITS}
        browser.close()
    TABLE.write_text(table(rows), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
