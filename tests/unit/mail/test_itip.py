"""The calendar object (invitations.md 19-31)."""

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import gettz
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.parser import Contentline

from notifier.core.clean import clean_line, clean_text
from notifier.core.itip import BadEvent, attendee_line, calendar, fold
from notifier.model.event import Event, Status
from notifier.model.person import Mailbox

MOSCOW = ZoneInfo("Europe/Moscow")
ORGANIZER = Mailbox("gmo@cdo.example", "ГМО школьных библиотекарей Смоленска")
ANNA = Mailbox("anna@school.example", "Иванова Анна")
MEETING = Event(
    uid="teor-2.2026-2027@cdo.example",
    key="teor-2",
    item="teor-2",
    title="Заседание",
    start=datetime(2026, 11, 17, 14, tzinfo=MOSCOW),
    end=datetime(2026, 11, 17, 15, 30, tzinfo=MOSCOW),
)
STAMP = datetime(2026, 10, 20, 10, tzinfo=MOSCOW)
LOCAL = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9^-]{1,20}){0,2}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z0-9]{1,20}(\.[a-z0-9-]{1,20}){0,3}\.example", fullmatch=True)


def ics(
    event: Event = MEETING,
    *,
    method: str = "REQUEST",
    attendee: Mailbox | None = ANNA,
    sequence: int = 0,
    summary: str = "Заседание",
    description: str = "",
    location: str = "",
    url: str = "",
) -> bytes:
    return calendar(
        event,
        method=method,
        sequence=sequence,
        stamp=STAMP,
        modified=STAMP,
        organizer=ORGANIZER,
        attendee=attendee,
        summary=summary,
        description=description,
        location=location,
        url=url,
    )


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_a_request_has_every_property_once() -> None:
    """invitations.md 19: and nothing is left out that clients ask for."""
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(ics(description="д", location="м", url="https://x.example/"))]
    for name in (
        "PRODID",
        "VERSION",
        "METHOD",
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "ORGANIZER",
        "ATTENDEE",
        "STATUS",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "TRANSP",
        "CLASS",
    ):
        assert names.count(name) == 1, name
    assert names.count("BEGIN") == 2
    assert "RRULE" not in names


def test_the_recipient_is_asked_to_answer() -> None:
    """invitations.md 20: role, type, no answer yet, and a wish for one."""
    line = next(line for line in unfolded(ics()) if line.startswith("ATTENDEE"))
    assert line == (
        'ATTENDEE;CN="Иванова Анна";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:anna@school.example'
    )


def test_a_cancellation_asks_for_nothing() -> None:
    """invitations.md 37: METHOD and STATUS say so, the attendee is named, no answer is wanted."""
    lines = unfolded(ics(method="CANCEL", sequence=3))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines
    assert "SEQUENCE:3" in lines
    attendee = next(line for line in lines if line.startswith("ATTENDEE"))
    assert "RSVP" not in attendee
    assert attendee.endswith("mailto:anna@school.example")


def test_times_are_utc_and_need_no_zone() -> None:
    """invitations.md 26."""
    lines = unfolded(ics())
    assert "DTSTART:20261117T110000Z" in lines
    assert "DTEND:20261117T123000Z" in lines
    assert "DTSTAMP:20261020T070000Z" in lines
    assert not any("TZID" in line or "VTIMEZONE" in line for line in lines)


@pytest.mark.parametrize("host", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_host_s_zone_changes_nothing(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """invitations.md 27."""
    before = ics()
    monkeypatch.setenv("TZ", host)
    time.tzset()
    try:
        assert ics() == before
    finally:
        monkeypatch.undo()
        os.environ.pop("TZ", None)
        time.tzset()


@pytest.mark.parametrize(("last", "end"), [(17, "20261118"), (18, "20261119")])
def test_whole_days_end_exclusively(last: int, end: str) -> None:
    """invitations.md 28: dates without hours, the end is the day after, the day stays free."""
    lines = unfolded(ics(replace(MEETING, start=date(2026, 11, 17), end=date(2026, 11, last))))
    assert "DTSTART;VALUE=DATE:20261117" in lines
    assert f"DTEND;VALUE=DATE:{end}" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE" in lines


def test_a_tentative_meeting_says_so() -> None:
    """invitations.md 30."""
    assert "STATUS:TENTATIVE" in unfolded(ics(replace(MEETING, status=Status.TENTATIVE)))


@pytest.mark.parametrize(
    "event",
    [
        replace(MEETING, end=MEETING.start),
        replace(MEETING, end=MEETING.start - timedelta(hours=1)),
        replace(MEETING, start=datetime(2026, 11, 17, 14), end=datetime(2026, 11, 17, 15)),  # noqa: DTZ001 - the mistake
        replace(MEETING, end=date(2026, 11, 18)),
        replace(MEETING, start=date(2026, 11, 18), end=date(2026, 11, 17)),
    ],
)
def test_an_impossible_event_is_refused(event: Event) -> None:
    """invitations.md 31: no end before the start, no time without a zone, no half a day."""
    with pytest.raises(BadEvent):
        ics(event)


def test_publishing_names_nobody() -> None:
    """A feed or preview has no attendee, an invitation has one (RFC 5546 section 3.2.1)."""
    assert b"ATTENDEE" not in ics(method="PUBLISH", attendee=None)
    with pytest.raises(BadEvent):
        ics(method="REQUEST", attendee=None)
    with pytest.raises(BadEvent):
        ics(method="PUBLISH")


@pytest.mark.parametrize("sign", [",", ";", "\n"])
@pytest.mark.parametrize("before", [56, 57])
def test_no_line_ends_in_the_middle_of_an_escape(sign: str, before: int) -> None:
    """invitations.md 25: a reader that unescapes line by line, before it unfolds, gets the same text."""
    text = "x" * before + sign * 40
    line = next(line for line in ics(description=text).replace(b"\r\n ", b"\0").split(b"\r\n") if line.startswith(b"DESCRIPTION"))
    pieces = line.decode().split("\0")
    assert len(pieces) > 1
    assert not [piece for piece in pieces if piece.endswith("\\")]


@pytest.mark.parametrize("text", ["a;b,c\\d", "строка\nвторая", "https://x.example/?a=1;b=2,3", 'кавычки " и ^', "x" * 300, "Ж" * 400])
def test_texts_read_back_exactly(text: str) -> None:
    """invitations.md 24-25: escaping and folding are undone by a parser."""
    event = Calendar.from_ical(ics(summary=text.replace("\n", " "), description=text)).walk("VEVENT")[0]
    assert str(event["DESCRIPTION"]) == text
    assert str(event["SUMMARY"]) == text.replace("\n", " ")


@example("a\x00b\x07c\x0bd\u2028e\u202ef\u200b")
@given(st.text(max_size=150))
def test_any_text_stays_in_its_property(text: str) -> None:
    """invitations.md 24b, 25: whatever stands in a title, there is one event, no control character and no line over 75 octets."""
    data = ics(summary=clean_line(text), description=clean_text(text), location=clean_line(text), attendee=Mailbox("a@b.example", text))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert not any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029\u202e" for line in unfolded(data) for char in line)
    vevent = Calendar.from_ical(data).walk("VEVENT")[0]
    assert str(vevent["ATTENDEE"]) == "mailto:a@b.example"
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(data)]
    assert set(names) - {""} <= {
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "METHOD",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DTSTAMP",
        "UID",
        "SEQUENCE",
        "ATTENDEE",
        "CLASS",
        "DESCRIPTION",
        "LAST-MODIFIED",
        "LOCATION",
        "ORGANIZER",
        "STATUS",
        "TRANSP",
        "X-MICROSOFT-CDO-ALLDAYEVENT",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "X-MICROSOFT-CDO-INTENDEDSTATUS",
    }


@pytest.mark.parametrize("name", ['a,b;c:d "e" ^f', "Иванова, Анна: школа", "перенос\nстроки", "back\\slash"])
def test_common_names_are_always_quoted(name: str) -> None:
    """invitations.md 23: in quotes, without quotes, carets and backslashes inside; the address stays right."""
    line = next(line for line in unfolded(ics(attendee=Mailbox("a@b.example", name))) if line.startswith("ATTENDEE"))
    cn = line.split('"')[1]
    assert line.startswith(f'ATTENDEE;CN="{cn}";')
    assert not set(cn) & set('"^\\\n')
    assert str(Calendar.from_ical(ics(attendee=Mailbox("a@b.example", name))).walk("VEVENT")[0]["ATTENDEE"]) == "mailto:a@b.example"


def test_the_organizer_is_one_bare_mailbox() -> None:
    """invitations.md 22c: no SENT-BY."""
    line = next(line for line in unfolded(ics()) if line.startswith("ORGANIZER"))
    assert line == 'ORGANIZER;CN="ГМО школьных библиотекарей Смоленска":mailto:gmo@cdo.example'


@pytest.mark.parametrize("bad", ["", "anna", "a@b.example\r\nX-EVIL:1", "a b@c.example", "<a@b.example>"])
def test_what_is_no_address_is_no_attendee(bad: str) -> None:
    """Nothing gets into the calendar with an address."""
    with pytest.raises(BadEvent):
        ics(attendee=Mailbox(bad))


@given(st.text(alphabet=st.one_of(st.sampled_from("aЖ💩\\^"), st.characters(exclude_characters="\n", exclude_categories=("Cs",))), max_size=300))
def test_a_line_is_folded_as_the_library_folds_it(text: str) -> None:
    """Between characters, and never behind an escape."""
    assert fold(text) == Contentline(text).to_ical() + b"\r\n"


@given(name=st.text(max_size=80), local=LOCAL, domain=DOMAIN, cancelled=st.booleans())
def test_the_attendee_line_alone_equals_the_library_s(name: str, local: str, domain: str, cancelled: bool) -> None:
    """What is filled into a finished calendar is byte for byte what icalendar writes, folds included."""
    mailbox = Mailbox(f"{local}@{domain}", name)
    assert attendee_line(mailbox, cancelled=cancelled) in ics(method="CANCEL" if cancelled else "REQUEST", attendee=mailbox)


def test_a_foreign_zone_object_gives_the_same_instant() -> None:
    """Any tzinfo will do, dateutil's as well."""
    other = replace(MEETING, start=MEETING.start.astimezone(gettz("Asia/Tokyo")), end=MEETING.end.astimezone(UTC))  # type: ignore[union-attr]
    assert ics(other) == ics()
