"""The conversation on a ticket's page: saying, following, correcting, and nothing lost or shown to the wrong people."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gestures import (
    come_back,
    expect_accessible,
    expect_focus,
    paste,
    prefer,
)
from tests.cast import PASSWORD, Person
from tests.factories import add_ticket
from tests.samples import png
from ticketing.clock import utcnow

LOG = "```\n" + "\n".join(f"08:04:11 row {number} lost" for number in range(60)) + "\n```"


@pytest.fixture
def ticket_id(site, user) -> int:
    return add_ticket(site.app, user.id, title="Payroll export stops", description="At 99 %.", created_at=utcnow())


def say(person: Person, ticket_id: int, body: str, kind: str = "replies", **fields: str) -> int:
    answer = person.post(f"/api/tickets/{ticket_id}/{kind}", json={"body": body, **fields})
    assert answer.status_code == 201, answer.text
    return answer.get_json()["id"]


def entries(person: Person, ticket_id: int) -> list[dict]:
    return person.get(f"/api/tickets/{ticket_id}/timeline").get_json()["results"]


def form_of(page: Page, kind: str = "Reply") -> Locator:
    return page.get_by_role("form", name=kind)


def write(page: Page, body: str, kind: str = "Reply") -> Locator:
    box = form_of(page, kind).get_by_role("textbox")
    box.fill(body)
    return box


def last(page: Page) -> Locator:
    return page.locator(".entry").last


def test_a_ticket_is_talked_about_until_it_is_solved(open_as, user, admin, ticket_id):
    address = f"/ticket.html?id={ticket_id}"
    staff, requester = open_as(admin, address), open_as(user, address, viewport={"width": 320, "height": 640})
    write(staff, "Does one department work?\nhttps://example.com/export")
    staff.get_by_role("button", name="Reply, under review").click()
    expect(last(staff)).to_have_text(re.compile(f"{admin.username} set it from New to Under Review"))
    expect_focus(form_of(staff).get_by_role("textbox"))
    expect(form_of(staff).get_by_role("textbox")).to_have_value("")

    come_back(requester)
    expect(requester.get_by_role("link", name="https://example.com/export")).to_be_visible()
    expect(requester.locator(".facts .status")).to_have_text("Under Review")
    expect(requester.locator(".entry.is-staff .entry-side")).to_have_text("Staff")
    box = write(requester, f"One works. All together not.\n{LOG}")
    paste(requester, ("image.png", "image/png", png(320, 200)))
    expect(form_of(requester).get_by_role("list", name="Chosen files").get_by_role("listitem")).to_have_count(1)
    box.press("Control+Enter")
    answer = requester.locator(".entry.is-reply").last
    expect(answer.locator(".attachment-image img")).to_have_js_property("naturalWidth", 320)
    expect(answer.get_by_text("row 59 lost")).to_be_hidden()
    answer.get_by_role("button", name="Show all 60 lines").click()
    expect(answer.get_by_text("row 59 lost")).to_be_visible()
    expect(form_of(requester).get_by_role("listitem")).to_have_count(0)

    come_back(staff)
    expect(staff.locator(".entry").last).to_contain_text("All together not.")
    write(staff, "The share was full.")
    staff.get_by_role("button", name="Internal note").click()
    note = form_of(staff, "Internal note").get_by_role("textbox")
    expect(note).to_have_value("The share was full.")
    expect(form_of(staff, "Internal note").get_by_text("Only administrators see this")).to_be_visible()
    note.press("Control+Enter")
    expect(last(staff)).to_contain_text("Only administrators see this")
    expect(note).to_have_value("")
    expect(form_of(staff)).to_be_hidden()
    staff.get_by_role("button", name=f"Reply to {user.username}").click()
    write(staff, "It has room again.")
    staff.get_by_role("button", name="Reply and resolve").click()
    expect(last(staff)).to_contain_text("to Resolved")

    come_back(requester)
    expect(requester.get_by_text("It has room again.")).to_be_visible()
    expect(requester.get_by_text("The share was full.")).to_have_count(0)
    expect(requester.get_by_text("Your reply opens this ticket again.")).to_be_visible()
    requester.get_by_role("button", name="This didn’t solve it").click()
    expect(last(requester)).to_contain_text("This did not solve it.")
    expect(requester.locator(".facts")).to_contain_text(f"by {user.username}")
    expect_focus(form_of(requester).get_by_role("textbox"))
    assert user.get(f"/api/tickets/{ticket_id}").get_json()["status"] == "Under Review"
    requester.get_by_role("button", name="I no longer need this").click()
    requester.get_by_role("dialog").get_by_role("button", name="I no longer need this").click()
    expect(last(requester)).to_contain_text("No longer needed.")
    expect_focus(requester.get_by_role("heading", level=1))
    expect(requester.locator("html")).to_have_js_property("scrollWidth", 320)
    kinds = [entry["kind"] for entry in entries(admin, ticket_id)]
    assert kinds == ["reply", "change", "reply", "note", "reply", "change", "change", "change"]


def test_who_answers_at_the_same_time_reads_first_or_sends_all_the_same(open_as, user, admin, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    box = write(page, "Still broken?")
    before = box.bounding_box()
    say(user, ticket_id, "It works again. <b>Thanks</b>\n\n" + "line\n" * 20)
    box.press("Control+Enter")
    notice = form_of(page).get_by_text(f"{user.username} has just written: read it first, or send all the same.")
    expect(notice).to_be_visible()
    expect(page.get_by_text("It works again. <b>Thanks</b>")).to_be_visible()
    expect(box).to_have_value("Still broken?")
    assert box.bounding_box()["y"] - before["y"] < 200, "what is being written has moved away"
    assert [entry["body"][:5] for entry in entries(admin, ticket_id)] == ["It wo"]
    page.get_by_role("button", name="Send all the same").click()
    expect(last(page)).to_contain_text("Still broken?")
    assert [entry["body"] for entry in entries(admin, ticket_id)][1:] == ["Still broken?"]


def test_what_is_being_written_outlives_the_page_the_session_and_a_refusal(site, open_as, user, admin, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    page.get_by_role("button", name="Internal note").click()
    with page.expect_response(f"{site.api}/tickets/{ticket_id}/writing"):
        write(page, "A secret", "Internal note").press("x")
    page.reload()
    note = form_of(page, "Internal note")
    expect(note.get_by_text("Your unsent draft was restored.")).to_be_visible()
    expect(note.get_by_role("textbox")).to_have_value("A secretx")
    # A key takes nothing along: what was meant for administrators stays there.
    page.get_by_role("main").focus()
    page.keyboard.press("r")
    expect_focus(form_of(page).get_by_role("textbox"))
    expect(form_of(page).get_by_role("textbox")).to_have_value("")
    expect(page.get_by_role("button", name="Internal note · not sent yet")).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("n")
    expect(note.get_by_role("textbox")).to_have_value("A secretx")

    page.route(
        "**/notes", lambda route: route.fulfill(status=413, content_type="text/html", body="<h1>Too large</h1>"), times=1
    )
    note.get_by_role("button", name="Add internal note").click()
    expect(note.get_by_role("alert")).to_contain_text("refused this as too large")
    expect(note.get_by_role("textbox")).to_have_value("A secretx")
    admin.post("/api/auth/logout")
    note.get_by_role("button", name="Add internal note").click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(last(page)).to_contain_text("A secretx")
    page.reload()
    expect(last(page)).to_contain_text("A secretx")
    expect(form_of(page).get_by_role("textbox")).to_have_value("")
    assert entries(user, ticket_id) == []


def test_one_sees_who_is_writing_and_what_is_said_moves_nothing(site, open_as, user, admin, ticket_id):
    for number in range(20):
        entry = say(admin, ticket_id, f"Message {number}\n" * 4)
    say(user, ticket_id, "Yes.")
    page = open_as(user, f"/ticket.html?id={ticket_id}#entry-{entry - 5}")
    marked = page.locator(".is-marked")
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("Message 14")
    expect_focus(marked)
    top = marked.bounding_box()["y"]
    say(admin, ticket_id, "News")
    admin.put(f"/api/tickets/{ticket_id}/writing", json={"kind": "reply"})
    come_back(page)
    expect(page.get_by_role("status").filter(has_text=f"{admin.username} has replied.")).to_have_count(1)
    expect(page.locator(".writers")).to_have_text(f"{admin.username} is writing…")
    assert marked.bounding_box()["y"] == top
    assert not user.get(f"/api/tickets/{ticket_id}").get_json()["isUnread"]


def test_a_correction_that_somebody_else_makes_too_is_chosen_from(open_as, user, admin, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Payroll export hangs")
    dialog.get_by_label("Description").fill("At 98 %.")
    user.patch(f"/api/tickets/{ticket_id}", json={"title": "Payroll stops", "category": "Financial"})
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Someone else changed this, too")).to_be_visible()
    expect(dialog.get_by_text("Payroll stops")).to_be_visible()
    dialog.get_by_label("Theirs").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payroll stops")
    ticket = user.get(f"/api/tickets/{ticket_id}").get_json()
    assert (ticket["title"], ticket["category"], ticket["description"]) == ("Payroll stops", "Financial", "At 98 %.")


def test_what_one_has_written_is_edited_and_an_administrator_removes_it(open_as, user, admin, ticket_id):
    say(user, ticket_id, "Call 4711")
    page = open_as(user, f"/ticket.html?id={ticket_id}")
    entry = page.locator(".entry")
    entry.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Text").fill("Call 4712")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(entry).to_contain_text("Call 4712")
    expect(entry).to_contain_text("edited")
    expect(entry.get_by_role("button", name="Remove")).to_have_count(0)

    staff = open_as(admin, f"/ticket.html?id={ticket_id}")
    staff.get_by_text("edited").click()
    expect(staff.get_by_text("Call 4711")).to_be_visible()
    staff.locator(".entry").get_by_role("button", name="Remove").click()
    staff.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(staff.locator(".entry")).to_contain_text(f"was removed by {admin.username}")
    expect(staff.get_by_text("Call 4711")).to_have_count(0)
    say(admin, ticket_id, "Hello")
    come_back(page)
    expect(page.get_by_text(f"was removed by {admin.username}")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)


def test_a_ticket_that_looks_alike_is_shown_and_named_as_its_double(site, open_as, user, admin):
    first = add_ticket(site.app, admin.id, title="Wombat scanner jams", created_at=utcnow())
    second = add_ticket(site.app, user.id, title="Scanner wombat jams", created_at=utcnow())
    page = open_as(admin, f"/ticket.html?id={second}")
    page.get_by_role("button", name=f"Duplicate of #{first}").click()
    page.get_by_role("dialog").get_by_role("button", name="Mark as duplicate").click()
    expect(page.get_by_text(f"This is a duplicate of #{first}: the conversation goes on there.")).to_be_visible()
    page.locator(".fact-duplicateOf").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wombat scanner jams")
    expect(last(page)).to_contain_text(f"found that #{second} is a duplicate of it")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_conversation_is_accessible_in_every_state(open_as, user, admin, ticket_id, language):
    say(user, ticket_id, LOG)
    say(admin, ticket_id, "One moment", status="Under Review")
    say(admin, ticket_id, "Rindfleischetikettierung" * 9, "notes")
    page = open_as(admin)
    prefer(page, language)
    page.goto(f"/ticket.html?id={ticket_id}")
    expect(page.locator(".composer.is-reply")).to_be_visible()
    page.keyboard.press("n")
    page.locator(".composer.is-note textarea").fill("x" * 20_010)
    page.locator(".composer.is-note .field-excess").wait_for()
    expect(page.locator(".similar-duplicate").last).to_be_visible()
    expect_accessible(page, in_colour=language == "en")
    page.locator(".status-choice.is-resolved").click()
    page.locator(".sheet-edit").click()
    page.get_by_role("dialog").wait_for()
    expect_accessible(page, in_colour=language == "en")


def test_a_conversation_is_led_with_the_keyboard_alone(open_as, user, admin, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    keys = page.keyboard
    expect(form_of(page)).to_be_visible()
    keys.press("n")
    expect_focus(form_of(page, "Internal note").get_by_role("textbox"))
    keys.type("rn?j")
    keys.press("Control+Enter")
    expect(last(page)).to_contain_text("rn?j")
    expect_focus(form_of(page, "Internal note").get_by_role("textbox"))
    page.get_by_role("main").focus()
    keys.press("r")
    keys.type("Solved.")
    for name in ("Choose files", "Reply", "Reply and resolve"):
        keys.press("Tab")
        expect_focus(form_of(page).locator(f":is(input, button):text-is('{name}'), input[type=file]:focus").first)
    keys.press("Enter")
    expect(last(page)).to_contain_text("to Resolved")
    assert [entry["body"] for entry in entries(user, ticket_id)] == ["Solved.", None]
