"""Lists that go on as they began: deadlines behind «до», days behind a verb, days behind their month."""

from datetime import date, time

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear, When

YEAR = SchoolYear(2026)


def _days(when: When) -> list[str]:
    days = when.dates or (() if when.start is None else (when.start,))
    return [f"{day.day}.{day.month}" for day in days]


@pytest.mark.parametrize("phrase", ["отчёт до 20 октября, 20 января, 20 апреля", "отчёты до 20.10 и 20.01", "до 10.10, 16.10"])
def test_a_list_of_deadlines_to_the_end_is_asked_about(phrase: str) -> None:
    """All of it are deadlines; the later ones were days, and the first was lost."""
    when = read(phrase, YEAR)
    assert (when.kind, when.start, when.suspicious) == (Kind.DEADLINE, None, True)


@pytest.mark.parametrize("phrase", [
    "заявки до 10 октября, 16 октября в 14.00", "регистрация до 10 октября, семинар 16 октября", "16.10 (заявки до 10.10)",
    "заявки до 10 октября, 16 октября конкурс", "регистрация до 10.10, вебинар 16.10"])
def test_a_day_with_its_hour_or_word_is_no_deadline(phrase: str) -> None:
    """What has its own hour or word behind a deadline takes place on that day."""
    when = read(phrase, YEAR)
    assert (when.kind, when.start, when.suspicious) == (Kind.EXACT, date(2026, 10, 16), False)


@pytest.mark.parametrize("phrase", ["будет выслано 10, 12 марта", "проведём 10, 12 марта", "приглашаем 10, 12 марта", "ждём вас 10, 12 марта"])
def test_a_verb_has_no_number(phrase: str) -> None:
    """Both are days; the first was taken for the number of the word before it."""
    assert _days(read(phrase, YEAR)) == ["10.3", "12.3"]


@pytest.mark.parametrize(("phrase", "days"), [
    ("Все занятия 5, 12 и 19, 26 октября", ["5.10", "12.10", "19.10", "26.10"]), ("Занятия (15 и 16), 22 октября", ["15.10", "16.10", "22.10"]),
    ("Встречи (онлайн, 5), 12 октября", ["5.10", "12.10"]), ("5. окт.\n6. окт.", ["5.10", "6.10"]), ("12. сент. 14:30", ["12.9"])])
def test_the_first_days_of_a_list_are_kept(phrase: str, days: list[str]) -> None:
    """They were left out as numbers, and the last one alone was sure."""
    assert _days(read(phrase, YEAR)) == days


def test_days_behind_their_month_and_a_dash() -> None:
    """«Октябрь - 7, 14» spans nothing; «октябрь - 7 ноября» does."""
    assert _days(read("Октябрь – 7, 14, 21", YEAR)) == ["7.10", "14.10", "21.10"]
    assert read("октябрь - 7 ноября", YEAR).end == date(2026, 11, 7)
    assert read("октябрь - 7", YEAR).kind is Kind.UNPARSEABLE


def test_numbers_behind_their_word_and_a_month_in_brackets_are_asked_about() -> None:
    """«Встречи 3, 4 (октябрь)»: days, or the third and the fourth of them."""
    assert read("встречи 15, 22 (октябрь)", YEAR).suspicious
    assert read("встречи 3, 4 (октябрь)", YEAR).suspicious
    assert read("лекции 5, 12 (октябрь)", YEAR).suspicious
    assert read("занятия 15, 16 (октябрь)", YEAR).suspicious


@pytest.mark.parametrize("phrase", ["октябрь - 7, 14 семинар", "октябрь - 7, 14-21"])
def test_more_than_days_behind_a_month_and_a_dash_is_not_understood(phrase: str) -> None:
    """A word or a span beside the days: the first alone was sure, or a window to the last."""
    assert read(phrase, YEAR).kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["встречи 15-22 (октябрь)", "встречи 15, 22 (октябрь - ноябрь)"])
def test_a_span_before_a_month_in_brackets_may_be_numbers(phrase: str) -> None:
    """Only a list a week apart is sure."""
    assert read(phrase, YEAR).suspicious


@pytest.mark.parametrize("phrase", ["Семинар (регистрация до 10 октября), 16 октября", "конкурс работ (до 10.10), 16.10"])
def test_a_list_of_deadlines_ends_with_its_brackets(phrase: str) -> None:
    """What stands behind them takes place on that day."""
    when = read(phrase, YEAR)
    assert (when.kind, when.start, when.suspicious) == (Kind.EXACT, date(2026, 10, 16), False)


@pytest.mark.parametrize("phrase", ["экскурсия в гимназию 3, 12 марта", "лицею 5, 12 марта", "перед собранием 3, 12 марта", "кино 2, 12 марта"])
def test_a_name_that_ends_like_a_verb_has_its_number(phrase: str) -> None:
    """It is the twelfth alone."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (["12.3"], False)


def test_a_verb_has_no_number_that_may_be_meant_either() -> None:
    """A week apart, too: «семинар 5, 12 марта» may be the fifth one, and of «прислано» and «нас» there may be so many."""
    assert not read("ждём вас 5, 12 марта", YEAR).suspicious
    assert read("семинар 5, 12 марта", YEAR).suspicious
    assert read("прислано 12, 15 марта", YEAR).suspicious
    assert read("у нас 2, 12 марта", YEAR).suspicious


@pytest.mark.parametrize(("phrase", "days"), [
    ("Библиотека работает 10, 12 марта", ["10.3", "12.3"]), ("Вязьма 15, Рославль 22 октября", ["15.10", "22.10"]),
    ("Семинар 15, вебинар 22 октября", ["15.10", "22.10"])])
def test_a_number_too_high_for_its_word_may_be_a_day(phrase: str, days: list[str]) -> None:
    """It was given to the word before it, and the last day alone was sure; «школа 15» has a number."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, True)
    assert _days(read("школа 15, вебинар 22 октября", YEAR)) == ["22.10"]


def test_an_hour_out_of_a_room_stands() -> None:
    """«Из 32 кабинета» says where from, and takes no figures away."""
    assert read("15.10 в 10.00 из 32 кабинета", YEAR).time == time(10)


@pytest.mark.parametrize(("phrase", "days"), [
    ("5 кл. – 15, 6 кл. – 16 ноября", ["15.11", "16.11"]),
    ("7 класс - 12, 8 класс - 13 и 9 класс - 14 ноября", ["12.11", "13.11", "14.11"]),
    ("СОШ №1 – 12, СОШ №2 – 13 ноября", ["12.11", "13.11"]),
    ("1 тур 5, 2 тур 12 ноября", ["5.11", "12.11"]),
    ("1-4 кл. 10, 5-8 кл. 11 ноября 2026 в 14.00", ["10.11", "11.11"])])
def test_days_behind_what_they_are_of_share_a_month(phrase: str, days: list[str]) -> None:
    """Only the last was a day, and sure: those before it were taken for numbers of the next thing."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, False)


def test_spans_behind_what_they_are_of_share_a_month() -> None:
    """The first was lost."""
    when = read("1 этап: 5-9, 2 этап: 16-20 ноября", YEAR)
    assert when.windows == ((date(2026, 11, 5), date(2026, 11, 9)), (date(2026, 11, 16), date(2026, 11, 20)))


@pytest.mark.parametrize("phrase", ["СОШ № 5 - 10 чел., СОШ № 6 - 12 ноября", "каб. 5, ЦДО - 12 ноября", "классы 1-4, классы 5-12 ноября"])
def test_what_stands_before_a_day_is_not_always_one(phrase: str) -> None:
    """Numbers that belong to a word stay its own."""
    assert "10.11" not in _days(when := read(phrase, YEAR))
    assert when.end == date(2026, 11, 12)


@pytest.mark.parametrize(("phrase", "days"), [
    ("08.10. 15.10. 22.10.", ["8.10", "15.10", "22.10"]), ("5.05 12.05 19.05", ["5.5", "12.5", "19.5"])])
def test_three_days_of_a_month_have_no_hour_among_them(phrase: str, days: list[str]) -> None:
    """The second was the hour of the others, ten minutes past three."""
    found = read(phrase, YEAR)
    assert (_days(found), found.time, found.suspicious) == (days, None, False)


def test_an_hour_stands_behind_the_stop_of_a_short_year() -> None:
    """The year of two figures was tied to the hour behind it, and neither was read."""
    found = read("12.10.26. 11.30", YEAR)
    assert (_days(found), found.time) == (["12.10"], time(11, 30))


@pytest.mark.parametrize("phrase", ["15 октября в 10, 20 октября в 11", "15 октября 2026 г. в 10 и 20 октября в 11", "15.10.2026 в 10, 20 октября в 11"])
def test_an_hour_behind_a_day_is_no_day_of_the_next_ones_list(phrase: str) -> None:
    """The 10th was a third day, at eleven, and sure."""
    found = read(phrase, YEAR)
    assert (_days(found), found.time, found.suspicious) == (["15.10", "20.10"], None, True)


def test_the_same_figures_twice_may_be_a_day_and_its_hour() -> None:
    """«10.10 10.10 12.10» is asked about: from ten past ten, perhaps."""
    found = read("10.10 10.10 12.10", YEAR)
    assert (_days(found), found.suspicious) == (["10.10"], True)


@pytest.mark.parametrize(("phrase", "start", "hour"), [
    ("15.10 в 10, 1 полугодие", date(2026, 10, 15), time(10)), ("15 октября в 14, 3 неделя", date(2026, 10, 15), time(14)),
    ("СШ 5 - 1 полугодие", date(2026, 9, 1), None)])
def test_an_hour_and_a_schools_number_are_no_part_of_a_year(phrase: str, start: date, hour: time | None) -> None:
    """Only «в 1-2 четверти» names two of them: «10, 1 полугодие» were halves, and there is no tenth."""
    found = read(phrase, YEAR)
    assert (found.start, found.time, found.suspicious) == (start, hour, False)


@pytest.mark.parametrize(("phrase", "suspicious"), [
    ("15 марта, 20 октября", True), ("20 октября, 15 марта", False), ("8 марта, 12, 15 октября", True),
    ("финал – 18 февраля, полуфинал – 4 февраля", False), ("1 гр. 12 и 19 октября, 2 гр. 13 и 20 октября", False)])
def test_days_that_stand_in_no_order_are_asked_about(phrase: str, suspicious: bool) -> None:
    """Of a list of days the first is the earliest, unless it is that of a calendar year, or its first number no day; words between them have each
    its own."""
    assert read(phrase, YEAR).suspicious is suspicious


@pytest.mark.parametrize(("phrase", "days"), [
    ("15.10 в 10, 20 октября", ["15.10", "20.10"]), ("15.10 в 10.00, 20 октября", ["15.10", "20.10"]), ("15.10 в 10 и 20 октября", ["15.10", "20.10"])])
def test_figures_with_an_hour_behind_them_are_a_day(phrase: str, days: list[str]) -> None:
    """At 15:10 on 10 and 20 October, and sure. Whether the second day has the hour of the first is asked."""
    assert (_days(read(phrase, YEAR)), read(phrase, YEAR).suspicious) == (days, True)


@pytest.mark.parametrize("phrase", ["лекция 1 5 ноября, лекция 2 12 ноября", "1 8 апреля, 12 мая", "встречи 5/6 и 12/13 октября", "встречи 5/6 октября"])
def test_a_day_that_is_not_understood_is_not_left_out(phrase: str) -> None:
    """The 15th with a space in it, perhaps, or the number of a lecture and its day: what stood beside it was sure without it."""
    when = read(phrase, YEAR)
    assert when.suspicious or when.kind is Kind.UNPARSEABLE
    assert _days(read("лекция 1 (5 ноября), лекция 2 (12 ноября)", YEAR)) == ["5.11", "12.11"]


@pytest.mark.parametrize(("phrase", "days"), [
    ("старшая гр. 20, подг. гр. 21 мая", ["20.5", "21.5"]), ("начальная школа 15, средняя 16 октября", ["15.10", "16.10"]),
    ("мл. гр. 23, ср. гр. 24, ст. гр. 25 декабря", ["23.12", "24.12", "25.12"]), ("районный тур 5, областной 25 ноября", ["5.11", "25.11"]),
    ("математика 12, русский язык 14 декабря", ["12.12", "14.12"]), ("СШ 15, СШ 16 октября", ["15.10", "16.10"]),
    ("этап 15, финал 25 ноября", ["15.11", "25.11"])])
def test_a_number_behind_a_word_like_the_days_may_be_a_day(phrase: str, days: list[str]) -> None:
    """The last word has a day behind it, so the others may; the day before was lost, and the last one sure."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, True)


@pytest.mark.parametrize(("phrase", "days"), [
    ("5А 15, 5Б 16 октября", ["15.10", "16.10"]), ("Иванова И.И. 5, Петрова А.А. 12 октября", ["5.10", "12.10"]),
    ("младшая гр. 23.12, старшая гр. 24.12", ["23.12", "24.12"]), ("школа 15, вебинар 22 октября", ["22.10"]), ("3 (вт), 10 (вт) ноября, 14.30", ["3.11", "10.11"]),
    ("этап 2, общий финал 25 ноября", ["25.11"]), ("СШ № 15, СШ № 16, 22 октября", ["22.10"])])
def test_a_number_behind_another_word_is_that_words(phrase: str, days: list[str]) -> None:
    """Behind a class is its day, behind a school its number."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, False)


@pytest.mark.parametrize("phrase", [
    "Большая Советская, 12, 18 ноября", "Мира, 5, 15 октября", "25 Сентября, 10, 15 октября", "Николаева, 5, каб. 12, 15 октября"])
def test_a_number_behind_a_streets_name_may_be_a_house(phrase: str) -> None:
    """It was a day, and sure."""
    assert read(phrase, YEAR).suspicious
    assert not read("25 сентября, 10, 15 октября", YEAR).suspicious
    assert not read("Смоленская область, 12, 18 ноября", YEAR).suspicious


@pytest.mark.parametrize("phrase", [
    "в школе 15, 16 октября", "в актовом зале 15, 16 октября", "по телефону 15, 16 октября", "открытие 1, закрытие 30.10",
    "15 октября математика, 16 физика", "15 мая семинар, 16 практикум", "Городская библиотека 5, читальный зал 15 октября", "15 октября - 1 группа, 16 - 2 группа", "г. Вязьма 15, г. Рудня 16 октября",
    "лекция 5 и практикум 12 октября"])
def test_a_day_that_was_lost_is_asked_about(phrase: str) -> None:
    """One of two days alone was sure."""
    when = read(phrase, YEAR)
    assert when.suspicious or when.kind is Kind.UNPARSEABLE


@pytest.mark.parametrize(("phrase", "days"), [
    ("школа 15, 26 октября", ["26.10"]), ("по телефону 38-12-45, 16 октября", ["16.10"]), ("15 октября лекция, 20 мест", ["15.10"]),
    ("5, 12 аудитории, 15 октября", ["15.10"]), ("5 и 12 кабинеты, 15 октября", ["15.10"]),
    ("в 2 дня: 15 и 16 октября", ["15.10", "16.10"])])
def test_a_number_that_is_no_day_is_left_out(phrase: str, days: list[str]) -> None:
    """Of a school, a telephone, of places and rooms; nor is it an hour."""
    when = read(phrase, YEAR)
    assert (_days(when), when.time, when.suspicious) == (days, None, False)


@pytest.mark.parametrize(("phrase", "days"), [
    ("5 кл. – 15, 6 кл. – 16.11", ["15.11", "16.11"]), ("6 кл. – 16, 5 кл. – 15.11", ["15.11", "16.11"]), ("1 тур 5, 2 тур 12.11", ["5.11", "12.11"]),
    ("1 группа: 15; 2 группа: 16.10", ["15.10", "16.10"]), ("5 кл. 15 и 16, 6 кл. 19 и 20.10", ["15.10", "16.10", "19.10", "20.10"]),
    ("5-9 классы: 15, 10-11 классы: 16.10.2026", ["15.10", "16.10"]), ("1 группа: 15, 2 группа: 16 октября", ["15.10", "16.10"]),
    ("1 корпус 15, 2 корпус 16 октября", ["15.10", "16.10"]), ("Рудня - 15, 5 класс - 16 октября", ["15.10", "16.10"])])
def test_things_with_a_day_each_share_the_month_written_in_words_or_figures(phrase: str, days: list[str]) -> None:
    """In figures the days before the last were lost."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, False)


@pytest.mark.parametrize("phrase", ["Заседание МО: 1, 2 группы - 10 декабря", "Урок: 5, 6 классы 10 декабря", "семинар: 5, 6 кл. - 10.12"])
def test_numbers_of_a_word_behind_a_colon_are_no_days(phrase: str) -> None:
    """The first of them was one."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (["10.12"], False)


@pytest.mark.parametrize(("phrase", "days"), [
    ("лекция 15 и практикум 22 октября", ["15.10", "22.10"]), ("г. Рудня 5 и г. Вязьма 12 октября", ["5.10", "12.10"]),
    ("ЦДО 15, ДБ 16 октября", ["15.10", "16.10"]), ("актовый зал\n15, 16 октября", ["15.10", "16.10"])])
def test_days_that_nobody_would_take_for_numbers_are_not_asked_about(phrase: str, days: list[str]) -> None:
    """Too high for a lecture's, behind what has none, or on a line of their own."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, False)


@pytest.mark.parametrize(("phrase", "days"), [
    ("15 октября - 1 группа\n22 октября - 2 группа", ["15.10", "22.10"]), ("15 октября; 22 октября - 15 мест", ["15.10", "22.10"]),
    ("Микрорайон № 3, 15 октября", ["15.10"]), ("тел. 38-12-45, 15,16.10", ["15.10", "16.10"]),
    ("тел. 5-12-45\n08.10.2026, 12.11.2026", ["8.10", "12.11"]), ("тел. 5-12-45, 15 октября", ["15.10"])])
def test_a_number_of_something_takes_no_day_with_it(phrase: str, days: list[str]) -> None:
    """The day before it was lost, and that of a district was a day; all of them sure."""
    when = read(phrase, YEAR)
    assert (_days(when), when.suspicious) == (days, False)


@pytest.mark.parametrize("phrase", ["третьи классы 15, четвёртые 16 мая", "15 октября - 17 онлайн", "8 октября; 15 октября - 17 онлайн"])
def test_what_may_go_on_with_a_day_is_not_left_out(phrase: str) -> None:
    """A day behind a telephone was part of it, and the next one sure."""
    when = read(phrase, YEAR)
    assert when.suspicious or when.kind is Kind.UNPARSEABLE


@pytest.mark.parametrize("phrase", ["1 группа – 17-24.09, 2 группа – 3.10", "1 группа – 12-14.11, 2 группа – открытие – 15.09, закрытие – 20.10"])
def test_a_span_behind_what_is_named_has_its_month(phrase: str) -> None:
    """Its day was taken for a number, and reading failed."""
    assert read(phrase, YEAR).kind is Kind.WINDOWS
