"""What each page loads, and that it stands still once it is there; `make pages` has the times."""

from playwright.sync_api import expect

from tests.browser.measure import OBSERVE, TIMES
from tests.factories import form
from tests.samples import PNG

LIMIT = 60_000
# A ticket's page has its files and its conversation besides: what is said there, and where an answer is written; the list its
# views, menus of filters and dense rows.
WORK_LIMIT = 76_000
# Chromium's own word for good is 0.1.
STILL = 0.01


def test_no_page_weighs_too_much_or_shifts_while_it_loads(open_as, admin):
    answer = admin.post("/api/tickets", data=form((PNG, "front.png"), (b"lost", "monitor.log")))
    page = open_as(admin, own=True)
    page.add_init_script(OBSERVE)
    # What another page has loaded before would count as nothing.
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    places = (
        ("/tickets.html", page.locator(".ticket-link").first),
        (f"/ticket.html?id={answer.get_json()['id']}", page.locator(".attachment-text")),
        ("/submit.html", page.get_by_role("button", name="Submit ticket")),
        ("/index.html", page.get_by_role("button", name="Sign in")),
    )
    found = {}
    for path, landmark in places:
        if path == "/index.html":
            page.evaluate("localStorage.removeItem('refresh')")
        page.goto(path)
        expect(landmark).to_be_visible()
        expect(page.locator(".form-waiting")).to_have_count(0)
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        times = page.evaluate(TIMES)
        found[path] = (times["transferred"], times["shifted"])

    limits = {path: WORK_LIMIT if path.startswith("/ticket") else LIMIT for path in found}
    assert {path: size for path, (size, _) in found.items() if not 10_000 < size < limits[path]} == {}
    assert {path: shift for path, (_, shift) in found.items() if shift > STILL} == {}
