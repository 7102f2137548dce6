"""What was searched for is marked, and found as the service finds it."""

import sys
import unicodedata

from playwright.sync_api import expect

from tests.factories import add_ticket
from ticketing.tickets.search import fold

FOLD = """async (letters) => {
    const { fold } = await import('/js/lib/marks.js');
    return letters.map(fold);
}"""


def test_the_page_folds_every_letter_as_the_service_does(open_as):
    page = open_as(path="/index.html")
    # Letters that the browser's Unicode is older or newer for, and Cherokee, which folds to capitals in one and not the other.
    letters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Lu", "Ll", "Lt", "Lo", "Mn") and not 0xD800 <= code < 0xE000
    ]
    letters = [letter for letter in letters if "CHEROKEE" not in unicodedata.name(letter, "")]

    folded = page.evaluate(FOLD, letters)

    different = [(letter, found, fold(letter)) for letter, found in zip(letters, folded, strict=True) if found != fold(letter)]
    assert different == []


def test_marks_are_in_the_title_the_number_and_what_is_said_of_the_description(site, open_as, user):
    number = add_ticket(
        site.app, user.id, title="Bettong <b>digs</b>", description=f"{'Long ago. ' * 20}A HOLE in the lawn. Bye."
    )
    page = open_as(user, f"/tickets.html?search=bettong+hole+%23{number}")
    row = page.locator("tbody tr")
    expect(row.locator(".ticket-link mark")).to_have_text(["Bettong"])
    expect(row.locator(".number mark")).to_have_count(1)
    page.get_by_role("searchbox", name="Search").fill("bettong hole")
    expect(row.locator(".excerpt mark")).to_have_text(["HOLE"])
    expect(row.locator(".excerpt")).to_contain_text("A HOLE in the lawn.")
    expect(row.locator(".ticket-link")).to_have_text("Bettong <b>digs</b>")
