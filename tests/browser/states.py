"""Every page in every state, and how to bring it there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.browser.gestures import LISTENS
from tests.browser.stage import Stage
from tests.samples import png

Prepare = Callable[[Page, Stage], None]

PICTURE = {"name": "blank-page.png", "mimeType": "image/png", "buffer": png(320, 320, (40, 120, 110))}
NOTES = {"name": "printer.log", "mimeType": "text/plain", "buffer": b"tray 2: empty\n" * 200}
PROGRAM = {"name": "driver.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\0" + bytes(4000)}
DESCRIPTION = "Every second page comes out empty since this morning.\nThe other trays are fine."
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*", "Access-Control-Expose-Headers": "*"}
PROBLEM = {**CORS, "Content-Type": "application/problem+json"}


@dataclass(frozen=True)
class State:
    """What is shown: `prepare` comes before the page is opened, `act` after it, and `shows` is there in the end."""

    name: str
    who: str | None
    path: str
    shows: str
    act: Prepare = lambda page, stage: None
    prepare: Prepare = lambda page, stage: None


def _away(page: Page, stage: Stage) -> None:
    page.route(f"{stage.service.api}/**", lambda route: route.abort("connectionrefused"))


def _broken(page: Page, stage: Stage) -> None:
    body = '{"title": "Internal Server Error", "status": 500, "detail": "Something broke here.", "requestId": "7f3a-11"}'
    headers = {**PROBLEM, "X-Request-ID": "7f3a-11"}
    page.route(f"{stage.service.api}/**", lambda route: route.fulfill(status=500, headers=headers, body=body))


def _forbidden(page: Page, stage: Stage) -> None:
    body = '{"title": "Forbidden", "status": 403, "detail": "Only administrators may do this."}'
    page.route(f"{stage.service.api}/tickets?*", lambda route: route.fulfill(status=403, headers=PROBLEM, body=body))


HELD: list[Route] = []


def _hold(route: Route) -> None:
    HELD.append(route)


def let_go() -> None:
    """End what was held back for a picture."""
    while HELD:
        HELD.pop().abort()


def _never_answers(page: Page, stage: Stage) -> None:
    page.route(f"{stage.service.api}/tickets**", _hold)
    page.route(f"{stage.service.api}/tickets/**", _hold)


def _has_nothing(page: Page, stage: Stage) -> None:
    body = '{"count": 0, "next": null, "previous": null, "results": []}'
    statuses = {"New": 0, "Under Review": 0, "Resolved": 0}
    counts = json.dumps({"counts": statuses, "waiting": {"staff": 0, "requester": 0}, "unread": 0, "capped": []})
    page.route(f"{stage.service.api}/tickets?*", lambda route: route.fulfill(status=200, headers=CORS, body=body))
    page.route(f"{stage.service.api}/tickets/counts", lambda route: route.fulfill(status=200, headers=CORS, body=counts))


def _session_is_over(page: Page, stage: Stage) -> None:
    refusal = '{"title": "Unauthorized", "status": 401, "detail": "This login has ended."}'
    page.route(f"{stage.service.api}/auth/**", lambda route: route.fulfill(status=401, headers=PROBLEM, body=refusal))


def _goes_offline(page: Page, stage: Stage) -> None:
    page.locator(".ticket-link").first.wait_for()
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")


def _sign_in_wrongly(page: Page, stage: Stage) -> None:
    page.locator(f"#sign-in{LISTENS}").wait_for()
    page.locator("#username").fill("maria")
    page.locator("#password").fill("not the password")
    page.locator("#sign-in [type=submit]").click()


def _send(page: Page, stage: Stage) -> None:
    page.locator("#submit [type=submit]").click()


def _fill(page: Page, stage: Stage) -> None:
    page.locator(f"#submit{LISTENS}").wait_for()
    page.locator("#title").fill("Printer prints blank pages")
    page.locator("[value=Technical]").check()
    page.locator("#description").fill(DESCRIPTION)
    page.locator("#attachment").set_input_files([PICTURE, NOTES])
    page.locator(".file-picture img").wait_for()


def _fill_badly(page: Page, stage: Stage) -> None:
    _fill(page, stage)
    page.locator("#title").fill("")
    _send(page, stage)
    page.locator("#title").fill("Printer prints blank pages")
    page.locator("#attachment").set_input_files([PROGRAM])
    page.locator(".file.is-refused").wait_for()
    _send(page, stage)


def _fill_and_send(page: Page, stage: Stage) -> None:
    _fill(page, stage)
    page.route(f"{stage.service.api}/tickets", _hold)
    _send(page, stage)


def _submit(page: Page, stage: Stage) -> None:
    _fill(page, stage)
    _send(page, stage)
    page.wait_for_url("**/ticket.html?id=*")


def _be_second(page: Page, stage: Stage) -> None:
    page.locator(".composer").first.wait_for()
    # As if somebody had been quicker.
    page.route("**/status", lambda route: route.fulfill(status=412, headers=PROBLEM, body="{}"), times=1)
    page.route(f"**/tickets/{stage.ticket_id}", _with_newer_status, times=1)
    page.locator(".status-choice.is-new").click()


def _with_newer_status(route) -> None:
    answer = route.fetch()
    ticket = {**answer.json(), "status": "Resolved", "updatedAt": "2026-11-23T12:00:00Z"}
    route.fulfill(response=answer, json=ticket)


def _scroll_to_the_end(page: Page, stage: Stage) -> None:
    page.locator(".composer:not([hidden])").wait_for()
    page.locator(".entry").last.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")


def _note(page: Page, stage: Stage) -> None:
    page.locator("[data-kind=note].composer-kind").click()
    page.locator("#note-body").fill("There is one left in the store room.")
    _scroll_to_the_end(page, stage)


def _answer_second(page: Page, stage: Stage) -> None:
    page.route("**/replies", lambda route: route.fulfill(status=412, headers=PROBLEM, body="{}"), times=1)
    page.locator("#reply-body").fill("Is it plugged in?")
    page.locator(".composer.is-reply [type=submit]").first.click()
    page.locator(".composer-notice .notice").wait_for()
    _scroll_to_the_end(page, stage)


def _press(selector: str) -> Prepare:
    return lambda page, stage: page.locator(selector).first.click()


def _open_menu(page: Page, stage: Stage) -> None:
    page.locator(".account-button").click()
    page.locator(".menu").wait_for()


def _from_menu(entry: str) -> Prepare:
    def act(page: Page, stage: Stage) -> None:
        _open_menu(page, stage)
        page.locator(f"[data-do={entry}]").click()

    return act


def _select_two(page: Page, stage: Stage) -> None:
    boxes = page.locator("#tickets input[type=checkbox]")
    # The first is that of all of them.
    boxes.nth(1).check()
    boxes.nth(3).check()


STATES = (
    State("sign-in", None, "/index.html", f"#sign-in{LISTENS}"),
    State("sign-in-refused", None, "/index.html", ".notice", _sign_in_wrongly),
    State("sign-in-unreachable", None, "/index.html", ".state", prepare=_away),
    State("tickets", "admin", "/tickets.html", ".ticket-link"),
    State("tickets-own", "user", "/tickets.html", ".ticket-link"),
    State("tickets-selected", "admin", "/tickets.html", "#selection-bar", _select_two),
    State("tickets-search", "admin", "/tickets.html?search=printer", "mark"),
    State("tickets-loading", "admin", "/tickets.html", ".skeleton", prepare=_never_answers),
    State("tickets-none", "user", "/tickets.html", ".state", prepare=_has_nothing),
    State("tickets-no-match", "admin", "/tickets.html?search=zeppelin", ".state"),
    State("tickets-offline", "admin", "/tickets.html", ".state", _goes_offline),
    State("tickets-broken", "admin", "/tickets.html", ".state", prepare=_broken),
    State("tickets-forbidden", "user", "/tickets.html", ".state", prepare=_forbidden),
    State("reports", "admin", "/reports.html?period=90", ".tile"),
    State("reports-forbidden", "user", "/reports.html", ".state"),
    State("submit", "user", "/submit.html", f"#submit{LISTENS}"),
    State("submit-filled", "user", "/submit.html", ".similar", _fill),
    State("submit-refused", "user", "/submit.html", ".has-error", _fill_badly),
    State("submit-sending", "user", "/submit.html", "progress", _fill_and_send),
    State("ticket", "admin", "/ticket.html?id={id}", ".attachment-text"),
    State("ticket-own", "user", "/ticket.html?id=4", ".sheet-title"),
    State("ticket-received", "user", "/submit.html", ".notice", _submit),
    State("ticket-changed", "admin", "/ticket.html?id={id}", ".notice", _be_second),
    State("ticket-picture", "admin", "/ticket.html?id={id}", ".lightbox", _press(".attachment-image")),
    State("ticket-conversation", "admin", "/ticket.html?id={id}", ".entry.is-note", _scroll_to_the_end),
    State("ticket-note", "admin", "/ticket.html?id={id}", ".composer.is-note", _note),
    State("ticket-conflict", "admin", "/ticket.html?id={id}", ".composer-notice .notice", _answer_second),
    State("ticket-resolving", "admin", "/ticket.html?id={id}", ".status-question button", _press(".status-choice.is-resolved")),
    State("ticket-correcting", "admin", "/ticket.html?id={id}", ".dialog", _press(".sheet-edit")),
    State("ticket-loading", "admin", "/ticket.html?id={id}", ".connection-line:not(:empty)", prepare=_never_answers),
    State("ticket-missing", "user", "/ticket.html?id=999999", ".state"),
    State("account-menu", "admin", "/submit.html", ".menu", _open_menu),
    State("change-password", "user", "/submit.html", ".dialog", _from_menu("change-password")),
    State("shortcuts", "admin", "/submit.html", ".dialog", _from_menu("shortcuts-help")),
    State("session-ended", "user", "/submit.html", ".dialog", prepare=_session_is_over),
    State("no-such-page", None, "/no-such-page", ".state"),
)

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
