"""Back, reload and a sent link return to the list, to the place in it, and to the focus."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_focus, hold
from tests.factories import add_ticket, add_tickets


@pytest.fixture
def many(site, user) -> list[int]:
    return add_tickets(site.app, [{"created_by_id": user.id, "title": f"Bilby {number}"} for number in range(60)])


def listed(page: Page, number: int) -> None:
    expect(page.locator(".ticket-link")).to_have_count(number)
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


def test_back_from_a_ticket_and_reload_return_to_the_row_one_was_at(site, open_as, user, many):
    page = open_as(user, "/tickets.html?pageSize=50&search=bilby")
    listed(page, 50)
    link = page.get_by_role("link", name="Bilby 17", exact=True)
    link.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    assert top > 500
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bilby 17")

    page.go_back()
    listed(page, 50)
    expect_focus(link)
    expect(link).to_be_in_viewport()
    page.wait_for_function("top => Math.abs(scrollY - top) < 60", arg=top)

    page.reload()
    listed(page, 50)
    expect_focus(link)
    expect(link).to_be_in_viewport()


def test_back_within_the_list_returns_to_where_each_step_was_left(open_as, user, many):
    page = open_as(user, "/tickets.html?pageSize=50")
    listed(page, 50)
    second = page.get_by_role("link", name="Page 2")
    second.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    second.click()
    listed(page, 10)
    page.go_back()
    listed(page, 50)
    page.wait_for_function("top => Math.abs(scrollY - top) < 60", arg=top)
    expect_focus(second)


@pytest.mark.parametrize("words", ["", "bilby 5"], ids=["and then stays", "and then types"])
def test_a_page_that_comes_late_takes_the_focus_from_nobody_who_went_to_the_search(site, open_as, user, many, words):
    page = open_as(user, "/tickets.html?pageSize=50")
    listed(page, 50)
    second = hold(page, f"{site.api}/tickets?page=2*")
    page.get_by_role("link", name="Page 2").click()
    second.wait()
    # The page notes where the reader is a fifth of a second after each step.
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 250))")
    search = page.get_by_role("combobox", name="Search titles")
    search.focus()
    search.press_sequentially(words)
    if not words:
        second.open()
    listed(page, 15 if words else 10)
    expect_focus(search)


def test_a_ticket_knows_the_list_it_was_opened_from(site, open_as, user, many):
    page = open_as(user, "/tickets.html?search=bilby&page=2")
    listed(page, 10)
    kept = json.loads(page.evaluate("sessionStorage.getItem('ticketing.list')"))
    assert (kept["url"], kept["ids"], kept["count"]) == ("tickets.html?search=bilby&page=2", many[::-1][50:], 60)


def test_a_page_has_50_rows_or_as_many_as_were_chosen_last_in_this_browser(site, open_as, user, many):
    page = open_as(user, "/tickets.html")
    listed(page, 50)
    page.get_by_label("Per page").select_option("10")
    listed(page, 10)
    page.get_by_role("link", name="Tickets", exact=True).click()
    listed(page, 10)
    page.goto("/tickets.html?pageSize=25")
    listed(page, 25)
    expect(page.get_by_label("Per page")).to_have_value("25")


def test_a_tickets_neighbours_go_on_over_the_end_of_the_page_and_the_way_back_with_them(site, open_as, user, many):
    page = open_as(user, "/tickets.html?search=bilby&pageSize=10&page=2")
    listed(page, 10)
    page.locator(".ticket-link").last.click()
    place = page.get_by_role("navigation", name="Tickets in the list")
    expect(place).to_contain_text("20 of 60")
    page.get_by_role("link", name="Next ticket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bilby 39")
    expect(place).to_contain_text("21 of 60")
    expect(page.get_by_role("link", name="Next ticket")).to_be_visible()
    expect(page.get_by_role("link", name="All tickets")).to_have_attribute(
        "href", f"tickets.html?search=bilby&page=3&pageSize=10#row-{many[39]}"
    )
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bilby 40")
    expect(place).to_contain_text("20 of 60")
    # Back, to where one was.
    page.keyboard.press("u")
    listed(page, 10)
    expect_focus(page.get_by_role("link", name="Bilby 40"))
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=bilby&pageSize=10&page=2")


def test_a_count_that_is_capped_is_shown_with_a_plus_and_paging_goes_on_beyond_it(site, open_as, user, many):
    def capped(route):
        answer = route.fetch(url=route.request.url.replace("page=21", "page=1"))
        counts = {"counts": {"New": 1_000, "Under Review": 0, "Resolved": 3}, "capped": ["New"]}
        body = answer.json() | (counts if "/counts" in route.request.url else {"count": 1_000, "countCapped": True})
        route.fulfill(response=answer, json=body)

    page = open_as(user)
    page.route(re.compile(f"{site.api}/tickets(/counts)?(\\?|$)"), capped)
    page.goto("/tickets.html")
    expect(page.locator("#count")).to_have_text("1,000+ tickets")
    for name in ("All 1,000+", "New 1,000+", "Resolved 3"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Page 20", exact=True)).to_be_visible()
    page.goto("/tickets.html?page=21")
    expect(page.get_by_role("link", name="Page 21")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Next")).to_be_visible()


def test_a_list_address_can_be_sent_to_somebody_else(site, open_as, user, admin):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": "Potoroo", "status": s} for s in ("New", "Resolved")])
    add_ticket(site.app, user.id, title="Other")
    page = open_as(admin, f"/tickets.html?search=potoroo&status=Resolved&requester={user.username}&ordering=createdAt")
    expect(page.locator(".ticket-link")).to_have_text(["Potoroo"])
    expect(page.locator("tr[data-id]")).to_have_attribute("data-id", str(ids[1]))
    expect(page.get_by_label("Order")).to_have_value("createdAt")
    said = f"status:resolved requester:{user.username} potoroo"
    expect(page.get_by_role("combobox", name="Search")).to_have_value(said)
    expect(page.get_by_role("link", name="Resolved 1")).to_have_attribute("aria-current", "true")
