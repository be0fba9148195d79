"""The year's balance, what an acknowledgement says, whose event an entry is: pure functions, a table each."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from support.year import MOSCOW, moscow

from notifier.core.briefing import report
from notifier.core.calendar import SendingWindow, WorkCalendar
from notifier.core.deeds import Revised, accepted
from notifier.core.entries import as_entry, meant
from notifier.core.identity import Candidate, Known, fresh_key, match_keys
from notifier.core.ladder import wanted
from notifier.core.questions import entry_unread
from notifier.core.readings import in_plan, month_in_year
from notifier.core.russian.dates import full, short
from notifier.model.decision import Entry
from notifier.model.event import Event, Nature, Revision, Status
from notifier.model.notice import Kind
from notifier.model.plan import Plan
from notifier.model.settings import CalendarSettings, Policy
from notifier.model.when import SchoolYear

NOW = moscow("2020-10-20 12:00")
WINDOW = SendingWindow(WorkCalendar(CalendarSettings()), Policy())
MEETING = Event("teor-2@cdo.example", "teor-2", "teor-2", "Чтение", moscow("2020-11-19 14:30"), moscow("2020-11-19 16:00"), place="ЦДО")


def revision(event: Event, sequence: int = 0) -> Revision:
    return Revision(event, sequence, NOW)


# --- the balance


def test_the_balance_tells_held_moved_and_cancelled_apart() -> None:
    """Held: over and not called off; moved: from which day; cancelled: why. A typo mended on the way is no move."""
    moved = replace(MEETING, start=moscow("2020-11-26 14:30"), end=moscow("2020-11-26 16:00"))
    off = replace(MEETING, key="prak-1", title="Обмен", status=Status.CANCELLED, reason="карантин")
    coming = replace(MEETING, key="teor-5", title="Итоги", start=moscow("2021-06-20 14:30"), end=moscow("2021-06-20 16:00"))
    content = report(Plan("План", SchoolYear(2020), ()), {
        "a": [revision(MEETING), revision(replace(MEETING, title="Чтение вслух"), 1)], "b": [revision(MEETING), revision(moved, 1)],
        "c": [revision(MEETING), revision(off, 1)], "d": [revision(coming)]}, (), now=moscow("2021-05-31 09:00"),
        calendar=WINDOW.calendar, answers=(), undelivered=(), mails=7, people=2)
    assert [line.title for line in content.held] == ["Чтение вслух", "Чтение"]
    assert [(line.title, line.note) for line in content.moved] == [("Чтение", "перенесено с 19.11")]
    assert [(line.title, line.note) for line in content.cancelled] == [("Обмен", "карантин")]


def test_what_moved_there_and_back_did_not_move() -> None:
    """«24 сентября, перенесено с 25.09» would be news to whoever was there on the day that the plan has."""
    away = replace(MEETING, start=moscow("2020-11-26 14:30"), end=moscow("2020-11-26 16:00"))
    content = report(Plan("План", SchoolYear(2020), ()), {"a": [revision(MEETING), revision(away, 1), revision(MEETING, 2)]}, (),
                     now=moscow("2021-05-31 09:00"), calendar=WINDOW.calendar, answers=(), undelivered=(), mails=7, people=2)
    assert (len(content.held), content.moved) == (1, ())


def test_a_move_within_its_day_names_the_hour() -> None:
    """«19 ноября, 16:00; перенесено с 19.11» told nobody anything."""
    later = replace(MEETING, start=moscow("2020-11-19 16:00"), end=moscow("2020-11-19 17:30"))
    content = report(Plan("План", SchoolYear(2020), ()), {"a": [revision(MEETING), revision(later, 1)]}, (),
                     now=moscow("2021-05-31 09:00"), calendar=WINDOW.calendar, answers=(), undelivered=(), mails=7, people=2)
    assert [line.note for line in content.moved] == ["перенесено с 14:30"]


# --- acknowledgements


@pytest.mark.parametrize(("event", "told", "armed", "words"), [
    (MEETING, False, False, "рассылка ещё не включена"), (replace(MEETING, hold="two-venues"), False, True, "где встречаемся"),
    (replace(MEETING, status=Status.CANCELLED), False, True, "никто не был приглашён"), (MEETING, False, True, "")])
def test_an_acknowledgement_says_why_nobody_hears_yet(event: Event, told: bool, armed: bool, words: str) -> None:
    """Not armed, two venues, nobody invited; else what goes when and to how many."""
    line = accepted(Revised(revision(event), None, told), WINDOW, armed_at=NOW - timedelta(days=9) if armed else None, now=NOW, count=lambda _: 47)
    assert words in line.text
    assert (line.text == "") == (words == "")
    assert (line.next is not None) == (words == "")
    if line.next is not None:
        assert (line.next.kind, line.next.count) == (Kind.INVITATION, 47)


# --- notices


def test_a_told_event_called_off_is_told_and_an_untold_one_is_not() -> None:
    """Rule 6."""
    off = revision(replace(MEETING, status=Status.CANCELLED), 1)
    assert [notice.kind for notice in wanted([(off, True)], WINDOW, armed_at=NOW, now=NOW)] == [Kind.CANCELLATION]
    assert list(wanted([(off, False)], WINDOW, armed_at=NOW, now=NOW)) == []


def test_of_reminders_due_at_once_only_the_newest_is_still_said() -> None:
    """Rule 15: the service was away over the week's one; a day before the meeting only the last is true."""
    early = Revision(MEETING, 0, moscow("2020-10-01 12:00"))
    now = moscow("2020-11-18 10:30")
    steps = [notice.step for notice in wanted([(early, True)], WINDOW, armed_at=moscow("2020-10-01 12:00"), now=now) if notice.kind is Kind.REMINDER]
    assert steps == ["D-1"]


def test_no_mail_of_the_day_is_foretold_for_what_begins_before_it() -> None:
    """A webinar at eight: half past eight is too late to remind of it, and the digest promises nothing that never leaves."""
    early = replace(MEETING, nature=Nature.ONLINE, start=moscow("2020-11-19 08:00"), end=moscow("2020-11-19 09:00"))
    told = Revision(early, 0, moscow("2020-10-01 12:00"))
    steps = [notice.step for notice in wanted([(told, True)], WINDOW, armed_at=told.at, now=NOW) if notice.kind is Kind.REMINDER]
    assert steps == ["D-1"]


# --- identity


def known(key: str, title: str = "Вебинар", start: datetime | date = date(2020, 12, 1)) -> Known:
    return Known(key, f"{key}@x", "povy-3", title, start, live=True, told=True)


def test_two_new_entries_never_get_one_key() -> None:
    """The same title at the same hour twice, and a key that is taken already: numbered on."""
    twins = [Candidate("povy-3", "Вебинар", moscow("2020-12-01 12:00"))] * 3
    base = fresh_key(twins[0])
    assert match_keys(twins, []) == [base, f"{base}-2", f"{base}-3"]
    assert len(set(match_keys(twins, [known(base, start=moscow("2020-12-01 12:00"))]))) == 3


# --- phrases of a plan for a calendar year


@pytest.mark.parametrize(("phrase", "start", "suspicious"), [
    ("15 марта", date(2021, 3, 15), False), ("15 октября", date(2021, 10, 15), False), ("15 октября 2021", date(2021, 10, 15), False),
    ("15 октября 2023", date(2023, 10, 15), True), ("2 полугодие", date(2021, 7, 1), False), ("1 полугодие", date(2021, 1, 1), False),
    ("15 марта, 20 октября", date(2021, 3, 15), False), ("март, октябрь 2021", date(2021, 3, 1), False),
    ("апрель - октябрь", date(2021, 4, 1), False), ("2 полугодие учебного года", date(2021, 1, 1), False),
    ("15 октября (четверг)", date(2021, 10, 15), True),
    ("20 октября, 15 марта", date(2021, 10, 20), True), ("2 полугодие, 15 ноября", date(2021, 11, 15), False),
    ("2 полугодие, ноябрь 2021", date(2021, 7, 1), False), ("1 полугодие 2023", date(2023, 1, 1), True)])
def test_a_plan_for_a_calendar_year_lies_in_two_school_years(phrase: str, start: date, suspicious: bool) -> None:
    """«на 2021 год»: spring belongs to one school year, autumn to the next; another year stays doubtful; its halves are no school's."""
    found = in_plan(Plan("План", SchoolYear(2020), (), calendar_year=2021), phrase)
    assert (found.start, found.suspicious) == (start, suspicious)


def test_a_doubt_about_the_weekday_of_a_calendar_years_autumn_is_none_about_its_year() -> None:
    """The import gives each day of autumn its year."""
    plan = Plan("План", SchoolYear(2020), (), calendar_year=2021)
    found = in_plan(plan, "15 октября 2021 (четверг)")
    assert (found.suspicious, "вне" in found.why, month_in_year(found, plan)) == (True, False, "")


@pytest.mark.parametrize(("phrase", "start"), [("15 марта", date(2022, 3, 15)), ("2 полугодие", date(2022, 1, 1))])
def test_a_calendar_years_plan_put_right_by_hand_is_the_school_years(phrase: str, start: date) -> None:
    """The import says that ``school_year`` may be corrected: «на 2021 год» was meant for 2021-2022."""
    found = in_plan(Plan("План", SchoolYear(2021), (), calendar_year=2021), phrase)
    assert (found.start, found.suspicious) == (start, False)


def test_an_example_for_a_schedules_entry_lies_in_the_calendar_year() -> None:
    """What is copied from a question must be a day of the plan."""
    plan = Plan("План", SchoolYear(2020), (), calendar_year=2021)
    assert "01.10.2021 12:00" in entry_unread(Entry("povy-3", "Вебинар", "скоро"), "день не понят.", plan).advice


# --- words for events over midnight


def test_an_event_over_midnight_names_both_days() -> None:
    """In a body and in a subject."""
    start, end = moscow("2020-11-19 20:00"), moscow("2020-11-20 02:00")
    assert full(start, end, zone=MOSCOW) == "19 ноября 2020 года (четверг), 20:00 – 20 ноября 2020 года (пятница), 02:00"
    assert short(start, end, zone=MOSCOW) == "19–20 ноября, 20:00"


# --- which event of a row she means


def test_an_entry_of_whole_days_or_of_toml_time_is_found_again() -> None:
    """A course made of what people were told keeps its days; her own date-time entry stands for the event it began."""
    plan = Plan("План", SchoolYear(2020), ())
    course = replace(MEETING, item="povy-2", start=date(2020, 12, 1), end=date(2020, 12, 3))
    day = replace(course, end=date(2020, 12, 1))
    assert (as_entry(course, (), plan).when, as_entry(course, (), plan).until) == ("01.12.2020", "03.12.2020")
    assert as_entry(day, (), plan).when == "01.12.2020, весь день"
    own = Entry("teor-2", "чтение", moscow("2020-11-19 14:30"))
    assert as_entry(MEETING, (replace(own, when=moscow("2020-11-20 14:30")), own), plan) is own
    assert as_entry(day, (replace(own, item="povy-2"),), plan).when == "01.12.2020, весь день"


def test_a_day_that_no_event_has_means_none_of_them() -> None:
    """She named a day: the only event of another day is not meant; without any event nothing is."""
    assert meant("20.11", "", [MEETING], ()) is None
    assert meant("19.11", "", [MEETING], ()) is MEETING
    assert meant("", "карантин", [], ()) is None
