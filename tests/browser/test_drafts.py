"""Drafts when several people use one browser: each has their own, and nobody sees another's."""

from playwright.sync_api import Page, expect

from tests.browser.gestures import fill_ticket, sign_in, sign_out, wait_for_script
from tests.cast import Person

RESTORED = "Your unsent draft was restored."


def hand_over(page: Page, person: Person) -> None:
    """Sign out whoever is signed in, and let `person` sign in and begin a ticket."""
    sign_out(page)
    sign_in(page, person.username)
    page.get_by_role("link", name="New ticket").first.click()
    wait_for_script(page)


def test_drafts_of_two_people_at_one_browser_are_kept_apart(open_as, user, admin):
    page = open_as(user, "/submit.html")
    fill_ticket(page, "A rise for me", "Nobody else may know.", "Financial")

    hand_over(page, admin)
    expect(page.get_by_text(RESTORED)).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.get_by_label("Description")).to_have_value("")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    fill_ticket(page, "The boiler drips", "Since Monday.", "Technical")

    hand_over(page, user)
    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("A rise for me")
    expect(page.get_by_label("Description")).to_have_value("Nobody else may know.")
    expect(page.get_by_role("radio", name="Financial")).to_be_checked()

    hand_over(page, admin)
    expect(page.get_by_label("Title")).to_have_value("The boiler drips")


def test_throwing_ones_draft_away_leaves_the_other_persons(open_as, user, admin):
    page = open_as(user, "/submit.html")
    fill_ticket(page, "A rise for me")
    hand_over(page, admin)
    fill_ticket(page, "The boiler drips")
    page.reload()
    page.get_by_role("button", name="Start over").click()
    hand_over(page, user)
    expect(page.get_by_label("Title")).to_have_value("A rise for me")
