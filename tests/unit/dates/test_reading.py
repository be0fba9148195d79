"""What the labelled phrases do not show: letters of the coordinator, reasons in words, days told from today, costs."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)
MONDAY = dt.date(2020, 10, 12)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("phrase", "day", "time"),
    [
        ("завтра в 10", "2020-10-13", "10:00"),
        ("послезавтра", "2020-10-14", None),
        ("ближайший четверг 15.00", "2020-10-15", "15:00"),
        ("в четверг в 15.00", "2020-10-15", "15:00"),
        ("через неделю", "2020-10-19", None),
        ("через 10 дней в 14-30", "2020-10-22", "14:30"),
        ("следующий понедельник", "2020-10-19", None),
        ("на следующей неделе в четверг в 15.00", "2020-10-22", "15:00"),
        ("в среду на этой неделе, 14.30", "2020-10-14", "14:30"),
        ("19го октября в 14 30", "2020-10-19", "14:30"),
        ("да, 19.11 в 14-30", "2020-11-19", "14:30"),
        ("перенесите, пожалуйста, на 3 декабря, 14.30", "2020-12-03", "14:30"),
    ],
)
def test_days_told_from_today(phrase: str, day: str, time: str | None) -> None:
    """In a letter of Monday, 12 October 2020."""
    reading = read(phrase, YEAR, today=MONDAY)
    assert (reading.kind, str(reading.start)) == (Kind.EXACT, day)
    assert (f"{reading.time:%H:%M}" if reading.time else None) == time
    assert not reading.suspicious


def test_next_year_without_a_plan_is_the_one_after_today() -> None:
    """«15 января следующего года» in a letter that belongs to no plan."""
    assert read("15 января следующего года", None, today=MONDAY).start == dt.date(2021, 1, 15)


def test_next_thursday_on_a_monday_is_doubtful() -> None:
    """«Следующий четверг» is the next week's; some mean the nearest, so the reading says which other day it could be."""
    reading = read("следующий четверг 15.00", YEAR, today=MONDAY)
    assert (reading.kind, reading.start, reading.suspicious) == (Kind.EXACT, dt.date(2020, 10, 22), True)
    assert "15.10" in reading.why
    friday = read("следующий четверг 15.00", YEAR, today=dt.date(2020, 10, 16))
    assert (friday.start, friday.suspicious) == (dt.date(2020, 10, 22), False)


@pytest.mark.parametrize("thing", ["акт", "Смета", "журнал", "билет", "ЕГРЮЛ"])
def test_a_lone_figure_right_behind_a_thing_is_its_number(thing: str) -> None:
    """«акт 5.10» is no date; behind a sign, with an hour, a weekday, another day or the year it is one."""
    assert read(f"{thing} 5.10", YEAR).kind is Kind.UNPARSEABLE
    for phrase in (f"{thing}, 5.10", f"{thing} - 5.10", f"{thing}\n5.10", f"{thing} (5.10)", f"{thing} 5.10 в 14.30", f"{thing} 05.10.2020"):
        assert (read(phrase, YEAR).kind, read(phrase, YEAR).start) == (Kind.EXACT, dt.date(2020, 10, 5)), phrase
    assert read(f"{thing} 5.10, 7.11", YEAR).kind is Kind.DAYS
    assert read(f"{thing} 5.10, 5.11", YEAR).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("words", ["подтверждаю", "ставим", "проведём", "назначьте", "согласовано", "точно"])
def test_a_figure_behind_a_verb_is_a_day(words: str) -> None:
    """The coordinator's letters say so."""
    assert read(f"{words} 5.10", YEAR).start == dt.date(2020, 10, 5)


@pytest.mark.parametrize("prefix", ["до", "к", "после", "с"])
def test_a_word_whose_day_is_not_named_tells_nothing(prefix: str) -> None:
    """«До пятницы» is no Friday, in a plan or in a letter."""
    weekday = {"к": "пятнице"}.get(prefix, "пятницы")
    for today in (None, MONDAY):
        assert read(f"{prefix} {weekday}", YEAR, today=today).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["завтра", "следующий четверг", "через неделю", "на следующей неделе"])
def test_without_today_nothing_is_told_from_it(phrase: str) -> None:
    """A plan's cell has no today."""
    reading = read(phrase, YEAR)
    assert (reading.kind, reading.start) == (Kind.UNPARSEABLE, None)


@pytest.mark.parametrize(
    ("phrase", "day"), [("26 ноября", "2020-11-26"), ("5 мая", "2021-05-05"), ("12.10", "2020-10-12"), ("11.10", "2021-10-11")]
)
def test_without_a_school_year_the_nearest_future(phrase: str, day: str) -> None:
    """Only ``today`` is known: a day without a year is the next one."""
    assert str(read(phrase, None, today=MONDAY).start) == day


def test_without_any_year_nothing_is_guessed() -> None:
    """Neither school year nor today: a month is not a date, a full date is."""
    assert read("ноябрь", None).kind is Kind.UNPARSEABLE
    assert read("19.11.2020 14:30", None).start == dt.date(2020, 11, 19)


@pytest.mark.parametrize(
    ("phrase", "day", "hours"),
    [
        ("19 ноября в 14:30", "2020-11-19", ("14:30", None)),
        ("перенести на 26 ноября 15.00", "2020-11-26", ("15:00", None)),
        ("давайте 3 декабря с 10 до 11:30", "2020-12-03", ("10:00", "11:30")),
        ("лучше 03.12.2020 с 10 до 11:30", "2020-12-03", ("10:00", "11:30")),
        ("2020-11-19 14:30", "2020-11-19", ("14:30", None)),
        ("2021-02-18T14:30:00", "2021-02-18", ("14:30", None)),
        ("29 октября 2020, 14.30–16.00", "2020-10-29", ("14:30", "16:00")),
    ],
)
def test_the_dates_file_and_letters(phrase: str, day: str, hours: tuple[str | None, str | None]) -> None:
    """The ways the coordinator confirms."""
    reading = read(phrase, YEAR)
    assert (reading.kind, str(reading.start), reading.suspicious) == (Kind.EXACT, day, False)
    assert tuple(f"{moment:%H:%M}" if moment else None for moment in (reading.time, reading.time_end)) == hours


def test_a_whole_day() -> None:
    """«Весь день» confirms a day without a time."""
    reading = read("18.01.2021, весь день", YEAR)
    assert (reading.kind, reading.all_day, reading.time) == (Kind.EXACT, True, None)


def test_hours_alone_have_no_day() -> None:
    """«С 10 до 11:30» in a letter: the hours are kept, the day is asked for."""
    reading = read("с 10 до 11:30", YEAR, today=MONDAY)
    assert (reading.kind, reading.start, reading.time, reading.time_end) == (Kind.UNDATED, None, dt.time(10), dt.time(11, 30))
    assert "спросить дату" in reading.why


def test_moved_to_a_month_is_a_window() -> None:
    """«Перенос на декабрь» is December, with a date to be asked for."""
    reading = read("перенос на декабрь", YEAR)
    assert (reading.kind, reading.start) == (Kind.WINDOW, dt.date(2020, 12, 1))
    assert "спросить дату" in reading.why


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("апрель 2020", "апрель 2020 вне 2020-2021 учебного года; возможно, апрель 2021?"),
        ("с 20:00 23.04.2021 до 02:00 24.04.2021", "кончается раньше, чем начинается"),
        ("15 ноября 2021", "15 ноября 2021 вне 2020-2021 учебного года; возможно, 15 ноября 2020?"),
        ("вторник, 24 сентября 2020", "24.09.2020 — четверг"),
        ("31 ноября 2020", "такой даты нет: 31.11.2020"),
        ("20-10 ноября", "конец раньше начала"),
        ("24 сентября 2020 25.70", "такого времени нет"),
        ("24 сентября или 1 октября", "на выбор"),
        ("ориентировочно 24 сентября", "ориентировочно"),
        ("12.11 в 14.00, 19.11 в 15.00", "разное время"),
        ("19.11.2020 14:30 (отменено)", "встречи не будет"),
        ("отменена, 19.11.2020 14:30", "встречи не будет"),
        ("19.11.2020 14:30 не состоится", "встречи не будет"),
        ("19.11.2020 14:30 - перенесено", "встречи не будет"),
        ("24–26 ноября 2020, дата уточняется", "ещё не решена"),
        ("19.11.2020 14:30 (по согласованию)", "ещё не решена"),
        ("19.11.2020 14:30, под вопросом", "ещё не решена"),
        ("19.11.2020 14:30, время и место уточняются", "ещё не решена"),
        ("19 ноября 2020, 14:30 (резерв)", "ещё не решена"),
        ("19.11.2020 14:30?", "ещё не решена"),
        ("каб. 12, 19.11.2020 14:30, резерв 26.11", "ещё не решена"),
        ("ЦДО, актовый зал, 19.11.2020 14:30, под вопросом", "ещё не решена"),
    ],
)
def test_a_suspicion_says_what_is_wrong(phrase: str, words: str) -> None:
    """In Russian, for a person."""
    reading = read(phrase, YEAR)
    assert reading.suspicious
    assert words in reading.why


@pytest.mark.parametrize("phrase", [
    "19.11.2020 14:30, место уточняется", "19.11.2020 14:30, ссылка и темы уточняются", "перенос на 19.11.2020 14:30",
    "Где? Когда? 19.11.2020 14:30", "19.11.2020 14:30, отменный чай", "19.11.2020 14:30, каб. 12 (уточняется)"])
def test_what_is_open_about_something_else_leaves_the_day(phrase: str) -> None:
    """A place that is to be settled, a move to the day that is named, a question in a title: the day stands."""
    reading = read(phrase, YEAR)
    assert (reading.suspicious, reading.start, reading.time) == (False, dt.date(2020, 11, 19), dt.time(14, 30))


def test_no_day_is_proposed_that_the_year_does_not_have() -> None:
    """The 29th of February of a year outside the plan's lies in no other year of it."""
    reading = read("29 февраля 2024 14:30", YEAR)
    assert reading.suspicious
    assert reading.why.endswith("29 февраля 2024 вне 2020-2021 учебного года")


def test_a_time_that_no_clock_shows_is_not_taken() -> None:
    """The day is kept, the hour is asked for."""
    reading = read("24 сентября 2020 25.70", YEAR)
    assert (reading.kind, reading.start, reading.time) == (Kind.EXACT, dt.date(2020, 9, 24), None)


def test_too_long_a_text_is_refused_unread() -> None:
    """A cell of a paragraph is prose, even with a date in it."""
    reading = read("24 сентября 2020 " + "слово " * 100, YEAR)
    assert (reading.kind, reading.start) == (Kind.UNPARSEABLE, None)


@pytest.mark.parametrize(
    "phrase", ["24.XIII.2020", "24.09.9999", "до 31.12.9999", "после 31.12.9999", "00.00.0000", "99.99.99", "20200-09-24"]
)
def test_absurd_figures_do_no_harm(phrase: str) -> None:
    """No exception, no date."""
    assert read(phrase, YEAR).start is None


def test_the_import_is_light() -> None:
    """The reader needs the standard library and the model only: no dateutil, babel, holidays, calendar feeds."""
    code = "import sys, notifier.core.dates; print(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "['__main__', 'notifier']"
