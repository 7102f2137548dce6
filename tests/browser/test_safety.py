"""Text that people typed stays text, nothing inline runs, and the chat loads only when it is configured."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import choose, chosen_files
from tests.factories import add_ticket, form
from tests.samples import PNG

FRONTEND = Path(__file__).parents[2] / "frontend"
PAGES = ["index.html", "submit.html", "tickets.html", "ticket.html?id=1"]
INJECT = """() => {
    const traps = '<img src="x:" onerror="window.ran = 1"><a href="javascript:window.ran = 1" id="trap">x</a>';
    document.body.insertAdjacentHTML('beforeend', traps);
    const script = document.createElement('script');
    script.textContent = 'window.ran = 1';
    document.body.append(script);
    document.querySelector('#trap').click();
}"""
SCRIPT = "<img src=x onerror=\"window.ran='yes'\"><script>window.ran='yes'</script>\"'&lt;"


def test_script_in_title_description_and_file_name_stays_text(open_as, user, admin):
    name = "<img src=x onerror=window.ran='yes'>.png"
    answer = user.post(
        "/api/tickets", data=form((PNG, name), title=SCRIPT, description=f'{SCRIPT} https://x.example/"onx=1><b>')
    )
    ticket_id = answer.get_json()["id"]
    page = open_as(admin, f"/tickets.html?search=%23{ticket_id}")
    expect(page.locator(".ticket-link")).to_have_text(SCRIPT)
    page.locator(".ticket-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SCRIPT)
    expect(page.locator(".sheet-description")).to_contain_text(SCRIPT)
    expect(page.locator(".sheet-description b, .sheet-description img, .sheet-description script")).to_have_count(0)
    expect(page.locator(".attachment-name")).to_contain_text("onerror")
    page.locator(".attachment-image").click()
    expect(page.get_by_role("dialog")).to_contain_text("onerror")
    assert page.evaluate("window.ran") is None


def test_script_in_the_name_of_a_chosen_file_stays_text(open_as, user):
    page = open_as(user, "/submit.html")
    choose(page, ("<img src=x onerror=window.ran=1>.png", "image/png", PNG))
    expect(chosen_files(page)).to_contain_text("<img src=x onerror=window.ran=1>.png")
    assert page.evaluate("window.ran") is None


def test_a_search_in_the_address_stays_text(open_as, user):
    page = open_as(user, "/tickets.html?search=%3Cimg%20src=x%20onerror=window.ran=1%3E&ordering=%22%3E%3Cscript%3E")
    expect(page.get_by_role("searchbox")).to_have_value("<img src=x onerror=window.ran=1>")
    expect(page.locator(".state")).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_nothing_inline_runs(new_context):
    # Not by `open_as`, which takes a violation of the policy for a fault.
    page = new_context().new_page()
    page.goto("/index.html")
    page.evaluate(INJECT)
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("path", ["index.html", "submit.html", "tickets.html", "ticket.html", "404.html"])
def test_pages_have_no_inline_script_style_or_handler(path):
    document = (FRONTEND / path).read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", document) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document).group(1)
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert not re.search(r"unsafe|data:|http:|\*(?!\.tawk\.to)", scripts)


def test_user_text_never_enters_through_inner_html():
    writers = [
        path.name
        for path in (FRONTEND / "js").rglob("*.js")
        if re.search("innerHTML|insertAdjacentHTML|document.write", path.read_text())
    ]
    assert writers == ["html.js"]


def test_the_chat_placeholder_loads_nothing(site, open_as, user):
    page = open_as(user)
    elsewhere: list[str] = []
    page.on("request", lambda request: request.url.startswith((site.pages, site.api)) or elsewhere.append(request.url))
    assert len(list(visit_all(page))) == len(PAGES)
    assert elsewhere == []
    assert page.evaluate("typeof window.Tawk_API") == "undefined"


def visit_all(page: Page) -> Iterator[Page]:
    """Open each page in turn, at last the sign-in page as somebody who is signed out."""
    for path in reversed(PAGES):
        if path == "index.html":
            page.evaluate("localStorage.removeItem('refresh')")
        page.goto(f"/{path}")
        expect(page.locator(".brand")).to_be_visible()
        yield page


def configure_chat(page: Page) -> None:
    """Put a property's id where the placeholder is, as an administrator does."""
    configured = (FRONTEND / "js" / "chat.js").read_text().replace("YOUR_TAWK_PROPERTY_ID", "5f00c0ffee")
    page.route("**/js/chat.js", lambda route: route.fulfill(content_type="text/javascript", body=configured))


def test_a_chat_id_loads_the_widget_on_every_page(open_as, user):
    page = open_as(user)
    configure_chat(page)
    widget = {
        "content_type": "text/javascript",
        "headers": {"Access-Control-Allow-Origin": "*"},
        "body": "document.documentElement.dataset.chat = Boolean(window.Tawk_API && window.Tawk_LoadStart);",
    }
    page.route("https://embed.tawk.to/5f00c0ffee/default", lambda route: route.fulfill(**widget))
    for visited in visit_all(page):
        expect(visited.locator("html")).to_have_attribute("data-chat", "true")


def test_a_chat_that_cannot_be_loaded_breaks_nothing(site, open_as, user):
    add_ticket(site.app, user.id, title="Without a chat")
    page = open_as(user)
    configure_chat(page)
    page.route("https://embed.tawk.to/**", lambda route: route.abort())
    page.goto("/tickets.html")
    expect(page.get_by_role("link", name="Without a chat")).to_be_visible()
