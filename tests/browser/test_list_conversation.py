"""What the list tells of conversations: what is unread, how many replies there are, and who is to speak."""

from playwright.sync_api import expect

from tests.browser.gestures import come_back
from tests.factories import add_ticket


def test_the_list_tells_each_reader_what_is_unread_and_what_waits_for_them(site, open_as, user, admin):
    ticket = f"/api/tickets/{add_ticket(site.app, user.id, title='Tamarillo')}"
    page = open_as(admin, "/tickets.html?search=tamarillo")
    tabs, row = page.get_by_role("navigation", name="Status"), page.get_by_role("row", name="Tamarillo")
    expect(page).to_have_title("(1) Tickets · Ticketing")
    expect(row.get_by_role("img", name="Unread")).to_be_visible()
    expect(row.get_by_role("link", name="Tamarillo")).to_have_css("font-weight", "700")
    expect(row).to_contain_text("Needs an answer")
    expect(tabs.get_by_role("link")).to_contain_text(["All", "Needs an answer", "New", "Under Review", "Resolved"])

    tabs.get_by_role("link", name="Needs an answer 1").click()
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=tamarillo&waitingFor=staff")
    expect(tabs.get_by_role("link", name="Needs an answer")).to_have_attribute("aria-current", "true")
    expect(row).not_to_contain_text("Needs an answer")
    page.get_by_role("checkbox", name="Unread").check()
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=tamarillo&waitingFor=staff&unread=true")
    expect(row).to_be_visible()

    admin.put(f"{ticket}/seen", json={"entry": 0})
    admin.post(f"{ticket}/replies", json={"body": "On which floor?"})
    come_back(page)
    expect(page).to_have_title("Tickets · Ticketing")
    expect(tabs.get_by_role("link", name="Needs an answer 0")).to_be_visible()
    page.goto("/tickets.html?search=tamarillo&waitingFor=requester")
    expect(tabs.get_by_role("link", name="Waiting for requester 1")).to_have_attribute("aria-current", "true")

    page = open_as(user, "/tickets.html")
    row = page.get_by_role("row", name="Tamarillo")
    expect(page).to_have_title("(1) Tickets · Ticketing")
    expect(row).to_contain_text("1 reply")
    expect(row).to_contain_text("Waiting for you")
    user.put(f"{ticket}/seen", json={"entry": 2**31 - 1})
    user.post(f"{ticket}/replies", json={"body": "On the second."})
    come_back(page)
    expect(page).to_have_title("Tickets · Ticketing")
    expect(row).to_contain_text("2 replies")
    expect(row).not_to_contain_text("Waiting")
    expect(row.get_by_role("img", name="Unread")).to_have_count(0)
    expect(row.get_by_role("link", name="Tamarillo")).to_have_css("font-weight", "400")
