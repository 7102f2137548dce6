"""The reader's language and appearance, each kept in a cookie, and what the back office says in that language."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from flask import current_app, request
from werkzeug.wrappers import Response

# The pages' languages: their names and directions are in frontend/js/early.js.
LANGUAGES = {"en": ("English", "ltr"), "ar": ("العربية", "rtl")}
# In the words of the pages' js/lib/messages/ar.js. A number comes after a noun and a colon: that needs no plural.
ARABIC: dict[str, str] = json.loads(Path(__file__).with_name("messages").joinpath("ar.json").read_text("utf-8"))
WORDS: dict[str, dict[str, str]] = {"en": {}, "ar": ARABIC}
THEMES = {"system": "System", "light": "Light", "dark": "Dark"}
CHOICES: dict[str, Mapping[str, object]] = {"language": LANGUAGES, "theme": THEMES}
KEPT_SECONDS = 365 * 86_400


def language() -> str:
    """Return the language chosen, or else the first of the browser's that there is."""
    chosen = request.cookies.get(_cookie("language"), "")
    accepted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((code for code in (chosen, *accepted) if code in LANGUAGES), "en")


def direction() -> str:
    """Return "ltr" or "rtl"."""
    return LANGUAGES[language()][1]


def appearance() -> str:
    """Return the appearance chosen."""
    chosen = request.cookies.get(_cookie("theme"), "")
    return chosen if chosen in THEMES else "system"


def preferences() -> Iterator[tuple[str, str, str, list[tuple[str, str]]]]:
    """Yield what the reader can choose: its name, its label, what is chosen, and the choices with their texts."""
    yield "theme", "Appearance", appearance(), [(name, say(text)) for name, text in THEMES.items()]
    yield "language", "Language", language(), [(code, name) for code, (name, _) in LANGUAGES.items()]


def say(english: str, **values: object) -> str:
    """Return our own words in the reader's language, with values in the place of `{names}`."""
    text = WORDS[language()].get(english, english)
    return text.format_map({name: isolated(value) for name, value in values.items()}) if values else text


def translated(sentence: str) -> str:
    """Return a sentence that a verb has put together, such as an error's, in the reader's language if we have it."""
    for pattern, english in _sentences():
        if found := pattern.fullmatch(sentence):
            return say(english, **found.groupdict())
    return say(sentence)


def isolated(value: object) -> str:
    """Return what people wrote so that its direction ends with it, also where no markup can be, such as in a title."""
    text = str(value)
    return text if text.isascii() and direction() == "ltr" else f"\u2068{text}\u2069"


@lru_cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    # The longest first: a shorter one may be all of another's beginning.
    english = sorted((sentence for sentence in ARABIC if "{" in sentence), key=len, reverse=True)
    return [(re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(each)), re.DOTALL), each) for each in english]


def keep(response: Response, name: str, value: str) -> None:
    """Let the browser keep a choice."""
    set_cookie(response, _cookie(name), value, KEPT_SECONDS)


def keep_known(response: Response, values: Mapping[str, str]) -> None:
    """Let the browser keep those of the choices that there are here, too: the pages may have other languages."""
    for name, choices in CHOICES.items():
        if (chosen := values.get(name, "")) in choices:
            keep(response, name, chosen)


def set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie of the back office; without an age it goes with the browser's window."""
    is_secure = current_app.config["APP_ENV"] == "production"
    response.set_cookie(
        name, value, max_age, path=f"{request.script_root}/admin", httponly=True, samesite="Lax", secure=is_secure
    )


def _cookie(name: str) -> str:
    return f"ticketing_admin_{name}"
