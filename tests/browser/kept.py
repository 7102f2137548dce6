"""Browsers that are kept for the whole run: to start one, or only to open a page in it, takes longer than most tests do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Keyboard, Page

REMEMBER = """values => {
    localStorage.clear();
    sessionStorage.clear();
    window.name = '';
    for (const [name, value] of Object.entries(values)) localStorage.setItem(name, value);
}"""
# Has the pages' origin and no scripts.
IDLE = "/icon.svg"
# What a page can't be rid of again: after these it is closed.
SPOILING = ("add_init_script", "expose_binding", "expose_function")
SIZE = {"width": 1280, "height": 720}


@dataclass
class Kept:
    """Somebody's browser with a page open, which are given to one test after the other as good as new."""

    context: BrowserContext
    page: Page = field(init=False)
    is_free: bool = True
    _is_spoilt: bool = field(default=False, init=False)
    _listeners: list[tuple[str, Callable]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._spoils(self.context, "new_cdp_session")
        self._open()

    def lend(self, values: Mapping[str, str]) -> Page:
        """Return the page, where these values are kept and nothing else."""
        self.is_free = False
        self.page.evaluate(REMEMBER, values)
        return self.page

    def take_back(self) -> None:
        """Undo what a test has done to it, and close the pages that it has opened."""
        self.context.set_offline(False)
        for page in self.context.pages:
            if page != self.page:
                page.close()
        if self._is_spoilt or self.page.is_closed():
            self._replace()
        else:
            self._clean()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.is_free = True

    def _open(self) -> None:
        self.page = page = self.context.new_page()
        self._listeners, self._is_spoilt = [], False
        on = page.on
        page.on = lambda event, listener: (self._listeners.append((event, listener)), on(event, listener))[1]
        self._spoils(page.keyboard, "down")
        for name in SPOILING:
            self._spoils(page, name)
        page.goto(IDLE)

    def _spoils(self, of: Page | BrowserContext | Keyboard, name: str) -> None:
        method = getattr(of, name)

        def spoil(*arguments: Any, **options: Any) -> Any:
            self._is_spoilt = True
            return method(*arguments, **options)

        setattr(of, name, spoil)

    def _replace(self) -> None:
        # First the new one, as the window would go with its last page.
        spoilt = self.page
        self._open()
        spoilt.close()

    def _clean(self) -> None:
        page = self.page
        for event, listener in self._listeners:
            page.remove_listener(event, listener)
        self._listeners.clear()
        page.unroute_all(behavior="ignoreErrors")
        page.goto(IDLE)
        page.mouse.move(0, 0)
        if page.viewport_size != SIZE:
            page.set_viewport_size(SIZE)
        page.emulate_media(media="null", color_scheme="null", forced_colors="null", contrast="null", reduced_motion="reduce")


def new_kept(browser: Browser, arguments: Mapping[str, object]) -> Kept:
    return Kept(browser.new_context(**arguments))
