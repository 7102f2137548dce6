"""What was searched for is marked, and found as the service finds it."""

import sys
import unicodedata

from playwright.sync_api import expect

from tests.factories import add_ticket
from ticketing.tickets.search import fold

MARKS = """async ([text, search]) => {
    const { marked, wordsOf } = await import('/js/lib/marks.js');
    const { fragment } = await import('/js/lib/html.js');
    const el = document.createElement('p');
    el.append(fragment(marked(text, wordsOf(search))));
    return [el.textContent, [...el.querySelectorAll('mark')].map((mark) => mark.textContent)];
}"""
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


CASES = [
    ("Printer jams", "print", ["Print"]),
    ("Printer jams", "JAM printer", ["Printer", "jam"]),
    ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
    ("Straße", "s", ["S", "ß"]),
    ("ΟΔΟΣ οδος", "οδός οδοσ", ["ΟΔΟΣ", "οδος"]),
    ("Istanbul ıstanbul İSTANBUL", "istanbul", ["Istanbul", "ıstanbul", "İSTANBUL"]),
    ("cafe\u0301 café", "café", ["cafe\u0301", "café"]),
    ("aaa", "aa", ["aaa"]),
    ("100% & <b>", "% <b>", ["%", "<b>"]),
    ("طابعة الطابق", "طابق", ["طابق"]),
    ("한국어", "국", ["국"]),
    ("nothing", "other", []),
]


def test_words_are_marked_whole_letters_at_a_time_and_nothing_is_lost(open_as):
    page = open_as(path="/index.html")
    for text, search, found in CASES:
        assert page.evaluate(MARKS, [text, search]) == [text, found]


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


LINKS = {None: "#", "javascript:alert(1)": "#", "data:text/html,x": "#", "": "#", "https://a.example/x": "https://a.example/x"}


def test_a_file_without_a_good_address_has_no_link(open_as):
    page = open_as(path="/index.html")
    found = page.evaluate("async (urls) => urls.map((await import('/js/lib/links.js')).webAddress)", list(LINKS))
    assert found == list(LINKS.values())
