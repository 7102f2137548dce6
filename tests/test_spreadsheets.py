"""Tables as comma-separated values, of which no spreadsheet runs anything."""

import csv
import io
import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.web.spreadsheets import table

FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "＝1", "＋1", "－1", "＠SUM(1)", "﹦1", "−1"]
BEFORE = [
    "",
    " ",
    '"',
    "'",
    "ok,",
    "ok;",
    "ok; ",
    "ok\t",
    "ok\n",
    "ok\n\t ",
    "ok|",
    'ok";"',
    "ok؛",
    "\ufeff",
    "a,b;c\u200b;",
]
HONEST = [
    "Printer - third floor",
    "a; b",
    "1 + 1 = 2",
    "me@example.com",
    "don't",
    "run with -v",
    "a=b",
    "e-mail, phone",
    "5\n6",
]


def read(text):
    [[cell]] = csv.reader(io.StringIO(table([[text]]), newline=""))
    return cell


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_begins_a_cell_is_no_formula(formula):
    assert [read(f"{before}{formula}") for before in BEFORE] == [f"{before}'{formula}" for before in BEFORE]


@pytest.mark.parametrize("space", ["\t", "\r", "\n"])
def test_no_cell_begins_with_white_space_that_is_dropped(space):
    assert (read(f"{space}=1"), read(f"{space}def f():")) == (f"'{space}'=1", f"'{space}def f():")


def test_other_text_stays_as_it_is():
    assert [read(text) for text in HONEST] == HONEST


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.lists(st.text("=+-@＝,;|\t\n\r\"' a1", max_size=9), min_size=1, max_size=3), st.sampled_from(",;"))
def test_no_reader_of_any_separator_finds_a_formula(texts, separator):
    written = table([texts], separator)

    for quotes in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for delimiter in ",;|\t":
            lines = io.StringIO(written, newline="")
            cells = [cell for row in csv.reader(lines, delimiter=delimiter, quoting=quotes) for cell in row]
            assert not [cell for cell in cells if re.match('[\\s"]*[=+@＝-]', cell)]


def test_white_space_without_end_takes_no_time():
    began = process_time()

    table([["a" + "\n" * 20_000 + "b", "," * 20_000, "'\"" * 10_000]])

    assert process_time() - began < 0.2
