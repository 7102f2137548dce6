"""What was searched for is marked, and found as the service finds it."""

import sys
import unicodedata

from playwright.sync_api import expect

from tests.factories import add_ticket
from ticketing.tickets.search import fold

# Letters, marks, signs that have a plain one in their place, and what nobody sees.
FOLDED = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Sk", "Sm", "So", "Pd", "Pi", "Pf", "Po", "Ps", "Pe", "Cf")
FOLD = """async (letters) => {
    const { fold } = await import('/js/lib/highlight.js');
    return [...letters].map(fold).join('\\n');
}"""


def test_the_page_folds_every_letter_as_the_service_does(open_as):
    page = open_as(path="/index.html")
    # Letters that the browser's Unicode is older or newer for, and Cherokee, which folds to capitals in one and not the other.
    characters = map(chr, range(sys.maxunicode + 1))
    letters = [each for each in characters if unicodedata.category(each) in FOLDED]
    letters = [letter for letter in letters if "CHEROKEE" not in unicodedata.name(letter, "")]

    # As one text: a list of so many takes longer on its way than to be folded.
    folded = page.evaluate(FOLD, "".join(letters)).split("\n")

    expected = map(fold, letters)
    different = [each for each in zip(letters, folded, expected, strict=True) if each[1] != each[2]]
    assert different == []


def test_marks_are_in_the_title_the_number_and_what_is_said_of_the_description(site, open_as, user):
    number = add_ticket(
        site.app, user.id, title="Bettong <b>digs</b>", description=f"{'Long ago. ' * 20}A HOLE in the lawn. Bye."
    )
    page = open_as(user, f"/tickets.html?search=bettong+hole+%23{number}")
    row = page.locator("tbody tr")
    expect(row.locator(".ticket-link mark")).to_have_text(["Bettong"])
    expect(row.locator(".number mark")).to_have_count(1)
    page.get_by_role("combobox", name="Search").fill("bettong hole")
    expect(row.locator(".excerpt mark")).to_have_text(["HOLE"])
    expect(row.locator(".excerpt")).to_contain_text("A HOLE in the lawn.")
    expect(row.locator(".ticket-link")).to_have_text("Bettong <b>digs</b>")
