"""The pages as an operator serves them: published, below a path of one host, with the API beside them."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from config import Config
from tests.cast import PASSWORD
from tests.factories import add_ticket
from tests.published import publish, served
from tests.servers import SECRET_KEY
from ticketing import create_app
from ticketing.database.transaction import disconnect
from ticketing.web import static_pages

HERE = "/help"


def behind_proxy(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the app of the API as a proxy passes it what it serves below `HERE`."""

    def proxy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["SCRIPT_NAME"].removeprefix(HERE) + environ["PATH_INFO"]
        return app({**environ, "SCRIPT_NAME": "", "PATH_INFO": path, "HTTP_X_FORWARDED_PREFIX": HERE}, start_response)

    return proxy


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def origin(site, out):
    settings = {name: str(site.app.config[name]) for name in ("ATTACHMENTS_DIR",)}
    url = site.app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False)
    app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "TRUSTED_PROXIES": "1", "DATABASE_URL": url, **settings}))
    api = behind_proxy(app.wsgi_app)
    pages = static_pages.create_app(out)
    with served(DispatcherMiddleware(pages, {HERE: pages, f"{HERE}/api": api})) as origin:
        yield origin
    with app.app_context():
        disconnect()


def test_people_sign_in_and_open_the_list_from_below_a_path_and_are_told_of_a_new_version(site, open_as, user, origin, out):
    add_ticket(site.app, user.id, title="Below a path")
    old = publish(out, f"{HERE}/api", "--base", HERE)
    page = open_as(own=True)
    page.goto(f"{origin}{HERE}/tickets.html")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Below a path")).to_be_visible()

    named = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    asked = {name.split("?")[0].removeprefix(f"{origin}{HERE}/") for name in named}
    # Views and categories come when they come.
    assert asked - {"api/views", "api/categories"} == {
        *(f"{old}/{name}" for name in ("early.js", "tickets.css", "tickets.js")),
        "api/tickets",
        "api/tickets/counts",
    }
    page.get_by_role("link", name="Below a path").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Below a path")
    expect(page.locator(".if-broken")).to_be_hidden()
    page.goto(f"{origin}{HERE}/there/is/nothing")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")

    # A proxy has kept a document that is older than the files.
    kept = (out / "tickets.html").read_text()
    page.route("**/tickets.html", lambda route: route.fulfill(body=kept, content_type="text/html"), times=2)
    network = page.context.new_cdp_session(page)
    network.send("Network.clearBrowserCache")
    (out / old / "tickets.js").unlink()
    page.get_by_role("link", name="Go to tickets").click()
    expect(page.get_by_role("alert")).to_contain_text("A new version may be there")
    shutil.rmtree(out / old)
    network.send("Network.clearBrowserCache")
    page.reload()
    expect(page.locator(".if-broken [lang=en]")).to_contain_text("A new version may be there")
    expect(page.locator(".if-broken [lang=ar]")).to_be_visible()
    publish(out, f"{HERE}/api", "--base", HERE)
    page.reload()
    expect(page.get_by_role("link", name="Below a path")).to_be_visible()
