"""New and changed tickets arrive by themselves, without moving what is being read."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import come_back, expect_focus
from tests.factories import NOON, add_ticket, add_tickets

TOPS = "() => [...document.querySelectorAll('tr[data-id]')].map((row) => [row.dataset.id, row.getBoundingClientRect().top])"


@pytest.fixture
def ten(site, user) -> list[int]:
    rows = [
        {"created_by_id": user.id, "title": f"Numbat {number}", "created_at": NOON + timedelta(minutes=number)}
        for number in range(10)
    ]
    return add_tickets(site.app, rows)


def shown(page: Page, number: int = 10) -> Page:
    expect(page.locator(".ticket-link")).to_have_count(number)
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    # They are asked for by themselves, and may come later.
    expect(page.get_by_role("navigation", name="Status").get_by_role("link", name=f"New {number}")).to_be_visible()
    return page


def test_new_tickets_wait_behind_a_button_and_move_nothing_until_it_is_pressed(site, open_as, user, ten):
    page = shown(open_as(user, "/tickets.html?pageSize=10"))
    page.get_by_role("link", name="Numbat 7").focus()
    before = page.evaluate(TOPS)

    for number in range(3):
        add_ticket(site.app, user.id, title=f"Fresh {number}", created_at=NOON + timedelta(hours=1, minutes=number))
    come_back(page)
    button = page.get_by_role("button", name="3 new")
    expect(button).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="3 new")).to_be_attached()
    expect(page.locator("#count")).to_have_text("13 tickets")
    expect(page.get_by_role("link", name="New 13")).to_be_visible()
    expect(page.get_by_role("link", name="Page 2")).to_be_visible()
    assert page.evaluate(TOPS) == before
    expect_focus(page.get_by_role("link", name="Numbat 7"))

    button.click()
    expect(page.locator(".ticket-link").first).to_have_text("Fresh 2")
    expect(button).not_to_be_visible()
    expect_focus(page.locator("#results"))


def test_a_change_is_shown_in_its_row_and_the_focus_stays(site, open_as, user, admin, ten):
    page = shown(open_as(user, "/tickets.html"))
    link = page.get_by_role("link", name="Numbat 9")
    link.focus()
    before = page.evaluate(TOPS)
    other = page.get_by_role("row", name="Numbat 8").element_handle()

    admin.patch(f"/api/tickets/{ten[9]}/status", json={"status": "Resolved"})
    come_back(page)
    expect(page.get_by_role("row", name="Numbat 9").locator(".status")).to_have_text("Resolved")
    expect(page.locator("tr.is-fresh")).to_have_attribute("data-id", str(ten[9]))
    expect_focus(link)
    assert page.evaluate(TOPS) == before
    assert other.is_visible(), "a row that did not change was drawn anew"
    expect(page.locator(".arrivals-button")).to_have_count(0)


def test_a_list_that_has_not_changed_is_not_sent_again(site, open_as, user, ten):
    page = shown(open_as(user, "/tickets.html"))
    with (
        page.expect_response(f"{site.api}/tickets?pageSize=50") as list_,
        page.expect_response(f"{site.api}/tickets/counts") as counts,
    ):
        come_back(page)
    assert (list_.value.status, counts.value.status) == (304, 304)


def test_the_list_is_asked_for_every_ten_seconds_while_it_is_looked_at(site, open_as, user, ten):
    page = open_as(user, own=True)
    page.clock.install()
    page.goto("/tickets.html")
    shown(page)
    with page.expect_response(f"{site.api}/tickets?pageSize=50"), page.expect_response(f"{site.api}/tickets/counts"):
        page.clock.run_for(10_000)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
    page.clock.run_for(60_000)
    assert asked == []


def test_the_first_ticket_of_an_empty_list_shows_at_once(site, open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    add_ticket(site.app, user.id, title="The very first")
    come_back(page)
    expect(page.get_by_role("link", name="The very first")).to_be_visible()
    expect(page.locator("#count")).to_have_text("1 ticket")


def test_tickets_that_left_the_list_stay_until_the_reader_wants_them_gone(site, open_as, user, admin, ten):
    page = shown(open_as(user, "/tickets.html?status=New&pageSize=25"))
    admin.patch(f"/api/tickets/{ten[5]}/status", json={"status": "Resolved"})
    come_back(page)
    button = page.get_by_role("button", name="The list has changed")
    expect(button).to_be_visible()
    expect(page.locator(".ticket-link")).to_have_count(10)
    expect(page.get_by_role("row", name="No longer on this page")).to_have_count(1)
    button.click()
    expect(page.locator(".ticket-link")).to_have_count(9)


def test_what_one_does_in_another_tab_is_no_news(open_as, admin, user, ten):
    page = shown(open_as(admin, f"/tickets.html?requester={user.username}&status=New"))
    ticket, other = page.context.new_page(), page.context.new_page()
    for each in (ticket, other):
        each.goto(f"/ticket.html?id={ten[4]}")
        expect(each.get_by_role("button", name="New")).to_have_attribute("aria-pressed", "true")
    ticket.get_by_role("button", name="Resolved").click()
    ticket.get_by_role("button", name="Resolve without a word").click()
    expect(ticket.get_by_text("Status set to Resolved.")).to_be_visible()

    expect(page.locator(".ticket-link")).to_have_count(9)
    come_back(page)
    come_back(other)
    expect(other.get_by_role("button", name="Resolved")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".arrivals-button")).to_have_count(0)
    expect(other.locator("#notice")).to_be_empty()
