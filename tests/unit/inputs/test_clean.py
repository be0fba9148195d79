"""Cleaning at the door: nothing that can break a header, a calendar line or a page comes in."""

import unicodedata
from email.header import decode_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.clean import clean_line, clean_link, clean_text

ANY = st.text(st.characters(codec=None), max_size=60)
NASTY = st.text(st.sampled_from("аb =?_QB\r\n\x00\x0b\x85\u2028\u202e\u200d\u00ad\ud800\u0301👩🏽«"), max_size=40)


@pytest.mark.parametrize(("text", "clean"), [
    ("  Мастер-класс \t по\u00a0буктрейлеру\r\n", "Мастер-класс по буктрейлеру"),
    ("тема\r\nBcc: x@y.ru", "тема Bcc: x@y.ru"),
    ("имя=?UTF-8?Q?=0A?=Bcc: x@y", "имя= ?UTF-8?Q?=0A?=Bcc: x@y"),
    ("\u202eоворил\u202c", "оворил"), ("раз\u200bдва\ufeff", "раздва"), ("a\x00b\x07", "ab"), ("пере\u00adнос", "перенос"),
    ("строка\u2028строка", "строка строка"), ("=?", "= ?"), ("=?=?", "= ?= ?"), ("", ""), ("  ", ""),
    ("«Свет родных берёз»", "«Свет родных берёз»"),
])
def test_one_line(text: str, clean: str) -> None:
    """Breaks become spaces, controls go, encoded words fall apart, honest text stays."""
    assert clean_line(text) == clean


@given(ANY | NASTY)
def test_no_forbidden_category_is_left(text: str) -> None:
    """Cc, Cf, Cs, Zl, Zp: none; no encoded word; cleaning twice is cleaning once; the bound holds."""
    line = clean_line(text, limit=30)
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "=?" not in line
    assert all(charset is None for _, charset in decode_header(line))
    assert clean_line(line, limit=30) == line
    assert len(line) <= 30


@given(ANY | NASTY)
def test_several_lines(text: str) -> None:
    """The same with line breaks, which are ``\\n`` only."""
    clean = clean_text(text)
    assert not {unicodedata.category(char) for char in clean.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert clean_text(clean) == clean
    assert clean_text("один\r\nдва\rтри\u2028четыре") == "один\nдва\nтри\nчетыре"


def test_a_cut_ends_with_an_ellipsis_and_tears_no_accent() -> None:
    """500 characters, the last one «…»; a combining accent goes with its letter."""
    assert clean_line("я" * 501) == "я" * 499 + "…"
    assert clean_line("я" * 500) == "я" * 500
    assert clean_line("яй" * 3, limit=3) == "яй…"
    assert clean_line("абв\u0301где", limit=4) == "аб…"


@pytest.mark.parametrize(("text", "link"), [
    ("https://example.org/webinar?a=1;b=2,3#x", "https://example.org/webinar?a=1;b=2,3#x"),
    (" HTTPS://Example.org ", "https://Example.org"), ("http://example.org", "http://example.org"),
    ("https://пример.рф/встреча", "https://пример.рф/встреча"), ("https://x.org/?q=?utf-8", "https://x.org/?q=%3Futf-8"),
    ("javascript:alert(1)", ""), ("ftp://x.org", ""), ("x.org", ""), ("https://", ""), ("https://user:pw@x.org/", ""),
    ('https://x.org/"><script>', ""), ("https://x.org/\r\nBcc:x", ""), ("https://x.org:99999/", ""), ("https://[::1", ""),
    ("https://x.org/" + "a" * 2000, ""),
])
def test_links(text: str, link: str) -> None:
    """Only http and https, no login inside, nothing that ends an attribute or a line."""
    assert clean_link(text) == link
