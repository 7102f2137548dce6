"""Any text is text, in any encoding."""

import codecs

import pytest

MEGABYTE = 1024 * 1024
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize(
    "text",
    [
        "a b",
        "naïve, Straße, 漢字, 😀\r\n",
        "Привет, мир\n",
        "漢字のログ。\n",
        "a,b\n1,2\n",
        '{"a": [1, 2]}',
        "\x1b[31mred\x1b[0m\tlog\f\a",
        "MZ is Mainz",
        "<alice> hi",
        "1 <2",
        "<!doctype html><script>alert(1)</script>",
        "<?xml version='1.0'?><svg/>",
        "#!/bin/sh\nrm -rf /",
        "@echo off\nformat c:",
        "%PDX",
        "RIFF is a word",
        " \n" * 100,
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_of_any_kind_is_text_in_each_encoding(extension_of, text: str, encoding: str) -> None:
    assert extension_of(text.encode(encoding)) == ".txt"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_alone_is_text(extension_of, mark: bytes) -> None:
    assert extension_of(mark) == ".txt"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe: 5 €\r\n", "cp1252"),
        ("Привет", "cp1251"),
        ("日本語\n", "shift-jis"),
        ("日本語\n", "iso2022-jp"),
        ("漢字\n", "gb18030"),
        ("한국어\n", "euc-kr"),
        ("plain text", "cp037"),
    ],
)
def test_older_encodings_are_text(extension_of, text: str, encoding: str) -> None:
    assert extension_of(text.encode(encoding)) == ".txt"


@pytest.mark.parametrize("stray", [0, 1, 8, 0x0E, 0x1A, 0x1F, 0x7F])
@pytest.mark.parametrize("log", ["line one{}\nline two\n", "{}Grüße aus Mainz", "ä" * 2 * MEGABYTE + "{}"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_log_with_a_stray_control_character_is_text(extension_of, stray: int, log: str, encoding: str) -> None:
    assert extension_of(log.format(chr(stray)).encode(encoding)) == ".txt"


@pytest.mark.parametrize(
    "content",
    [
        b"8=FIX.4.2\x019=178\x0135=8\x0149=PHLX\x01",
        b"before the power failed\n" * 1000 + b"\0" * 512 + b"after it came back\n" * 1000,
        "cut off in a lette€".encode("utf-16")[:-1],
        "cut off in a lette€".encode()[:-1],
        "two encodings: ä\n".encode() + "ä\n".encode("latin-1"),
    ],
)
def test_damaged_and_unusual_text_is_text(extension_of, content: bytes) -> None:
    assert extension_of(content) == ".txt"


@pytest.mark.parametrize("content", [b"a\1", b"\xff\xfe\x00\xd8\x00\xd8", b"MZ" + b"a" * 100 + b"\1", b"abc\1\0\0\0" * 100])
def test_too_many_stray_bytes_are_no_text(extension_of, content: bytes) -> None:
    assert extension_of(content) is None
