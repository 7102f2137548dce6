"""What people do on the pages, for several tests."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chromium import PATIENCE
from tests.cast import PASSWORD

# Files come by paste and drop as events that hold them; a script can make both as a person does.
GIVE_FILES = """([target, event, files]) => {
    const data = new DataTransfer();
    for (const [name, type, content] of files) {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
    }
    const node = document.querySelector(target);
    const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
    if (event === 'paste') node.dispatchEvent(new ClipboardEvent('paste', options));
    else for (const name of ['dragenter', 'dragover', 'drop']) node.dispatchEvent(new DragEvent(name, options));
}"""

# What passes is not asked for: to describe it takes longer than to find it.
FINDINGS = """async (options) => {
    const { violations } = await axe.run(document, { preload: false, resultTypes: ['violations'], ...options });
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
}"""

PAPER = {"light": "rgb(244, 246, 244)", "dark": "rgb(19, 23, 24)"}

File = tuple[str, str, bytes]

# A form has a place to say that it waits for its script, until that is there.
LISTENS = ":not(:has(.form-waiting))"


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page that is open, and send it."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def open_account_menu(page: Page) -> Locator:
    page.get_by_role("button", name="Account of").click()
    return page.get_by_role("group", name="Account")


def sign_out(page: Page) -> None:
    open_account_menu(page).get_by_role("button", name="Sign out", exact=True).click()


def fill_ticket(page: Page, title: str = "Printer", description: str = "It burns.", category: str = "Technical") -> None:
    wait_for_script(page)
    page.get_by_label("Title").fill(title)
    page.get_by_role("radio", name=category).check()
    page.get_by_label("Description").fill(description)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit ticket").click()


def resolve_without_a_word(page: Page) -> None:
    page.get_by_role("button", name="Resolved").click()
    page.get_by_role("button", name="Resolve without a word").click()


def choose(page: Page, *files: File) -> None:
    chosen = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    wait_for_script(page)
    page.get_by_label("Choose files").set_input_files(chosen)


def paste(page: Page, *files: File, onto: str = "body") -> None:
    _give(page, onto, "paste", files)


def drop(page: Page, *files: File, onto: str = "body") -> None:
    _give(page, onto, "drop", files)


def drop_large(page: Page, name: str, size: int) -> None:
    """Drop a file that would be too long to hand over to the browser."""
    script = """([name, size]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(size).fill(120)], name, { type: 'text/plain' }));
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    }"""
    wait_for_script(page)
    page.evaluate(script, [name, size])


def _give(page: Page, target: str, event: str, files: tuple[File, ...]) -> None:
    encoded = [[name, kind, base64.b64encode(content).decode()] for name, kind, content in files]
    page.evaluate(GIVE_FILES, [target, event, encoded])


def wait_for_script(page: Page) -> None:
    """Wait until the submission page listens."""
    page.locator(f"#submit{LISTENS}").wait_for()


def chosen_files(page: Page) -> Locator:
    return page.get_by_role("list", name="Chosen files").get_by_role("listitem")


def come_back(page: Page) -> None:
    """Return to the page's window after having been elsewhere."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def upload_slowly(page: Page, bytes_a_second: int) -> Callable[[], None]:
    """Let nothing be sent faster; returns a function that ends this."""
    network = page.context.new_cdp_session(page)

    def at(speed: int) -> None:
        line = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        network.send("Network.emulateNetworkConditions", line)

    at(bytes_a_second)
    return lambda: at(-1)


@contextmanager
def unreachable(page: Page, api: str) -> Iterator[None]:
    """Let nothing through to the API, as if its machine was off."""
    address = f"{api}/**"
    page.route(address, lambda route: route.abort("connectionrefused"))
    yield
    page.unroute(address)


@dataclass
class Gate:
    """Requests to an address, held back until the test lets them go."""

    page: Page
    held: list[Route] = field(default_factory=list)

    def wait(self) -> Route:
        """Return the first of them, once there is one: it is known to be under way before it is here."""
        deadline = time.monotonic() + PATIENCE
        while not self.held:
            assert time.monotonic() < deadline, "nothing was asked for"
            self.page.wait_for_timeout(10)
        return self.held[0]

    def open(self) -> None:
        """Let those that came pass."""
        self.wait()
        while self.held:
            self.held.pop().continue_()


def hold(page: Page, address: str, **options: object) -> Gate:
    """Hold back what the page asks for at this address."""
    gate = Gate(page)
    page.route(address, lambda route: gate.held.append(route), **options)
    return gate


def stop_clock(page: Page) -> None:
    """Let time pass in the page, whose clock is installed, only as the test says."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


# The dearest of the rules.
CONTRAST = "color-contrast"
CONTRAST_ONLY = {"runOnly": [CONTRAST]}
ALL_BUT_CONTRAST = {"rules": {CONTRAST: {"enabled": False}}}


def expect_no_findings(page: Page, options: Mapping[str, object] = MappingProxyType({})) -> None:
    """Check the page with axe as it is now, by all its rules or by those that the options leave."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    assert page.evaluate(FINDINGS, dict(options)) == []


def show_in(page: Page, scheme: str) -> None:
    """Switch the system to "light" or "dark", and wait until the page has followed."""
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])


def expect_no_sideways_scrolling(page: Page, width: int) -> None:
    """Check that the page fits a screen of that width, once it has been laid out for it."""
    page.set_viewport_size({"width": width, "height": 720})
    expect(page.locator("html")).to_have_js_property("scrollWidth", width)


def expect_accessible(page: Page, *, in_colour: bool = True) -> None:
    """Check what is shown: light on a desk, dark on small phones; 640 pixels are a desk's at 200 %.

    The colours are the same in every language, and need be looked at in one.
    """
    expect_no_findings(page, {} if in_colour else ALL_BUT_CONTRAST)
    for width in (640, 360, 320):
        expect_no_sideways_scrolling(page, width)
    if in_colour:
        show_in(page, "dark")
        # The rest is the same in the dark.
        expect_no_findings(page, CONTRAST_ONLY)
        show_in(page, "light")
    page.set_viewport_size({"width": 1280, "height": 720})


def prefer(page: Page, *languages: str) -> None:
    """Let the pages that are opened from now on think that these are their reader's languages."""
    page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {json.dumps(languages)} }})")


def expect_focus(locator: Locator) -> None:
    expect(locator).to_be_focused()
