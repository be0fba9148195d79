"""Bytes become readable text whatever their label says (iMIP case 44, attack row 21)."""

import pytest

from notifier.core.inbound.charset import decode, known_codec

CHARSETS = ("windows-1251", "koi8-r", "cp866", "utf-8", "utf-16", "utf-16-le", "utf-16-be")
LABELS = (None, "unknown-8bit", "us-ascii", "iso-8859-1", "x-nonsense", "zlib")


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("text", ["Приду", "Не смогу, дети болеют", "Спасибо, буду обязательно! Петрова О. С."])
def test_cyrillic_is_read_without_or_with_a_lying_label(text: str, charset: str, label: str | None) -> None:
    """No label, an unknown one or a lying one: the bytes decide."""
    assert decode(text.encode(charset), label) == text


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", ["да", "её", "ПРИДУ", "отмена", "19.11 в 14:30"])
def test_a_right_label_decides_for_the_shortest_words(text: str, charset: str) -> None:
    """Two letters are too few to guess from; then the label counts."""
    assert decode(text.encode(charset), charset) == text


def test_utf8_under_a_single_byte_label_is_utf8() -> None:
    """Valid UTF-8 beyond a few letters is never anything else."""
    assert decode("Приду вовремя, спасибо".encode(), "windows-1251") == "Приду вовремя, спасибо"


def test_a_torn_character_does_not_spoil_the_text() -> None:
    """A text cut in the middle of a letter stays readable, without U+FFFD."""
    assert decode("Приду на заседание".encode()[:-1], "utf-8") == "Приду на заседани"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x98", b"\x00\xff\x00\xff", bytes(range(256)), b"\xd0"])
def test_no_bytes_raise_or_give_a_replacement_mark(data: bytes) -> None:
    """Anything decodes to something."""
    assert "\ufffd" not in decode(data, "utf-8")


@pytest.mark.parametrize("label", ["zlib", "unicode_escape", "idna", "punycode", "rot13", "raw-unicode-escape", "\0", "a" * 500])
def test_what_is_no_character_set_is_no_codec(label: str) -> None:
    """Codecs that decompress or interpret are never run on a stranger's bytes."""
    assert known_codec(label) == ""
