"""Hostile structure is bounded before it is parsed (iMIP case 52, attack rows 19, 20, 22)."""

import time

import pytest
from support.mails import answer, calendar, heard, mail

from notifier.core.inbound.bounds import HEADER_BYTES, bounded
from notifier.model.heard import Human, Reply, Unread

LEVEL = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"


def nested(levels: int) -> bytes:
    """Multiparts inside each other."""
    return ("From: anna@school1.example\n" + "".join(LEVEL.format(n) for n in range(levels)) + "\nПриду\n").encode()


def test_three_thousand_levels_are_refused_at_once() -> None:
    """3 000 levels raised RecursionError in ``email``; here they are counted first."""
    start = time.process_time()
    result = heard(nested(3000))
    assert isinstance(result, Unread)
    assert "уровней" in result.reason
    assert time.process_time() - start < 1


def test_ordinary_nesting_is_read() -> None:
    """Mixed, related, alternative and a forward or two stay below the limit."""
    assert isinstance(heard(nested(6)), Human)


def test_messages_within_messages_count_as_levels() -> None:
    """A chain of forwarded messages nests without boundaries."""
    raw = ("From: anna@school1.example\n" + "Content-Type: message/rfc822\n\n" * 3000 + "\nx\n").encode()
    assert isinstance(heard(raw), Unread)


@pytest.mark.parametrize("parts", [5_000, 100_000])
def test_many_parts_are_refused_at_once(parts: int) -> None:
    """100 000 parts took ``email`` nine seconds."""
    raw = ("From: anna@school1.example\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * parts + "--b--\n").encode()
    start = time.process_time()
    result = heard(raw)
    assert isinstance(result, Unread)
    assert "частей" in result.reason
    assert time.process_time() - start < 1


def test_boundaries_hidden_by_lone_carriage_returns_are_counted_too() -> None:
    """``email`` takes a lone CR for a line end, so the scan must."""
    raw = b"From: anna@school1.example\rContent-Type: multipart/mixed; boundary=b\r\r" + b"--b\r\rx\r" * 5000
    assert isinstance(heard(raw), Unread)


def test_a_header_of_a_megabyte_is_cut_out_and_the_mail_is_read() -> None:
    """A Subject of 20 000 encoded words took nine seconds; now it is absent."""
    start = time.process_time()
    result = heard(mail("Приду", subject="=?utf-8?Q?=D0=B0?= " * 20_000))
    assert isinstance(result, Human)
    assert result.head.subject == ""
    assert result.head.damaged
    assert time.process_time() - start < 1


def test_thousands_of_headers_are_cut_and_the_mail_is_read() -> None:
    """None is long, all together are: 20 000 addressees in 300 lines took ``email`` three seconds."""
    line = "To: " + ", ".join(f"person{n}@school.example" for n in range(200)) + "\n"
    start = time.process_time()
    message = bounded(mail("Приду", headers=line * 300 + "X-Late: x\n"))
    assert message.damaged
    assert sum(len(name) + len(value) for name, value in message.headers) < 64 * 1024
    assert len(message.raw) < 66 * 1024
    result = heard(mail("Приду", headers=line * 300))
    assert isinstance(result, Human)
    assert (result.head.damaged, result.top) == (True, "Приду")
    assert time.process_time() - start < 1


def test_header_lines_within_limits_are_all_kept() -> None:
    """Nothing is cut from an ordinary mail: bytes and headers stay."""
    message = bounded(mail("Приду", headers="Received: x\n" * 50))
    assert not message.damaged
    assert sum(name == "received" for name, _ in message.headers) == 50


def test_hostile_headers_of_a_part_are_cut_too() -> None:
    """``a*0=..a*5000=`` parameters cost seconds in a part as well as on top."""
    params = "".join(f"; a*{n}=x" for n in range(5000))
    raw = (f"From: anna@school1.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain{params}\n\nПриду\n"
           "--b--\n").encode()
    start = time.process_time()
    assert isinstance(heard(raw), Human)
    assert time.process_time() - start < 1
    assert all(len(value) <= HEADER_BYTES for _, value in bounded(raw).headers)


def test_thirty_megabytes_are_read_by_their_beginning() -> None:
    """Headers and first text of a large mail are heard; its attachment is named, not read."""
    raw = ("From: anna@school1.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n"
           "Приду\n--b\nContent-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: base64\n\n").encode() + b"QUFB" * 7_500_000
    start = time.process_time()
    result = heard(raw)
    assert isinstance(result, Human)
    assert result.top == "Приду"
    assert result.attachments[0].data is None
    assert time.process_time() - start < 3


def test_an_attachment_of_the_coordinator_may_be_larger_than_two_megabytes() -> None:
    """Her plan of 3 MB arrives whole."""
    raw = ("From: coordinator@cdo.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nплан\n--b\n"
           "Content-Type: text/csv; name=a.csv\n\n").encode() + (b"x;y;" * 250 + b"\n") * 3_200 + b"--b--\n"
    result = heard(raw)
    assert isinstance(result, Human)
    assert len(result.attachments[0].data or b"") > 3_000_000


def test_an_alarm_repeated_a_milliard_times_is_nobodys_business() -> None:
    """VALARM REPEAT bombs (GHSA-qjcq-q7h7-r74v): the answer is read, the alarm is not."""
    bomb = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1M\nDURATION:PT1S\nREPEAT:999999999\nEND:VALARM\n"
    start = time.process_time()
    assert isinstance(heard(answer(calendar(more=bomb))), Reply)
    assert time.process_time() - start < 1


def test_a_calendar_larger_than_256_kilobytes_is_left_to_the_coordinator() -> None:
    """Nobody's answer is that long."""
    result = heard(answer(calendar(more="X-A:" + "x" * 300_000 + "\n")))
    assert isinstance(result, Unread)
    assert "256 КБ" in result.reason


@pytest.mark.parametrize("raw", [b"", b"\n\n\n", b"\0" * 5000, b"\xff" * 5000, b"From:", b"no headers at all", b":::\n\n", b"--\n--\n--"])
def test_rubbish_is_read_as_something(raw: bytes) -> None:
    """Never an exception."""
    assert not heard(raw).head.sender
