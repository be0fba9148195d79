"""Stretches and days that plans seldom name: each against the year 2020-2021, and what no calendar has."""

from datetime import date

import pytest

from notifier.core.dates import read
from notifier.core.readings import in_plan
from notifier.model.plan import Plan
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)
TODAY = date(2020, 11, 30)


@pytest.mark.parametrize(("phrase", "start", "end"), [
    ("1-й триместр 2020-2021 учебного года", date(2020, 9, 1), date(2020, 11, 30)), ("2 триместр", date(2020, 12, 1), date(2021, 2, 28)),
    ("3 триместр", date(2021, 3, 1), date(2021, 5, 31)), ("начало 3 четверти", date(2021, 1, 11), date(2021, 1, 20)),
    ("середина первого полугодия", date(2020, 10, 24), date(2020, 11, 7)), ("конец учебного года", date(2021, 5, 21), date(2021, 5, 31)),
    ("начало учебного года", date(2020, 9, 1), date(2020, 9, 10)), ("осенние каникулы 2020", date(2020, 10, 26), date(2020, 11, 8)),
    ("летние каникулы", date(2021, 6, 1), date(2021, 8, 31)), ("весенние каникулы", date(2021, 3, 22), date(2021, 3, 31)),
    ("в начале весны", date(2021, 3, 1), date(2021, 3, 10)), ("зима", date(2020, 12, 1), date(2021, 2, 28)),
    ("первая половина ноября", date(2020, 11, 1), date(2020, 11, 15)), ("I декада февраля", date(2021, 2, 1), date(2021, 2, 10)),
    ("3 неделя ноября", date(2020, 11, 16), date(2020, 11, 22)), ("2021 год", date(2021, 1, 1), date(2021, 12, 31)),
    ("ноябрь 2020 – февраль 2021", date(2020, 11, 1), date(2021, 2, 28)),
    ("IV-II квартал", date(2020, 10, 1), date(2021, 6, 30)), ("в 1-2 квартале", date(2021, 1, 1), date(2021, 6, 30)),
    ("в 3-4 четверти", date(2021, 1, 11), date(2021, 5, 31))])
def test_a_stretch_has_its_bounds(phrase: str, start: date, end: date) -> None:
    """A day inside is meant and not known."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.end, found.suspicious) == (Kind.WINDOW, start, end, False)


@pytest.mark.parametrize(("phrase", "why"), [
    ("4 триместр", "триместра нет"), ("5 четверть", "четверти нет"), ("3 полугодие", "полугодия нет"), ("5 квартал", "квартала нет"),
    ("5-я декада ноября", "части у месяца нет"), ("пятый понедельник февраля 2021", "дня недели в этом месяце нет"),
    ("с 20 по 10 ноября", "конец раньше начала")])
def test_what_no_calendar_has_is_told(phrase: str, why: str) -> None:
    """Nothing is guessed in its place."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.suspicious) == (Kind.UNPARSEABLE, None, True)
    assert why in found.why


@pytest.mark.parametrize("phrase", ["в следующем месяце", "через месяц", "через две недели", "на следующей неделе", "завтра"])
def test_what_is_told_from_today_needs_a_today(phrase: str) -> None:
    """A plan has none."""
    found = read(phrase, YEAR)
    assert found.kind is Kind.UNPARSEABLE
    assert "неизвестно" in found.why


@pytest.mark.parametrize(("phrase", "start", "end"), [
    ("через месяц", date(2020, 12, 30), date(2020, 12, 30)), ("в следующем месяце", date(2020, 12, 1), date(2020, 12, 31)),
    ("через две недели", date(2020, 12, 14), date(2020, 12, 14)), ("на следующей неделе", date(2020, 12, 7), date(2020, 12, 13)),
    ("через три месяца", date(2021, 2, 28), date(2021, 2, 28))])
def test_told_from_today(phrase: str, start: date, end: date) -> None:
    """The same day of a later month, or its last one where it is shorter."""
    found = read(phrase, YEAR, today=TODAY)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(("phrase", "days"), [
    ("двадцать четвёртого сентября", [date(2020, 9, 24)]), ("тридцать первого октября", [date(2020, 10, 31)]),
    ("двадцать первое и тридцатое ноября", [date(2020, 11, 21), date(2020, 11, 30)]), ("24 сентября 20 г.", [date(2020, 9, 24)]),
    ("четвёртая среда ноября", [date(2020, 11, 25)]), ("19/20 ноября", [date(2020, 11, 19), date(2020, 11, 20)])])
def test_days_in_words(phrase: str, days: list[date]) -> None:
    """Tens and units are one number; a short year is a year."""
    found = read(phrase, YEAR)
    assert list(found.dates or [found.start]) == days


@pytest.mark.parametrize(("phrase", "rrule"), [
    ("1 раз в месяц по четвергам", "FREQ=MONTHLY"), ("раз в квартал", "FREQ=MONTHLY;INTERVAL=3"), ("последний день месяца", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("еженедельно по средам, кроме каникул", "FREQ=WEEKLY;BYDAY=WE"), ("ежемесячно, 10 числа", "FREQ=MONTHLY;BYMONTHDAY=10"),
    ("1 и 15 числа каждого месяца", "FREQ=MONTHLY;BYMONTHDAY=1,15"), ("по понедельникам и средам в 15.00", "FREQ=WEEKLY;BYDAY=MO,WE")])
def test_what_repeats(phrase: str, rrule: str) -> None:
    """Which Thursday of the month is not said, so it is not said in the rule."""
    assert read(phrase, YEAR).rrule == rrule


@pytest.mark.parametrize(("phrase", "rrule"), [
    ("сентябрь 2020 - май 2021, второй вторник", "FREQ=MONTHLY;BYDAY=2TU"), ("октябрь 2020 г. - май 2021 г., до 25 числа", "FREQ=MONTHLY;BYMONTHDAY=25")])
def test_what_repeats_within_months_of_named_years(phrase: str, rrule: str) -> None:
    """Each month may say its year."""
    found = read(phrase, YEAR)
    assert (found.rrule, found.end) == (rrule, date(2021, 5, 31))


@pytest.mark.parametrize(("phrase", "start"), [("1-4 квартал", date(2021, 1, 1)), ("III-IV кв.", date(2021, 7, 1))])
def test_quarters_of_a_calendar_year_go_beyond_a_school_year(phrase: str, start: date) -> None:
    """As «июль - декабрь» does; a calendar year's plan has no doubt of them."""
    found = read(phrase, YEAR)
    assert (found.start, found.end, found.suspicious) == (start, date(2021, 12, 31), True)
    calendar = in_plan(Plan("План", YEAR, (), calendar_year=2021), phrase)
    assert (calendar.start, calendar.end, calendar.suspicious) == (start, date(2021, 12, 31), False)


@pytest.mark.parametrize("phrase", ["1 четверть", "5 сентября", "начало четверти", "первое полугодие"])
def test_without_any_year_nothing_is_guessed(phrase: str) -> None:
    """No school year, no today."""
    found = read(phrase, None)
    assert found.kind in (Kind.UNPARSEABLE, Kind.RECURRING)
    assert read("1 четверть 2020 года", None).start == date(2020, 9, 1)
    assert read("1 четверть", None, today=date(2021, 3, 1)).start == date(2020, 9, 1)


@pytest.mark.parametrize("phrase", ["с октября по май, 15 и 22 числа", "октябрь - май (15, 22 числа)"])
def test_days_of_each_of_the_months_from_one_to_another_recur(phrase: str) -> None:
    """As «с октября по май, 15 числа» does; «октябрь и май, 15 и 22 числа» are four days."""
    found = read(phrase, YEAR)
    assert (found.kind, str(found.start), str(found.end)) == (Kind.RECURRING, "2020-10-01", "2021-05-31")
    assert len(read("октябрь и май, 15 и 22 числа", YEAR).dates) == 4


@pytest.mark.parametrize(("phrase", "year", "why"), [
    ("конец четверти 2021 года", YEAR, "не сказано, которая четверть или полугодие"), ("15 января следующего года", None, "учебный год неизвестен")])
def test_what_is_left_open_is_named(phrase: str, year: SchoolYear | None, why: str) -> None:
    """Which quarter, or the year after which, is asked for."""
    found = read(phrase, year)
    assert (found.kind, found.why) == (Kind.UNPARSEABLE, f"{why}: спросить дату")
