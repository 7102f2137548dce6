"""The account menu: who one is, password, signing out everywhere, and what this browser is to look like."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_focus, expect_no_findings, open_account_menu, prefer, show_in, sign_in
from tests.cast import PASSWORD
from tests.cast import sign_in as sign_in_elsewhere
from tests.factories import add_ticket

ANOTHER = "another password for tests"


def test_the_menu_says_who_one_is_and_gives_the_focus_back(open_as, admin):
    page = open_as(admin, "/submit.html")
    menu = open_account_menu(page)
    expect(menu).to_contain_text(admin.username)
    expect(menu).to_contain_text(f"{admin.username}@example.com")
    expect(menu).to_contain_text("Administrator")
    expect_no_findings(page)
    menu.get_by_role("radio", name="Light").focus()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect_focus(page.get_by_role("button", name="Account of"))


def change_password(page: Page, current: str, new: str) -> None:
    page.get_by_label("Current password").fill(current)
    page.get_by_label("New password").fill(new)
    page.get_by_role("dialog").get_by_role("button", name="Change password").click()


def test_a_password_is_changed_and_what_is_wrong_stands_beside_its_field(site, open_as, user):
    page = open_as(user, "/tickets.html")
    open_account_menu(page).get_by_role("button", name="Change password").click()
    change_password(page, "", "")
    expect(page.get_by_text("Enter your current password.")).to_be_visible()
    change_password(page, PASSWORD, "short")
    expect(page.get_by_label("New password")).to_have_accessible_description(
        "At least 12 characters. A few words are easier to remember than symbols. Use 12 to 256 characters."
    )
    expect_focus(page.get_by_label("New password"))
    change_password(page, "not the password", ANOTHER)
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    expect_no_findings(page)
    change_password(page, PASSWORD, ANOTHER)
    expect(page.get_by_role("status").filter(has_text="Your password was changed.")).to_be_visible()
    expect_focus(page.get_by_role("button", name="Account of"))
    assert user.is_signed_in()
    assert user.log_in(user.username, ANOTHER).status_code == 200


def test_signing_out_everywhere_ends_the_other_logins_too(site, open_as, user):
    phone = user.elsewhere()
    sign_in_elsewhere(site.app, phone)
    page = open_as(user, "/tickets.html")
    open_account_menu(page).get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("You are signed out, here and everywhere else.")).to_be_visible()
    assert not user.is_signed_in()
    assert not phone.is_signed_in()


def test_who_could_not_be_signed_out_everywhere_is_told_and_stays(site, open_as, user):
    page = open_as(user, "/submit.html")
    menu = open_account_menu(page)
    page.route(f"{site.api}/auth/logout-everywhere", lambda route: route.abort())
    menu.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("alert")).to_contain_text("You could not be signed out everywhere")
    assert user.is_signed_in()


def test_light_or_dark_is_chosen_and_stays_chosen(open_as, user):
    page = open_as(user, "/submit.html")
    body = page.locator("body")
    open_account_menu(page).get_by_role("radio", name="Dark").check()
    expect(body).to_have_css("background-color", "rgb(19, 23, 24)")
    page.goto("/tickets.html")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(body).to_have_css("background-color", "rgb(19, 23, 24)")
    open_account_menu(page).get_by_role("radio", name="System").check()
    show_in(page, "light")


def test_shortcuts_are_switched_off_and_stay_off(open_as, user):
    page = open_as(user, "/submit.html")
    open_account_menu(page).get_by_role("switch", name="Single-key shortcuts").uncheck()
    page.reload()
    expect(open_account_menu(page).get_by_role("switch", name="Single-key shortcuts")).not_to_be_checked()


def test_another_language_is_chosen_and_what_was_typed_stays(open_as, user):
    page = open_as(user, "/submit.html")
    page.get_by_label("Title").fill("Half a story")
    open_account_menu(page).get_by_role("radio", name="العربية").click()
    expect(page.get_by_role("heading", name="تذكرة جديدة")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_label("العنوان")).to_have_value("Half a story")
    page.goto("/tickets.html")
    expect(page).to_have_title("التذاكر · نظام التذاكر")


def test_the_sign_in_page_offers_the_languages_too(page, user):
    page.goto("/index.html")
    page.get_by_role("radio", name="العربية").click()
    expect(page.get_by_role("heading", name="تسجيل الدخول")).to_be_visible()
    page.get_by_role("radio", name="English").click()
    sign_in(page, user.username)
    expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()


@pytest.mark.parametrize(
    ("languages", "shown", "direction"),
    [
        (["ar-EG", "en"], "ar-EG", "rtl"),
        (["fr-FR", "ar", "en"], "ar", "rtl"),
        (["de-DE"], "en", "ltr"),
        (["fr", "en-GB", "ar"], "en-GB", "ltr"),
    ],
)
def test_the_language_is_the_first_of_the_readers_that_there_is(page, languages, shown, direction):
    prefer(page, *languages)
    page.goto("/index.html")
    expect(page.locator("html")).to_have_attribute("lang", shown)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator("html")).not_to_have_attribute("data-untranslated", "")


def test_only_the_language_that_is_shown_is_loaded(site, open_as, user):
    ticket_id = add_ticket(site.app, user.id, title="Printer", description="It burns.")
    page = open_as(user)
    prefer(page, "ar-EG")
    loaded: list[str] = []
    page.on("request", lambda request: "/messages/" in request.url and loaded.append(request.url.rsplit("/", 1)[1]))
    page.goto(f"/ticket.html?id={ticket_id}")
    expect(page.locator(".fact-status")).to_contain_text("جديدة")
    expect(page.locator(".fact-createdAt time")).to_have_text("١ مارس ٢٠٢٦")
    assert loaded == ["ar.js"]
