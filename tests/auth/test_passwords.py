"""Which passwords are taken."""

import pytest

from tests.databases import on_one_engine
from ticketing.auth import passwords, service
from ticketing.auth.passwords import hash_password, is_correct, weakness
from ticketing.errors import Invalid


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
        "my name is Some.One",
        "for Ticketing only",
        "ＴＩＣＫＥＴＩＮＧ forever",
    ],
)
def test_what_is_tried_first_is_weak(password):
    assert weakness(password, "some.one@example.com")


@pytest.mark.parametrize(
    "password", ["correct horse", "correct hors" + "e" * 244, "Übermäßig🔑🔑🔑", "pässwörd pässwörd!", "x9 x9 x9 x9 y"]
)
def test_long_enough_and_unlisted_is_fine(password):
    assert weakness(password, "someone") is None


@pytest.mark.parametrize(("username", "password"), [("İbrahim", "the IBRAHIM of old"), ("ada", "Ada was a countess")])
def test_no_name_is_in_its_users_password(username, password):
    assert "username" in weakness(password, username)
    assert weakness(password, "somebody else") is None


def test_a_very_short_name_may_be_in_a_word():
    assert weakness("correct horse", "co") is None


@on_one_engine
def test_the_host_names_of_the_service_are_in_no_password(make_app):
    app = make_app(TRUSTED_HOSTS="help.acme.example", CORS_ORIGINS="https://pages.initech.example")

    with app.app_context():
        for word in ("acme", "Initech"):
            with pytest.raises(Invalid, match="company"):
                service.check_new_password(f"I work for {word}!", "ada")
        service.check_new_password("I work for example com", "ada")


def test_a_password_is_the_same_in_any_composition():
    composed, decomposed = "caf\u00e9 au lait \ufb01n", "cafe\u0301 au lait fin"

    assert is_correct(decomposed, hash_password(composed))
    assert is_correct(composed, hash_password(decomposed))
    assert not is_correct("cafe au lait fin", hash_password(composed))


def test_a_hash_from_before_passwords_were_normalized_is_good():
    decomposed = "cafe\u0301 au lait"

    assert is_correct(decomposed, passwords.hasher.hash(decomposed))


def test_the_reason_is_for_people():
    assert weakness("short", "someone") == "Must have 12 to 256 characters."
    assert weakness("passwordpassword", "someone") == "Is too easy to guess: it is among the passwords that are tried first."
