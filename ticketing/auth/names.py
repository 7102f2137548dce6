"""Usernames: how they are compared, and which new ones are refused."""

import unicodedata

from ticketing.web.letters import is_visible, without_invisible

LONGEST_KEY = 450
DOT_ABOVE = "\u0307"
# One word may mix these, and Latin letters with them.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}


def username_key(username: str) -> str:
    """Return the name as compared: without case, composition, width and invisible letters; every Turkish i is an i."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username.casefold()).casefold())
    # Once more, because an invisible letter may have stood between a letter and its accent.
    return unicodedata.normalize("NFKC", without_invisible(folded).replace("ı", "i").replace(f"i{DOT_ABOVE}", "i"))


def why_refused(username: str) -> str | None:
    """Return why no account gets this name, or None when it is fine; accounts that have it keep it."""
    key = username_key(username)
    if not is_visible(key) or len(key) > LONGEST_KEY:
        return "Must have letters that can be seen, and not too many of them."
    scripts = {_script(letter) for letter in key if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo")}
    others = scripts - EAST_ASIAN
    if len(others) > 1 or (others - {"LATIN"} and scripts & EAST_ASIAN):
        return "Must not mix letters of different scripts, such as Latin and Cyrillic ones, which look alike."
    return None


def _script(letter: str) -> str:
    # Python knows no scripts; the names of letters begin with them.
    return unicodedata.name(letter, "").partition(" ")[0]
