"""The list for everybody: each of its states light and dark, from the right, on small screens, in forced colours."""

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import come_back, expect_accessible
from tests.factories import NOON, add_ticket, add_tickets

LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
OUTLINED = """() => {
    const focused = document.activeElement;
    const shown = [getComputedStyle(focused), getComputedStyle(focused, '::after')];
    return shown.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
}"""


NOTHING_TO_SHOW = {"?page=99": "There is no page 99", "?category=Lost": "This address is not a valid list"}


@pytest.fixture
def texts(site, user) -> None:
    statuses = ["New", "Under Review", "Resolved"]
    titles = [LONG_WORD, "طابعة لا تعمل", "Printer jams"]
    rows = [
        {"created_by_id": user.id, "title": title, "description": f"Potoroo {LONG_WORD}", "status": statuses[number % 3]}
        for number, title in enumerate(titles)
    ]
    add_tickets(site.app, rows)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_is_accessible_with_tickets_selected_changed_and_arriving_and_with_none(
    site, open_as, user, admin, texts, language
):
    page = open_as(admin)
    page.add_init_script(f"localStorage.setItem('language', '{language}')")
    page.goto(f"/tickets.html?search=potoroo&requester={user.username}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator(".excerpt mark").first).to_be_visible()
    boxes = page.locator("[data-part=pick]")
    boxes.nth(1).check()
    add_ticket(site.app, user.id, title="New potoroo", description="Potoroo", created_at=NOON.replace(year=2027))
    come_back(page)
    expect(page.locator(".arrivals-button")).to_be_visible()
    expect_accessible(page, in_colour=language == "en")

    if language == "ar":
        return
    page.locator(".selection-bar [data-status=Resolved]").click()
    expect(page.locator(".toast-action")).to_be_visible()
    expect_accessible(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_accessible(page)
    page.keyboard.press("Escape")
    for address, heading in NOTHING_TO_SHOW.items():
        page.goto(f"/tickets.html{address}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect_accessible(page)


def test_in_forced_colours_the_choices_and_the_focus_are_seen(open_as, admin, user, texts):
    page = open_as(admin, f"/tickets.html?requester={user.username}")
    page.emulate_media(forced_colors="active")
    page.locator("[data-part=pick]").first.check()
    selected = page.locator("tr.is-selected")
    expect(selected).to_have_css("outline-style", "solid")
    expect(page.locator(".tab[aria-current]")).not_to_have_css("border-bottom-color", "rgba(0, 0, 0, 0)")
    for control in (".ticket-link", "[data-part=pick]", "[data-part=status]", "[data-part=requester]", ".tab"):
        page.locator(control).first.focus()
        page.keyboard.press("Shift")  # the keys are in use: the focus is shown
        page.wait_for_function(OUTLINED)
    page.emulate_media(forced_colors="none")
