"""The whole life of a ticket, as its two people see it."""

import os

from playwright.sync_api import expect

from tests.browser.gestures import (
    chosen_files,
    come_back,
    fill_ticket,
    paste,
    resolve_without_a_word,
    sign_in,
    submit,
    upload_slowly,
)
from tests.samples import png


def test_a_ticket_is_submitted_found_resolved_and_seen_resolved(site, open_as, user, admin):
    requester = open_as(path="/")
    sign_in(requester, user.username)
    expect(requester.get_by_role("heading", name="Your tickets")).to_be_visible()

    requester.get_by_role("link", name="New ticket").first.click()
    fill_ticket(requester, "Reception screen flickers zanzibar", "Each morning at 8:30.\nSee https://example.com/screens.")
    # Noise does not shrink: it would take minutes.
    paste(requester, ("image.png", "image/png", png(400, 300) + os.urandom(60_000)))
    expect(chosen_files(requester)).to_contain_text("screenshot-")
    at_full_speed = upload_slowly(requester, 1_000)
    submit(requester)
    expect(requester.get_by_role("progressbar")).to_be_visible()
    expect(requester.get_by_role("button", name="Cancel")).to_be_focused()
    at_full_speed()

    expect(requester.get_by_text("We have received your ticket.")).to_be_visible()
    expect(requester.get_by_role("heading", level=1)).to_have_text("Reception screen flickers zanzibar")
    ticket_page = requester.url

    requester.get_by_role("link", name="Tickets", exact=True).click()
    requester.get_by_role("combobox", name="Search").fill("zanzibar flick")
    expect(requester.locator("#count")).to_have_text("1 ticket")
    requester.get_by_role("link", name="Reception screen").click()
    expect(requester).to_have_url(ticket_page)
    image = requester.locator(".attachment-image img")
    expect(image).to_have_js_property("naturalWidth", 400)

    colleague = open_as(path="/")
    sign_in(colleague, admin.username)
    expect(colleague.get_by_role("heading", name="Everyone’s tickets")).to_be_visible()
    colleague.get_by_role("combobox", name="Search").fill("zanzibar")
    colleague.get_by_role("link", name="Reception screen").click()
    expect(colleague.get_by_role("form", name="Reply")).to_be_visible()
    resolve_without_a_word(colleague)
    expect(colleague.get_by_text("Status set to Resolved.")).to_be_visible()

    come_back(requester)
    expect(requester.locator(".facts .status")).to_have_text("Resolved")
    expect(requester.get_by_text(f"{admin.username} set this ticket to Resolved now.")).to_be_visible()
