"""Schedules of others as iCalendar files."""

import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from notifier.edges.feeds import fetch
from notifier.edges.feeds.zones import plainly
from notifier.model.decision import Entry
from notifier.model.problem import Problem
from notifier.model.settings import ScheduleSource

NOW = datetime(2020, 9, 1, 7, tzinfo=UTC)


def read(tmp_path: Path, body: str, *, head: str = "", now: datetime = NOW,
         zone: str = "Europe/Moscow") -> tuple[list[Entry], list[Problem]]:
    """Fetch a calendar with these components."""
    file = tmp_path / "f.ics"
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//RU\n{head}{body}END:VCALENDAR\n"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    return fetch(ScheduleSource(item="povy-3", name="РШБА", source=str(file), timezone=zone), tmp_path / "feeds", now)


def event(*rows: str, uid: str = "a@rshba", title: str = "Вебинар") -> str:
    """One VEVENT."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20200901T000000Z", f"SUMMARY:{title}", *rows, "END:VEVENT", ""])


def starts(entries: list[Entry]) -> list[str]:
    """When they begin, as local wall-clock text."""
    return [entry.when if isinstance(entry.when, str) else f"{entry.when:%d.%m %H:%M}" for entry in entries]


@pytest.mark.parametrize("start", ["DTSTART:20201001T090000Z", "DTSTART;TZID=Europe/Moscow:20201001T120000", "DTSTART:20201001T120000",
                                   "DTSTART;TZID=Russian Standard Time:20201001T120000", "DTSTART;TZID=Asia/Yekaterinburg:20201001T140000",
                                   "DTSTART;TZID=Ekaterinburg Standard Time:20201001T140000"])
def test_every_zone_comes_out_as_local_time(tmp_path: Path, start: str) -> None:
    """UTC, IANA names, Windows names, floating hours: 12:00 in Moscow is 12:00."""
    [entry], problems = read(tmp_path, event(start, "DURATION:PT90M", "LOCATION:онлайн", "URL:https://rshba.example/w"))
    assert problems == []
    assert entry == Entry("povy-3", "Вебинар", datetime(2020, 10, 1, 12, tzinfo=ZoneInfo("Europe/Moscow")), "a@rshba",
                          until=datetime(2020, 10, 1, 13, 30, tzinfo=ZoneInfo("Europe/Moscow")), place="онлайн",
                          link="https://rshba.example/w", schedule="РШБА", approved=False, file=str(tmp_path / "f.ics"))
    assert isinstance(entry.when, datetime)
    assert entry.when.hour == 12


def test_the_calendars_own_zone_is_meant_for_floating_hours(tmp_path: Path) -> None:
    """Google writes X-WR-TIMEZONE; and another installation's zone gets other hours."""
    entries, _ = read(tmp_path, event("DTSTART:20201001T140000"), head="X-WR-TIMEZONE:Asia/Yekaterinburg\n")
    assert starts(entries) == ["01.10 12:00"]
    entries, _ = read(tmp_path, event("DTSTART:20201001T090000Z"), zone="Asia/Yekaterinburg")
    assert starts(entries) == ["01.10 14:00"]


@pytest.mark.parametrize("zone", ["Asia/Yekaterinburg", '"(UTC+05:00) Екатеринбург"', "America/Denver"])
def test_a_day_has_no_zone(tmp_path: Path, zone: str) -> None:
    """«DTSTART;TZID=…;VALUE=DATE» was the midnight of that zone: in Moscow an evening of the day before."""
    one, problems = read(tmp_path, event(f"DTSTART;TZID={zone};VALUE=DATE:20201015", f"DTEND;VALUE=DATE;TZID={zone}:20201017"))
    assert problems == []
    assert [(entry.when, entry.until, entry.all_day) for entry in one] == [("15.10.2020", "16.10.2020", True)]
    series, _ = read(tmp_path, event(f"DTSTART;VALUE=DATE;TZID={zone}:20201015", "RRULE:FREQ=WEEKLY;COUNT=3",
                                     f"EXDATE;TZID={zone};VALUE=DATE:20201022"))
    assert starts(series) == ["15.10.2020", "29.10.2020"]


def test_days_in_zones_of_endless_names_are_looked_through_in_no_time() -> None:
    """Lines of 350 signs that are nearly such a day: five seconds a schedule."""
    text = "\n".join(["DTSTART;TZID=" + "a" * 150 + ";" * 200] * 12_000)
    begun = time.monotonic()
    assert plainly(text) == text
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(("own", "floating"), [("Ekaterinburg Standard Time", "01.10 12:00"), ("", "01.10 14:00"), ("Урал", None)])
def test_the_calendars_own_zone_stands_in_no_other_hours_way(tmp_path: Path, own: str, floating: str | None) -> None:
    """A name of Windows, none, one that nobody knows: all events were lost for it."""
    body = event("DTSTART:20201002T090000Z") + event("DTSTART:20201001T140000", uid="b@rshba")
    entries, problems = read(tmp_path, body, head=f"X-WR-TIMEZONE:{own}\n")
    assert starts(entries) == ([floating] if floating else []) + ["02.10 12:00"]
    assert ["«Урал» неизвестен" in problem.text for problem in problems] == ([] if floating else [True])


def test_a_zone_that_can_not_be_read_is_unknown(tmp_path: Path) -> None:
    """With words that no zone has, or a day among its changes: the whole calendar was refused for it."""
    zone = ("BEGIN:VTIMEZONE\nTZID:Наша\nTZID-ALIAS-OF:Europe/Moscow\nBEGIN:STANDARD\nDTSTART:20100101T000000\nTZOFFSETFROM:+0300\n"
            "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n")
    entries, problems = read(tmp_path, zone + event("DTSTART;TZID=Наша:20201001T120000") + event("DTSTART:20201002T090000Z", uid="b@rshba"))
    assert starts(entries) == ["02.10 12:00"]
    assert [problem.text for problem in problems] == [
        "Расписание «РШБА»: событие «Вебинар» пропущено: часовой пояс «Наша» неизвестен."]


def test_a_rule_of_another_language_is_told(tmp_path: Path) -> None:
    """vCalendar 1.0 writes «W1 TU #10»: its first day alone was announced. A number or a line that is none takes no
    other event away, and «RRULE:» is no rule, though its event has the id that people's meeting stands under."""
    body = event("DTSTART:20201006T090000Z", "RRULE:W1 TU #10") + event("DTSTART:20201002T090000Z", "SEQUENCE:один", "ни слова", uid="b@rshba")
    entries, problems = read(tmp_path, body + event("DTSTART:20201003T090000Z", "RRULE:", uid="c@rshba"))
    assert starts(entries) == ["02.10 12:00", "03.10 12:00"]
    assert [entry.id for entry in entries] == ["b@rshba", "c@rshba#20201003"]
    assert ["правило повторения необычно" in problem.text for problem in problems] == [True]


def test_a_series_that_gets_another_hour_is_the_same_series(tmp_path: Path) -> None:
    """«По средам в 11:00» becomes «в 12:00»: people are told of a move, not of a second webinar beside the first."""
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    former, _ = read(tmp_path, event("DTSTART:20201007T080000Z", rule))
    later, _ = read(tmp_path, event("DTSTART:20201007T090000Z", rule))
    assert [entry.id for entry in former] == [entry.id for entry in later]
    assert starts(later) == ["07.10 12:00", "14.10 12:00", "21.10 12:00"]


def test_two_of_one_series_on_a_day_are_two(tmp_path: Path) -> None:
    """RDATE may name a second hour of the same day; what the first is called does not depend on it."""
    alone, _ = read(tmp_path, event("DTSTART:20201007T080000Z", "RRULE:FREQ=DAILY;COUNT=1"))
    entries, _ = read(tmp_path, event("DTSTART:20201007T080000Z", "RDATE:20201007T120000Z"))
    assert len({entry.id for entry in entries}) == 2
    assert entries[0].id == alone[0].id


def test_a_zone_of_the_files_own_is_understood(tmp_path: Path) -> None:
    """A VTIMEZONE with any name counts; without one an unknown name is told, and the event left out."""
    own = """BEGIN:VTIMEZONE
TZID:Наш пояс
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
END:VTIMEZONE
"""
    body = event("DTSTART;TZID=Наш пояс:20201001T140000")
    assert starts(read(tmp_path, own + body)[0]) == ["01.10 12:00"]
    assert starts(read(tmp_path, own.replace("+0500", "+0700") + body)[0]) == ["01.10 10:00"], "the other file's zone is forgotten"
    entries, [problem] = read(tmp_path, body + event("DTSTART:20201002T090000Z", uid="b"))
    assert starts(entries) == ["02.10 12:00"]
    assert problem.code == "feed-event"
    assert "часовой пояс «Наш пояс» неизвестен" in problem.text


def test_days_are_days(tmp_path: Path) -> None:
    """DTSTART as DATE: all day, the end named inclusively."""
    entries, problems = read(tmp_path, event("DTSTART;VALUE=DATE:20201105", "DTEND;VALUE=DATE:20201106", uid="1")
                             + event("DTSTART;VALUE=DATE:20201110", "DTEND;VALUE=DATE:20201113", uid="2")
                             + event("DTSTART;VALUE=DATE:20201120", uid="3"))
    assert problems == []
    assert [(entry.when, entry.until, entry.all_day) for entry in entries] == [
        ("05.11.2020", "", True), ("10.11.2020", "12.11.2020", True), ("20.11.2020", "", True)]


@pytest.mark.parametrize(("rows", "until"), [
    (("DTSTART:20201001T000000", "DTEND:20201002T000000"), ""), (("DTSTART:20201001T000000", "DTEND:20201001T235900"), ""),
    (("DTSTART:20200930T210000Z", "DTEND:20201002T205959Z"), "02.10.2020"), (("DTSTART:20201001T000000",), ""),
])
def test_from_midnight_to_midnight_are_whole_days(tmp_path: Path, rows: tuple[str, ...], until: str) -> None:
    """Programs that know no whole day write so; the next one is none of them."""
    [entry], _ = read(tmp_path, event(*rows))
    assert (entry.when, entry.until, entry.all_day) == ("01.10.2020", until, True)
    [night], _ = read(tmp_path, event("DTSTART:20201001T000000", "DTEND:20201001T100000"))
    assert (starts([night]), night.all_day) == (["01.10 00:00"], False)


@pytest.mark.parametrize(("rows", "why"), [
    (("DTSTART:20201001T130000", "DTEND:20201001T020000"), "окончание раньше начала"),
    (("DTSTART;VALUE=DATE:20201002", "DTEND;VALUE=DATE:20201001"), "окончание раньше начала"),
    (("DTSTART;VALUE=DATE:20201002", "DTEND:20201001T100000Z"), "дата записана с ошибкой"),
])
def test_an_end_before_the_beginning_is_told(tmp_path: Path, rows: tuple[str, ...], why: str) -> None:
    """«13:00–02:00 PM»: people would be called for two in the morning."""
    entries, [problem] = read(tmp_path, event(*rows))
    assert entries == []
    assert why in problem.text
    assert starts(read(tmp_path, event("DTSTART:20201001T100000Z", "DTEND:20201001T120000"))[0]) == ["01.10 13:00"]


def test_an_emptied_calendar_lacks_no_columns(tmp_path: Path) -> None:
    """Whoever exports it anew needs other advice than whoever heads a table."""
    file = tmp_path / "f.ics"
    file.write_bytes(b"")
    entries, [problem] = fetch(ScheduleSource(item="povy-3", name="РШБА", source=str(file)), tmp_path / "feeds", NOW)
    assert (entries, problem.code) == ([], "bad-calendar")


def test_recurrences_unfold_within_the_school_year(tmp_path: Path) -> None:
    """Each occurrence has an id that survives its being moved; exceptions are obeyed; nothing beyond 31 August."""
    series = event("DTSTART;TZID=Europe/Moscow:20201001T120000", "RRULE:FREQ=MONTHLY;BYDAY=1TH",
                   "EXDATE;TZID=Europe/Moscow:20201203T120000")
    moved = event("RECURRENCE-ID;TZID=Europe/Moscow:20201105T120000", "DTSTART;TZID=Europe/Moscow:20201106T150000",
                  title="Перенесённый")
    entries, problems = read(tmp_path, series + moved)
    assert problems == []
    assert starts(entries) == ["01.10 12:00", "06.11 15:00", "07.01 12:00", "04.02 12:00", "04.03 12:00", "01.04 12:00", "06.05 12:00",
                               "03.06 12:00", "01.07 12:00", "05.08 12:00"]
    assert [(entry.id, entry.title) for entry in entries[:2]] == [("a@rshba#20201001", "Вебинар"),
                                                                  ("a@rshba#20201105", "Перенесённый")]
    unmoved, _ = read(tmp_path, series)
    assert {entry.id for entry in unmoved} == {entry.id for entry in entries}


@pytest.mark.parametrize("named", [";VALUE=DATE:20201008", ":20201008T070000Z", ":20201008T120000", ";TZID=Asia/Yekaterinburg:20201008T140000"])
def test_an_exception_is_its_day_s_whatever_hour_it_names(tmp_path: Path, named: str) -> None:
    """A day alone, or the hour before the series was moved; the event of that day would be told beside it."""
    series = event("DTSTART;TZID=Europe/Moscow:20201001T120000", "RRULE:FREQ=WEEKLY;COUNT=3")
    entries, problems = read(tmp_path, series + event(f"RECURRENCE-ID{named}", "DTSTART:20201009T120000Z"))
    assert problems == []
    assert starts(entries) == ["01.10 12:00", "09.10 15:00", "15.10 12:00"]
    assert [entry.id for entry in entries] == ["a@rshba#20201001", "a@rshba#20201008", "a@rshba#20201015"]
    entries, _ = read(tmp_path, series + event(f"RECURRENCE-ID;RANGE=THISANDFUTURE{named}", "DTSTART:20201008T120000Z"))
    assert starts(entries) == ["01.10 12:00", "08.10 15:00", "15.10 15:00"]
    assert [entry.id for entry in entries] == ["a@rshba#20201001", "a@rshba#20201008", "a@rshba#20201015"]


@pytest.mark.parametrize("named", [";VALUE=DATE:20201008", ":20201008T090000Z", ";TZID=Europe/Moscow:20201008T000000", ":20201007T210000Z",
                                   ";TZID=Europe/Moscow:20201008T110000", ":20201008T120000,99991231T230000Z"])
def test_a_day_left_out_is_left_out_whatever_hour_it_names(tmp_path: Path, named: str) -> None:
    """Midnight, as some programs write, or the hour before the series was moved: people were told of a hot line that is not held."""
    entries, problems = read(tmp_path, event("DTSTART;TZID=Europe/Moscow:20201001T120000", "RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE{named}"))
    assert (starts(entries), problems) == (["01.10 12:00", "15.10 12:00"], [])
    moved = event("RECURRENCE-ID:20201008T090000Z", "DTSTART:20201009T120000Z")
    both, _ = read(tmp_path, event("DTSTART;TZID=Europe/Moscow:20201001T120000", "RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE{named}") + moved)
    assert starts(both) == ["01.10 12:00", "09.10 15:00", "15.10 12:00"]
    days, _ = read(tmp_path, event("DTSTART;VALUE=DATE:20201001", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20201008T000000"))
    assert [entry.when for entry in days] == ["01.10.2020", "15.10.2020"]


@pytest.mark.parametrize(("rows", "told"), [
    (("DTSTART;TZID=Nowhere:20201009T150000",), "неизвестен"), (("DTSTART:20201009T120000Z", "DTEND:20201009T110000Z"), "раньше начала"),
    (("STATUS:CANCELLED",), "дата записана с ошибкой")])
def test_where_an_exception_is_lost_its_series_own_hour_holds_no_more(tmp_path: Path, rows: tuple[str, ...], told: str) -> None:
    """It was moved or called off: people were told of the hour before."""
    exception = event("RECURRENCE-ID:20201008T090000Z", *rows)
    entries, [problem] = read(tmp_path, event("DTSTART:20201001T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3") + exception)
    assert starts(entries) == ["01.10 12:00", "15.10 12:00"]
    assert told in problem.text


@pytest.mark.parametrize(("rows", "hour", "off"), [
    (("DTSTART:20201009T120000Z",), "09.10 15:00", False), (("DTSTART:20201008T090000Z", "STATUS:CANCELLED"), "08.10 12:00", True)])
def test_an_exception_without_a_title_has_its_series(tmp_path: Path, rows: tuple[str, ...], hour: str, off: bool) -> None:
    """RFC 5546 lets a cancellation name none; it was left out, and the event stood."""
    exception = event("RECURRENCE-ID:20201008T090000Z", *rows).replace("SUMMARY:Вебинар\n", "")
    entries, problems = read(tmp_path, event("DTSTART:20201001T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3") + exception)
    assert ([(entry.title, entry.cancelled is not None) for entry in entries], starts(entries), problems) == (
        [("Вебинар", False), ("Вебинар", off), ("Вебинар", False)], ["01.10 12:00", hour, "15.10 12:00"], [])


@pytest.mark.parametrize("start", [";TZID=Europe/Moscow:20201001T120000", ":20201001T120000", ":20201001T090000Z"])
def test_the_last_day_of_a_series_is_one_of_it(tmp_path: Path, start: str) -> None:
    """«UNTIL=20201015» was read as that day's midnight, and the last hot line was told to nobody."""
    entries, _ = read(tmp_path, event(f"DTSTART{start}", "RRULE:FREQ=WEEKLY;UNTIL=20201015"))
    assert starts(entries) == ["01.10 12:00", "08.10 12:00", "15.10 12:00"]


@pytest.mark.parametrize("row", ["DTSTART:99991231T230000Z", "DTSTART:00010101T000000Z", "RECURRENCE-ID:99991231T230000Z\nDTSTART:20201009T120000Z",
                                 "DTSTART:20201009T120000Z\nDTEND:99991231T230000Z"])
@pytest.mark.parametrize("zone", ["Europe/Moscow", "America/New_York"])
def test_the_end_of_time_stops_no_other_event(tmp_path: Path, row: str, zone: str) -> None:
    """No other zone can tell it."""
    entries, [problem] = read(tmp_path, event("DTSTART:20201001T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2") + event(row), zone=zone)
    assert len(entries) == 2
    assert "дата записана с ошибкой" in problem.text


def test_a_moved_single_event_keeps_its_id(tmp_path: Path) -> None:
    """The UID alone, whatever the start."""
    [before], _ = read(tmp_path, event("DTSTART:20201001T090000Z"))
    [after], _ = read(tmp_path, event("DTSTART:20201002T090000Z", "SEQUENCE:1"))
    assert before.id == after.id == "a@rshba"


def test_events_that_share_a_uid_are_each_read(tmp_path: Path) -> None:
    """A site that writes one UID into all of them: it says nothing of which is which. Of two versions the later one counts; a series
    keeps it for its exceptions."""
    line, lecture = event("DTSTART:20201001T090000Z", title="Линия"), event("DTSTART:20201002T090000Z", title="Лекция")
    other = event("DTSTART:20201008T090000Z", title="Линия")
    entries, problems = read(tmp_path, line + lecture + other + line)
    assert problems == []
    assert [(entry.title, entry.id) for entry in entries] == [("Линия", ""), ("Лекция", ""), ("Линия", "")]
    off, _ = read(tmp_path, line + event("DTSTART:20201001T090000Z", "STATUS:CANCELLED", title="Линия"))
    assert [entry.cancelled is None for entry in off] == [True, False]
    [newer], _ = read(tmp_path, line + event("DTSTART:20201002T090000Z", "SEQUENCE:1", title="Линия"))
    assert (newer.id, starts([newer])) == ("a@rshba", ["02.10 12:00"])
    series = event("DTSTART:20201001T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2", title="Линия")
    entries, _ = read(tmp_path, lecture + series + event("RECURRENCE-ID:20201008T090000Z", "DTSTART:20201009T090000Z", title="Линия"))
    assert list(zip(starts(entries), [entry.id for entry in entries], strict=True)) == [
        ("01.10 12:00", "a@rshba#20201001"), ("02.10 12:00", ""), ("09.10 12:00", "a@rshba#20201008")]


@pytest.mark.parametrize(("row", "head"), [("STATUS:CANCELLED", ""), ("STATUS:cancelled", ""), ("SEQUENCE:2", "METHOD:CANCEL\n")])
def test_a_cancelled_event_says_so(tmp_path: Path, row: str, head: str) -> None:
    """STATUS or METHOD; one cancelled occurrence of a series does not cancel the others."""
    [entry], _ = read(tmp_path, event("DTSTART:20201001T090000Z", row), head=head)
    assert entry.cancelled == "отменено организатором (РШБА)"
    if not head:
        entries, _ = read(tmp_path, event("DTSTART:20201001T090000Z", "RRULE:FREQ=DAILY;COUNT=3")
                          + event("RECURRENCE-ID:20201002T090000Z", "DTSTART:20201002T090000Z", row))
        assert [entry.cancelled is not None for entry in entries] == [False, True, False]


def test_what_is_long_over_is_left_out(tmp_path: Path) -> None:
    """A feed of ten years does not become three hundred questions; what runs now and next year's from July on stay."""
    body = (event("DTSTART:20200910T090000Z", uid="past") + event("DTSTART;VALUE=DATE:20201001", "DTEND;VALUE=DATE:20201201", uid="runs")
            + event("DTSTART:20210910T090000Z", uid="next") + event("DTSTART:20120910T090000Z", uid="old"))
    assert [entry.id for entry in read(tmp_path, body, now=datetime(2020, 10, 15, tzinfo=UTC))[0]] == ["runs"]
    assert [entry.id for entry in read(tmp_path, body, now=datetime(2021, 7, 15, tzinfo=UTC))[0]] == ["next"]


def test_links_places_and_descriptions(tmp_path: Path) -> None:
    """LOCATION is often the link; CONFERENCE counts; markup and controls go."""
    entries, _ = read(tmp_path, event("DTSTART:20201001T090000Z", "LOCATION:https://zoom.example/1",
                                      "DESCRIPTION:<b>Код</b>: 5\\n=?utf-8?", uid="1")
                      + event("DTSTART:20201002T090000Z", "CONFERENCE;VALUE=URI:https://meet.example/2", "LOCATION:зал", uid="2")
                      + event("DTSTART:20201003T090000Z", "URL:javascript:alert(1)", uid="3", title="а\u202eб"))
    assert [(entry.place, entry.link, entry.note, entry.title) for entry in entries] == [
        ("", "https://zoom.example/1", "Код : 5 = ?utf-8?", "Вебинар"),
        ("зал", "https://meet.example/2", "", "Вебинар"), ("", "", "", "аб")]


def test_a_fold_inside_a_letter_is_undone(tmp_path: Path) -> None:
    """RFC 5545 section 3.1: some programs fold between the two bytes of a letter; the file was refused as no UTF-8."""
    file = tmp_path / "f.ics"
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event('DTSTART:20201001T090000Z')}END:VCALENDAR\n"
    file.write_bytes(text.encode().replace("н".encode(), b"\xd0\r\n \xbd"))
    [entry], problems = fetch(ScheduleSource(item="povy-3", name="РШБА", source=str(file)), tmp_path / "feeds", NOW)
    assert (entry.title, problems) == ("Вебинар", [])


@pytest.mark.parametrize("rows", [("DTSTART:завтра",), (), ("DTSTART:20201001T090000Z", "RRULE:FREQ=SECONDLY"),
                                  ("DTSTART:20201001T090000Z", "RRULE:FREQ=MINUTELY;INTERVAL=5"),
                                  ("DTSTART:20201001T090000Z", "RRULE:FREQ=ИНОГДА"), ("DTSTART:20201001T090000Z", "DTEND:потом")])
def test_an_event_that_is_not_understood_stops_no_other(tmp_path: Path, rows: tuple[str, ...]) -> None:
    """It is named and left out."""
    entries, [problem] = read(tmp_path, event(*rows, uid="bad", title="Плохое") + event("DTSTART:20201001T090000Z"))
    assert [entry.id for entry in entries] == ["a@rshba"]
    assert (problem.code, problem.item) == ("feed-event", "povy-3")
    assert "«Плохое» пропущено" in problem.text


@pytest.mark.parametrize("rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;COUNT=1000000000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
                                  "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                  "FREQ=DAILY;INTERVAL=1000000000000", "FREQ=DAILY;UNTIL=99991231T000000Z", "FREQ=DAILY;BYHOUR=1,2,3",
                                  "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO;WKST=SU", "FREQ=DAILY;INTERVAL=7;BYDAY=MO"])
def test_endless_rules_end(tmp_path: Path, rule: str) -> None:
    """Bounded in time and in number, whatever the rule."""
    begun = time.process_time()
    entries, _ = read(tmp_path, event("DTSTART:19700101T090000Z", f"RRULE:{rule}", uid="bad") + event("DTSTART:20201001T090000Z"))
    assert "a@rshba" in [entry.id for entry in entries]
    assert len(entries) <= 367
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYHOUR=1,2",
                                  "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"])
def test_a_zone_that_changes_without_end_is_unknown(tmp_path: Path, rule: str) -> None:
    """A zone's changes are counted out since 1970: only those of once a year are, or one event would stop the service for good."""
    zone = f"""BEGIN:VTIMEZONE
TZID:Наш пояс
BEGIN:STANDARD
DTSTART:19700101T000000
RRULE:{rule}
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
END:VTIMEZONE
"""
    begun = time.process_time()
    entries, problems = read(tmp_path, zone + event("DTSTART;TZID=Наш пояс:20201001T140000") + event("DTSTART:20201002T090000Z", uid="b"))
    assert time.process_time() - begun < 5
    plain = rule.endswith("SU")
    assert starts(entries) == ["01.10 12:00"] * plain + ["02.10 12:00"]
    assert ["часовой пояс «Наш пояс» неизвестен" in problem.text for problem in problems] == [True] * (not plain)


def test_zones_of_many_changes_are_unknown(tmp_path: Path) -> None:
    """Each change of a zone is a rule of its own, and each may be one that never comes true."""
    part = """BEGIN:STANDARD
DTSTART:19700101T000000
RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
"""
    begun = time.process_time()
    entries, problems = read(tmp_path, f"BEGIN:VTIMEZONE\nTZID:Наш пояс\n{part * 500}END:VTIMEZONE\n"
                             + event("DTSTART;TZID=Наш пояс:20201001T140000") + event("DTSTART:20201002T090000Z", uid="b"))
    assert time.process_time() - begun < 5
    assert starts(entries) == ["02.10 12:00"]
    assert ["часовой пояс «Наш пояс» неизвестен" in problem.text for problem in problems] == [True]


def test_more_events_than_are_read_are_one_problem(tmp_path: Path) -> None:
    """A file of ten thousand events does not fill the coordinator's mail with eight thousand lines."""
    entries, [problem] = read(tmp_path, "".join(event("DTSTART:20201001T090000Z", uid=str(n)) for n in range(2_100)))
    assert len(entries) == 2_000
    assert problem.code == "too-many-entries"


def test_a_file_of_many_short_lines_is_not_parsed(tmp_path: Path) -> None:
    """Half a million of them would cost twenty seconds: told at once, and the last good copy stays."""
    entries, [problem] = read(tmp_path, event("DTSTART:20201001T090000Z", *["X-A:1"] * 100_000))
    assert (entries, problem.code) == ([], "too-many-entries")


@pytest.mark.parametrize(("each", "calendars", "most"), [((), 2_100, 2_000), (("RRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",), 60, 59)])
def test_a_file_of_many_calendars_has_one_limit(each: tuple[str, ...], calendars: int, most: int, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Events and time are the file's: a calendar a piece would have each its own."""
    monkeypatch.setattr("notifier.edges.feeds.calendars.DEADLINE_SECONDS", 2.0 if each else 600.0)
    one = "END:VCALENDAR\nBEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n"
    entries, problems = read(tmp_path, one.join(event("DTSTART:20201001T090000Z", *each, uid=str(number)) for number in range(calendars)))
    assert 0 < len(entries) <= most
    assert [problem.code for problem in problems] == ["too-many-entries"]


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nX\r\nEND:VCALENDAR\r\n",
                                  "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 3000, "BEGIN:VCALENDAR\r\nEND:VEVENT\r\n"])
def test_no_text_makes_the_reader_raise(tmp_path: Path, text: str) -> None:
    """Broken files are a problem or nothing."""
    file = tmp_path / "f.ics"
    file.write_text(text, "utf-8")
    entries, problems = fetch(ScheduleSource(item="p", name="n", source=str(file)), tmp_path / "feeds", NOW)
    assert entries == []
    assert {problem.code for problem in problems} <= {"bad-calendar"}
