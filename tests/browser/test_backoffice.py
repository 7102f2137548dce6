"""The back office in a browser."""

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
from ticketing.auth.models import User
from ticketing.backoffice import csrf


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
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    expect(page.get_by_role("button", name=f"Account of {admin.username}")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tickets").click()
    expect(page.get_by_role("heading", name="Everyone’s tickets")).to_be_visible()

    # Nobody else is offered it.
    other = open_as(user, "/tickets.html")
    expect(open_account_menu(other).get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    expect(other.get_by_role("button", name="Back office")).to_have_count(0)


def test_an_administrator_adds_a_category_offers_it_first_and_archives_it(open_office, admin, user, names):
    name = f"Waste & {next(names)}"
    page = open_office(admin, "category/")
    before = offered(user)
    page.get_by_role("link", name="New category").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Description").fill("Bins, and what is in them")
    page.get_by_label("Assignee of new tickets").select_option(admin.username)
    page.get_by_label("Priority of new tickets").select_option("Low")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name=name)
    expect(row).to_contain_text(admin.username)
    expect(row).to_contain_text("Low")

    for _ in before:
        page.get_by_label(f"Choose {name}").check()
        page.get_by_role("button", name="Move up").click()
        expect(page.get_by_role("status").first).to_have_text(f"{name}: moved up.")
    expect(page.locator("tbody tr").first).to_contain_text(name)
    assert offered(user) == [name, *before]

    asked = answer_dialogs(page, yes=True)
    page.get_by_label(f"Choose {name}").check()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("status").first).to_have_text(f"{name}: archived.")
    assert len(asked) == 1
    assert offered(user) == before


def offered(person) -> list[str]:
    return [each["name"] for each in person.get("/api/categories").json["results"]]


def test_what_is_typed_outlives_its_session(site, open_office, admin, user):
    page = open_office(admin, f"user/edit/?id={user.id}")
    page.get_by_label("Username").fill("زيد")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    expect_no_findings(page)

    sign_in(page, admin.username)
    expect(page.get_by_role("status").first).to_contain_text("What you typed is still here")
    expect(page.get_by_label("Username")).to_have_value("زيد")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("is saved.")
    assert row_of(site.app, User, user.id).username == "زيد"


def test_language_and_appearance_are_chosen_there(open_office, admin):
    page = open_office(admin)
    open_account_menu(page).get_by_role("button", name="Dark").click()
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    open_account_menu(page)
    expect_no_findings(page)
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", name="المستخدمون")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for path in ("ticket/", "category/", "user/", "audit/"):
        page.goto(page.url.partition("/admin/")[0] + "/admin/" + path)
        expect_no_sideways_scrolling(page, 320)


def test_all_on_the_page_are_chosen_by_one_box(open_office, admin):
    page = open_office(admin, "category/")
    rows, chosen = page.locator(".action-checkbox"), page.locator(".action-checkbox:checked")

    page.get_by_label("All on this page").check()
    expect(chosen).to_have_count(rows.count())
    rows.first.uncheck()
    expect(page.get_by_label("All on this page")).not_to_be_checked()


def test_the_bin_asks_before_it_deletes(site, open_office, admin, user):
    ticket = user.post("/api/tickets", data=form((PNG, "a.png"))).json["id"]
    page = open_office(admin, f"ticket/?search=%23{ticket}")
    bin_of_it = page.get_by_role("button", name=f"Delete Ticket {ticket}")

    asked = answer_dialogs(page, yes=False)
    bin_of_it.click()
    assert asked == [f"Delete Ticket {ticket} for good?"]
    page.reload()
    expect(bin_of_it).to_be_visible()

    other = open_office(admin, f"ticket/?search=%23{ticket}")
    answer_dialogs(other, yes=True)
    other.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    expect(other.get_by_role("status").first).to_have_text(f"Ticket {ticket} is deleted.")
    assert user.get(f"/api/tickets/{ticket}").status_code == 404


def test_without_scripts_the_bin_asks_by_a_page(site, open_office, admin, user):
    [ticket] = add_tickets(site.app, [{"created_by_id": user.id}])
    page = open_office(admin, f"ticket/?search=%23{ticket}", java_script_enabled=False)

    page.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    expect(page.get_by_role("heading", name=f"Delete Ticket {ticket}?")).to_be_visible()
    page.get_by_role("link", name="Keep it").click()
    assert user.get(f"/api/tickets/{ticket}").status_code == 200
    page.get_by_role("button", name=f"Delete Ticket {ticket}").click()
    page.get_by_role("button", name="Delete").last.click()
    expect(page.get_by_role("status").first).to_have_text(f"Ticket {ticket} is deleted.")
    assert user.get(f"/api/tickets/{ticket}").status_code == 404


def test_a_ticket_is_found_read_and_printed(open_office, admin, user):
    ticket = user.post("/api/tickets", data=form((PNG, "screen.png"), (PNG[:50], "damaged.png"), title="Printre")).json["id"]
    page = open_office(admin)
    page.get_by_role("navigation", name="Back office").get_by_role("link", name="Tickets").click()
    page.get_by_label("Search").fill(f"#{ticket}")
    page.get_by_role("button", name="Filter").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="Printre")).to_be_visible()
    for hidden in (".masthead", ".rail", ".filters", ".cell-delete"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Printre").click()
    picture = page.locator(".thumbnail")
    expect(page.get_by_role("link", name="damaged.png")).to_be_visible()
    expect(picture).to_have_count(1)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    page.get_by_role("link", name="History of this ticket").click()
    expect(page.locator(".model-list tbody tr")).to_have_count(1)


def test_everything_can_be_done_by_the_keyboard_alone(open_as, admin, user, address):
    page = open_as()
    page.goto(f"{address}user/?search={user.username}")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(admin.username)
    page.keyboard.press("Tab")
    page.keyboard.type("a password for tests")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Users")).to_be_visible()

    press_until(page, "Tab", page.get_by_label(f"Choose {user.username}", exact=True))
    page.keyboard.press("Space")
    press_until(page, "Shift+Tab", page.get_by_role("button", name="Activate", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text(f"{user.username}: active again.")


def press_until(page: Page, key: str, target) -> None:
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError("the keyboard does not reach it")


PATHS = [
    *("ticket/", "ticket/details/?id={ticket}", "ticket/delete/?id={ticket}", "ticket/?search=xyzzy"),
    *("category/", "category/new/", "category/edit/?id=1"),
    *("user/", "user/new/", "user/edit/?id={user}", "user/password/?id={user}", "audit/", "nothing"),
]
# Between them these have every colour.
COLOURFUL = ("ticket/", "category/", "user/edit/?id={user}")


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
