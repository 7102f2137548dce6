"""Administrators change tickets in the list: one in its row, or several together, and take it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import come_back, expect_focus, stop_clock
from tests.cast import make_person
from tests.factories import NOON, add_tickets, row_of
from ticketing.auth.models import Role
from ticketing.tickets.models import Ticket


@pytest.fixture
def marsupials(site, user) -> list[int]:
    """Add five tickets that a search for the requester finds, the newest last, which stands first."""
    statuses = ["New", "Under Review", "New", "New", "Resolved"]
    rows = [{"created_by_id": user.id, "title": f"Quoll {n}", "status": status} for n, status in enumerate(statuses)]
    return add_tickets(site.app, rows)


@pytest.fixture
def page(open_as, admin, user, marsupials) -> Page:
    page = open_as(admin, f"/tickets.html?requester={user.username}")
    expect(page.locator(".ticket-link")).to_have_count(5)
    return page


def choice(page: Page, ticket_id: int):
    return page.get_by_label(f"Status of #{ticket_id}")


def box(page: Page, number: int):
    return page.get_by_role("checkbox", name=f"Quoll {number}")


def statuses(site, ids: list[int]) -> list[str]:
    return [row_of(site.app, Ticket, each).status for each in ids]


def holders(site, ids: list[int]) -> list[int | None]:
    return [row_of(site.app, Ticket, each).assignee_id for each in ids]


def colleague_sets(admin, ticket_id: int, status: str) -> None:
    assert admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": status}).status_code == 200


def test_a_status_is_changed_in_its_row_and_changed_back(site, page, marsupials):
    choice(page, marsupials[0]).focus()
    choice(page, marsupials[0]).select_option("Resolved")

    expect(page.get_by_text(f"#{marsupials[0]} is now Resolved.")).to_be_visible()
    expect_focus(page.get_by_role("link", name="Quoll 0"))
    expect(page.get_by_role("link", name="Resolved 2")).to_be_visible()
    assert statuses(site, marsupials[:1]) == ["Resolved"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 ticket is as it was before.")).to_be_visible()
    expect(choice(page, marsupials[0])).to_have_value("New")
    assert statuses(site, marsupials[:1]) == ["New"]


def test_a_ticket_leaves_its_tab_by_keys_alone_without_a_word_of_news_and_undo_puts_it_back_as_it_was(
    site, open_as, admin, user, marsupials
):
    page = open_as(admin, f"/tickets.html?requester={user.username}&status=New&ordering=-updatedAt")
    expect(page.locator(".ticket-link")).to_have_text(["Quoll 3", "Quoll 2", "Quoll 0"])
    before = row_of(site.app, Ticket, marsupials[2])
    sent = []
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request.post_data))
    for key in ("j", "j"):
        page.keyboard.press(key)
    # The first key waits for what it may mean; Tab waits for nothing.
    expect_focus(page.get_by_role("link", name="Quoll 2"))
    page.keyboard.press("Tab")
    expect_focus(choice(page, marsupials[2]))
    # The first opens the list, which Escape leaves as it was.
    for key in ("ArrowDown", "ArrowDown", "Escape", "Tab", "End", "Escape"):
        page.keyboard.press(key)
    expect_focus(page.get_by_role("link", name="Quoll 2"))
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert sent == []
    expect(choice(page, marsupials[2])).to_have_value("New")
    page.keyboard.press("r")

    expect(page.get_by_text(f"#{marsupials[2]} is now Resolved.")).to_be_visible()
    expect(page.get_by_role("link", name="Resolved 2")).to_be_visible()
    come_back(page)
    expect(page.locator(".ticket-link")).to_have_text(["Quoll 3", "Quoll 0"])
    expect(page.locator(".arrivals-button")).to_have_count(0)
    expect_focus(page.get_by_role("link", name="Quoll 0"))
    assert len(sent) == 1
    page.keyboard.press("z")

    expect(page.locator(".ticket-link")).to_have_text(["Quoll 3", "Quoll 2", "Quoll 0"])
    expect_focus(page.get_by_role("link", name="Quoll 2"))
    after = row_of(site.app, Ticket, marsupials[2])
    assert (after.status, after.updated_at, after.resolved_at) == ("New", before.updated_at, None)
    for key in ("ArrowUp", "j"):
        page.keyboard.press(key)
    expect_focus(page.get_by_role("link", name="Quoll 0"))
    assert len(sent) == 2


def test_what_is_selected_stays_so_on_other_pages_until_the_filters_change(site, page, user, marsupials):
    page.goto(f"/tickets.html?requester={user.username}&pageSize=3")
    box(page, 3).click()
    page.get_by_role("link", name="Page 2").click()
    expect(page.get_by_text("1 selected · 1 of them is not on this page")).to_be_visible()
    box(page, 0).click()
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("2 tickets are now Resolved.")
    assert statuses(site, [marsupials[0], marsupials[3]]) == ["Resolved"] * 2
    box(page, 0).click()
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_text("1 selected · 1 of them")).to_be_visible()
    page.get_by_role("link", name="Under Review 1").click()
    expect(page.locator("#toast")).to_contain_text("Nothing is selected any more: the filters have changed.")
    expect(page.get_by_role("group", name="Selected tickets")).not_to_be_visible()


def test_a_colleagues_change_is_shown_instead_of_overwritten(site, page, admin, marsupials):
    colleague_sets(admin, marsupials[0], "Resolved")

    choice(page, marsupials[0]).select_option("Under Review")

    expect(page.get_by_text("Someone else changed 1 ticket in the meantime, so it was left alone.")).to_be_visible()
    expect(choice(page, marsupials[0])).to_have_value("Resolved")
    assert statuses(site, marsupials[:1]) == ["Resolved"]


def test_what_can_not_be_changed_says_so_and_shows_the_status_it_has(site, page, marsupials):
    page.route(f"{site.api}/tickets", lambda route: route.abort())
    choice(page, marsupials[0]).select_option("Resolved")

    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(choice(page, marsupials[0])).to_have_value("New")


def test_several_are_selected_with_shift_and_resolved_and_one_undo_leaves_a_colleagues_change(site, page, admin, marsupials):
    box(page, 3).click()
    box(page, 0).click(modifiers=["Shift"])
    expect(page.get_by_text("4 selected")).to_have_count(2)  # seen, and read out
    expect(page.get_by_role("checkbox", name="Select all")).to_have_js_property("indeterminate", True)
    box(page, 1).click()
    bar = page.get_by_role("group", name="Selected tickets")
    bar.get_by_role("button", name="Resolve").click()

    expect(page.locator("#toast")).to_contain_text("3 tickets are now Resolved.")
    expect(bar).not_to_be_visible()
    expect_focus(page.get_by_role("button", name="Undo"))
    assert statuses(site, marsupials) == ["Resolved", "Under Review", "Resolved", "Resolved", "Resolved"]
    colleague_sets(admin, marsupials[2], "Under Review")
    page.keyboard.press("Enter")

    expect(page.locator("#toast")).to_contain_text("2 tickets are as they were before. Someone else changed 1 ticket")
    assert statuses(site, marsupials) == ["New", "Under Review", "Under Review", "New", "Resolved"]
    expect(choice(page, marsupials[2])).to_have_value("Under Review")
    expect(page.locator(".ticket-link:focus")).to_have_count(1)


def test_tickets_are_selected_resolved_and_restored_with_the_keys_alone(site, page, marsupials):
    for key in "jjxjx":
        page.keyboard.press(key)
    expect(box(page, 3)).to_be_checked()
    expect(box(page, 2)).to_be_checked()
    expect(box(page, 4)).not_to_be_checked()
    expect_focus(page.get_by_role("link", name="Quoll 2"))
    page.get_by_role("button", name="Resolve").focus()
    page.keyboard.press("Enter")
    expect_focus(page.get_by_role("button", name="Undo"))
    page.keyboard.press("z")

    expect(page.locator("#toast")).to_contain_text("2 tickets are as they were before.")
    expect_focus(page.get_by_role("link", name="Quoll 2"))
    assert statuses(site, marsupials[2:4]) == ["New", "New"]
    page.keyboard.press("x")
    expect(page.locator("tr.is-selected")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("tr.is-selected")).to_have_count(0)


def test_the_undo_is_there_for_ten_seconds_and_longer_while_it_has_the_focus(open_as, admin, user, marsupials):
    page = open_as(admin, own=True)
    page.clock.install()
    page.goto(f"/tickets.html?requester={user.username}")
    expect(page.locator(".ticket-link")).to_have_count(5)
    stop_clock(page)
    choice(page, marsupials[0]).select_option("Resolved")
    page.clock.run_for(1_000)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    undo.focus()
    page.clock.fast_forward(60_000)
    expect(undo).to_be_visible()
    box(page, 4).focus()
    page.clock.fast_forward(1_000)
    expect(undo).to_be_visible()
    page.clock.fast_forward(9_000)
    expect(undo).not_to_be_visible()


def test_all_of_a_page_are_selected_and_no_other(site, page, marsupials):
    page.get_by_role("checkbox", name="Select all").check()
    expect(page.locator("tr.is-selected")).to_have_count(5)
    page.get_by_role("button", name="Under Review", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("5 tickets are now Under Review.")
    assert set(statuses(site, marsupials)) == {"Under Review"}


def test_a_requesters_name_narrows_the_list_to_their_tickets(site, open_as, admin, user, marsupials):
    add_tickets(site.app, [{"created_by_id": admin.id, "title": "Quoll of another", "created_at": NOON}])
    page = open_as(admin, "/tickets.html?search=quoll&pageSize=100")
    expect(page.get_by_role("link", name="Quoll of another")).to_be_visible()

    page.get_by_role("row", name="Quoll 3").first.get_by_role("link", name=user.username).first.click()
    expect(page).to_have_url(re.compile(f"search=quoll&requester={user.username}"))
    expect(page.locator(".ticket-link")).to_have_count(5)
    page.locator(".filter-menu", has_text="Requester").locator("summary").click()
    field = page.get_by_role("combobox", name="Requester")
    expect(field).to_have_value(user.username)
    field.fill(admin.username)
    field.press("Enter")
    expect(page.locator(".ticket-link")).to_have_text(["Quoll of another"])
    field.fill(user.username[1:].upper())
    expect(page.locator(f"#requesters option[value={user.username}]")).to_be_attached()
    field.press("Enter")
    expect(field).to_have_value(user.username)
    expect(page).to_have_url(re.compile(f"requester={user.username}&"))
    expect(page.locator(".ticket-link")).to_have_count(5)


def test_a_user_has_nothing_to_select_or_change(open_as, user, marsupials):
    page = open_as(user, "/tickets.html")
    expect(page.locator(".ticket-link")).to_have_count(5)
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Select")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Status of")).to_have_count(0)
    expect(page.get_by_text("Requester", exact=True)).not_to_be_visible()
    come_back(page)
    expect(page.locator("tr.is-selected")).to_have_count(0)


def test_two_administrators_who_take_the_same_tickets_at_once_overwrite_nothing_unseen(
    site, open_as, admin, user, page, names, marsupials
):
    colleague = make_person(site.app, next(names), Role.ADMIN)
    theirs = open_as(colleague, f"/tickets.html?requester={user.username}", own=True)
    box(page, 4).click()
    box(page, 3).click()
    page.keyboard.press("a")
    chooser = page.get_by_role("dialog")
    expect(chooser.get_by_role("option", name="Me")).to_be_visible()
    expect(theirs.get_by_role("link", name="Quoll 4")).to_be_visible()
    for key in ("j", "m"):
        theirs.keyboard.press(key)
    expect(theirs.get_by_text(f"#{marsupials[4]}: assigned to {colleague.username}.")).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator("#toast")).to_contain_text(
        f"#{marsupials[3]}: assigned to {admin.username}. Someone else changed 1 ticket"
    )
    refused = page.locator("#notice")
    expect(refused).to_contain_text(f"#{marsupials[4]} Quoll 4 · someone else changed it; now assigned to {colleague.username}")
    assert holders(site, marsupials[3:]) == [admin.id, colleague.id]
    refused.get_by_role("button", name="Change anyway").click()
    expect(page.locator("#toast")).to_contain_text(f"#{marsupials[4]}: assigned to {admin.username}.")
    expect(refused).to_be_empty()
    expect_focus(page.get_by_role("button", name="Undo"))
    assert holders(site, marsupials[3:]) == [admin.id, admin.id]
