"""What a row of the list tells, on a desk and on a phone, and how little room it takes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_focus
from tests.factories import add_tickets, form

COLUMNS = ["", "Number", "Priority", "Ticket", "Status", "Category", "Requester", "Assignee", "Age"]
TOP = "node => Math.round(node.getBoundingClientRect().top)"
HEIGHT = "node => Math.round(node.getBoundingClientRect().height)"


@pytest.fixture
def newest(site, user) -> int:
    """Add 20 tickets, and return the number of the newest, which has two files and a reply."""
    add_tickets(site.app, [{"created_by_id": user.id, "title": f"Kowari {number}"} for number in range(19)])
    files = ((b"one", "one.log"), (b"two", "two.log"))
    answer = user.post("/api/tickets", data=form(*files, title=f"Kowari {'of many words ' * 12}", description="It digs."))
    ticket = answer.get_json()["id"]
    user.post(f"/api/tickets/{ticket}/replies", json={"body": "Still digging."})
    return ticket


def test_on_a_desk_a_row_is_one_line_that_tells_everything_and_the_head_stays_in_sight(site, open_as, admin, user, newest):
    admin.patch(f"/api/tickets/{newest}", json={"priority": "Urgent", "assignee": "me"})
    page = open_as(admin, f"/tickets.html?requester={user.username}")
    row, other = page.locator(f"tr[data-id='{newest}']"), page.get_by_role("row", name="Kowari 7")
    expect(row).to_be_visible()
    assert page.get_by_role("columnheader").all_inner_texts() == COLUMNS
    assert {each.evaluate(HEIGHT) for each in page.locator("tr[data-id]").all()} <= {40, 41}
    expect(row).to_contain_text("It digs.")
    for said in ("2 files", "1 reply", "Needs an answer, "):
        expect(row).to_contain_text(said)
    expect(row.get_by_role("button", name=f"Priority of #{newest}: Urgent")).to_have_attribute("title", "Urgent")
    expect(row.get_by_role("button", name=f"Assignee of #{newest}: {admin.username}")).to_have_attribute(
        "title", admin.username
    )
    for nothing in (r"Priority of #\d+: Normal", r"Assignee of #\d+: Nobody"):
        expect(other.get_by_role("button", name=re.compile(nothing))).to_be_visible()
    # What has a tooltip lies above the link, and leads where it does.
    row.locator("time").click()
    expect(page).to_have_url(f"{site.pages}/ticket.html?id={newest}")
    page.go_back()

    expect(row).to_be_visible()
    page.keyboard.press("End")
    last = page.locator("tr[data-id]").last
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="Age", exact=True)).to_be_in_viewport()
    assert page.locator("th").first.evaluate(TOP) == 0
    page.set_viewport_size({"width": 1900, "height": 720})
    expect(page.get_by_role("main")).to_have_css("width", "1600px")
    expect(row.locator(".priority-word")).to_have_css("position", "static")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_on_a_phone_the_first_ticket_stands_in_the_upper_third_and_filters_fold(open_as, admin, user, newest):
    page: Page = open_as(admin)
    page.set_viewport_size({"width": 360, "height": 720})
    page.goto(f"/tickets.html?requester={user.username}")
    row = page.locator(f"tr[data-id='{newest}']")
    expect(row).to_be_visible()
    assert row.evaluate(TOP) < 240
    assert row.evaluate(HEIGHT) < 90, "more than a title of two lines and a third"
    more, fold = page.locator("#more-filters"), page.get_by_role("button", name="Filters")
    expect(more).to_be_hidden()
    fold.click()
    expect(more).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_hidden()
    expect_focus(fold)
    page.set_viewport_size({"width": 1280, "height": 720})
