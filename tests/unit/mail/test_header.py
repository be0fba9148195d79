"""Header fields survive the oldest decoder, and nothing gets out of them (invitations.md 11-14)."""

import re
from base64 import b64decode
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.clean import clean_line
from notifier.core.compose import header

LONG = (
    "Приглашение: Заседание методического объединения педагогов-библиотекарей города Смоленска «Школьная библиотека — пространство "
    "чтения», 17 ноября 2026 г., 14:00 (МСК)"
)
MIXED = st.text(st.sampled_from("abc XYZ 123 абв ЖЩЁ «»—№ ,;:()\"'\\=?_-. 💩é"), min_size=1, max_size=300)


def read(field: str) -> str:
    """A field's value as the legacy decoder understands it."""
    message = message_from_bytes(field.encode("ascii") + b"\r\n", policy=policy.compat32)
    assert len(message.keys()) == 1
    return str(make_header(decode_header("".join(message.values()[0].splitlines()))))


def well_formed(field: str) -> None:
    """RFC 2047 sections 2 and 5: words of at most 75, lines of at most 78, no empty and no glued words, whole characters, CRLF only."""
    assert field.endswith("\r\n")
    lines = field[:-2].split("\r\n")
    assert all(len(line) <= 78 for line in lines)
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])
    assert "?==?" not in field
    assert "??=" not in field
    words = re.findall(r"=\?[^ ]*\?=", field)
    assert all(len(word) <= 75 for word in words)
    for word in words:
        b64decode(word.split("?")[3]).decode("utf-8")  # each alone: a character cut in two is shown as two


def test_a_long_cyrillic_subject_keeps_its_spaces() -> None:
    """cpython#92081: ``EmailMessage`` of 3.11 loses them."""
    field = header.subject(LONG)
    well_formed(field)
    assert read(field) == LONG


@given(MIXED)
def test_any_clean_subject_reads_back_exactly(text: str) -> None:
    """Mixed ASCII and Cyrillic of 1 to 300 characters."""
    subject = clean_line(text)
    field = header.subject(subject)
    well_formed(field)
    assert read(field).rstrip() == subject


@pytest.mark.parametrize("text", ["=?UTF-8?Q?=0A?=Bcc: x@y.example", "a =?utf-8?b?eA==?= b"])
def test_what_reads_as_an_encoded_word_is_encoded(text: str) -> None:
    """Also where nobody cleaned it: decoded once it is the text that was meant, not what stands inside."""
    assert read(header.subject(text)) == text
    assert message_from_bytes(header.address("To", text, "a@b.example").encode() + b"\r\n", policy=policy.compat32).keys() == ["To"]


@given(st.text(max_size=200))
def test_no_text_at_all_makes_a_second_header(text: str) -> None:
    """Any Unicode, cleaned, stays one field of ASCII."""
    field = header.subject(clean_line(text))
    assert field.isascii()
    assert len(message_from_bytes(field.encode() + b"\r\nbody", policy=policy.compat32).keys()) == 1


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: x@y.example", "x\nBcc: x@y.example", "💩 =?UTF-8?Q?=0A?=Bcc: x@y.example", "x\x00\x0b\x85\u2028Bcc: a@b"]
)
def test_injected_headers_stay_text(evil: str) -> None:
    """CVE-2024-6923: an encoded line end in a title must not become a header, however often it is decoded."""
    field = header.subject(clean_line(evil))
    message = message_from_bytes(field.encode() + b"\r\n", policy=policy.compat32)
    assert message.keys() == ["Subject"]
    assert message_from_bytes((f"Subject: {read(field)}\r\n\r\n").encode(), policy=policy.compat32).keys() == ["Subject"]
    assert "\n" not in str(make_header(decode_header(read(field))))


@pytest.mark.parametrize(
    "name",
    [
        "Методический центр, г. Смоленск (МБУ ДО «ЦДО»)",
        'Иванова, Анна "Аня"',
        "Ivanov I.I.",
        "O'Neil; <x@y.example>",
        "a" * 200,
        "Ё" * 200,
        "back\\slash",
        "=?utf-8?b?eA==?=",
    ],
)
def test_display_names_read_back_and_leave_the_address_alone(name: str) -> None:
    """invitations.md 12: commas, quotes, brackets, long names."""
    field = header.address("To", clean_line(name), "anna@school.example")
    well_formed(field)
    raw = message_from_bytes(field.encode() + b"\r\n", policy=policy.compat32)["To"]
    ((display, address),) = getaddresses([raw])
    assert address == "anna@school.example"
    assert str(make_header(decode_header(display))) == clean_line(name)


@given(st.text(max_size=120))
def test_any_name_leaves_one_address(name: str) -> None:
    """Whatever a person is called, the mail has one addressee."""
    field = header.address("To", clean_line(name), "anna@school.example")
    well_formed(field)
    raw = message_from_bytes(field.encode() + b"\r\n", policy=policy.compat32)["To"]
    assert [address for _, address in getaddresses([raw])] == ["anna@school.example"]


@pytest.mark.parametrize(
    "bad", ["", "anna", "anna@x.example> NOTIFY=NEVER", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "анна@x.example"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    """No second recipient, no ESMTP parameter, no line end gets in with an address."""
    with pytest.raises(header.BadHeader):
        header.address("To", "", bad)


def test_structured_fields_are_never_encoded() -> None:
    """invitations.md 13: a List-Unsubscribe of 200 characters and Message-IDs of 90 stay as they are."""
    uri = f"<mailto:gmo@cdo.example?subject={'%D1%81' * 28}>"
    field = header.structured("List-Unsubscribe", uri)
    assert "=?" not in field
    assert field == f"List-Unsubscribe: {uri}\r\n"
    ids = [f"<{'a' * 80}{n}@cdo.example>" for n in range(3)]
    field = header.structured("References", *ids)
    assert "=?" not in field
    assert field.split() == ["References:", *ids]
    assert all(line.count("<") == 1 for line in field.strip().split("\r\n"))


@pytest.mark.parametrize("bad", ["", "ключ", "a\r\nBcc:x", "a\tb", "a  b"])
def test_structured_fields_take_visible_ascii_only(bad: str) -> None:
    """Anything else is a mistake of ours and is refused."""
    with pytest.raises(header.BadHeader):
        header.structured("References", bad)
