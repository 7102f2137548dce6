"""Keys that do something on every page, and the many times when they must not."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import expect_focus, wait_for_script
from tests.factories import add_tickets

PRESS = """([target, key, code, more]) => {
    const el = document.querySelector(target) ?? document.body;
    const init = { key, code, bubbles: true, cancelable: true, ...more };
    return !el.dispatchEvent(new KeyboardEvent('keydown', init));
}"""
BODY = "body"
# What is pressed on which element: key, code and what else is so; whether the page takes it.
PRESSED = [
    (BODY, "j", "KeyJ", {}, True),
    (BODY, "ت", "KeyJ", {}, True),  # Arabic; more keyboards are tried in tests/js/
    (BODY, "j", "KeyJ", {"repeat": True}, True),
    (BODY, "j", "KeyJ", {"ctrlKey": True}, False),
    (BODY, "j", "KeyJ", {"isComposing": True}, False),
    (BODY, "Process", "KeyJ", {"keyCode": 229}, False),
    (BODY, "q", "KeyQ", {}, False),
    (BODY, "Enter", "Enter", {}, False),
    ("#search", "j", "KeyJ", {}, False),
    ("#search", "/", "Slash", {}, False),
    ("select[name=ordering]", "j", "KeyJ", {}, False),
    ("[name=unread]", "j", "KeyJ", {}, True),
    (".ticket-link", "k", "KeyK", {}, True),
]


@pytest.fixture
def page(site, open_as, user) -> Page:
    add_tickets(site.app, [{"created_by_id": user.id, "title": f"Dunnart {number}"} for number in range(3)])
    page = open_as(user, "/tickets.html")
    expect(page.locator(".ticket-link")).to_have_count(3)
    return page


def test_a_key_counts_by_what_it_types_and_never_while_somebody_types(page):
    for target, key, code, more, is_taken in PRESSED:
        assert page.evaluate(PRESS, [target, key, code, more]) == is_taken, (target, key, code, more)


def test_j_and_k_walk_the_list_and_enter_opens(page):
    keys = page.keyboard
    for key, expected in (("j", 2), ("j", 1), ("j", 0), ("j", 0), ("k", 1)):
        keys.press(key)
        expect_focus(page.get_by_role("link", name=f"Dunnart {expected}"))
    page.get_by_label("Order").focus()
    page.get_by_role("checkbox", name="Unread").focus()
    keys.press("k")
    expect_focus(page.get_by_role("link", name="Dunnart 2"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dunnart 2")


def test_search_and_new_ticket_are_a_key_away_on_every_page(site, page):
    keys, search = page.keyboard, page.get_by_role("combobox", name="Search")
    keys.press("/")
    expect_focus(search)
    keys.type("/c?j")
    expect(search).to_have_value("/c?j")
    page.get_by_role("checkbox", name="Unread").focus()
    keys.press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text("New ticket")
    wait_for_script(page)
    page.get_by_role("main").focus()
    keys.press("c")
    expect_focus(page.get_by_label("Title"))
    page.get_by_role("main").focus()
    keys.press("/")
    expect_focus(search)
    expect(page).to_have_url(f"{site.pages}/tickets.html")


def test_a_question_mark_shows_every_key_and_where_to_switch_them_off(page):
    keys, dialog = page.keyboard, page.get_by_role("dialog", name="Keyboard shortcuts")
    page.get_by_role("link", name="Dunnart 1").focus()
    keys.press("?")
    expect(dialog).to_be_visible()
    shown = " ".join(dialog.locator("kbd").all_inner_texts())
    assert shown == "/ c Ctrl K ? j k Enter u r Ctrl Enter"
    keys.press("j")
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect_focus(page.get_by_role("link", name="Dunnart 1"))

    keys.press("?")
    dialog.get_by_role("switch", name="Single-key shortcuts").uncheck()
    dialog.get_by_role("button", name="Close").click()
    for key in ("?", "j", "/", "c"):
        keys.press(key)
    expect_focus(page.get_by_role("link", name="Dunnart 1"))
    page.reload()
    expect(page.locator(".ticket-link")).to_have_count(3)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_role("switch").check()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    keys.press("j")
    expect(page.locator(".ticket-link:focus")).to_have_count(1)


def test_administrators_are_shown_their_keys_too(open_as, admin):
    page = open_as(admin, "/tickets.html")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts").locator("dt")
    for_all = ["/", "c", "Ctrl + K", "?"]
    tickets = ["j", "k", "Enter", "u", "r", "n", "e", "Shift + E", "m", "s", "p", "a", "l", "x", "z", "Esc"]
    expect(keys).to_have_text([*for_all, *tickets, "Ctrl + Enter", "Ctrl + Shift + Enter"])


def test_ctrl_enter_sends_what_is_being_written_with_single_keys_switched_off_too(site, open_as, user):
    page = open_as(user, "/submit.html")
    page.evaluate("localStorage.setItem('shortcuts', 'off')")
    wait_for_script(page)
    page.get_by_label("Title").fill("Sent with two keys")
    page.get_by_role("radio", name="Product").check()
    page.get_by_label("Description").fill("No mouse.")
    page.get_by_label("Description").press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent with two keys")
