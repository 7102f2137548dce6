"""Keyboard alone, narrow screens, light and dark, and what axe finds."""

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.gestures import (
    choose,
    chosen_files,
    come_back,
    expect_accessible,
    expect_focus,
    expect_no_sideways_scrolling,
    fill_ticket,
    hold,
    open_account_menu,
    prefer,
    submit,
    unreachable,
    wait_for_script,
)
from tests.cast import PASSWORD
from tests.factories import NOON, add_ticket, add_tickets, form
from tests.samples import PNG, docx

IS_OUTLINED = """() => {
    const focused = document.activeElement;
    const shown = [focused, focused.nextElementSibling, focused.closest('label')].filter(Boolean);
    const styles = shown.flatMap((node) => [getComputedStyle(node), getComputedStyle(node, '::after')]);
    return styles.some(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2);
}"""
NOTHING_TO_SHOW = {"?page=99": "There is no page 99", "?category=Lost": "This address is not a valid list"}
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3


def test_the_sign_in_page_is_accessible_in_every_state_and_in_the_systems_colours(site, page):
    with unreachable(page, site.api):
        page.goto("/index.html")
        expect(page.get_by_role("alert")).to_be_visible()
        expect_accessible(page)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Enter your password.")).to_be_visible()
    expect_accessible(page)


def test_the_submit_page_is_accessible_in_every_state(site, open_as, user):
    page = open_as(user, "/submit.html")
    choose(page, ("screen.png", "image/png", PNG), (f"{LONG_WORD}.log", "text/plain", b"x"))
    expect(chosen_files(page).locator("img")).to_be_visible()
    submit(page)
    expect(page.get_by_text("Give the ticket a title.")).to_be_visible()
    expect_accessible(page)
    page.route(f"{site.api}/tickets", lambda route: None)
    fill_ticket(page)
    submit(page)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect_accessible(page)


def test_the_list_is_accessible_in_every_state(site, open_as, admin):
    statuses = ["New", "Under Review", "Resolved"]
    titles = [LONG_WORD, "Printer jams", "Invoice lost"] * 2
    rows = [{"created_by_id": admin.id, "title": title, "status": statuses[n % 3]} for n, title in enumerate(titles)]
    add_tickets(site.app, rows)
    page = open_as(admin)
    list_ = hold(page, f"{site.api}/tickets?pageSize=5")
    page.goto("/tickets.html?pageSize=5")
    expect(page.locator(".skeleton").first).to_be_visible()
    moving = "document.getAnimations().filter(({ effect }) => effect.getTiming().duration > 1).length"
    assert page.evaluate(moving) == 0, "motion, though less of it was asked for"
    expect_accessible(page)
    list_.open()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("combobox", name="Search").fill("nothing has this")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect_accessible(page)


def test_a_ticket_is_accessible_in_every_state(site, open_as, user, admin):
    files = (PNG, f"{LONG_WORD}.png"), (b"x" * 300, "monitor.log"), (docx(), "report.docx")
    answer = user.post("/api/tickets", data=form(*files, title=LONG_WORD, description=f"https://example.com/{LONG_WORD}"))
    address = answer.get_json()["id"]
    page = open_as(admin)
    ticket = hold(page, f"{site.api}/tickets/{address}", times=1)
    page.goto(f"/ticket.html?id={address}")
    expect(page.locator("#ticket")).to_have_attribute("aria-busy", "true")
    expect_accessible(page)
    ticket.open()
    expect(page.get_by_role("region", name="Preview of monitor.log")).to_be_visible()
    expect_accessible(page)
    page.locator(".attachment-image").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_accessible(page)
    page.goto("/ticket.html?id=999999")
    expect(page.get_by_role("heading", name="Ticket not found")).to_be_visible()
    expect_accessible(page)


def test_everything_is_done_with_the_keyboard_alone(site, open_as, user, admin):
    page = open_as(path="/index.html")
    keys = page.keyboard
    reach(page, page.get_by_label("Username"))
    keys.type(admin.username)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Everyone’s tickets")).to_be_visible()

    reach(page, page.get_by_role("link", name="New ticket").first)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="New ticket")).to_be_visible()
    reach(page, page.get_by_label("Title"))
    keys.type("Typed with ten fingers wombat")
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Financial")).to_be_checked()
    keys.press("Tab")
    keys.type("No mouse was harmed.")
    keys.press("Tab")
    expect_focus(page.get_by_label("Choose files"))
    wait_for_script(page)
    keys.press("Tab")
    expect_focus(page.get_by_role("button", name="Submit ticket"))
    keys.press("Enter")
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()

    reach(page, page.get_by_role("link", name="Tickets", exact=True))
    keys.press("Enter")
    reach(page, page.get_by_role("combobox", name="Search"))
    keys.type("wombat")
    expect(page.locator("#count")).to_have_text("1 ticket")
    reach(page, page.get_by_role("link", name="Typed with ten fingers"))
    keys.press("Enter")
    reach(page, page.get_by_role("button", name="Under Review", exact=True))
    keys.press("Space")
    expect(page.get_by_text("Status set to Under Review.")).to_be_visible()
    reach(page, page.get_by_role("button", name="Account of"))
    keys.press("Enter")
    reach(page, page.get_by_role("button", name="Sign out", exact=True))
    keys.press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def reach(page: Page, target) -> None:
    """Press Tab until `target` has the focus, which has to be seen at every step."""
    expect(target).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            expect_outline(page)
            return
    raise AssertionError(f"{target} is not reached with Tab")


def expect_outline(page: Page) -> None:
    """Check that the focused element shows it, itself or by what stands for it."""
    try:
        # The keys may be quicker than the style sheets.
        page.wait_for_function(IS_OUTLINED, timeout=5_000)
    except TimeoutError as error:
        error.add_note(f"the focus cannot be seen on {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}")
        raise


def test_the_first_tab_skips_to_the_list_whose_cards_on_a_phone_are_still_a_table_for_screen_readers(site, open_as, user):
    add_ticket(site.app, user.id, title="Small screen")
    page = open_as(user, "/tickets.html")
    expect(page.locator(".ticket-link")).to_be_visible()
    page.keyboard.press("Tab")
    expect_focus(page.get_by_role("link", name="Skip to content"))
    page.keyboard.press("Enter")
    expect_focus(page.get_by_role("main"))
    page.keyboard.press("Tab")
    expect_focus(page.get_by_role("combobox", name="Search"))

    page.set_viewport_size({"width": 360, "height": 720})
    page.reload()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("row", name="Small screen")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_css("display", "flex")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_in_arabic_every_page_is_accessible_and_fits_a_small_phone(site, open_as, user, admin):
    files = (PNG, f"{LONG_WORD}.png"), (b"x" * 300, "monitor.log")
    ticket_id = user.post("/api/tickets", data=form(*files, title=LONG_WORD)).get_json()["id"]
    page = open_as(admin)
    prefer(page, "ar-EG")
    places = (
        ("/tickets.html", page.locator(".ticket-link").first),
        (f"/ticket.html?id={ticket_id}", page.get_by_role("region", name="معاينة")),
        ("/ticket.html?id=999999", page.get_by_role("heading", name="التذكرة غير موجودة")),
        ("/submit.html", page.get_by_role("button", name="إرسال التذكرة")),
        ("/no/such/page", page.get_by_role("heading", name="الصفحة غير موجودة")),
    )
    for path, landmark in places:
        page.goto(path)
        expect(landmark).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect_accessible(page, in_colour=False)
    page.evaluate("localStorage.removeItem('refresh')")
    page.goto("/index.html")
    expect(page.get_by_role("radio", name="العربية")).to_be_checked()
    expect_accessible(page, in_colour=False)


def test_what_opens_over_a_page_is_accessible(site, open_as, user):
    page = open_as(user, "/submit.html")
    open_account_menu(page)
    expect_accessible(page)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("dialog", name="Change password")).to_be_visible()
    expect_accessible(page)
    page.keyboard.press("Escape")
    user.post("/api/auth/logout")
    fill_ticket(page)
    submit(page)
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    expect_accessible(page)


def test_pages_fit_a_screen_enlarged_twice_and_colours_forced_by_the_system(site, open_as, admin):
    ticket_id = add_ticket(site.app, admin.id, title=LONG_WORD)
    # 200 % on a desk of 1280 pixels leaves half of them.
    page = open_as(admin)
    page.set_viewport_size({"width": 640, "height": 360})
    page.emulate_media(forced_colors="active")
    for path in ("/tickets.html", f"/ticket.html?id={ticket_id}", "/submit.html"):
        page.goto(path)
        expect(page.get_by_text(LONG_WORD).or_(page.get_by_role("button", name="Submit ticket")).first).to_be_visible()
        expect_no_sideways_scrolling(page, 640)
        open_account_menu(page)
        expect(page.get_by_role("radio", name="System")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect_focus(page.get_by_role("button", name="Account of"))
        for _ in range(3):
            page.keyboard.press("Tab")
            expect_outline(page)


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
        expect_outline(page)
    page.emulate_media(forced_colors="none")
