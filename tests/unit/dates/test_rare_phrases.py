"""Phrases that coordinators write once in years: read as a person would, or asked about."""

from datetime import date, time

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)


@pytest.mark.parametrize(("phrase", "start", "end"), [
    ("19.11.2020 окончание в 16:00", None, time(16)), ("окончание в 16.00, 19 ноября", None, time(16)),
    ("19.11.2020 с 14.00, окончание в 16.00", time(14), time(16)), ("19.11.2020 14:30, завершение в 16.00", time(14, 30), time(16)),
    ("19.11.2020 регистрация с 14.30, начало в 15.00", time(15), None), ("19.11.2020, в середине дня 14.00", time(14), None),
    ("10.10 11 часов", time(11), None)])
def test_an_end_is_no_beginning(phrase: str, start: time | None, end: time | None) -> None:
    """Nobody is invited to the hour at which a meeting ends."""
    found = read(phrase, YEAR)
    assert (found.kind, found.time, found.time_end, found.suspicious) == (Kind.EXACT, start, end, False)


@pytest.mark.parametrize(("phrase", "start", "end"), [
    ("маи\u0306 2021", date(2021, 5, 1), date(2021, 5, 31)),  # «й» in two signs, as a Macintosh writes it
    ('"ноябрь 2020"', date(2020, 11, 1), date(2020, 11, 30)),  # a cell that went through CSV twice
    ("ноябрь 2020-2021 учебного года", date(2020, 11, 1), date(2020, 11, 30)),
    ("ноябрь 2020-2021 учебного года - май", date(2020, 11, 1), date(2021, 5, 31)),
    ("тридцать, ноябрь", date(2020, 11, 1), date(2020, 11, 30)),
    ("2-я дек. ноября", date(2020, 11, 11), date(2020, 11, 20))])
def test_a_month_is_a_month_however_it_is_written(phrase: str, start: date, end: date) -> None:
    """Its day is asked for."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.end, found.suspicious) == (Kind.WINDOW, start, end, False)


def test_a_month_beside_a_quarter_is_a_second_stretch() -> None:
    """«Ноябрь, 2 четверть»: only vacations explain a month («ноябрь, осенние каникулы»)."""
    assert read("ноябрь, 2 четверть", YEAR).kind is Kind.WINDOWS
    assert read("ноябрь, осенние каникулы", YEAR).kind is Kind.WINDOW


def test_a_month_before_the_day_of_another_is_a_stretch_of_its_own() -> None:
    """«Ноябрь: 5 декабря»."""
    found = read("Ноябрь: 5 декабря", YEAR)
    assert (found.kind, found.windows[-1]) == (Kind.WINDOWS, (date(2020, 12, 5), date(2020, 12, 5)))


@pytest.mark.parametrize(("phrase", "why"), [
    ("4-1 четверть", "конец раньше начала"), ("первые 40 дней ноября", "такой части у месяца нет"),
    ("с 5 ноября, 10 декабря", "несколько дат разного смысла"), ("до 5 ноября, с 10 ноября", "несколько дат разного смысла"),
    ("накануне 8 марта и 9 мая", "назван не сам день"),
    ("2020 г., 2021 г.", "на дату не похоже"), ("2-я декабря ноября", "на дату не похоже"), ("каб. 12", "на дату не похоже"),
    ("еженедельно с 1 мая по 1 марта", "конец раньше начала")])
def test_what_says_no_day_is_asked_about(phrase: str, why: str) -> None:
    """With the reason in words."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start) == (Kind.UNPARSEABLE, None)
    assert why in found.why


def test_several_deadlines_are_doubtful() -> None:
    """The last of them, and a question."""
    found = read("до 5 ноября, до 10 ноября", YEAR)
    assert (found.kind, found.end, found.suspicious) == (Kind.DEADLINE, date(2020, 11, 10), True)


def test_from_and_until_apart_are_one_span() -> None:
    """«С 5 ноября, до 10 ноября»."""
    found = read("с 5 ноября, до 10 ноября", YEAR)
    assert (found.kind, found.start, found.end) == (Kind.SPAN, date(2020, 11, 5), date(2020, 11, 10))


def test_after_a_day_is_the_day_after() -> None:
    """«После 15 мая»: the 16th at the earliest."""
    found = read("после 15 мая", YEAR)
    assert (found.kind, found.start, found.end) == (Kind.WINDOW, date(2021, 5, 16), None)


@pytest.mark.parametrize(("phrase", "suspicious"), [
    ("пятница 20.11-22.11.2020", False), ("воскресенье 20.11-22.11.2020", False), ("вторник 20.11-22.11.2020", True)])
def test_one_day_of_the_week_beside_several_days_is_one_of_them(phrase: str, suspicious: bool) -> None:
    """A weekday that neither end has is a doubt."""
    assert read(phrase, YEAR).suspicious is suspicious


@pytest.mark.parametrize(("phrase", "rule"), [
    ("еженедельно, кроме выходных", "FREQ=WEEKLY"), ("ежедневно, кроме воскресенья", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
    ("каждый четверг, 1 раз в месяц", "FREQ=MONTHLY"), ("1 раз в месяц по четвергам", "FREQ=MONTHLY")])
def test_two_words_of_how_often_are_one_rule(phrase: str, rule: str) -> None:
    """The one that says less often counts; which Thursday of the month is not said."""
    assert read(phrase, YEAR).rrule == rule


def test_a_school_year_of_others_is_told() -> None:
    """«В течение 2019-2020 учебного года» in the plan of the next one."""
    found = read("в течение 2019-2020 учебного года", YEAR)
    assert (found.kind, found.suspicious) == (Kind.ONGOING, True)
    assert "вне 2020-2021" in found.why


@pytest.mark.parametrize("phrase", ["осень", "2 четверть", "осенние каникулы", "конец учебного года"])
def test_without_a_year_a_part_of_one_is_no_date(phrase: str) -> None:
    """Read outside a plan and on no day: which year, nobody says."""
    found = read(phrase, None)
    assert (found.kind, found.start) == (Kind.UNPARSEABLE, None)
    assert "учебный год неизвестен" in found.why


def test_a_letter_that_grows_in_lower_case_moves_nothing() -> None:
    """«İ» is two signs in lower case."""
    assert read("İ 19 ноября 2020", YEAR).start == date(2020, 11, 19)


def test_a_part_of_the_year_told_on_a_day_is_that_year_s() -> None:
    """In a mail, outside any plan: the school year that is."""
    assert read("осень", None, today=date(2020, 10, 1)).start == date(2020, 9, 1)
    assert read("осень", None, today=date(2021, 5, 1)).start == date(2020, 9, 1)


def test_all_year_of_nobody_knows_which_year_has_no_bounds() -> None:
    """«В течение года» outside a plan."""
    found = read("в течение года", None)
    assert (found.kind, found.start, found.end) == (Kind.ONGOING, None, None)


def test_a_summer_into_the_next_year_is_doubted() -> None:
    """«Июль - сентябрь»: one summer, two school years."""
    found = read("июль - сентябрь", YEAR)
    assert (found.start, found.end, found.suspicious) == (date(2020, 7, 1), date(2020, 9, 30), True)


def test_from_august_is_the_august_before() -> None:
    """Plans begin in it."""
    assert read("с августа", YEAR).start == date(2020, 8, 1)


@pytest.mark.parametrize(("phrase", "at"), [
    ("10.10 часов 19 ноября", time(10, 10)), ("19.11.2020 в 14.30 часов", time(14, 30)), ("19.11.2020 середина в 15.00", time(15))])
def test_a_figure_before_hours_is_an_hour(phrase: str, at: time) -> None:
    """Though it looks like the tenth of October."""
    found = read(phrase, YEAR)
    assert (found.start, found.time) == (date(2020, 11, 19), at)


def test_what_repeated_until_before_the_year_begins_nowhere_in_it() -> None:
    """«Ежемесячно до 1 августа 2020» in the plan of 2020-2021: doubted, without a first day."""
    found = read("ежемесячно до 1 августа 2020", YEAR)
    assert (found.kind, found.start, found.end, found.suspicious) == (Kind.RECURRING, None, date(2020, 8, 1), True)


@pytest.mark.parametrize(("phrase", "days"), [
    ("Регистрация до 10.10, вебинар 16.10", (16,)), ("вебинар 16.10 (регистрация до 10.10)", (16,)), ("16.10, заявки до 10 октября", (16,)),
    ("заявки до 10.10; 16.10 - вебинар", (16,)), ("отчёты до 30 октября, семинары 16 и 23 октября", (16, 23))])
def test_a_deadline_beside_the_day_is_not_the_day(phrase: str, days: tuple[int, ...]) -> None:
    """People are invited to the day; that something beside it is due by another one is said in words."""
    found = read(phrase, YEAR)
    assert (found.start, found.end, found.time, found.suspicious) == (date(2020, 10, days[0]), date(2020, 10, days[-1]), None, False)
    assert "рядом назван и срок" in found.why


def test_deadlines_without_a_meeting_stay_deadlines() -> None:
    """«До 10.10, 16.10»: nothing says that the second is a day of something else."""
    found = read("до 10.10, 16.10", YEAR)
    assert (found.kind, found.end, found.suspicious) == (Kind.DEADLINE, date(2020, 10, 16), True)


@pytest.mark.parametrize("phrase", ["16.10 (перенос с 10.10)", "перенос с 10.10 на 16.10", "перенести с 10 на 16 октября", "16.10 вместо 10.10"])
def test_the_day_that_a_meeting_left_is_no_day_of_it(phrase: str) -> None:
    """Nor its hour: «с 10.10» is where it was."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.time, found.suspicious) == (Kind.EXACT, date(2020, 10, 16), None, False)


@pytest.mark.parametrize("phrase", [
    "К. Май. Виннету", "с. Июнь", "сквер 9 Мая", "колхоз 1 Мая", "Школа 1 Сентября", "остановка 8 Марта", "ост. 25 Сентября"])
def test_a_name_is_told_by_its_capital(phrase: str) -> None:
    """All in capitals, such a phrase may be either."""
    assert read(phrase, YEAR).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["широта 20.10", "браузер 20.10", "кегль 14.12", "10.11-е классы", "Telegram Desktop 4.12", "пункты плана 3.10, 3.11"])
def test_a_common_noun_keeps_its_figures(phrase: str) -> None:
    """What takes place has its capital, and its «в» or «на» where it does."""
    assert read(phrase, YEAR).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["Библионочь 24.04", "в парке 24.04", "на базе лагеря 24.04", "кабинет физики 24.04", "диктант 24.04"])
def test_what_takes_place_has_a_day_behind_it(phrase: str) -> None:
    """And where it does."""
    assert read(phrase, YEAR).start == date(2021, 4, 24)


@pytest.mark.parametrize(("phrase", "days"), [
    ("26 четверг ноября", [26]), ("12 (чт), 19 (чт) и 26 (чт) ноября", [12, 19, 26]), ("16 (пн), 18 (ср) ноября", [16, 18]), ("3 (вт) ноября", [3]),
    ("16 (понедельник) - 20 (пятница) ноября", [16, 20]), ("с 2(пн) по 6(пт) ноября", [2, 6]),
    ("Ноябрь: 3 (вт), 5 (чт)", [3, 5])])
def test_a_weekday_in_brackets_behind_a_day_checks_it(phrase: str, days: list[int]) -> None:
    """Of such a list only the last was read, and «3 (вт) ноября» as the third Tuesday, which is «3 вт ноября»."""
    found = read(phrase, SchoolYear(2026))
    assert [day.day for day in found.dates or dict.fromkeys((found.start, found.end)) if day] == days
    assert found.suspicious is False
    assert read("4 (вт) ноября", SchoolYear(2026)).suspicious
    assert read("3 вт ноября", SchoolYear(2026)).start == date(2026, 11, 17)
    assert read("ноябрь 3 (вт)", SchoolYear(2026)).start != date(2026, 11, 17)


@pytest.mark.parametrize("phrase", ["18-май-21", "18 май 21", "18-мая-21"])
def test_excel_shortens_may_like_any_month(phrase: str) -> None:
    """«18-сен-20» is a day, and so is «18-май-21»: Excel writes both."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.suspicious) == (Kind.EXACT, date(2021, 5, 18), False)


@pytest.mark.parametrize(("phrase", "kind"), [
    ("1. до 26 ноября", Kind.DEADLINE), ("7. до 26.11", Kind.DEADLINE), ("5. со 2 по 26 ноября", Kind.SPAN), ("1. в четверг, 26 ноября", Kind.EXACT)])
def test_a_lines_number_stands_before_any_word_of_its_day(phrase: str, kind: Kind) -> None:
    """«1. с 26 ноября» has no first of November, nor has «1. до 26 ноября»."""
    found = read(phrase, YEAR)
    assert (found.kind, found.end, found.suspicious) == (kind, date(2020, 11, 26), False)


@pytest.mark.parametrize("phrase", ["после согласования", "после уточнения"])
def test_what_waits_for_consent_has_no_date(phrase: str) -> None:
    """It says so; nothing in it is to be understood as a day."""
    assert read(phrase, YEAR).kind is Kind.UNDATED


@pytest.mark.parametrize(("phrase", "kind", "start", "end"), [
    ("до четверга, 26 ноября", Kind.DEADLINE, None, 26), ("к четвергу, 26.11", Kind.DEADLINE, None, 26),
    ("с понедельника, 23 ноября, по четверг, 26 ноября", Kind.SPAN, 23, 26), ("с 23 ноября, по 26 ноября", Kind.SPAN, 23, 26),
    ("с 23 ноября, понедельника, по 26 ноября, четверг", Kind.SPAN, 23, 26), ("23 ноября, пн, 26 ноября, чт", Kind.DAYS, 23, 26),
    ("не позднее чт, 26.11", Kind.DEADLINE, None, 26), ("пн, 23 ноября - чт, 26 ноября", Kind.SPAN, 23, 26),
    ("23.11, пн. – 26.11, чт.", Kind.SPAN, 23, 26), ("с пн, 23.11 по чт, 26.11", Kind.SPAN, 23, 26), ("23 ноября - пн, 26 ноября - чт", Kind.DAYS, 23, 26)])
def test_a_word_before_a_weekday_is_its_days(phrase: str, kind: Kind, start: int | None, end: int) -> None:
    """«До четверга, 26 ноября» was that very day."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start and found.start.day, found.end and found.end.day, found.suspicious) == (kind, start, end, False)


@pytest.mark.parametrize("phrase", ["16 - 20 ноября (кроме 18)", "16-20 ноября, кроме 18 ноября", "16, 17, 18 ноября, кроме 17"])
def test_days_but_for_one_are_doubtful(phrase: str) -> None:
    """A span that lacks a day is asked about, as a recurrence is."""
    found = read(phrase, YEAR)
    assert (found.start, found.suspicious) == (date(2020, 11, 16), True)
    assert read("19 ноября, все школы, кроме 12", YEAR).suspicious is False
    for others in ("кроме 9 «А»", "кроме школы 2", "кроме 5-й школы", "кроме 5 класса"):
        assert read(f"16-20 ноября, {others}", YEAR).suspicious is False
