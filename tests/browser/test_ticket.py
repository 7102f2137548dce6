"""Reading a ticket, its files, and changing its status."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.gestures import come_back, expect_focus, resolve_without_a_word
from tests.factories import add_ticket, add_tickets, form
from tests.samples import PNG, docx, pdf, png
from ticketing.clock import utcnow

TEXT = "\n".join(f"2026-11-23 08:30 lane {number} lost" for number in range(1000)).encode()


DESCRIPTION = "First line\nhttps://example.com/a?b=1&c=2.\n\njavascript:alert(1)"


@pytest.fixture
def ticket_id(site, user) -> int:
    return add_ticket(site.app, user.id, description=DESCRIPTION, created_at=utcnow())


@pytest.fixture
def ticket_with_files(user) -> int:
    """Return a ticket with a file of each kind."""
    files = (
        (png(320, 200), "front.png"),
        (PNG, "back.png"),
        (pdf(), "manual.pdf"),
        (TEXT, "monitor.log"),
        (docx(), "report.docx"),
    )
    answer = user.post("/api/tickets", data=form(*files))
    assert answer.status_code == 201
    return answer.get_json()["id"]


def change_elsewhere(admin, ticket_id: int, status: str) -> None:
    """Change the status as an administrator at another desk does."""
    assert admin.patch(f"/api/tickets/{ticket_id}/status", json={"status": status}).status_code == 200


def test_a_user_sees_the_text_and_the_facts_and_no_status_control(open_as, user, ticket_id):
    page = open_as(user, f"/ticket.html?id={ticket_id}")
    description = page.locator(".sheet-description")
    expect(description).to_have_js_property("innerText", "First line\nhttps://example.com/a?b=1&c=2.\n\njavascript:alert(1)")
    links = description.get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.com/a?b=1&c=2")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(page.locator(".fact-status")).to_contain_text("New")
    expect(page.locator(".fact-category")).to_contain_text("Technical")
    expect(page.locator(".fact-requester")).to_contain_text(user.username)
    expect(page.locator(".fact-createdAt")).to_contain_text("now")
    expect(page).to_have_title(f"#{ticket_id} Printer · Ticketing")
    expect(page.get_by_role("group", name="Set the status")).to_have_count(0)


def test_pictures_open_large_and_are_stepped_through(open_as, user, ticket_with_files):
    page = open_as(user, f"/ticket.html?id={ticket_with_files}")
    front = page.get_by_role("link", name="Enlarge front.png")
    front.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("front.png · 1 of 2")).to_be_visible()
    expect(dialog.get_by_role("img", name="front.png")).to_have_js_property("naturalWidth", 320)
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("back.png · 2 of 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect_focus(front)


def test_a_damaged_picture_is_shown_as_a_file(open_as, user):
    whole = png(320, 200)
    data = whole.index(b"IDAT") + 6
    damaged = (whole[:data] + b"\xff" * 40 + whole[data + 40 :], whole[: data + 20], whole[:33] + b"x" * 99)
    pictures = ((whole, "front.png"), (whole[: len(whole) // 2], "half.png"))
    files = [*pictures, *((content, f"damaged-{number}") for number, content in enumerate(damaged))]
    answer = user.post("/api/tickets", data=form(*files))
    assert answer.status_code == 201, answer.text
    page = open_as(user, f"/ticket.html?id={answer.get_json()['id']}")
    expect(page.locator(".attachment.is-other")).to_have_count(len(damaged))
    expect(page.locator(".attachment.is-other .attachment-preview")).to_have_count(0)
    expect(page.locator(".attachment-image img")).to_have_count(2)
    front = page.get_by_role("link", name="Enlarge front.png")
    front.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("front.png · 1 of 2")).to_be_visible()

    # No route can stop a picture that the browser still has in memory.
    page.evaluate("[window.decode, Image.prototype.decode] = [Image.prototype.decode, () => Promise.reject(new Error())]")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("No preview available. Download the file to see it.")).to_be_visible()
    expect(dialog).to_contain_text("half.png")
    expect(dialog.locator("img")).to_be_hidden()
    page.evaluate("void (Image.prototype.decode = window.decode)")
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("img", name="front.png")).to_be_visible()


def test_a_pdf_shows_in_place(open_with_pdf_as, user, ticket_with_files):
    page = open_with_pdf_as(user, f"/ticket.html?id={ticket_with_files}")
    frame = page.get_by_title("Preview of manual.pdf")
    expect(frame).to_have_attribute("src", re.compile("^blob:"))
    page.wait_for_function("frames.length > 0")


def test_a_text_shows_its_beginning_and_says_so(open_as, user, ticket_with_files):
    page = open_as(user, f"/ticket.html?id={ticket_with_files}")
    start = page.get_by_role("region", name="Preview of monitor.log")
    expect(start).to_contain_text("lane 0 lost")
    expect(start).not_to_contain_text("lane 999 lost")
    expect(page.get_by_text("The first 16 kB. Download the file to read all of it.")).to_be_visible()


def test_every_file_downloads_under_its_own_name(open_as, user, ticket_with_files):
    page = open_as(user, f"/ticket.html?id={ticket_with_files}")
    for name, content in (("front.png", png(320, 200)), ("monitor.log", TEXT)):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=f"Download {name}").click()
        assert downloading.value.suggested_filename == name
        assert downloading.value.path().read_bytes() == content


def is_for(ticket_id: int, request: Request) -> bool:
    """Tell whether the ticket is asked for, and not only whether it has changed."""
    return request.url.endswith(f"/tickets/{ticket_id}") and "if-none-match" not in request.headers


def test_links_that_ran_out_are_renewed_once(site, open_with_pdf_as, user, ticket_with_files):
    page = open_with_pdf_as(user)
    asked = []
    page.on("request", lambda request: is_for(ticket_with_files, request) and asked.append(request.method))

    def expire_until_asked_again(route):
        if asked.count("GET") > 1:
            return route.continue_()
        return route.fulfill(status=403, headers={"Access-Control-Allow-Origin": "*"})

    page.route(f"{site.api}/files/**", expire_until_asked_again)
    page.goto(f"/ticket.html?id={ticket_with_files}")
    expect(page.locator(".attachment-image img").first).to_have_js_property("naturalWidth", 320)
    expect(page.get_by_role("region", name="Preview of monitor.log")).to_contain_text("lane 0 lost")
    expect(page.get_by_title("Preview of manual.pdf")).to_be_visible()
    assert asked.count("GET") == 2


def test_files_that_stay_away_leave_the_way_to_download_them(site, open_as, user, ticket_with_files):
    page = open_as(user)
    page.route(f"{site.api}/files/**", lambda route: route.abort())
    page.goto(f"/ticket.html?id={ticket_with_files}")
    expect(page.get_by_text("No preview available. Download the file to see it.")).to_have_count(2)
    expect(page.get_by_role("link", name="Download manual.pdf")).to_have_attribute("href", re.compile("/files/"))


def test_an_administrator_sets_the_status(open_as, admin, user, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    control = page.get_by_role("group", name="Set the status")
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    expect(control.get_by_role("button", name="New")).to_have_attribute("aria-pressed", "true")
    control.get_by_role("button", name="Under Review").click()
    expect(page.get_by_role("status").filter(has_text="Status set to Under Review.")).to_be_visible()
    expect(control.get_by_role("button", name="Under Review")).to_have_attribute("aria-pressed", "true")
    expect_focus(control.get_by_role("button", name="Under Review"))
    resolve_without_a_word(page)
    expect(page.get_by_text("Status set to Resolved.")).to_be_visible()
    assert user.get(f"/api/tickets/{ticket_id}").get_json()["status"] == "Resolved"
    page.keyboard.press("z")
    expect(page.get_by_text(f"#{ticket_id} is as it was before.")).to_be_visible()
    expect(control.get_by_role("button", name="Under Review")).to_have_attribute("aria-pressed", "true")
    control.get_by_role("button", name="New").click()
    page.get_by_role("button", name="Undo").click()
    expect_focus(control.get_by_role("button", name="Under Review"))
    assert user.get(f"/api/tickets/{ticket_id}").get_json()["status"] == "Under Review"


def test_a_colleagues_newer_change_is_shown_and_not_overwritten(open_as, admin, user, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    change_elsewhere(admin, ticket_id, "Under Review")
    resolve_without_a_word(page)
    expect(
        page.get_by_text(f"{admin.username} set this ticket to Under Review now. Your choice was not saved.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Under Review", exact=True)).to_have_attribute("aria-pressed", "true")
    assert user.get(f"/api/tickets/{ticket_id}").get_json()["status"] == "Under Review"
    expect(page.locator(".fact-statusChangedAt")).to_contain_text(admin.username)
    page.get_by_role("button", name="Set it to Resolved anyway").click()
    expect(page.get_by_text("Status set to Resolved.")).to_be_visible()


def test_a_tag_that_merely_aged_does_not_stop_a_change(site, open_as, admin, user, ticket_id):
    page = open_as(admin, f"/ticket.html?id={ticket_id}")
    page.route(f"{site.api}/tickets/{ticket_id}/status", with_an_aged_tag, times=1)
    resolve_without_a_word(page)
    expect(page.get_by_text("Status set to Resolved.")).to_be_visible()
    assert user.get(f"/api/tickets/{ticket_id}").get_json()["status"] == "Resolved"


def with_an_aged_tag(route) -> None:
    route.continue_(headers={**route.request.headers, "if-match": '"of-an-hour-ago"'})


def test_a_change_shows_by_itself_after_some_seconds(open_as, admin, user, ticket_id):
    page = open_as(user, own=True)
    page.clock.install()
    page.goto(f"/ticket.html?id={ticket_id}")
    expect(page.locator(".fact-status")).to_contain_text("New")
    change_elsewhere(admin, ticket_id, "Resolved")
    page.clock.run_for(11_000)
    expect(page.locator(".fact-status")).to_contain_text("Resolved")


def test_an_unchanged_ticket_is_asked_for_without_being_sent_again(site, open_as, user, ticket_id):
    page = open_as(user, f"/ticket.html?id={ticket_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Printer")
    expect(page.get_by_role("form", name="Reply")).to_be_visible()
    with page.expect_response(f"{site.api}/tickets/{ticket_id}/timeline") as asking:
        come_back(page)
    assert asking.value.status == 304


def test_a_ticket_that_is_not_there_has_a_page_that_says_so(open_as, user):
    page = open_as(user)
    asked = []
    page.on("request", lambda request: "/api/tickets" in request.url and asked.append(request.url.rpartition("/")[2]))
    for number in ("999999", "1.5", "99999999999999999999"):
        page.goto(f"/ticket.html?id={number}")
        expect(page.get_by_role("heading", name="Ticket not found")).to_be_focused()
    assert asked == ["999999"]
    page.get_by_role("main").get_by_role("link", name="All tickets").last.click()
    expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()


def test_somebody_elses_ticket_is_not_there_either(site, open_as, user, admin):
    ticket_id = add_ticket(site.app, admin.id, title="Secret plans")
    page: Page = open_as(user, f"/ticket.html?id={ticket_id}")
    expect(page.get_by_role("heading", name="Ticket not found")).to_be_visible()
    expect(page.get_by_text("Secret plans")).to_have_count(0)


def test_a_ticket_has_its_neighbours_of_the_list_one_came_from(site, open_as, user):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": f"Lamp {number}"} for number in (1, 2, 3)])
    page = open_as(user, f"/ticket.html?id={ids[0]}")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("navigation", name="Tickets in the list")).to_have_count(0)
    page.goto("/tickets.html?search=lamp&ordering=createdAt")
    page.get_by_role("link", name="Lamp 2").click()
    expect(page.get_by_role("navigation", name="Tickets in the list")).to_contain_text("2 of 3")
    page.get_by_role("link", name="Next ticket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lamp 3")
    expect(page.get_by_role("navigation", name="Tickets in the list")).to_contain_text("3 of 3")
    expect(page.get_by_role("link", name="Next ticket")).to_have_count(0)
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lamp 2")
    expect(page.get_by_role("link", name="All tickets")).to_have_attribute(
        "href", f"tickets.html?search=lamp&ordering=createdAt#row-{ids[1]}"
    )


def test_a_tickets_address_is_copied(site, open_as, user, ticket_id):
    page = open_as(user, f"/ticket.html?id={ticket_id}&x=1#y")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.pages}/ticket.html?id={ticket_id}"


def test_printing_gives_the_ticket_and_nothing_to_press(open_as, admin, ticket_with_files):
    page = open_as(admin, f"/ticket.html?id={ticket_with_files}")
    expect(page.get_by_role("button", name="Resolved")).to_be_visible()
    page.emulate_media(media="print")
    text = page.get_by_role("region", name="Preview of monitor.log")
    title, description = page.get_by_role("heading", level=1), page.locator(".sheet-description")
    for shown in (title, description, page.get_by_text("report.docx"), text):
        expect(shown).to_be_visible()
    assert text.evaluate("text => text.scrollHeight <= text.clientHeight"), "the text is cut off"
    expect(page.get_by_role("button", name="New")).to_be_visible()
    pdf_preview = ".is-pdf .attachment-preview"
    for hidden in ("header.masthead", ".ticket-bar", ".attachment .button", pdf_preview, ".status-choice.is-resolved"):
        expect(page.locator(hidden).first).to_be_hidden()
    exact = page.locator(".fact-createdAt time").evaluate("time => [getComputedStyle(time, '::after').content, time.title]")
    assert exact[0] == f'"{exact[1]}"'
    # Those of the text: its first 16 KB.
    assert page.pdf(format="A4").count(b"/Type /Page\n") in range(5, 12)
    page.emulate_media(media="screen")
