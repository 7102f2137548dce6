"""The back office in a browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.backoffice.visitors import admitted
from tests.browser.gestures import (
    CONTRAST_ONLY,
    PAPER,
    expect_no_findings,
    expect_no_sideways_scrolling,
    open_account_menu,
    show_in,
    sign_in,
)
from tests.factories import add_tickets, form, row_of
from tests.samples import PNG
from ticketing.backoffice import csrf
from ticketing.tickets.models import Ticket


@pytest.fixture
def address(site) -> str:
    """Return the back office's address."""
    return site.api.removesuffix("/api") + "/admin/"


@pytest.fixture
def open_office(site, open_as, address):
    """Return a function that opens one of its pages as an administrator who is signed in there."""

    def open_office(person, path: str = "", **arguments) -> Page:
        page = open_as(**arguments)
        value = admitted(site.app, person).cookie
        page.context.add_cookies([{"name": csrf.COOKIE, "value": value, "url": address, "httpOnly": True}])
        page.goto(address + path)
        return page

    return open_office


def answer_dialogs(page: Page, *, yes: bool) -> list[str]:
    """Answer whatever the page asks, and return the list in which the questions are noted."""
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.message)
        (dialog.accept if yes else dialog.dismiss)()

    page.on("dialog", answer)
    return asked


def test_an_administrator_makes_an_account_its_user_signs_in_and_is_shut_out(site, open_as, admin, names, address):
    office, name = open_as(), next(names)
    office.goto(f"{address}user/")
    expect(office.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(office, admin.username)
    expect(office.get_by_role("heading", name="Users")).to_be_visible()

    office.get_by_role("link", name="New user").click()
    office.get_by_label("Username").fill(name)
    office.get_by_label("Role").select_option("User")
    office.get_by_role("button", name="Save").click()
    password = office.locator("#one-time-password").inner_text()
    assert len(password) >= 12

    page = open_as(path="/index.html")
    sign_in(page, name, password)
    expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()

    office.get_by_role("link", name="Done").click()
    office.get_by_label("Search").fill(name)
    office.get_by_role("button", name="Filter").click()
    office.get_by_role("link", name=name, exact=True).click()
    office.get_by_role("button", name="Deactivate").wait_for()
    # The script that asks comes with the page's end.
    office.wait_for_load_state()
    asked = answer_dialogs(office, yes=True)
    office.get_by_role("button", name="Deactivate").click()
    expect(office.get_by_role("status")).to_contain_text(f"{name}: deactivated and signed out.")
    assert asked == [f"Deactivate {name}? They are signed out at once."]

    page.goto("/tickets.html")
    expect(page.get_by_label("Password")).to_be_visible()


def test_it_opens_from_the_pages_signed_in_and_leads_back(site, open_as, admin, user):
    page = open_as(admin, "/tickets.html")
    open_account_menu(page).get_by_role("radio", name="Dark").check()
    page.route(f"{site.api}/auth/backoffice", lambda route: route.abort())
    page.get_by_role("button", name="Back office").click()
    expect(page.get_by_role("alert")).to_contain_text("The back office could not be opened.")
    page.unroute(f"{site.api}/auth/backoffice")

    open_account_menu(page).get_by_role("button", name="Back office").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    expect(page.get_by_role("button", name=f"Account of {admin.username}")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tickets").click()
    expect(page.get_by_role("heading", name="Everyone’s tickets")).to_be_visible()

    # Nobody else is offered it.
    other = open_as(user, "/tickets.html")
    expect(open_account_menu(other).get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    expect(other.get_by_role("button", name="Back office")).to_have_count(0)


def test_three_tickets_are_resolved_at_once(site, open_office, admin, user):
    ids = add_tickets(site.app, [{"created_by_id": user.id, "title": f"Lamp {number}"} for number in range(4)])
    page = open_office(admin, f"ticket/?requester={user.username}")

    for number in range(3):
        page.get_by_label(f"Choose Ticket {ids[number]}").check()
    page.get_by_role("button", name="Resolved").click()

    expect(page.get_by_role("status").first).to_contain_text(": now Resolved.")
    assert [row_of(site.app, Ticket, number).status for number in ids] == ["Resolved"] * 3 + ["New"]
    expect(page.locator(".model-list").get_by_text("Resolved")).to_have_count(3)

    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Under Review").click()
    expect(page.get_by_text("Resolved, of the 4 chosen: 3.")).to_be_visible()
    expect_no_findings(page)
    page.get_by_role("button", name="Change all 4").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text(": as before again.")
    assert [row_of(site.app, Ticket, number).status for number in ids] == ["Resolved"] * 3 + ["New"]


def test_a_correction_outlives_its_session(site, open_office, admin, user):
    [ticket] = add_tickets(site.app, [{"created_by_id": user.id, "title": "Printre"}])
    page = open_office(admin, f"ticket/edit/?id={ticket}")
    page.get_by_label("Title").fill("طابعة")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    expect_no_findings(page)

    sign_in(page, admin.username)
    expect(page.get_by_role("status").first).to_contain_text("What you typed is still here")
    expect(page.get_by_label("Title")).to_have_value("طابعة")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text(f"Ticket {ticket} is corrected.")
    assert row_of(site.app, Ticket, ticket).title == "طابعة"


def test_language_and_appearance_are_chosen_there(open_office, admin):
    page = open_office(admin)
    open_account_menu(page).get_by_role("button", name="Dark").click()
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    open_account_menu(page)
    expect_no_findings(page)
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", name="الملخص")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for path in ("ticket/", "user/", "audit/", ""):
        page.goto(page.url.partition("/admin/")[0] + "/admin/" + path)
        expect_no_sideways_scrolling(page, 320)
    # The widest numbers there are.
    script = """() => document.querySelectorAll('.figures a').forEach((number) => { number.textContent = '1,000+'; })"""
    for language in ("English", "العربية"):
        page.locator(".account-button").click()
        page.get_by_role("button", name=language).click()
        page.evaluate(script)
        frame = page.locator(".table-frame").first
        assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0


def test_all_on_the_page_are_chosen_by_one_box(site, open_office, admin, user):
    add_tickets(site.app, [{"created_by_id": user.id} for _ in range(3)])
    page = open_office(admin, f"ticket/?requester={user.username}")
    rows = page.locator(".action-checkbox")

    page.get_by_label("All on this page").check()
    expect(page.locator(".action-checkbox:checked")).to_have_count(3)
    rows.first.uncheck()
    expect(page.get_by_label("All on this page")).not_to_be_checked()


def test_the_bin_asks_before_it_deletes(site, open_office, admin, user):
    ticket = user.post("/api/tickets", data=form((PNG, "a.png"))).json["id"]
    page = open_office(admin, f"ticket/?requester={user.username}")
    bin_of_it = page.get_by_role("button", name=f"Delete Ticket {ticket}")

    asked = answer_dialogs(page, yes=False)
    bin_of_it.click()
    assert asked == [f"Delete Ticket {ticket} for good?"]
    page.reload()
    expect(bin_of_it).to_be_visible()

    other = open_office(admin, f"ticket/?requester={user.username}")
    answer_dialogs(other, yes=True)
    other.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    expect(other.get_by_role("status").first).to_have_text(f"Ticket {ticket} is deleted.")
    assert user.get(f"/api/tickets/{ticket}").status_code == 404


def test_without_scripts_the_bin_asks_by_a_page(site, open_office, admin, user):
    [ticket] = add_tickets(site.app, [{"created_by_id": user.id}])
    page = open_office(admin, f"ticket/?requester={user.username}", java_script_enabled=False)

    page.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    expect(page.get_by_role("heading", name=f"Delete Ticket {ticket}?")).to_be_visible()
    page.get_by_role("link", name="Keep it").click()
    assert user.get(f"/api/tickets/{ticket}").status_code == 200
    page.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    page.get_by_role("button", name="Delete").last.click()
    expect(page.get_by_role("status").first).to_have_text(f"Ticket {ticket} is deleted.")
    assert user.get(f"/api/tickets/{ticket}").status_code == 404


def test_the_filtered_list_is_exported_and_read_back(site, open_office, admin, user):
    ids = add_tickets(
        site.app,
        [
            {"created_by_id": user.id, "title": "=1+1", "status": "Resolved"},
            {"created_by_id": user.id, "title": "Zwölf 🍎", "description": 'a "b",\nc', "status": "Resolved"},
            {"created_by_id": user.id, "status": "New"},
        ],
    )
    # Where numbers have a decimal comma, Excel separates by the semicolon.
    page = open_office(admin, f"ticket/?requester={user.username}", locale="de-DE")
    page.get_by_label("Status").select_option("Resolved")
    page.get_by_role("button", name="Filter").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()

    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(int(row["Number"]), row["Title"]) for row in rows] == [(ids[1], "Zwölf 🍎"), (ids[0], "'=1+1")]
    assert rows[0]["Description"] == 'a "b",\nc'
    assert rows[0]["Opened"].endswith("Z")


def test_a_ticket_is_read_corrected_and_resolved(site, open_office, admin, user):
    ticket = user.post("/api/tickets", data=form((PNG, "screen.png"), (PNG[:50], "damaged.png"), title="Printre")).json["id"]
    page = open_office(admin, f"ticket/?search=%23{ticket}")
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="Printre")).to_be_visible()
    for hidden in (".masthead", ".filters", ".actions", ".cell-select", ".cell-delete"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Printre").click()
    picture = page.locator(".thumbnail")
    expect(page.get_by_role("link", name="damaged.png")).to_be_visible()
    expect(picture).to_have_count(1)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Title").fill("Printer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Printer")).to_be_visible()
    page.get_by_role("button", name="Mark Resolved").click()
    expect(page.get_by_role("status").first).to_have_text(f"Ticket {ticket}: now Resolved.")
    page.get_by_role("link", name="History of this ticket").click()
    expect(page.locator(".model-list tbody tr")).to_have_count(3)
    expect(page.locator(".model-list")).to_contain_text("title: Printre → Printer")


def test_a_number_on_the_dashboard_leads_to_its_list(site, open_office, admin, user):
    add_tickets(site.app, [{"created_by_id": user.id, "category": "Product", "status": "Under Review"}])
    page = open_office(admin)
    number = page.get_by_role("row", name="Product").get_by_role("link").nth(1)
    count = number.inner_text()
    number.click()

    expect(page.get_by_label("Category")).to_have_value("Product")
    expect(page.get_by_label("Status")).to_have_value("Under Review")
    expect(page.locator(".count")).to_have_text(count)


def test_everything_can_be_done_by_the_keyboard_alone(site, open_as, admin, user, address):
    [ticket] = add_tickets(site.app, [{"created_by_id": user.id}])
    page = open_as()
    page.goto(f"{address}ticket/?requester={user.username}")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(admin.username)
    page.keyboard.press("Tab")
    page.keyboard.type("a password for tests")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tickets")).to_be_visible()

    box, button = page.get_by_label(f"Choose Ticket {ticket}"), page.get_by_role("button", name="Under Review")
    press_until(page, "Tab", box)
    page.keyboard.press("Space")
    press_until(page, "Shift+Tab", button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text(f"Ticket {ticket}: now Under Review.")


def press_until(page: Page, key: str, target) -> None:
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError("the keyboard does not reach it")


PATHS = [
    *("", "ticket/", "ticket/details/?id={ticket}", "ticket/edit/?id={ticket}", "ticket/delete/?id={ticket}"),
    *("ticket/?search=xyzzy", "user/", "user/new/", "user/edit/?id={user}", "user/password/?id={user}", "audit/", "nothing"),
]
# Between them these have every colour.
COLOURFUL = ("", "ticket/", "user/edit/?id={user}")


def test_every_page_is_accessible_and_fits_a_phone(address, open_office, admin, user):
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
    files = form((PNG, "screen.png"), (b"x\n", f"{word}.log"), title=word, description=word)
    ticket = user.post("/api/tickets", data=files).json["id"]
    page = open_office(admin)

    for path in PATHS:
        page.goto(address + path.format(ticket=ticket, user=user.id))
        expect_no_findings(page)
        expect_no_sideways_scrolling(page, 320)
        if path in COLOURFUL:
            show_in(page, "dark")
            expect_no_findings(page, CONTRAST_ONLY)
            show_in(page, "light")
        page.set_viewport_size({"width": 1280, "height": 720})


def test_the_sign_in_is_accessible_and_says_what_is_wrong(page, admin, address):
    page.goto(address)
    expect_no_findings(page)
    sign_in(page, admin.username, "wrong password")
    expect(page.get_by_role("alert")).to_have_text("The username or password is incorrect. Check both and try again.")
    expect(page.get_by_label("Username")).to_have_value(admin.username)
    expect(page.get_by_label("Password")).to_be_focused()
    expect_no_findings(page)
    expect_no_sideways_scrolling(page, 320)
