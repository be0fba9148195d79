"""The head of a mail: strict where trust depends on it (attack row 23, iMIP case 48b)."""

import pytest
from support.mails import heard, mail

from notifier.core.inbound.bounds import bounded
from notifier.core.inbound.envelope import header_text, person_address, same_person, sender_of


@pytest.mark.parametrize(("line", "address"), [
    ("anna@school1.example", "anna@school1.example"),
    ("Анна Иванова <Anna@School1.example>", "anna@school1.example"),
    ('"Иванова, Анна (школа 1)" <anna@school1.example>', "anna@school1.example"),
    ('"anna@evil.example" <anna@school1.example>', "anna@school1.example"),
    ("=?koi8-r?B?4c7OwQ==?= <anna@school1.example>", "anna@school1.example"),
    ("=?utf-8?B?0JDQvdC9?= =?utf-8?B?0LA=?= <anna@школа.рф>", "anna@xn--80atdl2c.xn--p1ai"),
])
def test_a_well_formed_from_names_the_sender(line: str, address: str) -> None:
    """One mailbox, with or without a display name in whatever encoding."""
    assert sender_of(bounded(f"From: {line}\n\nx".encode()).headers) == address


@pytest.mark.parametrize("lines", [
    "From: alice@example.org)bob@example.org",
    "From: alice@example.org, bob@example.org",
    "From: Alice <alice@example.org> <bob@example.org>",
    "From: alice@example.org\nFrom: bob@example.org",
    "From: <alice@example.org",
    "From: alice@example.org;",
    "From: group: alice@example.org;",
    "From: Иванова, Анна <alice@example.org>",
    "From: alice@example.org (\n <bob@example.org>)",
    "From: alice@[192.0.2.1]",
    "From: alice",
    "From:",
    "Sender: alice@example.org",
    "From: ali\0ce@example.org",
])
def test_anything_else_is_nobody(lines: str) -> None:
    """Where two parsers could disagree, the sender is unknown and nothing is believed."""
    assert sender_of(bounded(f"{lines}\n\nx".encode()).headers) == ""


@pytest.mark.parametrize("text", ["mailto:anna@ya.ru", "MAILTO:Anna@YA.ru", " mailto:anna%40ya.ru ", "mailto: <anna@ya.ru>",
    '"anna@ya.ru"'])
def test_a_calendar_address_is_one_address_however_it_is_written(text: str) -> None:
    """Case, blanks, brackets, quotes and percent-encoding make no other person."""
    assert person_address(text) == "anna@ya.ru"


@pytest.mark.parametrize("text", [" школа;PARTSTAT=ACCEPTED:mailto:a@b.ru", "mailto:", "mailto:a@b.ru,c@d.ru", "urn:uuid:1",
    "a@b.ru\r\nBcc: c@d.ru"])
def test_what_is_no_single_address_is_none(text: str) -> None:
    """Never a wrong address out of a broken line."""
    assert person_address(text) == ""


@pytest.mark.parametrize(("left", "right", "same"), [
    ("anna.ivanova@gmail.com", "annaivanova+gmo@googlemail.com", True),
    ("anna.ivanova@yandex.ru", "anna-ivanova@ya.ru", True),
    ("anna@mail.ru", "anna@bk.ru", False),
    ("anna.ivanova@mail.ru", "annaivanova@mail.ru", False),
    ("anna+x@school1.example", "anna@school1.example", False),
    ("", "", False),
])
def test_one_mailbox_with_several_names_is_one_person(left: str, right: str, same: bool) -> None:
    """Gmail and Yandex have several names for a mailbox; mail.ru and bk.ru are two persons."""
    assert same_person(left, right) is same


@pytest.mark.parametrize(("value", "text"), [
    (b"=?utf-8?B?0J/RgNC4?= =?utf-8?B?0LTRgw==?=", "Приду"),
    (b"=?utf-8?B?0J/R?= =?utf-8?B?gNC40LTRgw==?=", "Приду"),
    (b"=?koi8-r?Q?=F0=D2=C9=C4=D5?= : x", "Приду : x"),
    ("Приду".encode("cp1251"), "Приду"),
    ("Приду".encode(), "Приду"),
    (b"=?x-unknown?B?0J/RgNC40LTRgw==?=", "Приду"),
    (b"=?utf-8?B?%%%?= ok", " ok"),
])
def test_header_words_are_readable_whatever_the_encoding(value: bytes, text: str) -> None:
    """Split, unlabelled, mislabelled and broken encoded words."""
    assert header_text(value) == text


def test_a_subject_cannot_carry_a_line_break_out_of_the_reader() -> None:
    """An encoded newline stays inside one line."""
    assert "\n" not in heard(mail(subject="=?utf-8?Q?x=0ABcc:_a=40b.ru?=")).head.subject


def test_tokens_come_from_our_own_address_only() -> None:
    """A plus address of somebody else is no token of ours."""
    raw = mail(headers="Delivered-To: GMO+c-abc-Token@CDO.example\nCc: anna+c-evil@school1.example, gmo@cdo.example\n")
    assert heard(raw).head.tokens == ("c-abc-token",)


def test_references_keep_the_answered_mail_first() -> None:
    """In-Reply-To before References."""
    raw = mail(headers="References: <a@x> <b@x>\nIn-Reply-To: <c@x>\n")
    assert heard(raw).head.references == ("<c@x>", "<a@x>", "<b@x>")


@pytest.mark.parametrize("date", ["Tue, 20 Oct 2020 10:00:00 +0300", "garbage", "Tue, 99 Oct 99999 10:00:00 +9999", ""])
def test_no_date_header_breaks_the_reading(date: str) -> None:
    """A mail without a readable date has none."""
    raw = mail().replace(b"Date: Tue, 20 Oct 2020 10:00:00 +0300", f"Date: {date}".encode())
    at = heard(raw).head.at
    assert (at is not None) is date.startswith("Tue, 20")
