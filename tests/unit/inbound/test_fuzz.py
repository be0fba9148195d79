"""No bytes break the reader (fault 28). The long run: ``python tests/fuzz/inbound.py --minutes 60``."""

from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.mails import answer, calendar, heard, mail

from notifier.core.inbound.charset import decode
from notifier.core.inbound.envelope import header_text, person_address
from notifier.core.inbound.top import own_words
from notifier.model.heard import Reply, Unread

QUICK = examples(60)
PIECES = st.sampled_from(["From: a@b.ru\n", "Subject: =?utf-8?B?0J8=?=\n", "Content-Type: multipart/mixed; boundary=b\n",
    "\n", "--b\n", "--b--\n",
    "Content-Type: text/calendar; method=REPLY\n", "Content-Type: message/rfc822\n", "Content-Transfer-Encoding: base64\n",
    "METHOD:REPLY\n",
    "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "END:VCALENDAR\n", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.ru\n",
    "UID:1\n", " x\n",
    "Content-Type: message/delivery-status\n", "Action: failed\n", "Content-Type: multipart/report; boundary=b\n", "отмена\n",
    "\0", "\r"])


@QUICK
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_as_something(raw: bytes) -> None:
    """And decoded without a replacement mark."""
    assert heard(raw).head.digest
    assert "\ufffd" not in decode(raw)


@QUICK
@given(st.lists(PIECES, max_size=30))
def test_any_order_of_mail_pieces_is_read_as_something(pieces: list[str]) -> None:
    """Structure in a wrong order."""
    assert heard("".join(pieces).encode()).head.digest


@QUICK
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200).filter(lambda name: "mailto:" not in name.lower()))
def test_no_name_changes_the_address_of_an_answer(name: str) -> None:
    """Whatever stands in CN, quoted or not: the right person or nobody."""
    for quoted in (name, f'"{name}"'):
        result = heard(answer(calendar(attendee=f"ATTENDEE;CN={quoted};PARTSTAT=ACCEPTED:mailto:anna@school1.example")))
        assert isinstance(result, Unread) or (isinstance(result, Reply) and result.attendee == "anna@school1.example")


@QUICK
@given(st.binary(max_size=400))
def test_any_header_bytes_are_words_or_nothing(value: bytes) -> None:
    """Subjects, names, addresses."""
    assert "\ufffd" not in header_text(value)
    line = b"Subject: " + value.replace(b"\n", b"").replace(b"\r", b"")
    assert "\n" not in heard(mail(subject="x").replace(b"Subject: x", line)).head.subject


@QUICK
@given(st.text(max_size=300))
def test_any_text_has_a_top_and_any_address_is_one_or_none(text: str) -> None:
    """Never an exception; an address is ASCII with one @."""
    assert len(own_words(text)[0]) <= 4000
    address = person_address(text)
    assert address == "" or address.count("@") == 1
