"""Signing in and out, and staying signed in."""

import re

from playwright.sync_api import Page, expect

from tests.browser.gestures import choose, expect_focus, fill_ticket, hold, sign_in, sign_out, submit, wait_for_script
from tests.cast import PASSWORD
from tests.factories import add_ticket

# Has the form of a token, and is none.
STALE = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c3RhbGU"


def spoil_access(page: Page) -> None:
    page.evaluate("token => localStorage.setItem('access', token)", STALE)


def test_signing_in_returns_to_the_page_one_came_for(site, page, user):
    ticket_id = add_ticket(site.app, user.id, title="Lost umbrella")
    page.goto(f"/ticket.html?id={ticket_id}")
    expect(page).to_have_url(re.compile(rf"\?next=ticket\.html%3Fid%3D{ticket_id}$"))
    sign_in(page, user.username)
    expect(page.get_by_role("heading", name="Lost umbrella")).to_be_visible()


def test_a_sign_in_sent_before_the_scripts_are_there_waits_for_them(site, page, user):
    scripts = hold(page, "**/js/pages/index.js")
    page.goto("/", wait_until="commit")
    expect_focus(page.get_by_label("Username"))
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Will be sent as soon as the page is ready.")).to_be_visible()
    expect(page).to_have_url(f"{site.pages}/")
    scripts.open()
    expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()


def test_who_is_signed_in_goes_straight_on_and_nowhere_but_to_own_pages(site, open_as, user):
    page = open_as(user, "/index.html?next=ticket.html%3Fid%3D7")
    expect(page).to_have_url(f"{site.pages}/ticket.html?id=7")
    page.goto("/index.html?next=https%3A%2F%2Fexample.com%2F")
    expect(page).to_have_url(f"{site.pages}/tickets.html")


def test_what_is_wrong_with_a_sign_in_is_told_and_the_name_is_kept(site, page, user):
    page.goto("/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Username")).to_be_focused()
    expect(page.get_by_label("Username")).to_have_accessible_description("Enter your username.")
    expect(page.get_by_label("Password")).to_have_accessible_description("Enter your password.")

    sign_in(page, user.username, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("The username or password is incorrect.")
    expect(page.get_by_label("Username")).to_have_value(user.username)
    expect(page.get_by_label("Password")).to_be_focused()

    for _ in range(9):
        page.request.post(f"{site.api}/auth/login", data={"username": user.username, "password": "wrong"})
    sign_in(page, user.username)
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts. Wait 5 minutes")


def test_an_access_token_that_is_no_longer_good_is_renewed_silently_and_once_for_many_calls(open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    spoil_access(page)
    page.reload()
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    assert page.evaluate("localStorage.access") != STALE

    renewals = []
    page.on("request", lambda request: request.url.endswith("/auth/refresh") and renewals.append(request))
    spoil_access(page)
    page.evaluate("""async () => {
        const { me } = await import('/js/api/account-api.js');
        await Promise.all(Array.from({ length: 8 }, me));
    }""")
    assert len(renewals) == 1


def test_two_tabs_that_renew_at_once_stay_signed_in(site, open_as, user):
    first = open_as(user, "/tickets.html")
    second = first.context.new_page()
    second.goto("/tickets.html")
    spoil_access(first)
    with first.expect_event("domcontentloaded"), second.expect_event("domcontentloaded"):
        for tab in (first, second):
            tab.evaluate("() => { setTimeout(() => location.reload()) }")
    for tab in (first, second):
        expect(tab.get_by_role("heading", name="No tickets yet")).to_be_visible()
        expect(tab).to_have_url(f"{site.pages}/tickets.html")
    assert first.evaluate("localStorage.refresh") == second.evaluate("localStorage.refresh")
    second.reload()
    expect(second.get_by_role("heading", name="No tickets yet")).to_be_visible()


def answer_dialog(page: Page, password: str = PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect_focus(dialog.get_by_label("Password"))
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in", exact=True).click()


def test_a_sign_in_that_ended_is_renewed_over_the_page(open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    user.post("/api/auth/logout")
    page.reload()
    answer_dialog(page)
    expect(page.get_by_role("heading", name="No tickets yet")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_being_sent_when_the_sign_in_ended_is_sent_once_one_is_back(site, open_as, user):
    page = open_as(user, "/submit.html")
    fill_ticket(page, "Half a story", "It began when")
    choose(page, ("monitor.log", "text/plain", b"lost"))
    keys = []
    page.on("request", lambda request: request.method == "POST" and request.url.endswith("/tickets") and keys.append(request))
    user.post("/api/auth/logout")
    submit(page)
    answer_dialog(page, "not the password")
    expect(page.get_by_role("alert").filter(has_text="The username or password is incorrect.")).to_be_visible()
    answer_dialog(page)
    expect(page.get_by_text("We have received your ticket.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Half a story")
    expect(page.get_by_text("monitor.log", exact=True)).to_be_visible()
    assert len({request.headers["idempotency-key"] for request in keys}) == 1
    assert len(user.elsewhere(tokens_of(page)).get("/api/tickets").get_json()["results"]) == 1


def tokens_of(page: Page) -> dict[str, str]:
    return page.evaluate("({ access: localStorage.access, refresh: localStorage.refresh })")


def test_a_sign_in_in_another_tab_answers_for_all(open_as, user):
    first = open_as(user, "/submit.html")
    second = first.context.new_page()
    second.goto("/submit.html")
    wait_for_script(second)
    fill_ticket(first, "In the first tab")
    user.post("/api/auth/logout")
    submit(first)
    expect(first.get_by_role("dialog")).to_be_visible()
    second.reload()
    sign_in(second, user.username)
    expect(first.get_by_role("dialog")).to_have_count(0)
    expect(first.get_by_text("We have received your ticket.")).to_be_visible()


def test_somebody_else_signs_in_on_the_sign_in_page_and_what_was_typed_waits(open_as, user):
    page = open_as(user, "/submit.html")
    fill_ticket(page, "Half a story", "It began when")
    user.post("/api/auth/logout")
    submit(page)
    page.get_by_role("button", name="Sign in as someone else").click()
    sign_in(page, user.username)
    expect(page.get_by_label("Title")).to_have_value("Half a story")
    expect(page.get_by_label("Description")).to_have_value("It began when")
    expect(page.get_by_text("Your unsent draft was restored.")).to_be_visible()


def test_signing_out_ends_the_login_and_signs_out_every_tab(site, open_as, user):
    here = open_as(user, "/tickets.html")
    there = here.context.new_page()
    there.goto("/submit.html")
    expect(there.get_by_role("button", name="Account of")).to_be_visible()

    sign_out(here)

    expect(here.get_by_text("You are signed out.")).to_be_visible()
    expect(there.get_by_text("You were signed out in another tab.")).to_be_visible()
    expect(there).to_have_url(re.compile(r"\?next=submit\.html$"))
    assert here.evaluate("['access', 'refresh', 'user'].map(key => localStorage.getItem(key))") == [None, None, None]
    assert not user.is_signed_in()


def test_signing_out_works_without_the_service(site, open_as, user):
    page = open_as(user, "/tickets.html")
    page.route(f"{site.api}/**", lambda route: route.abort())
    sign_out(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('refresh')") is None


def test_going_back_after_signing_out_shows_nothing(site, open_as, user):
    add_ticket(site.app, user.id, title="Secret plans")
    page = open_as(user, "/tickets.html")
    page.get_by_role("link", name="Secret plans").click()
    sign_out(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Secret plans")).to_have_count(0)


def test_a_browser_that_keeps_nothing_says_so_instead_of_asking_again_and_again(page, user):
    page.goto("/")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }")
    sign_in(page, user.username)
    expect(page.get_by_role("alert")).to_contain_text("Your browser could not store your sign-in.")
    expect_focus(page.get_by_label("Password"))
