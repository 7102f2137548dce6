"""Text that people typed stays text, nothing inline runs, and the chat loads only when it is configured."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import choose, chosen_files
from tests.factories import add_ticket, form
from tests.samples import PNG

FRONTEND = Path(__file__).parents[2] / "frontend"
PAGES = ["index.html", "reports.html", "submit.html", "tickets.html", "ticket.html?id=1"]
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


def test_script_in_the_name_of_a_chosen_file_and_in_the_address_stays_text(open_as, user):
    page = open_as(user, "/submit.html")
    choose(page, ("<img src=x onerror=window.ran=1>.png", "image/png", PNG))
    expect(chosen_files(page)).to_contain_text("<img src=x onerror=window.ran=1>.png")
    assert page.evaluate("window.ran") is None

    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/tickets.html?search=%3Cimg%20src=x%20onerror=window.ran=1%3E&ordering=%22%3E%3Cscript%3E")
    expect(page.get_by_role("combobox", name="Search")).to_have_value("<img src=x onerror=window.ran=1>")
    expect(page.locator(".state")).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_nothing_inline_runs(new_context):
    # Not by `open_as`, which takes a violation of the policy for a fault.
    page = new_context().new_page()
    page.goto("/index.html")
    page.evaluate(INJECT)
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("path", ["index.html", "reports.html", "submit.html", "tickets.html", "ticket.html", "404.html"])
def test_pages_have_no_inline_script_style_or_handler(path):
    document = (FRONTEND / path).read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", document) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document).group(1)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert (rules["script-src"], rules["form-action"]) == ("'self'", "'none'")
    assert not re.search(r"unsafe|tawk", policy)


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


# A stand-in for Tawk.to's widget: a button and a panel, each in a frame where it may look into one. It notes what it can read.
WIDGET = """
const tries = {
  session: () => localStorage.getItem('access'), page: () => parent.localStorage.access, text: () => parent.document.title,
  address: () => top.location.href,
};
const read = Object.entries(tries).filter(([, get]) => { try { return get() !== null; } catch { return false; } });
document.cookie = 'twk=1';
localStorage.setItem('visits', Number(localStorage.getItem('visits')) + 1);
function box(name, size) {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const canLook = Boolean(frame.contentDocument);
  if (!canLook) frame.remove();
  const el = document.createElement('button');
  el.textContent = name;
  (canLook ? frame.contentDocument.body : document.body).append(el);
  const outer = canLook ? frame : el;
  outer.style.cssText = `position: fixed; right: 20px; bottom: 20px; border: 0; ${size}`;
  el.onclick = () => Tawk_API[name]();
  return outer;
}
const button = box('maximize', 'width: 64px; height: 60px');
const panel = box('minimize', 'width: 350px; height: 520px; display: none');
Tawk_API.maximize = () => { panel.style.display = 'block'; Tawk_API.onChatMaximized(); };
Tawk_API.minimize = () => { panel.style.display = 'none'; Tawk_API.onChatMinimized(); };
Tawk_API.greet = () => { button.style.width = '200px'; };
const facts = { read: String(read), visits: localStorage.getItem('visits'), origin: self.origin };
Object.assign(document.documentElement.dataset, facts);
Tawk_API.onLoad();
"""
WIDGET_ADDRESS = "https://embed.tawk.to/5f00c0ffee/default"
CHAT_HOST = "https://chat.example.test"


def configure_chat(page: Page, host: str = "") -> None:
    """Put a property's id where the placeholder is, as an administrator does, and the address of a host for the chat."""
    configured = (FRONTEND / "js" / "chat.js").read_text().replace("YOUR_TAWK_PROPERTY_ID", "5f00c0ffee")
    if host:
        configured = configured.replace("CHAT_PAGE = ''", f"CHAT_PAGE = '{host}/chat.html'")
        page.route(f"{host}/**", lambda route: route.fulfill(path=FRONTEND / urlsplit(route.request.url).path[1:]))
    page.route("**/js/chat.js", lambda route: route.fulfill(content_type="text/javascript", body=configured))
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(WIDGET_ADDRESS, lambda route: route.fulfill(content_type="text/javascript", headers=headers, body=WIDGET))


def width_of_chat(page: Page) -> float:
    return page.locator(".chat-frame").bounding_box()["width"]


@pytest.mark.parametrize(("host", "origin", "visits"), [("", "null", "1"), (CHAT_HOST, CHAT_HOST, "5")])
def test_a_chat_id_shows_the_widget_on_every_page_where_it_can_read_nothing_of_it(open_as, user, host, origin, visits):
    page = open_as(user)
    configure_chat(page, host)
    chat = page.frame_locator(".chat-frame")
    for visited in visit_all(page):
        expect(visited.locator(".chat-frame.is-shown")).to_be_visible()
        expect(chat.locator("html")).to_have_attribute("data-read", "")
        expect(chat.locator("html")).to_have_attribute("data-origin", origin)
        assert width_of_chat(visited) == 84
    expect(chat.locator("html")).to_have_attribute("data-visits", visits)


@pytest.mark.parametrize("host", ["", CHAT_HOST])
def test_the_chat_grows_opens_stays_open_on_the_next_page_and_closes(open_as, user, host):
    page = open_as(user)
    configure_chat(page, host)
    page.goto("/submit.html")
    chat = page.frame_locator(".chat-frame")
    expect(page.locator(".chat-frame.is-shown")).to_be_visible()
    chat.locator("html").evaluate("Tawk_API.greet()")
    expect(page.locator(".chat-frame")).to_have_css("inline-size", "220px")
    (chat.frame_locator("iframe >> nth=0") if host else chat).get_by_role("button", name="maximize").click()
    expect(page.locator(".chat-frame")).to_have_css("inline-size", "432px")
    page.goto("/tickets.html")
    expect(page.locator(".chat-frame.is-shown")).to_have_css("inline-size", "432px")
    (chat.frame_locator("iframe >> nth=1") if host else chat).get_by_role("button", name="minimize").click()
    expect(page.locator(".chat-frame")).to_have_css("inline-size", "84px")
    page.goto("/submit.html")
    expect(page.locator(".chat-frame.is-shown")).to_have_css("inline-size", "84px")


def test_the_chats_document_loads_nothing_outside_its_frame(open_as, user):
    page = open_as(user)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/chat.html#property=5f00c0ffee&widget=default")
    page.goto("/404.html")
    page.evaluate("""() => new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: '/chat.html#property=5f00c0ffee&widget=default' });
        frame.onload = resolve;
        document.body.append(frame);
    })""")
    assert not [url for url in asked if "tawk" in url]


def test_a_chat_that_cannot_be_loaded_breaks_nothing(site, open_as, user):
    add_ticket(site.app, user.id, title="Without a chat")
    page = open_as(user)
    configure_chat(page)
    page.route("https://embed.tawk.to/**", lambda route: route.abort())
    page.goto("/tickets.html")
    expect(page.get_by_role("link", name="Without a chat")).to_be_visible()
    expect(page.locator(".chat-frame")).to_be_hidden()


def test_a_form_that_no_script_keeps_is_not_sent_by_the_browser(new_context):
    page = new_context().new_page()
    page.route("**/js/{early,pages/index}.js", lambda route: route.abort())
    page.goto("/index.html")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("Password").fill("a password")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert sent == []
