"""Addresses: one canonical form, and everything odd refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.address import AddressError, canonical


@pytest.mark.parametrize(("written", "address"), [
    ("Ivanova@Yandex.RU", "ivanova@yandex.ru"),
    ("  ivanova@yandex.ru\u00a0", "ivanova@yandex.ru"),
    ("\ufeffivanova@yandex.ru\u200b", "ivanova@yandex.ru"),
    ("a.b+c_d-e@x-y.example", "a.b+c_d-e@x-y.example"),
    ("o'neil@school.example", "o'neil@school.example"),
    ("school28@Школа28.рф", "school28@xn--28-6kc3bfr2e.xn--p1ai"),
    ("school28@xn--28-6kc3bfr2e.xn--p1ai", "school28@xn--28-6kc3bfr2e.xn--p1ai"),
    ("a@b.co", "a@b.co"),
    ("a@mail.школа.рф", "a@mail.xn--80atdl2c.xn--p1ai"),
    ("a@школа.com", "a@xn--80atdl2c.com"),
    ("x" * 64 + "@school.example", "x" * 64 + "@school.example"),
])
def test_canonical_form(written: str, address: str) -> None:
    """Case-folded, trimmed, international domains as A-labels; canonical of canonical is itself."""
    assert canonical(written) == address
    assert canonical(address) == address


@pytest.mark.parametrize(("written", "why"), [
    ("x" * 64 + "@" + ".".join(["d" * 60] * 3) + ".example", "длиннее 254"),
    ("", "пуст"), ("   ", "пуст"), ("ivanova", "нет знака @"), ("нет почты", "нет знака @"), ("@mail.ru", "перед @ ничего"), ("a@@mail.ru", "два знака @"),
    ("a@b@mail.ru", "два знака @"), ("иванова@mail.ru", "русская буква «и»"), ("ivаnova@mail.ru", "русская буква «а»"),
    ("jürgen@mail.example", "недопустимый знак «ü»"), ("a b@mail.ru", "пробел"),
    ("a@mail.ru\r\nBcc: x@y.ru", "пробел или невидимый"),
    ("a\u202eb@mail.ru", "невидимый"), ("a\x00@mail.ru", "невидимый"), ("Анна <a@mail.ru>", "угловых скобок"),
    ("<a@mail.ru>", "угловых скобок"),
    ("a@mail.ru,b@mail.ru", "запятая"), ("a@mail.ru;b@mail.ru", "запятая или точка с запятой"),
    ('"a"@mail.ru', "в кавычках"),
    (".a@mail.ru", "точка"), ("a.@mail.ru", "точка"), ("a..b@mail.ru", "точка"), ("a(b)@mail.ru", "недопустимый знак"),
    ("x" * 65 + "@mail.ru", "больше 64"), ("a@mail", "без точки"), ("a@mail..ru", "ошибкой"), ("a@-mail.ru", "ошибкой"),
    ("a@mail.ru.", "ошибкой"), ("a@mai_l.ru", "ошибкой"), ("a@10.0.0.1", "ошибкой"), ("a@[10.0.0.1]", "числовой"),
    ("a@mаil.ru", "смешаны русские и латинские"), ("a@" + "x" * 64 + ".ru", "длиннее 63"),
    ("a@" + "школа" * 20 + ".рф", "ошибкой"),
    ("a@" + ".".join(["x" * 60] * 5) + ".ru", "длин"), ("a@xn--.ru", "ошибкой"), ("x@y.ru> NOTIFY=NEVER", "угловых скобок"),
    ("a@mail.ру", "смешаны русские и латинские"), ("a@mail.ru; b@mail.ru", "запятая или точка с запятой"),
    ("mailto:a@mail.ru", "недопустимый знак"), ("a@mail.ru\u0000", "невидимый"),
])
def test_refusals_say_why(written: str, why: str) -> None:
    """No second recipient, header, ESMTP parameter, look-alike or address literal gets through."""
    with pytest.raises(AddressError) as refusal:
        canonical(written)
    assert why in str(refusal.value)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.emails())
def test_what_passes_is_one_plain_word(text: str) -> None:
    """Whatever is accepted is lower-case printable ASCII with one @ and nothing that means anything to SMTP or a header."""
    try:
        address = canonical(text)
    except AddressError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(" <>,;:()[]\\\"\r\n\t")
    assert address.count("@") == 1
    assert canonical(address) == address == address.casefold()
    assert len(address) <= 254
