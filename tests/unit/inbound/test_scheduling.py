"""iTIP as it really arrives (iMIP cases 41-46, 49-51, 53)."""

import base64
from datetime import UTC, date, datetime

import pytest
from support.mails import UID, answer, calendar, heard

from notifier.core.inbound.calendar_text import read_calendar
from notifier.model.fact import Partstat
from notifier.model.heard import AutoReply, Counter, ForeignCalendar, Human, Refresh, Reply, Unread


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION", "DELEGATED", "accepted"])
def test_every_partstat_is_heard(partstat: str) -> None:
    """All of RFC 5545 for an event, in any case."""
    result = heard(answer(calendar(attendee=f"ATTENDEE;PARTSTAT={partstat}:mailto:anna@school1.example")))
    assert isinstance(result, Reply)
    assert result.partstat == Partstat(partstat.upper())


def test_a_reply_without_organizer_is_a_reply() -> None:
    """Exchange strips ORGANIZER (case 42)."""
    text = calendar(attendee="ATTENDEE;PARTSTAT=DECLINED;CN=Анна:MAILTO:Anna@School1.example",
                    more="DTSTART;TZID=Russian Standard Time:20201119T143000\n")
    result = heard(answer(text))
    assert isinstance(result, Reply)
    assert (result.attendee, result.partstat) == ("anna@school1.example", Partstat.DECLINED)


@pytest.mark.parametrize("type_", [
    "text/calendar; charset=utf-8", "text/calendar; charset=utf-8 method=REPLY", "application/ics", "TEXT/CALENDAR; METHOD=reply",
    'application/octet-stream; name="reply.ics"', "text/calendar", 'text/plain; name="=?utf-8?B?0L7RgtCy0LXRgi5pY3M=?="',
    "text/calendar; charset=utf-8; method=REQUEST", "text/calendar; method=CANCEL",
])
def test_the_method_comes_from_the_calendar_whatever_the_header_says(type_: str) -> None:
    """Missing, broken or other content types (case 43)."""
    assert isinstance(heard(answer(type=type_)), Reply)


def test_without_any_method_one_answered_attendee_of_our_event_is_a_reply() -> None:
    """METHOD neither in the text nor in the header."""
    assert isinstance(heard(answer(calendar(method=""), type="text/calendar")), Reply)


def test_a_published_file_is_a_letter_with_an_attachment() -> None:
    """Somebody's schedule is no answer."""
    result = heard(answer(calendar(method="PUBLISH", uid="1@soiro.example"), type="text/calendar"))
    assert isinstance(result, Human)
    assert result.attachments[0].name == "event.ics"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
@pytest.mark.parametrize("label", ["{0}", "unknown-8bit", ""])
def test_a_comment_is_readable_in_any_charset(charset: str, label: str) -> None:
    """With the label, without, with a nonsense one: «Приду вовремя», never U+FFFD (case 44)."""
    text = calendar(more="COMMENT:Приду вовремя\n").replace("\n", "\r\n").encode(charset)
    named = f"; charset={label.format(charset)}" if label else ""
    raw = answer(base64.encodebytes(text), type=f"text/calendar; method=REPLY{named}", headers="Content-Transfer-Encoding: base64\n")
    result = heard(raw)
    assert isinstance(result, Reply)
    assert result.comment == "Приду вовремя"


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("mangle", [
    lambda text: text.replace("\n", "\r\r\n"), lambda text: text.replace("\n", "\r"),
    lambda text: text, lambda text: "\ufeff" + text,
    lambda text: "\n\n" + text, lambda text: text + text, lambda text: text.replace("UID", "\n\nUID"),
    lambda text: text.removesuffix("END:VCALENDAR\n"), lambda text: text.replace("VERSION:2.0", "this is no property"),
    lambda text: text.replace("UID:", " \nUID:"), lambda text: text.replace("UID:", "this is no property\nUID:"),
])
def test_broken_lines_are_survived(mangle, encoded: bool) -> None:  # type: ignore[no-untyped-def]
    """Doubled CR, lone CR, lone LF, BOM, blank lines, two calendars, a missing end (case 45); in base64 no mailer mends them on the way."""
    text = mangle(calendar()).encode()
    result = heard(answer(base64.encodebytes(text), headers="Content-Transfer-Encoding: base64\n") if encoded else answer(text))
    assert isinstance(result, Reply)
    assert (result.uid, result.attendee) == (UID, "anna@school1.example")


@pytest.mark.parametrize("line", [
    "ATTENDEE;CN=Иванова, Анна: школа;PARTSTAT=ACCEPTED:mailto:anna@school1.example",
    "ATTENDEE;CN=Анна mailto:evil@x.example;PARTSTAT=ACCEPTED:mailto:anna@school1.example",
    'ATTENDEE;CN="Иванова: школа";PARTSTAT=ACCEPTED:mailto:anna@school1.example',
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Анна\\, \\; x:mailto:anna@school1.example",
    "ATTENDEE;CN=Иванова, Анна: школа;PARTSTAT=ACCEPTED:mailto:anna@school1.example\n«это не свойство»",
])
def test_an_unquoted_name_never_makes_a_wrong_address(line: str) -> None:
    """ACCEPTED for the right person, or nothing (case 46)."""
    result = heard(answer(calendar(attendee=line)))
    assert isinstance(result, Reply)
    assert (result.attendee, result.partstat) == ("anna@school1.example", Partstat.ACCEPTED)


@pytest.mark.parametrize("value", ["urn:uuid:8F5C2A11-2C4B-4D8E-9C0B-3F6E6B7E1D20", "/aMTIzNDU2/principal/"])
def test_who_is_named_by_an_account_is_known_by_her_address(value: str) -> None:
    """Apple's servers name people by their accounts, with the address beside (RFC 7986)."""
    result = heard(answer(calendar(attendee=f"ATTENDEE;CN=Анна;EMAIL=anna@school1.example;PARTSTAT=ACCEPTED:{value}")))
    assert isinstance(result, Reply)
    assert (result.attendee, result.partstat) == ("anna@school1.example", Partstat.ACCEPTED)


@pytest.mark.parametrize("line", ["ATTENDEE;PARTSTAT=ACCEPTED:anna", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b@c", "X-A:1",
                                  "ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:1"])
def test_an_answer_of_nobody_is_left_to_the_coordinator(line: str) -> None:
    """No address, no status."""
    assert isinstance(heard(answer(calendar(attendee=line))), Unread)


def test_of_several_attendees_only_the_sender_speaks() -> None:
    """Some clients return the whole list."""
    both = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:boris@school2.example\nATTENDEE;PARTSTAT=DECLINED:mailto:anna@school1.example"
    result = heard(answer(calendar(attendee=both)))
    assert isinstance(result, Reply)
    assert (result.attendee, result.partstat) == ("anna@school1.example", Partstat.DECLINED)
    assert isinstance(heard(answer(calendar(attendee=both), sender="x@y.example")), Unread)


@pytest.mark.parametrize(("zone", "expected"), [
    ("DTSTART;TZID=Russian Standard Time:20201119T143000", datetime(2020, 11, 19, 11, 30, tzinfo=UTC)),
    ("DTSTART;TZID=Europe/Moscow:20201119T143000", datetime(2020, 11, 19, 11, 30, tzinfo=UTC)),
    ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Moscow:20201119T143000", datetime(2020, 11, 19, 11, 30, tzinfo=UTC)),
    ("DTSTART:20201119T113000Z", datetime(2020, 11, 19, 11, 30, tzinfo=UTC)),
    ("DTSTART;VALUE=DATE:20201119", date(2020, 11, 19)),
    ("DTSTART:20201119T143000", None),
    ("DTSTART;TZID=Мой пояс:20201119T143000", None),
    ("DTSTART;TZID=../../etc/passwd:20201119T143000", None),
    ("DTSTART:20201399T999999Z", None),
])
def test_a_counter_has_its_hour_or_none(zone: str, expected: datetime | date | None) -> None:
    """A time whose zone is unknown is not guessed (cases 42, 49)."""
    result = heard(answer(calendar(method="COUNTER", more=f"{zone}\n")))
    assert isinstance(result, Counter)
    assert result.start == expected


def test_a_message_cannot_teach_a_zone_to_the_next() -> None:
    """A hostile VTIMEZONE of a known name changes no hour, here or later."""
    zone = ("BEGIN:VTIMEZONE\nTZID:Russian Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\n"
            "TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT")
    text = calendar(method="COUNTER", more="DTSTART;TZID=Russian Standard Time:20201119T143000\n")
    for raw in (text.replace("BEGIN:VEVENT", zone, 1), text):
        result = heard(answer(raw))
        assert isinstance(result, Counter)
        assert result.start == datetime(2020, 11, 19, 11, 30, tzinfo=UTC)


def test_a_zone_of_its_own_with_one_offset_is_used() -> None:
    """«(UTC+03:00) Москва» with its VTIMEZONE."""
    zone = ("BEGIN:VTIMEZONE\nTZID:(UTC+03:00) Москва\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0300\n"
            "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT")
    text = calendar(method="COUNTER", more="DTSTART;TZID=(UTC+03:00) Москва:20201119T143000\nDURATION:PT90M\n")
    result = heard(answer(text.replace("BEGIN:VEVENT", zone, 1)))
    assert isinstance(result, Counter)
    assert (result.start, result.end) == (datetime(2020, 11, 19, 11, 30, tzinfo=UTC), datetime(2020, 11, 19, 13, 0, tzinfo=UTC))


def test_delegation_names_the_other() -> None:
    """PARTSTAT=DELEGATED with DELEGATED-TO (case 49b)."""
    line = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:boris@school2.example":mailto:anna@school1.example'
    result = heard(answer(calendar(attendee=line)))
    assert isinstance(result, Reply)
    assert result.delegated_to == "boris@school2.example"


def test_a_line_sent_by_somebody_else_is_marked() -> None:
    """SENT-BY another person (attack row 24)."""
    line = 'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:boris@school2.example":mailto:anna@school1.example'
    result = heard(answer(calendar(attendee=line)))
    assert isinstance(result, Reply)
    assert not result.trusted_line


def test_refresh_is_a_request_for_the_state() -> None:
    """With an attendee or only a sender (case 50)."""
    result = heard(answer(calendar(method="REFRESH", attendee="X-A:1")))
    assert isinstance(result, Refresh)
    assert (result.uid, result.attendee) == (UID, "anna@school1.example")


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <x.example>",
                                    "X-Loop: x", "Return-Path: <>"])
def test_a_machine_that_asks_for_the_state_is_a_machine_and_one_that_answers_for_a_person_is_heard(header: str) -> None:
    """REFRESH is the one mail that is answered by itself, also under a mail of ours; calendars say of their REPLY that they wrote it."""
    headers = f"{header}\nIn-Reply-To: <a@cdo.example>\n"
    assert isinstance(heard(answer(calendar(method="REFRESH"), headers=headers)), AutoReply)
    assert isinstance(heard(answer(headers=headers)), Reply)


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Auto-Response-Suppress: OOF", "In-Reply-To: <a@cdo.example>"])
def test_a_person_may_ask_for_the_state(header: str) -> None:
    """What people's mail programs write of themselves."""
    assert isinstance(heard(answer(calendar(method="REFRESH"), headers=f"{header}\n")), Refresh)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "ADD", "DECLINECOUNTER"])
def test_a_strangers_calendar_is_never_a_change(method: str) -> None:
    """CANCEL or REQUEST with our UID (case 53)."""
    result = heard(answer(calendar(method=method)))
    assert isinstance(result, ForeignCalendar)
    assert (result.method, result.uid) == (method, UID)


def test_what_the_coordinator_forwards_is_her_attachment() -> None:
    """An invitation of СОИРО in her mail is a schedule entry to look at."""
    result = heard(answer(calendar(method="REQUEST", uid="1@soiro.example"), sender="coordinator@cdo.example"))
    assert isinstance(result, Human)
    assert result.attachments[0].data is not None


def test_a_calendar_inside_a_forwarded_mail_is_nobodys_answer() -> None:
    """Only the sender's own parts speak."""
    inner = answer(calendar()).decode()
    raw = ("From: boris@school2.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nсмотрите\r\n--b\r\n"
           f"Content-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n").encode()
    assert isinstance(heard(raw), Human)


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR\nMETHOD:REPLY\n", "", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "\0" * 100,
    "BEGIN:VEVENT\n" * 4000,
                                  "BEGIN:VCALENDAR\n" + "BEGIN:VALARM\n" * 5000])
def test_a_broken_reply_is_told(text: str) -> None:
    """Labelled REPLY but unreadable: «не прочитан», in little time."""
    result = heard(answer(text.encode()))
    assert isinstance(result, Unread)


def test_a_sequence_that_is_no_number_is_the_first() -> None:
    """RFC 5545: absent means 0."""
    found = read_calendar(calendar(sequence="9" * 400))
    assert found is not None
    assert found.sequence == 0


def test_an_answer_to_nothing_or_in_words_of_its_own_is_told() -> None:
    """No UID; a PARTSTAT that RFC 5545 does not know."""
    for text, words in ((calendar(uid=""), "идентификатора"), (calendar(attendee="ATTENDEE;PARTSTAT=MAYBE:mailto:anna@school1.example"), "MAYBE")):
        result = heard(answer(text))
        assert isinstance(result, Unread)
        assert words in result.reason


@pytest.mark.parametrize(("second", "read"), [("ACCEPTED", Reply), ("DECLINED", Unread)])
def test_an_attendee_listed_twice_speaks_once_where_both_lines_agree(second: str, read: type) -> None:
    """A program that adds its own line to the one it found."""
    line = "ATTENDEE;PARTSTAT={}:mailto:anna@school1.example"
    assert isinstance(heard(answer(calendar(attendee=f"{line.format('ACCEPTED')}\n{line.format(second)}"))), read)
