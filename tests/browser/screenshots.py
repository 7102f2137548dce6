"""Pictures of every page and state in light, dark, on a phone and from right to left: `make screenshots`."""

import base64
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.stage import Stage, open_browser, staged
from tests.browser.states import FOLDER, STATES, State, let_go

# Milliseconds.
SETTLE = 700
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
VARIANTS: Mapping[str, Mapping[str, object]] = {
    "light": {"viewport": DESK, "color_scheme": "light", "locale": "en-GB"},
    "dark": {"viewport": DESK, "color_scheme": "dark", "locale": "en-GB"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "locale": "en-GB"},
    "rtl": {"viewport": DESK, "color_scheme": "light", "locale": "ar-EG"},
}
# What the README shows.
SHOWN_FIRST = {"tickets": "tickets.png", "submit-filled": "submit.png", "ticket-conversation": "ticket.png"}


def take_all(only: str = "") -> None:
    """Take the pictures of the states whose name begins with `only`."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        for variant in VARIANTS:
            # With a service of its own: what one round submits would be in the next one's pictures.
            with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
                for state in (state for state in STATES if state.name.startswith(only)):
                    _take(browser, stage, variant, state)
        browser.close()


def _take(browser: Browser, stage: Stage, variant: str, state: State) -> None:
    context = stage.context(browser, state.who, reduced_motion="reduce", **VARIANTS[variant])
    try:
        page = _bring_there(context, stage, state)
        _save_small(context, page, FOLDER / variant / f"{state.name}.webp")
        if variant == "light" and state.name in SHOWN_FIRST:
            page.screenshot(path=FOLDER / SHOWN_FIRST[state.name])
    except Exception as error:
        error.add_note(f"on the way to {state.name}, {variant}")
        raise
    finally:
        let_go()
        context.close()


def _save_small(context: BrowserContext, page: Page, path: Path) -> None:
    # A quarter of a PNG; Playwright itself has no such format.
    asked = {"format": "webp", "quality": 85}
    picture = context.new_cdp_session(page).send("Page.captureScreenshot", asked)["data"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(picture))


def _bring_there(context: BrowserContext, stage: Stage, state: State) -> Page:
    page = context.new_page()
    state.prepare(page, stage)
    page.goto(state.path.format(id=stage.ticket_id))
    state.act(page, stage)
    page.locator(state.shows).first.wait_for(timeout=15_000)
    # Pictures and previews come by themselves, the PDF's last.
    page.wait_for_timeout(SETTLE)
    return page


if __name__ == "__main__":
    take_all(*sys.argv[1:2])
