"""Tickets are triaged by keys alone: one after the other on their pages, and many at once in the list."""

import os
import time
from itertools import cycle, islice

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_accessible, expect_focus, expect_no_findings, prefer, show_in
from tests.cast import make_person
from tests.factories import add_tickets, row_of
from ticketing.auth.models import Role, User
from ticketing.auth.queries import as_current
from ticketing.database.transaction import transaction
from ticketing.extensions import db
from ticketing.tickets import service
from ticketing.tickets.models import Ticket

# TRIAGE=200 for a whole morning's: each loads a page, and takes half a second or more.
NUMBER = int(os.environ.get("TRIAGE", "16"))
ANSWER = "Restart it, please."

# What is done with a ticket, key by key, and its status, priority and number of replies then. Words are typed as they are.
COURSES = (
    (["m", "p", "2", "Shift+E"], ("Resolved", "High", 0)),
    (["m", "p", "1", "r", ANSWER, "Control+Shift+Enter", "Escape", "j"], ("Resolved", "Urgent", 1)),
    (["a", "om", "Enter", "p", "4", "j"], ("New", "Low", 0)),
    (["m", "s", "2", "r", ANSWER, "Control+Enter", "Escape", "j"], ("Under Review", "Normal", 1)),
)


# A worker may leave this module and come back to it.
@pytest.fixture(scope="session")
def colleague(site):
    # Whose address contains the "om", too.
    make_person(site.app, "aaron", Role.ADMIN)
    return make_person(site.app, "omar.the-other", Role.ADMIN)


def press(page: Page, keys: list[str]) -> int:
    """Press the keys, as quickly as can be, and return how many there were besides the words of an answer."""
    for key in keys:
        if key == ANSWER:
            expect_focus(page.get_by_role("form", name="Reply").get_by_role("textbox"))
            page.keyboard.type(key)
        elif key == "Escape":
            expect(page.locator(".entry.is-reply")).to_have_count(1)
            expect_focus(page.get_by_role("form", name="Reply").get_by_role("textbox"))
            page.keyboard.press(key)
        elif len(key) == 2:
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)
    return sum(len(key) if len(key) == 2 else 1 for key in keys if key != ANSWER)


def test_tickets_are_triaged_one_after_the_other_by_keys_alone(site, open_as, user, admin, colleague):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": f"Wombat {n}"} for n in range(NUMBER)])
    page = open_as(admin, f"/tickets.html?requester={user.username}&status=New&ordering=createdAt&pageSize=10")
    expect(page.locator(".ticket-link").first).to_be_visible()
    page.keyboard.press("j")
    expect_focus(page.get_by_role("link", name="Wombat 0"))
    page.keyboard.press("Enter")

    courses = list(islice(cycle(COURSES), NUMBER))
    keys, begun = 2, time.monotonic()
    for number, (course, _) in enumerate(courses):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Wombat {number}")
        expect(page.get_by_role("form", name="Reply")).to_be_visible()
        keys += press(page, course)
    expect(page.locator(".toast, .entry.is-reply").first).to_be_visible()
    print(f"{NUMBER} tickets, {keys} keys, {time.monotonic() - begun:.0f} seconds")

    mine, theirs = {"id": admin.id, "username": admin.username}, {"id": colleague.id, "username": colleague.username}
    for ticket_id, (course, expected) in zip(ids, courses, strict=True):
        ticket = admin.get(f"/api/tickets/{ticket_id}").get_json()
        assert (ticket["status"], ticket["priority"], ticket["replies"]) == expected
        assert ticket["assignee"] == (mine if "m" in course else theirs)
    # docs/triage.md says how many.
    assert keys / NUMBER < 6.5


def test_a_change_can_be_undone_on_the_next_page_and_a_colleagues_is_shown_instead_of_overwritten(
    site, open_as, user, admin, colleague
):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": f"Numbat {n}"} for n in range(2)])
    page = open_as(admin, f"/tickets.html?requester={user.username}&ordering=createdAt")
    page.get_by_role("link", name="Numbat 0").click()
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    # As quickly as it goes: each waits for the one before.
    page.keyboard.type("mp1")
    expect(page.get_by_text("Priority set to Urgent.")).to_be_visible()
    raised = f"{admin.username} changed the priority from Normal to Urgent · now"
    expect(page.locator(".entry")).to_have_text([f"{admin.username} took it · now", raised])
    expect_accessible(page)
    page.keyboard.press("Shift+E")
    expect(page.get_by_role("heading", level=1)).to_have_text("Numbat 1")
    expect(page.get_by_text(f"#{ids[0]}: Status set to Resolved.")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text(f"#{ids[0]} is as it was before.")).to_be_visible()
    assert row_of(site.app, Ticket, ids[0]).status == "New"

    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    colleague.patch(f"/api/tickets/{ids[1]}", json={"assignee": "me"})
    # However far down the reader is.
    page.set_viewport_size({"width": 1280, "height": 400})
    page.keyboard.press("End")
    page.keyboard.press("m")
    theirs = f"{colleague.username}, now: Assigned to {colleague.username}."
    expect(page.get_by_text(f"{theirs} Your choice was not saved.")).to_be_in_viewport()
    assert row_of(site.app, Ticket, ids[1]).assignee_id == colleague.id
    page.get_by_role("button", name=f"Set it to {admin.username} anyway").click()
    expect(page.locator(".fact-assignee")).to_contain_text(admin.username)
    assert row_of(site.app, Ticket, ids[1]).assignee_id == admin.id


def test_all_that_match_are_changed_together_what_was_refused_is_named_and_one_key_undoes_it(site, open_as, user, admin):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": f"Bandicoot {n}"} for n in range(125)])
    page = open_as(admin, f"/tickets.html?requester={user.username}&pageSize=10")
    expect(page.locator(".ticket-link")).to_have_count(10)
    for key in ("j", "p", "2"):
        page.keyboard.press(key)
    expect(page.get_by_text(f"#{ids[-1]}: priority High.")).to_be_visible()

    # A colleague is a moment quicker.
    def set_low(route):
        admin.patch(f"/api/tickets/{ids[-1]}", json={"priority": "Low"})
        route.continue_()

    page.route(f"{site.api}/tickets", set_low, times=1)
    for key in ("p", "1"):
        page.keyboard.press(key)
    expect(page.locator("#toast")).to_contain_text("Someone else changed 1 ticket")
    expect(page.locator("#notice")).to_contain_text(f"#{ids[-1]} Bandicoot 124 · someone else changed it; now priority Low")
    page.get_by_role("checkbox", name="Select all on this page").check()
    bar = page.get_by_role("group", name="Selected tickets")
    bar.get_by_role("button", name="Select all 125 that match").click()
    expect(bar.get_by_text("125 selected · 115 of them are not on this page")).to_be_visible()
    admin.patch(f"/api/tickets/{ids[0]}/status", json={"status": "Under Review"})
    with site.app.test_request_context(), transaction():
        service.delete_ticket(ids[1], as_current(db.session.get_one(User, admin.id)))

    page.keyboard.press("e")
    expect(page.locator("#toast")).to_contain_text("123 tickets are now Resolved. Someone else changed 1 ticket")
    refused = page.locator("#notice")
    expect(refused).to_contain_text("2 tickets were not changed:")
    expect(refused.get_by_role("link")).to_have_text([f"#{ids[1]}", f"#{ids[0]}"])
    expect(bar).not_to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#toast")).to_contain_text("123 tickets are as they were before.")
    assert {row_of(site.app, Ticket, each).status for each in (ids[2], ids[-1])} == {"New"}


def test_the_palette_finds_actions_tickets_people_and_views(site, open_as, user, admin, colleague):
    [ticket_id] = add_tickets(site.app, [{"created_by_id": user.id, "title": "Quokka in the lift"}])
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    field, found = page.get_by_role("combobox", name="Find"), page.get_by_role("option")

    # Whoever fits best is meant, also when others fitted until the service answered.
    page.keyboard.press("a")
    expect(found.filter(has_text="aaron")).to_be_visible()
    page.keyboard.type("om")
    page.keyboard.press("Enter")
    expect(page.locator(".fact-assignee")).to_contain_text(colleague.username)

    page.keyboard.press("Control+k")
    expect(found.filter(has_text="Assign to me")).to_be_visible()
    expect(found.filter(has_text="Unassigned")).to_be_visible()
    expect_accessible(page)
    field.fill("assign me")
    page.keyboard.press("Enter")
    expect(page.locator(".fact-assignee")).to_contain_text(admin.username)
    page.keyboard.press("Control+k")
    field.fill(f"{user.username}@")
    expect(found).to_have_text([f"Tickets of {user.username} {user.username}@example.com"])
    page.keyboard.press("Enter")
    expect(page.locator(".ticket-link")).to_have_text(["Quokka in the lift"])
    # Enter waits for what is still on its way.
    page.keyboard.press("Control+k")
    page.keyboard.type(f"#{ticket_id}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quokka in the lift")

    prefer(page, "ar")
    page.reload()
    expect(page.get_by_role("form").first).to_be_visible()
    show_in(page, "dark")
    page.keyboard.press("Control+k")
    expect(found.first).to_be_visible()
    expect_no_findings(page)
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(found).to_have_count(4)
    expect_accessible(page, in_colour=False)


def test_who_is_no_administrator_sees_the_facts_and_finds_their_own_tickets_only(site, open_as, user, admin):
    ids = add_tickets(site.app, [{"created_by_id": each.id, "title": "Potoroo escaped"} for each in (user, admin)])
    admin.patch(f"/api/tickets/{ids[0]}", json={"priority": "High", "assignee": "me"})
    page = open_as(user, f"/ticket.html?id={ids[0]}")
    expect(page.locator(".fact-priority")).to_contain_text("High")
    expect(page.locator(".fact-assignee")).to_contain_text(admin.username)
    expect(page.locator(".facts button")).to_have_count(0)
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    page.keyboard.type("ampe")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find").fill("potoroo")
    expect(page.get_by_role("option")).to_have_text([f"#{ids[0]} Potoroo escaped"])
    assert row_of(site.app, Ticket, ids[0]).status == "New"
