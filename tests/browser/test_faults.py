"""What the pages say when the service is away, slow, broken or elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_no_findings, hold, open_account_menu, sign_in, stop_clock, unreachable
from tests.factories import add_ticket

UNREACHABLE = "The ticket service can’t be reached"


def check_unreachable(page: Page, site, path: str) -> None:
    with unreachable(page, site.api):
        page.goto(f"/{path}")
        alert = page.get_by_role("alert")
        expect(alert.get_by_role("heading", name=UNREACHABLE)).to_be_visible()
        expect(alert).to_contain_text(site.api)
        expect(alert).to_contain_text("make run")
        expect(alert).to_contain_text(f"CORS_ORIGINS must contain {site.pages}")
        expect(alert).to_contain_text("API_BASE_URL")
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name=UNREACHABLE)).to_have_count(0)


def test_a_sign_in_page_that_reaches_no_service_says_where_it_tried_and_what_to_check(site, page):
    check_unreachable(page, site, "index.html")


def test_every_other_page_that_reaches_no_service_says_so_too(site, open_as, user):
    page = open_as(user)
    for path in ("submit.html", "tickets.html", "ticket.html?id=1"):
        check_unreachable(page, site, path)


def test_a_service_that_does_not_allow_the_page_is_told_apart_from_one_that_is_away(site, page):
    page.add_init_script(f"localStorage.setItem('API_BASE_URL', '{site.api}')")
    # By the other name of this machine the page has another origin, which the service does not know.
    page.goto(f"{site.pages.replace('127.0.0.1', 'localhost')}/index.html")
    expect(page.get_by_role("alert")).to_contain_text("Something answers there, but does not allow this page")


def test_without_an_override_the_address_is_the_default_one(open_as):
    page = open_as()
    page.route("http://localhost:8000/**", lambda route: route.abort())
    page.goto("/index.html")
    page.evaluate("localStorage.removeItem('API_BASE_URL')")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("http://localhost:8000/api")


def test_signing_in_to_a_service_that_went_away_or_offline_is_told_and_keeps_what_was_typed(site, page, user):
    page.goto("/")
    with unreachable(page, site.api):
        sign_in(page, user.username)
        expect(page.get_by_role("heading", name=UNREACHABLE)).to_be_focused()
        expect(page.get_by_label("Username")).to_have_value(user.username)
    page.context.set_offline(True)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="You are offline")).to_be_focused()
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()


def test_a_broken_service_is_told_with_the_reference_to_its_log_and_something_else_is_not_taken_for_it(site, open_as, user):
    page = open_as(user)
    problem = {
        "status": 500,
        "content_type": "application/problem+json",
        "headers": {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "X-Request-ID",
            "X-Request-ID": "abc-123",
        },
        "body": '{"title": "Internal Server Error", "status": 500, "detail": "Something broke."}',
    }
    page.route(f"{site.api}/tickets?*", lambda route: route.fulfill(**problem))
    page.goto("/tickets.html")
    expect(page.get_by_role("heading", name="The service has a problem")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("abc-123")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()

    stranger = {
        "status": 200,
        "content_type": "text/html",
        "headers": {"Access-Control-Allow-Origin": "*"},
        "body": "<h1>It works!</h1>",
    }
    page.route(f"{site.api}/tickets?*", lambda route: route.fulfill(**stranger))
    page.goto("/tickets.html")
    expect(page.get_by_role("heading", name=UNREACHABLE)).to_be_visible()


def test_a_service_that_is_away_for_a_moment_leaves_an_open_ticket_as_it_is(site, open_as, user):
    ticket_id = add_ticket(site.app, user.id, title="Still here")
    page = open_as(user, own=True)
    page.clock.install()
    page.goto(f"/ticket.html?id={ticket_id}")
    expect(page.get_by_placeholder("Write a reply…")).to_be_visible()
    line = page.locator(".connection-line")
    with unreachable(page, site.api):
        page.clock.run_for(11_000)
        expect(line).to_have_text("The ticket service can’t be reached. This page keeps trying.")
        page.clock.run_for(14_000)
        expect(page.get_by_role("heading", name="Still here")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.run_for(11_000)
    expect(line).to_have_text("The connection is back.")
    page.clock.run_for(6_000)
    expect(line).to_be_empty()


def test_a_service_that_is_away_does_not_end_the_session(site, open_as, user):
    page = open_as(user)
    with unreachable(page, site.api):
        page.goto("/tickets.html")
        page.evaluate("localStorage.setItem('access', 'stale')")
        with page.expect_event("requestfailed", lambda request: request.url == f"{site.api}/tickets?pageSize=50"):
            page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", name=UNREACHABLE)).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()


def test_who_is_offline_is_told_so_and_the_page_goes_on_by_itself(open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    expect_no_findings(page)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()


@pytest.mark.parametrize("path", ["tickets.html", "submit.html"])
def test_who_goes_offline_while_nothing_happens_is_told_so_and_told_when_it_is_over(open_as, user, path):
    page = open_as(user, f"/{path}")
    line = page.locator(".connection-line")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Your tickets|New ticket"))
    page.context.set_offline(True)
    expect(line).to_contain_text("You are offline.")
    expect_no_findings(page)
    page.context.set_offline(False)
    expect(line).to_have_text("The connection is back.")


def test_a_service_that_takes_long_is_told_of_until_it_answers(site, open_as, user):
    page = open_as(user, own=True)
    page.clock.install()
    stop_clock(page)
    ticket = hold(page, f"{site.api}/tickets/1")
    page.goto("/ticket.html?id=1")
    ticket.wait()
    slow = page.get_by_role("status").filter(has_text="The service is taking longer than usual.")
    page.clock.run_for(4_000)
    expect(slow).to_have_count(0)
    page.clock.run_for(2_000)
    expect(slow).to_be_visible()
    ticket.open()
    expect(page.get_by_role("heading", name="Ticket not found")).to_be_visible()
    expect(slow).to_have_count(0)


def test_a_part_of_a_page_that_cannot_be_loaded_is_told_of_and_nothing_seems_done(site, open_as, user, admin):
    ticket_id = add_ticket(site.app, user.id)
    page = open_as(admin)
    incomplete = page.get_by_role("alert").filter(has_text="Part of this page could not be loaded.")
    page.route(re.compile("/js/pages/(list-changes|account)|/js/components/shortcuts-dialog"), lambda route: route.abort())
    page.goto(f"/tickets.html?requester={user.username}")
    choice = page.get_by_label(f"Status of #{ticket_id}")
    choice.focus()
    choice.select_option("Resolved")
    expect(incomplete).to_be_visible()
    expect(choice).to_have_value("New")
    for act in (page.get_by_role("button", name="Account of").click, lambda: page.keyboard.press("?")):
        page.locator("#notice").evaluate("notice => notice.replaceChildren()")
        act()
        expect(incomplete).to_be_visible()


def test_a_page_whose_script_or_texts_cannot_be_loaded_says_so_and_loads_again(site, new_context):
    # Not as other tests open it: what can't be loaded is an error of the page, too.
    page = new_context(locale="ar").new_page()
    for script in ("pages/index.js", "lib/forms.js", "lib/messages/ar.js"):
        page.route(f"**/js/{script}", lambda route: route.abort())
        page.goto(f"{site.pages}/index.html")
        expect(page.get_by_role("alert")).to_contain_text("تعذّر تحميل هذه الصفحة.")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect_no_findings(page)
        page.unroute_all()
        page.get_by_role("alert").get_by_role("button").click()
        expect(page.get_by_role("heading", name="تسجيل الدخول")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_a_sign_in_that_ends_is_told_of_in_the_readers_words_when_its_dialog_cannot_be_loaded(site, open_as, user):
    page = open_as(user)
    page.route("**/js/pages/sign-in-again.js", lambda route: route.abort())
    page.goto("/404.html")
    page.evaluate("localStorage.setItem('access', 'spent'); localStorage.setItem('refresh', 'spent')")
    page.goto("/tickets.html")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Part of this page could not be loaded.")
    expect(alert).not_to_contain_text("module")
    page.unroute_all()
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()


def test_a_menu_that_could_not_be_loaded_is_asked_for_again(open_as, user):
    page = open_as(user)
    page.route("**/js/pages/account.js", lambda route: route.abort())
    page.goto("/tickets.html")
    page.get_by_role("button", name="Account of").click()
    expect(page.get_by_text("Part of this page could not be loaded.")).to_be_visible()
    page.unroute_all()
    expect(open_account_menu(page)).to_be_visible()


def test_a_dialog_opens_without_its_style_sheet_when_that_never_comes(open_as, user):
    page = open_as(user, own=True)
    page.clock.install()
    sheet = hold(page, "**/css/dialog.css")
    page.goto("/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    page.keyboard.press("?")
    sheet.wait()
    page.clock.run_for(4_000)
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    sheet.wait().abort()


def test_an_address_without_a_page_says_so_and_leads_back(page):
    answer = page.goto("/no/such/page")
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    expect_no_findings(page)
    page.get_by_role("link", name="Go to tickets").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
