"""Which passwords are taken."""

import pytest

from ticketing.auth.passwords import weakness


@pytest.mark.parametrize(
    "password",
    [
        "",
        "x" * 11,
        "correct hors" + "e" * 245,
        "passwordpassword",
        "PasswordPassword",
        "password12345",
        "Password99999",
        "zzzzzzzzzzzz",
        "abcabcabcabc",
        "123456789012",
        "210987654321",
        "abcdefghijklm",
        "qwertyuiopas",
        "letmeinletmein",
        "some.one@example.com",
        "Some.One@Example.com",
    ],
)
def test_what_is_tried_first_is_weak(password):
    assert weakness(password, "some.one@example.com")


@pytest.mark.parametrize(
    "password", ["correct horse", "correct hors" + "e" * 244, "Übermäßig🔑🔑🔑", "pässwörd pässwörd!", "x9 x9 x9 x9 y"]
)
def test_long_enough_and_unlisted_is_fine(password):
    assert weakness(password, "someone") is None


def test_the_reason_is_for_people():
    assert weakness("short", "someone") == "Must have 12 to 256 characters."
    assert weakness("passwordpassword", "someone") == "Is too easy to guess: it is among the passwords that are tried first."
