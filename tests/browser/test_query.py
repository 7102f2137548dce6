"""The search box's language, the buttons that write the same, and views."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gestures import expect_accessible, expect_focus, expect_no_findings, prefer
from tests.cast import make_person
from tests.factories import add_tickets
from ticketing.auth.models import Role


def search(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search")


def offers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def found(page: Page) -> Locator:
    return page.locator(".ticket-link")


@pytest.fixture
def quokka(site, names):
    """Make a requester whose name no other has, nor all but its last letter, with tickets."""
    person = make_person(site.app, f"{next(names)}-quokka")
    tickets = (("Paper jam", "New"), ("Paper is out, and a jam", "New"), ("Jam", "Resolved"))
    add_tickets(site.app, [{"created_by_id": person.id, "title": title, "status": status} for title, status in tickets])
    return person


def test_a_query_is_typed_with_completion_and_what_is_not_understood_is_said(site, open_as, admin, quokka):
    page = open_as(admin, "/tickets.html")
    keys = page.keyboard
    search(page).click()
    keys.type("stat")
    expect(offers(page)).to_contain_text(["status:"])
    keys.press("Tab")
    keys.type("n")
    expect(offers(page)).to_have_text(["new"])
    expect_accessible(page)
    keys.press("Enter")
    expect(search(page)).to_have_value("status:new ")
    keys.type(f"requester:{quokka.username[:-1]}")
    expect(offers(page).first).to_have_text(quokka.username)
    keys.press("Tab")
    expect(found(page)).to_have_text(["Paper is out, and a jam", "Paper jam"])
    keys.type('"paper jam"')
    expect(found(page)).to_have_text(["Paper jam"])
    keys.press("Enter")
    expect(page).to_have_url(f"{site.pages}/tickets.html?phrase=paper+jam&status=New&requester={quokka.username}")

    keys.type(" status:foo ")
    expect(search(page)).to_have_accessible_description("status:foo is searched as text: status can be new, review, resolved.")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect_no_findings(page)
    page.reload()
    expect(search(page)).to_have_value(f'status:new requester:{quokka.username} status:foo "paper jam"')
    expect(page.get_by_text("status:foo is searched as text")).to_be_visible()

    search(page).fill(f"requester:{quokka.username[2:]} out")
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=out&requester={quokka.username[2:]}")
    keys.press("Enter")
    expect(search(page)).to_have_value(f"requester:{quokka.username} out")
    expect(found(page)).to_have_text(["Paper is out, and a jam"])

    search(page).fill("")
    expect(search(page)).to_have_accessible_description("")
    keys.press("ArrowDown")
    expect(offers(page).first).to_contain_text("status:")
    keys.press("ArrowUp")
    expect(search(page)).to_have_attribute("aria-activedescendant", "search-options-9")
    expect(offers(page).last).to_have_attribute("aria-selected", "true")
    keys.press("Escape")
    expect(offers(page)).to_have_count(0)
    keys.type("paper")
    keys.press("Escape")
    expect(search(page)).to_have_value("paper")
    expect(page).to_have_url(f"{site.pages}/tickets.html?search=paper")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    keys.press("j")
    expect_focus(found(page).first)


def test_buttons_and_text_say_the_same_and_back_returns_to_both(site, open_as, admin, quokka):
    page = open_as(admin, f"/tickets.html?requester={quokka.username}")
    only = f"requester:{quokka.username}"
    expect(search(page)).to_have_value(only)
    expect(page.locator(".filter-menu.is-set")).to_have_text(["Requester"])
    page.get_by_role("navigation", name="Status").get_by_role("link", name="Resolved").click()
    expect(search(page)).to_have_value(f"status:resolved {only}")
    menu = page.locator(".filter-menu", has_text="Assignee")
    menu.locator("summary").press("Enter")
    menu.get_by_role("checkbox", name="Nobody").check()
    expect(search(page)).to_have_value(f"status:resolved assignee:none {only}")
    expect(found(page)).to_have_text(["Jam"])
    expect_accessible(page)
    menu.get_by_role("checkbox", name="Nobody").press("Escape")
    expect_focus(menu.locator("summary"))
    expect(menu.get_by_role("checkbox")).to_have_count(0)

    search(page).fill(f"assignee:me,none priority:normal is:unread {only} ")
    expect(page.get_by_role("checkbox", name="Unread")).to_be_checked()
    expect(page.locator("[name=assignee]:checked, [name=priority]:checked")).to_have_count(3)
    expect(page.get_by_role("link", name="All 3")).to_have_attribute("aria-current", "true")
    for text in (f"status:resolved assignee:none {only}", f"status:resolved {only}", only):
        page.go_back()
        expect(search(page)).to_have_value(text)
    expect(page.locator("[name=assignee]:checked")).to_have_count(0)


def test_a_view_is_saved_shared_opened_by_a_colleague_and_deleted(site, open_as, admin, names, quokka):
    page = open_as(admin, f"/tickets.html?requester={quokka.username}&search=jam")
    views = page.get_by_role("navigation", name="Views")
    name = f"Jams of {quokka.username}"
    views.get_by_role("button", name="Save this list").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give the view a name.")).to_be_visible()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Shared with all administrators").check()
    expect_no_findings(page)
    dialog.get_by_role("button", name="Save").click()
    view = views.get_by_role("link", name=name)
    expect(view).to_have_attribute("aria-current", "true")
    expect(view).to_contain_text("3")
    expect_focus(view)

    colleague = open_as(make_person(site.app, next(names), Role.ADMIN))
    prefer(colleague, "ar")
    colleague.goto("/tickets.html")
    expect(colleague.get_by_role("link", name="بلا مسؤول")).to_be_visible()
    colleague.get_by_role("link", name=name).click()
    expect(found(colleague)).to_have_count(3)
    expect(colleague.locator("#search")).to_have_value(f"المقدم:{quokka.username} jam")
    expect_accessible(colleague, in_colour=False)
    # On a phone the row of tabs begins at the one that is shown.
    colleague.set_viewport_size({"width": 360, "height": 740})
    colleague.reload()
    expect(colleague.get_by_role("link", name=name)).to_be_in_viewport(ratio=0.9)

    page.get_by_role("navigation", name="Status").get_by_role("link", name="Resolved").click()
    views.get_by_role("button", name=f"Edit the view {name}").click()
    dialog.get_by_label("Name").fill(f"{name}, resolved")
    dialog.get_by_label("Let it show what the list shows now").check()
    dialog.get_by_role("button", name="Save").click()
    expect(views.get_by_role("link", name=f"{name}, resolved")).to_contain_text("1")
    views.get_by_role("button", name=f"Edit the view {name}").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_contain_text("It is deleted for all administrators.")
    dialog.get_by_role("button", name="Delete").click()
    expect(views.get_by_role("link", name=name)).to_have_count(0)
