"""That a page which one test has used is as good as new for the next."""

import pytest
from playwright.sync_api import Page

from tests.browser.kept import IDLE, SIZE


def set_offline(page: Page) -> None:
    page.context.set_offline(True)


def leave_values(page: Page) -> None:
    page.evaluate("localStorage.left = sessionStorage.left = window.name = 'here'")


def shrink(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 480})
    page.emulate_media(color_scheme="dark", forced_colors="active")


def run_a_script_in_each_document(page: Page) -> None:
    page.add_init_script("window.name = 'here'")


def hold_a_key(page: Page) -> None:
    page.keyboard.down("Shift")


def let_nothing_through(page: Page) -> None:
    page.route("**", lambda route: route.abort())


def answer_dialogs(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())


def close(page: Page) -> None:
    page.close()


STATE = """async () => [
    { ...localStorage }, { ...sessionStorage }, window.name, navigator.onLine, confirm('?'),
    matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(forced-colors: active)').matches,
    matchMedia('(prefers-reduced-motion: reduce)').matches,
]"""


@pytest.mark.parametrize(
    "use",
    [
        set_offline,
        leave_values,
        shrink,
        run_a_script_in_each_document,
        hold_a_key,
        let_nothing_through,
        answer_dialogs,
        close,
    ],
)
def test_a_page_that_was_used_is_handed_over_as_good_as_new(site, browsers, use):
    kept = browsers[0]
    use(kept.lend({}))
    kept.take_back()

    page = kept.lend({"mine": "1"})
    page.goto(IDLE)

    assert page.evaluate(STATE) == [{"mine": "1"}, {}, "", True, False, False, False, True]
    assert page.viewport_size == SIZE
    page.evaluate("addEventListener('keydown', ({ shiftKey }) => { window.name = `shift ${shiftKey}` })")
    page.keyboard.press("a")
    assert page.evaluate("window.name") == "shift false"
