"""Browsers that are kept for the whole run: to start one, or only a window, takes longer than most tests do."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

REMEMBER = """values => {
    localStorage.clear();
    for (const [name, value] of Object.entries(values)) localStorage.setItem(name, value);
}"""


@dataclass
class Kept:
    """Somebody's browser, which is given to one test after the other as good as new."""

    context: BrowserContext
    idle: Page
    """Is never closed, as the window would go with its last page; has the pages' origin and no scripts."""

    @property
    def is_free(self) -> bool:
        return self.context.pages == [self.idle]

    def hold(self, values: Mapping[str, str]) -> BrowserContext:
        """Keep these values for the pages, and nothing else."""
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.context.set_offline(False)
        self.idle.evaluate(REMEMBER, values)
        return self.context

    def let_go(self) -> None:
        """Close the pages that a test has opened."""
        for page in self.context.pages:
            if page != self.idle:
                page.close()


def new_kept(browser: Browser, arguments: Mapping[str, object]) -> Kept:
    context = browser.new_context(**arguments)
    idle = context.new_page()
    idle.goto("/icon.svg")
    return Kept(context, idle)
