"""Numbers before a day: the day's, those of schools and groups, or either; and figures that are classes, sizes and deadlines."""

import datetime as dt
from itertools import product

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2026)


def _days(phrase: str) -> list[tuple[int, int]]:
    when = read(phrase, YEAR)
    return [(day.day, day.month) for day in when.dates or ([when.start] if when.start else [])]


@pytest.mark.parametrize("phrase", [
    "школы № 3, 5, 8: 10 декабря", "СШ № 3, 5, 8 - 10 декабря", "гимназии № 1, 4 – 10.12", "каб. 12, 14 - 10 декабря", "№ 3, 5, 8 - 10 декабря",
    "СШ № 1-5 - 10 декабря", "филиалы 2, 6; 10 декабря", "группы 1 и 2, 10 декабря", "1, 2 группы - 10 декабря", "1 и 2 подгруппы 10 декабря",
    "школы № 26, 33, 10 декабря", "СШ 4 - 10 декабря", "детский сад 5, 10 декабря", "в детском саду 5, 10 декабря", "МБДОУ 5, 10 декабря",
    "для школ 1, 2 и 3, 10 декабря", "от 5 до 8 школ, 10 декабря", "для лицеев 1, 2 10 декабря", "Яндекс.Браузер 24.10, 10 декабря", "ЯНДЕКС.БРАУЗЕР 24.10, 10 декабря",
])
def test_numbers_of_things_are_no_days(phrase: str) -> None:
    """A sign that stands apart, or numbers that do not grow, leave the numbers to the schools, rooms and groups before them."""
    when = read(phrase, YEAR)
    assert (when.kind, when.start, when.suspicious) == (Kind.EXACT, dt.date(2026, 12, 10), False)


@pytest.mark.parametrize(("phrase", "days"), [
    ("группы 1, 2, 12 октября", [(2, 10), (12, 10)]),
    ("школы № 3, 5, 8, 10 декабря", [(5, 12), (8, 12), (10, 12)]),
    ("каб. 12, 15, 16 октября", [(15, 10), (16, 10)]),
    ("уроки 5, 6, 12 октября", [(5, 10), (6, 10), (12, 10)]),
    ("Руководители школ 10, 12 ноября", [(10, 11), (12, 11)]),
    ("для школ 3, 5, 12 ноября", [(5, 11), (12, 11)]),
    ("учителя гимназий 3, 12 ноября", [(3, 11), (12, 11)]),
    ("в школах 10, 12 ноября", [(10, 11), (12, 11)]),
    ("секции 1, 2 и 12 марта", [(2, 3), (12, 3)]),
    ("лекции 13, 14 (19 октября)", [(13, 10), (14, 10), (19, 10)]),
    ("семинары 5, 12: 19 октября", [(5, 10), (12, 10), (19, 10)]),
    ("лекции: 5, 12 (19 ноября)", [(5, 11), (12, 11), (19, 11)]),
    ("занятия 5, 12 (19 ноября)", [(5, 11), (12, 11), (19, 11)]),
    ("темы 5, 12 (19 ноября)", [(5, 11), (12, 11), (19, 11)]),
    ("лекции 3, 4 (октябрь)", [(3, 10), (4, 10)]),
    ("темы: 5, 6 (октябрь)", [(5, 10), (6, 10)]),
    ("консультации 14, 16 (18 мая по записи)", [(14, 5), (16, 5), (18, 5)]),
    ("экзамены 20, 21 (резерв: 25 мая)", [(20, 5), (21, 5), (25, 5)]),
])
def test_numbers_that_may_be_days_are_asked_for(phrase: str, days: list[tuple[int, int]]) -> None:
    """What may be the days or the numbers of several things is read as days, and doubtful."""
    assert (_days(phrase), read(phrase, YEAR).suspicious) == (days, True)


@pytest.mark.parametrize(("phrase", "days"), [
    ("открытые уроки 5, 6 октября", [(5, 10), (6, 10)]),
    ("уроки 8, 9 и 10 декабря", [(8, 12), (9, 12), (10, 12)]),
    ("уроки мужества 5, 7 мая", [(5, 5), (7, 5)]),
    ("СШ № 5, 12, 19 ноября", [(12, 11), (19, 11)]),
    ("СШ № 32, 4, 11 и 18 декабря", [(4, 12), (11, 12), (18, 12)]),
    ("горячая линия 3, 10 и 17 декабря", [(3, 12), (10, 12), (17, 12)]),
    ("СШ № 3, 5: 10 декабря; СШ № 8, 9: 11 декабря", [(10, 12), (11, 12)]),
    ("лекции 1, 2: 10 ноября; лекции 3, 4: 17 ноября", [(10, 11), (17, 11)]),
    ("лекции 3, 4 (19 ноября), 5 (26 ноября)", [(19, 11), (26, 11)]),
])
def test_days_of_several_things_are_days(phrase: str, days: list[tuple[int, int]]) -> None:
    """Lessons in the plural, days a week apart and days joined by «и» are days, and sure."""
    assert (_days(phrase), read(phrase, YEAR).suspicious) == (days, False)


@pytest.mark.parametrize("phrase", ["темы 5, 6 (октябрь)", "группы 1-3 (октябрь)", "классы 5 и 6 (октябрь)"])
def test_numbers_before_a_month_in_brackets_are_no_days(phrase: str) -> None:
    """As «школа 10 (октябрь)»."""
    assert read(phrase, YEAR).kind is Kind.WINDOW


@pytest.mark.parametrize("phrase", ["неделя книги 3-7 (октябрь)", "дни книги 3-7 (октябрь)", "Сафоново: 3-7 (октябрь)", "состоятся: 3-7 (октябрь)"])
def test_days_before_a_month_in_brackets_are_days(phrase: str) -> None:
    """Of what lasts, or behind a colon."""
    found = read(phrase, YEAR)
    assert (found.kind, found.suspicious) == (Kind.SPAN, False)


@pytest.mark.parametrize("phrase", ["5-6 команд, 19-20 ноября финал", "от 10 до 15 работ, с 23 по 25 ноября приём", "16-18 город, 23-25 ноября район",
                                    "28-30, 2-4 декабря", "26-28, 5 ноября"])
def test_a_span_that_may_be_a_count_or_of_another_month_is_asked_for(phrase: str) -> None:
    """Days of the town's round, or so many teams: the other span has its word, too. The month ends between the 30th and the 2nd."""
    when = read(phrase, YEAR)
    assert (when.kind, len(when.windows), when.suspicious) == (Kind.WINDOWS, 2, True)


@pytest.mark.parametrize("phrase", ["10.1, 10.2, 10.3 кл.", "10.1 и 10.2 классы", "классы 10.1, 11.2", "размер 10.5 х 15", "картон 5.10 x 7.12"])
def test_classes_and_sizes_are_no_days(phrase: str) -> None:
    """Classes of one year are numbered «10.1», and a sign of multiplication may be a letter that stands apart."""
    assert read(phrase, YEAR).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["5.10, 6.10 классы", "классы 5.10, 6.10", "5.10, 6.10 классы 5-9"])
def test_days_beside_classes_are_days(phrase: str) -> None:
    """A month in two figures makes a day of what stands beside a class."""
    assert _days(phrase) == [(5, 10), (6, 10)]


@pytest.mark.parametrize("phrase", ["10 декабря (10-летие библиотеки)", "к 15-летию школы 10 декабря", "10 декабря, к 205-летию Некрасова"])
def test_an_anniversary_is_no_day(phrase: str) -> None:
    """«10-летие» is one word, whatever its figures."""
    assert _days(phrase) == [(10, 12)]
    assert read("февраль, к 15-летию", YEAR).kind is Kind.WINDOW


@pytest.mark.parametrize("phrase", [
    "16 октября в 14.00 (заявки до 10.10)", "16 октября, 14.00, заявки до 8.10 включительно", "материалы до 9.10, семинар 16 октября в 14.00"])
def test_a_deadline_in_figures_is_no_hour(phrase: str) -> None:
    """Behind «до» figures that no meeting begins or ends at are a day, also beside a day with its month's name."""
    when = read(phrase, YEAR)
    assert (when.start, when.time, when.time_end, when.suspicious) == (dt.date(2026, 10, 16), dt.time(14), None, False)


def test_an_hour_behind_until_is_an_hour() -> None:
    """«Работаем до 16.00», «с 9.00 до 10.10» end the day's hours."""
    assert read("16 октября, работаем до 16.00", YEAR).time_end == dt.time(16)
    assert read("16 октября с 9.00 до 10.10", YEAR).time_end == dt.time(10, 10)


@pytest.mark.parametrize("phrase", ["10 декабря в 14,30", "10.12.2026, четверг, 14,30", "10 декабря 14,30-16,00", "10,12,2026 14,30"])
def test_an_hour_with_a_comma(phrase: str) -> None:
    """The key of the stop gives a comma too: behind a day «14,30» is an hour."""
    when = read(phrase, YEAR)
    assert (when.start, when.time) == (dt.date(2026, 12, 10), dt.time(14, 30))


@pytest.mark.parametrize("phrase", ["10,15 декабря", "10 октября, дома 10,30", "октябрь 10,30", "10 октября, 12,30 % фонда"])
def test_figures_with_a_comma_are_no_hour_elsewhere(phrase: str) -> None:
    """Days, houses and shares with a comma stay what they are."""
    assert read(phrase, YEAR).time is None


@pytest.mark.parametrize("phrase", ["Июль - макушка лета", "Октябрь - грязник"])
def test_a_months_name_in_the_folk_calendar(phrase: str) -> None:
    """What a month is called by the people is no month of the plan; «Октябрь - семинар» is."""
    assert read(phrase, YEAR).kind is Kind.UNPARSEABLE
    assert read("Октябрь - семинар", YEAR).kind is Kind.WINDOW


BESIDE = (
    "СШ № 32", "СШ № 3, 5, 8", "школы № 3, 5", "школы 3, 5, 8", "школы № 3-5", "каб. 12", "каб. 12, 14", "кабинет 5", "ауд. 305", "МБОУ «СШ № 32»",
    "гимназия № 4", "библиотека-филиал № 5", "филиалы 2, 6", "группа 2", "группы 1, 2", "1 группа", "1 и 2 группы", "5 класс", "5-6 классы", "1-4 кл.",
    "25 человек", "72 часа", "45 мин", "ул. Кирова, 12", "ул. Ленина, д. 5, каб. 12", "пр. Гагарина, 12/1", "т. 8-910-712-34-56", "Иванова И.И.",
    "Петрова А.С., СШ № 5", "Семинар № 3", "заседание 2", "занятие № 5", "урок 3", "2 этап", "этап 2", "тема 4", "п. 2", "3 этаж", "онлайн", "СОИРО",
    "№ 5", "№ 5, 7", "3 урок", "5-6 уроки", "1 смена", "номинация 3", "секции 1, 2", "до 10 участников", "100 %",
    "2 дня", "1 раз", "до 12 лет", "8-10 лет", "ГМО № 2", "2 корпус", "п. 5.10", "на 3 уроке", "в СШ № 5 и № 12", "СОИРО, ул. Октябрьской революции, 20А")
DAYS = (
    "19 ноября", "19.11", "19.11.2026", "19 ноября 2026 г.", "19 ноября в 14.30", "19.11 14.30", "19.11.2026, 14:30", "19-20 ноября", "19, 26 ноября",
    "19 и 26 ноября", "19.11, 26.11", "с 19 по 21 ноября", "19.11-21.11", "до 19 ноября", "до 19.11", "ноябрь", "ноябрь 2026", "ноябрь-декабрь",
    "чт 19.11 14:30")
BEFORE, BEHIND = ("{0} {1}", "{0}, {1}", "{0} - {1}", "{0}: {1}", "{0}; {1}", "{0}. {1}", "{0}\n{1}", "{0} ({1})"), (
    "{1} {0}", "{1}, {0}", "{1} - {0}", "{1}; {0}", "{1}. {0}", "{1}\n{0}", "{1} ({0})")


@pytest.mark.parametrize("beside", BESIDE)
def test_what_stands_beside_takes_no_day_and_gives_none(beside: str) -> None:
    """Every day reads the same beside a school, room, group, class, address, or is asked back: never other days or hours, and sure."""
    wrong = {}
    for days, shape in product(DAYS, BEFORE + BEHIND):
        phrase = shape.format(beside, days)
        plain, found = (read(text, YEAR) for text in (days, phrase))
        asked = found.kind is Kind.UNPARSEABLE or found.suspicious
        if not asked and found[:5] + found[8:10] != plain[:5] + plain[8:10]:
            wrong[phrase] = found
    assert wrong == {}


@pytest.mark.parametrize("phrase", ["teor-2 - 19 ноября в 14.30", "teor-2: 19.11 14.30", "СОШ-5 – 19 ноября, 14.30", "по teor-2 - 19.11.2026, 14.30"])
def test_a_number_tied_to_its_word_begins_no_span(phrase: str) -> None:
    """«teor-2 - 19 ноября» does not last from the second."""
    when = read(phrase, YEAR)
    assert (when.kind, when.start, when.time) == (Kind.EXACT, dt.date(2026, 11, 19), dt.time(14, 30))


def test_the_day_of_a_paper_begins_no_span() -> None:
    """«Приказ № 45 от 02.09.2026 - 19 ноября» is the 19th."""
    assert _days("приказ № 45 от 02.09.2026 - 19 ноября") == [(19, 11)]


def test_people_are_no_hours() -> None:
    """«В 9-11 классах» is no time, «в 10-12 занятия» is; no minutes stand in «в 14 ч. 3 класс»."""
    assert read("19 ноября в 9-11 классах", YEAR).time is None
    assert read("19 ноября в 10-12 занятия", YEAR).time == dt.time(10)
    assert read("19.11 в 14 ч. 3 класс", YEAR).time == read("19.11 в 14 ч.", YEAR).time == dt.time(14)
    assert read("19 ноября 14ч30м", YEAR).time == dt.time(14, 30)


def test_half_of_a_day_is_no_half_of_a_month() -> None:
    """«Ноябрь, во второй половине дня» is the whole month."""
    assert read("ноябрь, во второй половине дня", YEAR)[:3] == read("ноябрь", YEAR)[:3]


@pytest.mark.parametrize("phrase", ["заявки до 10.11 - 19 ноября", "19.11, 10.1 класс", "корп. 2 - 19 ноября", "концерт к 8 Марта, 19.11"])
def test_a_day_beside_what_looks_like_one(phrase: str) -> None:
    """A deadline's end, a class, a building and a feast begin no span and are no second day."""
    assert _days(phrase) == [(19, 11)]


def test_a_roman_number_of_a_quarter_is_no_month() -> None:
    """«СШ № 12. III квартал» is a quarter."""
    assert read("СШ № 12. III квартал", YEAR)[:3] == read("III квартал", YEAR)[:3]


def test_what_is_agreed_is_settled() -> None:
    """«Согласовано: 18.02.2027» stands; «будет согласовано» and «не согласована» do not."""
    assert not read("Согласовано: 18.02.2027, 14:30", YEAR).suspicious
    for phrase in ("18 февраля, будет согласовано", "18 февраля, дата не согласована", "18 февраля, должно быть согласовано с директором"):
        assert read(phrase, YEAR).suspicious, phrase


def test_schools_and_classes_are_no_hours() -> None:
    """«21-40 школы», «в 9 «А»» have no hour."""
    assert [read(phrase, YEAR).time for phrase in ("18 февраля, 21-40 школы", "18 февраля в 9 «А»")] == [None, None]


TWO = (
    ("СШ № 3", "СШ № 12"), ("СШ № 3, 5", "СШ № 8, 12"), ("школы 3, 5, 8", "школы 10, 12"), ("каб. 5", "каб. 12"), ("1 группа", "2 группа"),
    ("группа 1", "группа 2"), ("группы 1, 2", "группы 3, 4"), ("1 и 2 группы", "3 и 4 группы"), ("5 класс", "6 класс"), ("5-6 кл.", "7-11 кл."),
    ("5А", "5Б"), ("5 «А»", "5 «Б»"), ("1 этап", "2 этап"), ("этап 1", "этап 2"), ("школьный этап", "муниципальный этап"), ("I тур", "II тур"),
    ("занятие № 5", "занятие № 6"), ("семинар 3", "семинар 4"), ("тема 4", "тема 5"), ("модуль 1", "модуль 2"), ("Вязьма", "Гагарин"),
    ("Заднепровский район", "Ленинский район"), ("teor-2", "prak-1"), ("Иванова И.И.", "Петрова А.С."), ("ул. Кирова, 5", "ул. Ленина, 12"),
    ("СШ № 1-12", "СШ № 13-40"), ("1-20 школы", "21-40 школы"), ("1 поток (10 чел.)", "2 поток (12 чел.)"))
EACH_ITS_DAY = (
    "{0} - 19 ноября, {1} - 26 ноября", "{0} – 19.11, {1} – 26.11", "{0}: 19 ноября; {1}: 26 ноября", "{0}: 19.11.2026, {1}: 26.11.2026",
    "{0} (19 ноября), {1} (26 ноября)", "{0} (19.11), {1} (26.11)", "19 ноября - {0}, 26 ноября - {1}", "19.11 - {0}; 26.11 - {1}",
    "19 ноября {0}, 26 ноября {1}", "19.11 ({0}), 26.11 ({1})", "{0} 19 ноября, {1} 26 ноября", "{0} 19.11, {1} 26.11",
    "{0} - 19 ноября\n{1} - 26 ноября", "19.11 {0}\n26.11 {1}")


@pytest.mark.parametrize("things", TWO)
def test_two_things_have_two_days(things: tuple[str, str]) -> None:
    """Two schools, groups, classes or people, each with its day, are two days without an hour, or are asked back."""
    wrong = {}
    for shape in EACH_ITS_DAY:
        phrase = shape.format(*things)
        when = read(phrase, YEAR)
        asked = when.suspicious or when.kind in {Kind.UNPARSEABLE, Kind.WINDOWS}
        if not asked and (when.dates, when.time) != ((dt.date(2026, 11, 19), dt.date(2026, 11, 26)), None):
            wrong[phrase] = when
    assert wrong == {}


@pytest.mark.parametrize(("phrase", "suspicious"), [
    ("семинар 3 - 19 ноября", True), ("мастер-класс 4 – 18 февраля", True), ("семинар 3-19 ноября", False), ("семинар 13 - 19 ноября", False),
    ("выставка 1 - 26 ноября", False), ("семинары 3 - 5 ноября", False)])
def test_what_lasts_a_day_may_have_a_number(phrase: str, suspicious: bool) -> None:
    """«Семинар 3 - 19 ноября» may be the third of them; an exhibition lasts from the first."""
    when = read(phrase, YEAR)
    assert (when.kind, when.suspicious) == (Kind.SPAN, suspicious)


def test_a_stage_with_two_high_numbers_is_asked_about() -> None:
    """«Этап 19, 26 ноября»: no stage has so high a number, but who knows; a week between the two makes both likely days."""
    when = read("этап 19, 26 ноября", YEAR)
    assert (when.dates, when.suspicious) == ((dt.date(2026, 11, 19), dt.date(2026, 11, 26)), True)


def test_a_stop_ends_an_hour_before_a_class() -> None:
    """«В 14. 3 класс» is at two, «в 14. 30» at half past two."""
    assert read("в 14. 3 класс, 18 февраля", YEAR).time == dt.time(14)
    assert read("18 февраля в 14. 30, 3 класс", YEAR).time == dt.time(14, 30)


@pytest.mark.parametrize(("phrase", "days"), [
    ("ул. Ленина - семинары, 5, 7 октября", [(5, 10), (7, 10)]), ("Краснинское шоссе, 8-10 октября", [(8, 10)]),
    ("ул. Ново-Ленинградская, 15-16 октября", [(15, 10)])])
def test_a_street_keeps_no_days(phrase: str, days: list[tuple[int, int]]) -> None:
    """A dash that stands apart ends its name, and a span is written without spaces."""
    assert (_days(phrase), read(phrase, YEAR).suspicious) == (days, False)


@pytest.mark.parametrize("phrase", ["кабинет физики 5, завтра", "горячая линия 3, завтра и послезавтра"])
def test_a_number_before_a_day_told_from_today_is_read(phrase: str) -> None:
    """The reader stopped at it."""
    assert read(phrase, None, today=dt.date(2026, 10, 1)).end in {dt.date(2026, 10, 2), dt.date(2026, 10, 3), None}


def test_what_is_counted_by_kinds_of_classes_is_no_day() -> None:
    """«Для шестых - 19 ноября» begins on no sixth; «классы 5 - 12 октября» may."""
    assert _days("для шестых - 19 ноября, для пятых - 20 ноября") == [(19, 11), (20, 11)]
    assert read("классы 5 - 12 октября", YEAR).suspicious
    assert not read("классы 5-12 октября", YEAR).suspicious
    assert read("МБОУ СШ №№ 5, 12, 19 ноября", YEAR).suspicious


@pytest.mark.parametrize(("phrase", "rule"), [
    ("вторые среды месяца", "FREQ=MONTHLY;BYDAY=2WE"), ("третьи пятницы", "FREQ=MONTHLY;BYDAY=3FR"),
    ("первые и третьи четверги", "FREQ=MONTHLY;BYDAY=1TH,3TH"), ("вторые четверги октября и ноября", "FREQ=MONTHLY;BYDAY=2TH")])
def test_several_second_days_recur(phrase: str, rule: str) -> None:
    """As «первые четверги» do; «вторые четверги октября и ноября» was every Thursday of November."""
    assert read(phrase, YEAR).rrule == rule


def test_several_first_and_third_days_of_a_month_are_days() -> None:
    """«Первые и третьи пятницы ноября»: the first was lost beside the third."""
    assert [day.day for day in read("первые и третьи пятницы ноября", YEAR).dates] == [6, 20]
    assert read("первые, третьи пятницы", YEAR).rrule == "FREQ=MONTHLY;BYDAY=1FR,3FR"


def test_requests_of_schools_name_no_day() -> None:
    """«От» asks for a day only where one stands."""
    assert read("по мере поступления заявок от ОО", YEAR).kind is Kind.UNDATED
    assert read("по запросу от 5.10", YEAR).kind is Kind.UNPARSEABLE
