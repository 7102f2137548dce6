"""Finding tickets: search, filters, order and pages, all kept in the URL."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gestures import expect_focus, hold, prefer
from tests.factories import NOON, add_ticket, add_tickets

TITLES = ["Printer jams", "Printer smells", "Invoice lost", "Invoice paid twice", "Export breaks"]


def rows(page: Page) -> list[str]:
    return page.locator(".ticket-link").all_inner_texts()


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Status").get_by_role("link", name=name)


@pytest.fixture
def many(site, user) -> list[int]:
    """Add 23 tickets, the newest last: five of each title, of changing category and status."""
    categories, statuses = ["Technical", "Financial", "Product"], ["New", "Under Review", "Resolved"]
    return add_tickets(
        site.app,
        [
            {
                "created_by_id": user.id,
                "title": f"{TITLES[number % 5]} {number}",
                "category": categories[number % 3],
                "status": statuses[number % 2],
                "created_at": NOON + timedelta(minutes=number),
            }
            for number in range(23)
        ],
    )


def test_search_filters_order_and_page_are_in_the_url_and_back_and_reload_restore_them(site, open_as, user, many):
    page = open_as(user, "/tickets.html")
    expect(page.locator("#count")).to_have_text("23 tickets")

    page.get_by_role("combobox", name="Search").press_sequentially("printer")
    expect(page.locator("#count")).to_have_text("10 tickets")
    tab(page, "New").click()
    expect(page.locator("#count")).to_have_text("5 tickets")
    page.get_by_text("Category", exact=True).first.click()
    page.get_by_role("checkbox", name="Technical").check()
    expect(page.locator("#count")).to_have_text("2 tickets")
    expect(page.get_by_role("combobox", name="Search")).to_have_value("status:new category:Technical printer")
    page.get_by_label("Order").select_option("Oldest first")
    expect(page.locator(".ticket-link").first).to_have_text("Printer jams 0")
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=printer&status=New&category=Technical&ordering=createdAt")
    shown = rows(page)

    page.reload()
    expect(page.locator("#count")).to_have_text("2 tickets")
    expect(page.locator(".ticket-link")).to_have_text(shown)
    expect(page.get_by_role("combobox", name="Search")).to_have_value("status:new category:Technical printer")
    expect(page.locator(".filter-menu.is-set")).to_have_text(["Category"])
    expect(page.get_by_label("Order")).to_have_value("createdAt")

    for expected in ("2 tickets", "5 tickets", "10 tickets", "23 tickets"):
        page.go_back()
        expect(page.locator("#count")).to_have_text(expected)
    expect(page.get_by_role("combobox", name="Search")).to_have_value("")
    expect(tab(page, "All")).to_have_attribute("aria-current", "true")
    expect(tab(page, "New")).not_to_have_attribute("aria-current", "true")


def test_pages_come_from_the_server_and_are_in_the_url(site, open_as, user, many):
    page = open_as(user, "/tickets.html?pageSize=5")
    expect(page.locator(".ticket-link")).to_have_count(5)
    page.get_by_role("link", name="Page 5").click()
    expect(page.locator(".ticket-link")).to_have_count(3)
    expect(page).to_have_url(f"{site.pages}/tickets.html?page=5&pageSize=5")
    expect_focus(page.locator("#results"))
    expect(page.get_by_role("link", name="Page 5")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_role("link", name="Page 4")).to_have_attribute("aria-current", "page")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("link", name="Page 1")).to_have_attribute("aria-current", "page")
    page.get_by_label("Per page").select_option("25")
    expect(page.locator(".ticket-link")).to_have_count(23)
    expect(page.get_by_role("navigation", name="Pages")).to_have_count(0)


def test_arrow_keys_in_the_order_and_page_size_choose_nothing_by_themselves(site, open_as, user, many):
    page = open_as(user, "/tickets.html")
    expect(page.locator(".ticket-link")).to_have_count(23)
    for label in ("Order", "Per page"):
        page.get_by_label(label).focus()
        for key in ("ArrowDown", "ArrowUp", "ArrowUp", "Escape", "PageDown", "Escape"):
            page.keyboard.press(key)
    page.wait_for_timeout(500)
    expect(page).to_have_url(f"{site.pages}/tickets.html")
    page.get_by_label("Order").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".ticket-link").first).to_have_text("Printer jams 0")


def test_a_list_that_fits_the_smallest_page_offers_no_pages(site, open_as, user):
    add_ticket(site.app, user.id, title="The only one")
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("link", name="The only one")).to_be_visible()
    expect(page.get_by_label("Per page")).to_be_hidden()
    page.goto("/tickets.html?search=zeppelin")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(page.get_by_label("Per page")).to_be_hidden()


def test_the_way_back_from_a_ticket_leads_to_the_list_as_it_was(site, open_as, user, many):
    page = open_as(user, "/tickets.html?search=invoice&pageSize=5")
    page.locator(".ticket-link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice")
    page.get_by_role("link", name="All tickets").click()
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=invoice&pageSize=5")


def test_the_last_search_wins_however_late_an_earlier_one_is_answered(site, open_as, user, many):
    page = open_as(user, "/tickets.html")
    expect(page.locator("#count")).to_have_text("23 tickets")
    first = hold(page, "**/tickets?search=printer&*")
    page.get_by_role("combobox", name="Search").fill("printer")
    first.wait()
    page.get_by_role("combobox", name="Search").fill("export")
    expect(page.locator(".ticket-link")).to_have_count(4)
    first.open()
    page.wait_for_timeout(300)
    assert all(title.startswith("Export") for title in rows(page))


def test_a_ticket_is_found_by_its_number(site, open_as, user, many):
    page = open_as(user, "/tickets.html")
    page.get_by_role("combobox", name="Search").fill(f"#{many[7]}")
    expect(page.locator(".ticket-link")).to_have_text(["Invoice lost 7"])


def test_an_administrator_sees_everyones_tickets_and_who_asked(site, open_as, user, admin):
    add_ticket(site.app, user.id, title="Dibbler in the stairwell")
    page = open_as(admin, "/tickets.html?search=dibbler")
    expect(page.get_by_role("heading", name="Everyone’s tickets")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Requester")).to_be_visible()
    expect(page.get_by_role("row", name="Dibbler")).to_contain_text(user.username)


def test_a_user_sees_own_tickets_only_and_no_requester(site, open_as, user, admin):
    add_ticket(site.app, user.id, title="Mine")
    add_ticket(site.app, admin.id, title="Theirs")
    page = open_as(user, "/tickets.html")
    expect(page.locator(".ticket-link")).to_have_text(["Mine"])
    expect(page.get_by_role("columnheader", name="Requester")).to_have_count(0)


def test_the_exact_time_shows_on_hover(site, open_as, user):
    add_ticket(site.app, user.id, created_at=NOON)
    page = open_as(user)
    prefer(page, "en-GB")
    page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    page.goto("/tickets.html")
    expect(page.locator(".tickets time")).to_have_attribute("title", "Sunday, 1 March 2026 at 21:00")


def test_an_empty_list_says_what_to_do(open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="New ticket").click()
    expect(page.get_by_role("heading", name="New ticket")).to_be_visible()


def test_a_search_without_a_match_can_be_cleared(site, open_as, user):
    add_ticket(site.app, user.id)
    page = open_as(user, "/tickets.html?search=nonsense&status=Resolved")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear search and filters").click()
    expect(page.locator(".ticket-link")).to_have_count(1)
    expect(page).to_have_url(f"{site.pages}/tickets.html")
    expect_focus(page.get_by_role("combobox", name="Search"))


@pytest.mark.parametrize(
    ("address", "heading", "hint", "way_out"),
    [
        ("?page=99", "There is no page 99", "The list is shorter now", "first page"),
        ("?status=Lost", "This address is not a valid list", "status", "Clear search"),
        (f"?search={'x' * 501}", "This address is not a valid list", "Use at most 500 characters.", "Clear search"),
    ],
)
def test_an_address_that_fits_no_list_says_so_and_offers_a_way_out(site, open_as, user, address, heading, hint, way_out):
    add_ticket(site.app, user.id)
    page = open_as(user, f"/tickets.html{address}")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".state-details")).to_contain_text(hint)
    page.get_by_role("button", name=way_out).click()
    expect(page.locator(".ticket-link")).to_have_count(1)


def test_printing_gives_the_list_and_nothing_to_press(site, open_as, admin, user):
    ticket_id = add_ticket(site.app, user.id, title="On paper")
    page = open_as(admin, f"/tickets.html?requester={user.username}")
    row = page.get_by_role("row", name="On paper")
    expect(row).to_be_visible()
    page.emulate_media(media="print")
    # Paper is as narrow as a small screen.
    page.set_viewport_size({"width": 660, "height": 900})
    query = page.get_by_role("combobox", name="Search")
    for shown in (page.locator("h1"), query, page.locator("thead"), page.get_by_label(f"Status of #{ticket_id}")):
        expect(shown).to_be_visible()
    expect(query).to_have_value(f"requester:{user.username}")
    expect(row).to_have_css("display", "table-row")
    for hidden in ("header.masthead", "#more-filters", "#tabs", ".list-foot", ".cell-select", ".dock"):
        expect(page.locator(hidden).first).to_be_hidden()
    exact = row.locator("time").evaluate("time => [getComputedStyle(time, '::after').content, time.title]")
    assert exact[0] == f'"{exact[1]}"'
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_rows_are_announced_while_they_load(site, open_as, user):
    page = open_as(user)
    list_ = hold(page, f"{site.api}/tickets?pageSize=50")
    page.goto("/tickets.html")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".skeleton").first).to_be_visible()
    list_.open()
    expect(page.get_by_role("status").filter(has_text="0 tickets")).to_be_visible()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


def test_what_was_typed_before_the_scripts_came_is_searched_for(site, open_as, user, many):
    page = open_as(user)
    script = hold(page, "**/js/pages/tickets.js")
    page.goto("/tickets.html", wait_until="commit")
    page.get_by_role("combobox", name="Search").press_sequentially("printer")
    script.open()
    expect(page.locator("#count")).to_have_text("10 tickets")
    expect(page.get_by_role("combobox", name="Search")).to_have_value("printer")


def test_the_focus_stays_on_a_ticket_when_the_list_is_loaded_again(site, open_as, user, many):
    page = open_as(user, "/tickets.html?pageSize=25")
    link = page.get_by_role("link", name="Export breaks 4")
    link.focus()
    with page.expect_response(f"{site.api}/tickets?pageSize=25"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    expect_focus(link)
