"""Letters that nobody sees, and more marks than a letter has: one definition for names, texts and the search.

`frontend/js/lib/highlight.js` has the same.
"""

import re
import unicodedata
from itertools import groupby

# Unicode's Default_Ignorable_Code_Point, which Python does not know; all of Cf, some of which is not in it; control
# characters but white space; and what is drawn as nothing: braille blank, object replacement, null notehead.
INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U000110bd"
    "\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Marks alone, private and unpaired letters.
HIDDEN = frozenset({"Mn", "Mc", "Me", "Co", "Cs"})
# Unicode's Stream-Safe Text Format (UAX 15) has as many in a row at most; sorting more takes quadratic time.
MOST_MARKS = 30
# Marks are neither of these. Invisible letters between them are gone before.
MAY_BE_MARKS = re.compile(rf"[^\w\s!-~]{{{MOST_MARKS + 1},}}")


def without_invisible(text: str) -> str:
    """Return the text without the letters that nobody sees."""
    return INVISIBLE.sub("", text)


def is_visible(text: str) -> bool:
    """Tell whether anything of the text is seen."""
    return any(_is_seen(letter) for letter in without_invisible(text))


def _is_seen(letter: str) -> bool:
    is_no_character = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return not (letter.isspace() or is_no_character or unicodedata.category(letter) in HIDDEN)


def has_pile(text: str) -> bool:
    """Tell whether more marks stand on one letter than any language has."""
    signs = MAY_BE_MARKS.findall(without_invisible(text))
    return any(is_mark and len(list(run)) > MOST_MARKS for part in signs for is_mark, run in groupby(part, key=_is_mark))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
