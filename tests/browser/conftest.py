"""One running service with its pages, one browser, and pages signed in as whoever a test wants."""

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from config import Config
from tests.browser.chromium import ARGUMENTS, BROWSERS, PATIENCE, QUICKER, find_browser
from tests.cast import Person, make_person
from tests.servers import SECRET_KEY, Service, running
from ticketing import create_app
from ticketing.auth.models import Role
from ticketing.database.transaction import disconnect

pytest.register_assert_rewrite("tests.browser.gestures")
expect.set_options(timeout=PATIENCE * 1000)


@dataclass
class Site:
    """The running service, and an app of our own on its database to set the stage with."""

    service: Service
    app: Flask

    @property
    def api(self) -> str:
        return self.service.api

    @property
    def pages(self) -> str:
        return self.service.pages


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """Run the API and the pages, as `make run` does, for this worker's tests."""
    folder = tmp_path_factory.mktemp("site")
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'ticketing.db'}", "ATTACHMENTS_DIR": str(folder / "attachments")}
    with running("dev", folder, **settings) as service:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, **settings}))
        yield Site(service, app)
        with app.app_context():
            disconnect()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, playwright) -> dict:
    """Launch the quickest browser there is; without any, skip, or fail where `CI` is set."""
    return {**browser_type_launch_args, **_how_to_launch(playwright, QUICKER)}


@pytest.fixture(scope="session")
def pdf_browser(playwright) -> Iterator[Browser]:
    """Start a browser that shows PDF documents."""
    with playwright.chromium.launch(**_how_to_launch(playwright, BROWSERS)) as browser:
        yield browser


@pytest.fixture(scope="session")
def browser_context_args(site) -> dict:
    return {"base_url": site.pages, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def names() -> Iterator[str]:
    """Return names that no other test has."""
    return (f"person-{number}" for number in itertools.count(1))


@pytest.fixture
def user(site, names) -> Person:
    return make_person(site.app, next(names))


@pytest.fixture
def admin(site, names) -> Person:
    return make_person(site.app, next(names), Role.ADMIN)


OpenAs = Callable[..., Page]


@pytest.fixture(scope="session")
def shared_context(browser, browser_context_args) -> Iterator[BrowserContext]:
    """Return a context that has the pages' files already: to load them takes longer than most tests do."""
    with browser.new_context(**browser_context_args) as context:
        yield context


@pytest.fixture
def open_as(site, shared_context, new_context) -> Iterator[OpenAs]:
    """Return a function that opens a page signed in as `person`; scripts may not fail in it.

    Everybody but the first, and whoever asks for an `own` browser or one with other settings, gets a new one.
    """
    troubles: list[str] = []
    free = [shared_context]

    def open_as(person: Person | None = None, path: str | None = None, *, own: bool = False, **arguments: object) -> Page:
        values = _stored(site, person)
        if own or arguments or not free:
            page = new_context(storage_state=_state(site, values), **arguments).new_page()
        else:
            page = free.pop().new_page()
            _start_over(page, values)
        return _prepared(page, path, troubles)

    yield open_as
    for page in shared_context.pages:
        page.close()
    shared_context.set_offline(False)
    shared_context.clear_permissions()
    assert troubles == []


@pytest.fixture
def open_with_pdf_as(site, pdf_browser, browser_context_args) -> Iterator[OpenAs]:
    """Return the same for a browser that shows PDF documents."""
    troubles: list[str] = []
    with pdf_browser.new_context(**browser_context_args) as context:

        def open_as(person: Person, path: str | None = None) -> Page:
            context.set_storage_state(_state(site, _stored(site, person)))
            return _prepared(context.new_page(), path, troubles)

        yield open_as
    assert troubles == []


@pytest.fixture
def page(open_as) -> Page:
    """Return a page where nobody is signed in."""
    return open_as()


def _how_to_launch(playwright: Playwright, names: Sequence[str]) -> dict:
    found = find_browser(playwright.chromium.executable_path, names)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no browser found: none of {', '.join(names)} is installed")
    return {"executable_path": found, "args": ARGUMENTS}


def _prepared(page: Page, path: str | None, troubles: list[str]) -> Page:
    """Open `path` and note what goes wrong there."""
    page.set_default_timeout(PATIENCE * 1000)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: "Content Security Policy" in said.text and troubles.append(said.text))
    if path:
        page.goto(path)
    return page


def _stored(site: Site, person: Person | None) -> dict[str, str]:
    """Return what the pages keep in a browser where `person` is signed in."""
    values = {"API_BASE_URL": site.api}
    return {**values, **person.tokens, "user": person.get("/api/auth/me").text} if person else values


def _state(site: Site, values: dict[str, str]) -> dict:
    stored = [{"name": name, "value": value} for name, value in values.items()]
    return {"cookies": [], "origins": [{"origin": site.pages, "localStorage": stored}]}


def _start_over(page: Page, values: dict[str, str]) -> None:
    """Keep these values and nothing else, for half the price of a context's `set_storage_state`."""
    page.context.clear_cookies()
    page.goto("/css/tokens.css", wait_until="commit")
    page.evaluate("values => { localStorage.clear(); Object.assign(localStorage, values); }", values)
