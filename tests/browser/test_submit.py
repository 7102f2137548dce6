"""Submitting: fields, files, and nothing lost on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import (
    choose,
    chosen_files,
    drop,
    drop_large,
    expect_focus,
    expect_no_findings,
    fill_ticket,
    hold,
    paste,
    submit,
    upload_slowly,
    wait_for_script,
)
from tests.cast import Person
from tests.factories import add_ticket, add_tickets
from tests.samples import PNG, pdf

PICTURE = ("screen.png", "image/png", PNG)
LOG = ("monitor.log", "text/plain", b"lost\n")


@pytest.fixture
def page(open_as, user) -> Page:
    page = open_as(user, "/submit.html")
    wait_for_script(page)
    return page


def tickets_of(person: Person) -> list[dict]:
    return person.get("/api/tickets").get_json()["results"]


def test_missing_fields_are_told_beside_them_and_nothing_typed_is_lost(page, user):
    page.get_by_label("Description").fill("It burns.")
    submit(page)
    expect_focus(page.get_by_label("Title"))
    expect(page.get_by_label("Title")).to_have_accessible_description(
        "One line that says what it is about. Give the ticket a title."
    )
    expect(page.get_by_text("Choose the category that fits best.")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("It burns.")
    page.get_by_label("Title").fill("P")
    expect(page.get_by_text("Give the ticket a title.")).to_have_count(0)
    assert tickets_of(user) == []


def test_what_the_service_refuses_is_told_beside_its_field(site, page, user):
    fill_ticket(page, "Printer", "It burns.")
    # Only the service looks into archives.
    choose(page, PICTURE, ("broken.zip", "application/zip", b"PK\3\4" + bytes(200)))
    submit(page)
    error = page.locator("#attachment-error")
    expect(error).to_contain_text("broken.zip can’t be attached.")
    expect_focus(page.get_by_label("Choose files"))
    expect(page.get_by_role("alert")).to_contain_text("Some fields need your attention.")
    expect(page.get_by_label("Title")).to_have_value("Printer")
    expect(chosen_files(page)).to_have_count(2)

    page.get_by_role("button", name="Remove broken.zip").click()
    expect(error).to_be_empty()
    submit(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    assert [file["name"] for file in tickets_of(user)[0]["attachments"]] == ["screen.png"]


def test_a_file_that_will_be_refused_is_named_before_it_is_sent(site, page, user):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    choose(page, PICTURE, ("tool.txt", "text/plain", b"MZ\x90\0" + bytes(200)))
    expect(chosen_files(page).filter(has_text="tool.txt")).to_contain_text("Files of this type aren’t accepted.")
    expect(chosen_files(page).filter(has_text="screen.png")).not_to_contain_text("aren’t accepted")
    fill_ticket(page)
    submit(page)
    expect(page.locator("#attachment-error")).to_contain_text("tool.txt can’t be attached.")
    expect_focus(page.get_by_role("button", name="Remove tool.txt"))
    assert sent == []


def test_a_text_that_is_too_long_is_kept_and_not_sent_and_its_rest_can_be_attached(page, user):
    lines = "a line of forty letters, for a long text\n" * 600
    title, description = page.get_by_label("Title"), page.get_by_label("Description")
    fill_ticket(page, "x" * 201, lines)
    expect(description).to_have_value(lines)
    assert description.bounding_box()["height"] < page.viewport_size["height"]
    expect(page.get_by_text("4,599 characters too many: at most 20,000 fit.").first).to_be_visible()
    submit(page)
    expect_focus(title)
    expect(title).to_have_accessible_description(re.compile("1 character too many: at most 200 fit. Use at most"))
    expect(page.locator("#description-error")).to_have_text("Use at most 20,000 characters.")
    expect_no_findings(page)
    assert tickets_of(user) == []

    title.press("Backspace")
    page.get_by_role("button", name="Attach the rest as a file").click()
    expect_focus(description)
    expect(page.get_by_text("too many")).to_have_count(0)
    expect(chosen_files(page)).to_contain_text("continued.txt")
    submit(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    [ticket] = tickets_of(user)
    rest = user.get(ticket["attachment"]).text
    assert [file["name"] for file in ticket["attachments"]] == ["continued.txt"]
    assert f"{ticket['description']}\n{rest}" == lines.rstrip()


def test_files_come_by_choosing_dropping_and_pasting(page, user):
    choose(page, PICTURE)
    drop(page, ("manual.pdf", "application/pdf", pdf()), LOG)
    paste(page, ("image.png", "image/png", PNG), onto="#description")
    expect(chosen_files(page)).to_have_count(4)
    expect(chosen_files(page).nth(0).locator("img")).to_be_visible()
    expect(chosen_files(page).nth(2)).to_contain_text(re.compile(r"monitor\.log\s+5 bytes"))
    expect(chosen_files(page).nth(3)).to_contain_text("screenshot-")
    fill_ticket(page)
    submit(page)
    expect(page.get_by_role("heading", name="Attachments (4)")).to_be_visible()
    assert [file["contentType"] for file in tickets_of(user)[0]["attachments"]] == [
        "image/png",
        "application/pdf",
        "text/plain",
        "image/png",
    ]


def test_pasted_text_stays_text_files_are_removed_and_what_is_more_than_five_is_named_and_not_added(page):
    taken = page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'a1\\tb1');
        data.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
        const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
        document.querySelector('#description').dispatchEvent(event);
        return event.defaultPrevented;
    }""")
    assert not taken
    expect(chosen_files(page)).to_have_count(0)

    choose(page, PICTURE, LOG)
    page.get_by_role("button", name="Remove screen.png").click()
    expect(chosen_files(page)).to_have_count(1)
    expect_focus(page.get_by_role("button", name="Remove monitor.log"))
    page.keyboard.press("Enter")
    expect(chosen_files(page)).to_have_count(0)
    expect_focus(page.get_by_label("Choose files"))

    choose(page, *[(f"{number}.log", "text/plain", b"x") for number in range(7)])
    expect(chosen_files(page)).to_have_count(5)
    expect(page.locator("#attachment-error")).to_have_text("A ticket can have up to 5 files. Not added: 5.log, 6.log.")

    # Nor is there a place for the rest of a text, which stays in its field.
    page.get_by_label("Description").fill("x" * 20_001)
    page.get_by_role("button", name="Attach the rest as a file").click()
    expect(page.locator("#attachment-error")).to_have_text("A ticket can have up to 5 files. Not added: continued.txt.")
    expect(page.get_by_label("Description")).to_have_value("x" * 20_001)


def test_files_that_are_large_together_are_told_before_they_are_sent(page):
    drop_large(page, "big.log", 11_000_000)
    expect(page.get_by_text("The files are 10.5 MB in total. More than 10 MB is usually refused.")).to_be_visible()
    fill_ticket(page)
    submit(page)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Printer")
    expect(chosen_files(page)).to_have_count(1)


def test_what_a_proxy_refuses_for_its_size_is_explained_whether_its_answer_can_be_read_or_not(site, page, user):
    answers = iter({"Access-Control-Allow-Origin": origin} for origin in ("*", "https://elsewhere.example"))
    page.route(
        f"{site.api}/tickets",
        lambda route: route.fulfill(status=413, content_type="text/html", headers=next(answers), body="<h1>413</h1>"),
        times=2,
    )
    fill_ticket(page)
    choose(page, ("big.log", "text/plain", b"x" * 2_000_000))
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("A server in front of the ticket service refused this as too large.")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("The files may be too large: 1.9 MB in total.")
    expect_focus(page.get_by_role("button", name="Submit ticket"))
    submit(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()


def test_an_upload_shows_its_progress_and_can_be_cancelled(page, user):
    fill_ticket(page)
    choose(page, ("big.log", "text/plain", b"x" * 400_000))
    upload_slowly(page, 20_000)
    submit(page)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("progressbar")).not_to_have_js_property("value", 0)
    expect_focus(page.get_by_role("button", name="Cancel"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not sent. Everything you entered is still here.")).to_be_visible()
    expect_focus(page.get_by_role("button", name="Submit ticket"))
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("Printer")
    assert tickets_of(user) == []


def test_sending_can_be_cancelled_while_the_sign_in_is_still_being_confirmed(site, page, user):
    # For a title of so few letters nothing alike is looked for, which would renew the sign-in as well.
    fill_ticket(page, "It")
    choose(page, LOG)
    for call in ("auth/me", "auth/refresh"):
        confirmation = hold(page, f"{site.api}/{call}", times=1)
        page.evaluate("localStorage.setItem('access', 'spent')")
        submit(page)
        confirmation.wait()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Not sent. Everything you entered is still here.")).to_be_visible()
        confirmation.open()
        expect(page.get_by_label("Title")).to_be_editable()
    assert tickets_of(user) == []


def test_sending_again_after_a_lost_answer_makes_one_ticket_but_of_other_words_another(site, page, user):
    def lose_the_answer(route):
        route.fetch()
        route.abort("connectionreset")

    page.route(f"{site.api}/tickets", lose_the_answer, times=1)
    fill_ticket(page, "Only once")
    choose(page, LOG)
    submit(page)
    expect(page.get_by_role("heading", name="The ticket service can’t be reached")).to_be_visible()
    expect(page.get_by_text("Everything you entered is still here.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    assert [ticket["title"] for ticket in tickets_of(user)] == ["Only once"]

    page.goto("/submit.html")
    page.route(f"{site.api}/tickets", lose_the_answer, times=1)
    fill_ticket(page, "First words")
    submit(page)
    expect(page.get_by_role("heading", name="The ticket service can’t be reached")).to_be_visible()
    page.get_by_label("Title").fill("Second thoughts")
    submit(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    assert [ticket["title"] for ticket in tickets_of(user)] == ["Second thoughts", "First words", "Only once"]


def test_a_draft_outlives_the_page_can_be_thrown_away_and_is_asked_about_where_there_is_no_room(page):
    fill_ticket(page, "Half a story", "It began when", "Product")
    page.reload()
    expect(page.get_by_text("Your unsent draft was restored.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Half a story")
    expect(page.get_by_role("radio", name="Product")).to_be_checked()
    page.get_by_role("button", name="Start over").click()
    expect_focus(page.get_by_label("Title"))
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }")
    fill_ticket(page, "Lost otherwise")
    page.reload()
    assert asked == ["beforeunload"]


def test_tickets_that_look_alike_appear_under_the_title_and_only_ones_own(site, page, user, admin):
    titles = [
        "Printer prints blank pages",
        "Blank pages again",
        "Printer: pages stay blank",
        "Pages come out blank",
        "Invoice lost",
        "Update of the calendar",
    ]
    rows = [{"created_by_id": user.id, "title": title} for title in titles]
    add_tickets(site.app, [*rows, {**rows[-1], "title": "Chairs", "description": "Gone since the last update."}])
    add_ticket(site.app, admin.id, title="Printer of the board prints blank pages")
    similar = page.get_by_role("region", name="Is it one of these?")
    page.get_by_label("Title").press_sequentially("The printer prints pages, all blank since the update")
    expect(similar.get_by_role("link")).to_have_count(3)
    expect(similar.get_by_role("link").first).to_have_text("Printer: pages stay blank")
    expect(page.get_by_text("Invoice lost")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="3 similar tickets are shown under the title.")).to_be_attached()
    expect_no_findings(page)
    page.get_by_label("Title").fill("Coffee")
    expect(similar).to_have_count(0)


def test_the_last_title_wins_and_a_search_that_fails_is_quiet(site, page, user):
    add_tickets(site.app, [{"created_by_id": user.id, "title": title} for title in ("Printer burns", "Invoice lost")])
    first = hold(page, "**/tickets?search=printer*")
    page.get_by_label("Title").fill("printer")
    first.wait()
    page.get_by_label("Title").fill("invoice")
    expect(page.get_by_role("link", name="Invoice lost")).to_be_visible()
    for route in first.held:
        route.abort()
    page.route("**/tickets?search=*", lambda route: route.abort())
    with page.expect_request("**/tickets?search=burns*"):
        page.get_by_label("Title").fill("burns")
    expect(page.get_by_role("link", name="Invoice lost")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_ticket_sent_before_the_scripts_are_there_waits_for_them_with_its_files(open_as, user):
    page = open_as(user, "/submit.html")
    page.get_by_role("radio", name="Product").wait_for()  # from now on the browser knows it
    scripts = hold(page, "**/js/pages/submit.js")
    page.goto("/submit.html", wait_until="commit")
    expect_focus(page.get_by_label("Title"))
    page.keyboard.type("Typed at once")
    page.get_by_role("radio", name="Product").check()
    page.get_by_label("Description").fill("No time.")
    page.get_by_label("Choose files").set_input_files([{"name": "monitor.log", "mimeType": "text/plain", "buffer": b"lost"}])
    submit(page)
    submit(page)
    expect(page.get_by_role("status").filter(has_text="Will be sent as soon as the page is ready.")).to_be_visible()
    scripts.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Typed at once")
    assert [[file["name"] for file in ticket["attachments"]] for ticket in tickets_of(user)] == [["monitor.log"]]


def test_a_ticket_is_sent_by_ctrl_and_enter_once_thanked_for_once_and_leaves_an_empty_form(page, user):
    fill_ticket(page, "Only once")
    page.get_by_label("Description").press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    expect(page.get_by_text("Next, someone reads it and sets it to Under Review.")).to_be_visible()
    assert [ticket["title"] for ticket in tickets_of(user)] == ["Only once"]

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Only once")
    expect(page.get_by_text("We have received your ticket.")).to_have_count(0)
    page.get_by_role("link", name="New ticket").click()
    expect(page.get_by_label("Title")).to_have_value("")

    fill_ticket(page, "Sent already")
    submit(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    page.go_back()
    for label in ("Title", "Description"):
        expect(page.get_by_label(label)).to_have_value("")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    fill_ticket(page, "Another one")
    submit(page)
    expect(page.get_by_role("heading", name="Another one")).to_be_visible()
    assert [ticket["title"] for ticket in tickets_of(user)] == ["Another one", "Sent already", "Only once"]


def test_leaving_with_files_that_are_not_sent_is_asked_about(page):
    choose(page, LOG)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload"]


def test_sending_again_after_a_time_out_makes_one_ticket(site, open_as, user):
    page = open_as(user, own=True)
    page.clock.install()
    page.goto("/submit.html")
    sending = hold(page, f"{site.api}/tickets", times=1)
    fill_ticket(page, "Only once")
    submit(page)
    expect(page.get_by_role("progressbar")).to_be_visible()
    # The service makes the ticket, and its answer never comes.
    sending.wait().fetch()
    page.clock.run_for(91_000)
    expect(page.get_by_role("heading", name="The ticket service can’t be reached")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    assert [ticket["title"] for ticket in tickets_of(user)] == ["Only once"]
    sending.wait().abort()
