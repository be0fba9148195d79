"""A day among what else stands in its cell: an hour, a place, a telephone, a note, in whatever order and however they are joined."""

import datetime as dt
from itertools import product

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)
DAY = dt.date(2020, 11, 26)
DAYS = ("26 ноября", "26 ноября 2020 г.", "26.11.2020", "26.11.20", "26.11", "четверг, 26 ноября", "26.11 (чт)", "26-го ноября", "2020-11-26", "26 нояб.")
HOURS = ("14.30", "14:30", "в 14.30", "в 14-30", "в 14 ч. 30 мин.", "начало в 14.30", "14ч30", "время: 14:30", "(14.30)")
BESIDE = (
    "ЦДО", "СШ № 32", "МБОУ «СШ № 32 им. С.А. Лавочкина»", "каб. 12", "корпус 2, ауд. 10", "2 этаж", "ул. Бакунина, д. 10/12", "пл. 1 Мая",
    "ул. 25 Сентября, 10", "пр. Октября, 12", "ул. Нормандия-Неман, 9", "ул. Ново-Московская, 2/18", "Краснинское шоссе, 18", "2-й Краснинский пер., 14",
    "+7 910 123-11-12", "кинотеатр «Октябрь»", "кинотеатр Октябрь", "библиотека «Октябрь»", "Zoom", "тел. 38-12-45",
    "cdo@mail.ru", "https://vk.com/rmo", "отв. Иванова И.И.", "(ссылка)", "(ссылка будет позже)", "5-9 классы", "20 чел.", "1,5 часа",
    "приказ № 12-10", "п. 5.10 плана", "заседание ГМО", "(приложение 1)", "Петров П.П.", "Библионочь-2022", "логин: cdo-10.12",
    "Zoom ID: 812-1011-12", "дети от 5 до 7 лет", "с 5 до 7 класса", "с пятых по седьмые классы", "запись в 1 класс")
JOINTS = (" ", ", ", "\n", " - ")


@pytest.mark.parametrize("beside", [*BESIDE, "классы 5-9", "ко Дню учителя"])
def test_a_day_and_its_hour_keep_what_they_say(beside: str) -> None:
    """Whatever stands beside them, before, between or behind. Each day meets each hour, and each of both every joint."""
    wrong = {}
    for (place, day), (turn, hour) in product(enumerate(DAYS), enumerate(HOURS)):
        joint = JOINTS[(place + turn) % len(JOINTS)]
        for words in ((day, hour, beside), (day, beside, hour), (beside, day, hour)):
            found = read(phrase := joint.join(words), YEAR)
            if (found.kind, found.start, found.time, found.suspicious) != (Kind.EXACT, DAY, dt.time(14, 30), False):
                wrong[phrase] = found
    assert wrong == {}


@pytest.mark.parametrize("beside", BESIDE)
def test_days_and_stretches_keep_what_they_say(beside: str) -> None:
    """A span, a deadline, a list of days, a month beside anything."""
    wrong = {}
    for (phrase, kind, start, end), joint in product((
            ("с 23 по 26 ноября", Kind.SPAN, 23, 26), ("23.11-26.11.2020", Kind.SPAN, 23, 26), ("23.11 - 26.11", Kind.SPAN, 23, 26),
            ("до 26 ноября", Kind.DEADLINE, None, 26), ("до 26.11.2020", Kind.DEADLINE, None, 26),
            ("не позднее 26.11", Kind.DEADLINE, None, 26), ("19.11, 26.11", Kind.DAYS, 19, 26), ("19 ноября, 26 ноября", Kind.DAYS, 19, 26),
            ("ноябрь 2020", Kind.WINDOW, 1, 30), ("в течение ноября", Kind.WINDOW, 1, 30)), (", ", "\n")):
        for words in ((phrase, beside), (beside, phrase)):
            found = read(written := joint.join(words), YEAR)
            bounds = tuple(day and dt.date(2020, 11, day) for day in (start, end))
            if (found.kind, found.start, found.end) != (kind, *bounds):
                wrong[written] = found
    assert wrong == {}


@pytest.mark.parametrize("words", ["(перенос с 8.10)", "перенос с 8.10", "(перенесено с 8.10)"])
@pytest.mark.parametrize("day", ["26 ноября 2020", "26.11.2020", "26 ноября"])
def test_the_day_it_was_moved_from_is_no_hour(day: str, words: str) -> None:
    """«26 ноября (перенос с 8.10)»: nobody said 08:10."""
    found = read(f"{day} {words}", YEAR)
    assert (found.kind, found.start, found.time) == (Kind.EXACT, DAY, None)


@pytest.mark.parametrize("phrase", [
    "1) 26.11.2020 14.30 (онлайн)", "1) 26.11 (чт) 14.30 (ЦДО)", "1. в 14.30 26 ноября", "1. 14:30 26.11.2020", "1. четверг 26.11 14.30",
    "1) четвертый четверг ноября, 14.30 (ЦДО)"])
def test_the_number_of_a_line_is_no_day(phrase: str) -> None:
    """A line of a numbered list, the others of which stand elsewhere: nobody said the first of November."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.time, found.suspicious) == (Kind.EXACT, DAY, dt.time(14, 30), False)


@pytest.mark.parametrize("phrase", ["1. ноябрь 2020 14:30", "1) ноябрь 2020, 14.30 (ЦДО)"])
def test_the_number_before_a_month_is_no_day_of_it(phrase: str) -> None:
    """«1. ноябрь» is not «1 ноября»."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.end) == (Kind.WINDOW, dt.date(2020, 11, 1), dt.date(2020, 11, 30))


@pytest.mark.parametrize("where", ["п. Зелёный", "с. Шеломец", "Библиотека-филиал с. Альбитуй"])
@pytest.mark.parametrize(("phrase", "kind"), [("26.11.2020 14.30", Kind.EXACT), ("26.11", Kind.EXACT), ("19.11, 26.11", Kind.DAYS), ("23.11-26.11", Kind.SPAN)])
def test_a_village_takes_no_day_away(where: str, phrase: str, kind: Kind) -> None:
    """«С. Шеломец 26.11» is met in there; «п. плана 3.10» is a paragraph."""
    found = read(f"{where} {phrase}", YEAR)
    assert (found.kind, found.end) == (kind, DAY)


@pytest.mark.parametrize("beside", ["СШ № 32", "школа 10", "школа №10", "каб. 12", "заседание № 2", "Тур 2"])
@pytest.mark.parametrize(("phrase", "kind"), [
    ("26.11.2020", Kind.EXACT), ("26.11", Kind.EXACT), ("26/11/2020", Kind.EXACT), ("26 ноября", Kind.EXACT), ("23-26 ноября", Kind.SPAN),
    ("23-26.11", Kind.SPAN)])
def test_a_number_and_a_colon_are_no_hour(beside: str, phrase: str, kind: Kind) -> None:
    """«Школа 10: 26.11» is not at 10:26, «14: 30» is an hour."""
    found = read(f"{beside}: {phrase}", YEAR)
    assert (found.kind, found.end, found.time) == (kind, DAY, None)
    assert read(f"14: 30-16: 00, {phrase}", YEAR).time == dt.time(14, 30)


@pytest.mark.parametrize(("phrase", "start", "end"), [
    ("школа 10 ноябрь", 1, 30), ("СШ 10\nноябрь 2020", 1, 30), ("СШ № 32, 2 неделя ноября", 9, 15), ("каб. 12, 2 декада ноября", 11, 20)])
def test_the_number_of_a_school_is_no_day(phrase: str, start: int, end: int) -> None:
    """«10 ноября» is a day, «школа 10 ноябрь» a month; nor does the school take the number of a week."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.end) == (Kind.WINDOW, dt.date(2020, 11, start), dt.date(2020, 11, end))


@pytest.mark.parametrize("phrase", ["Иващенко И.В.\nМай", "Май\nИ.В. Иващенко", "Май (И.В. Иващенко)"])
def test_initials_on_a_line_of_their_own_make_no_name_of_a_month(phrase: str) -> None:
    """«Май Е.С.» is a person; a person below a month is another line."""
    assert (read(phrase, YEAR).kind, read(phrase, YEAR).start) == (Kind.WINDOW, dt.date(2021, 5, 1))


@pytest.mark.parametrize("event", ["утренник", "чаепитие", "квиз", "обзор литературы", "первенство", "дискуссия", "тестирование"])
def test_what_takes_place_has_its_day_behind_it(event: str) -> None:
    """Also without a capital; «широта 20.10» is no event."""
    assert read(f"{event} 26.11", YEAR).start == DAY


@pytest.mark.parametrize("beside", ["школьная библиотека, Иванова И.И.", "МБУ ДО «ЦДО», Петрова А.А.", "Петрова А.А., Сомова Б.Б."])
def test_initials_do_not_make_a_month_less_of_one(beside: str) -> None:
    """A month beside its place and its persons; whose initials are no words."""
    for phrase in (f"ноябрь 2020, {beside}", f"{beside}, ноябрь 2020"):
        assert (read(phrase, YEAR).kind, read(phrase, YEAR).start) == (Kind.WINDOW, dt.date(2020, 11, 1))


@pytest.mark.parametrize("phrase", ["26 ноября, к. 12", "к. 12, 26 ноября", "к. 12. 26 ноября", "к.305 26.11.2020", "26 ноября, с. 10-12", "с. 10-12, 26 ноября",
                                    "п. 10-12, 26.11.2020"])
def test_a_room_or_a_page_cut_short_is_no_word_of_time(phrase: str) -> None:
    """«К. 12» is neither «к 12», a deadline, nor is «с. 10-12» from ten to twelve; «к. 1 декабря» has a stop too many."""
    found = read(phrase, YEAR)
    assert (found.kind, found.start, found.time) == (Kind.EXACT, DAY, None)
    assert read("к. 1 декабря", YEAR).kind is Kind.DEADLINE


@pytest.mark.parametrize(("phrase", "start"), [
    ("26 ноября, итоги 2019/20 уч. года", DAY), ("26 ноября 2019-2020 уч. год", dt.date(2019, 11, 26)), ("октябрь, 2019-2020 уч. год", dt.date(2019, 10, 1))])
def test_another_school_year_is_doubtful(phrase: str, start: dt.date) -> None:
    """Beside words it is their topic's, alone the day's; either way nobody is invited before she was asked."""
    found = read(phrase, YEAR)
    assert (found.start, found.suspicious) == (start, True)
    assert read("26 ноября, 2020-2021 уч. год", YEAR).suspicious is False


@pytest.mark.parametrize("phrase", ["26.11.2020, 14;30", "26 ноября в 14;30", "26.11.2020 14::30"])
def test_an_hour_keeps_its_day_where_the_colon_is_mistyped(phrase: str) -> None:
    """One key beside it."""
    assert (read(phrase, YEAR).start, read(phrase, YEAR).time) == (DAY, dt.time(14, 30))


@pytest.mark.parametrize("phrase", ["приказ № 45 от 02.09.2020 до 26 ноября", "протокол № 1 от 2 сентября до 26 ноября"])
def test_a_paper_begins_no_span(phrase: str) -> None:
    """From its day nothing goes on; «приём от 1 октября до 26 ноября» does."""
    assert (read(phrase, YEAR).kind, read(phrase, YEAR).end) == (Kind.DEADLINE, DAY)
    assert read("приём от 1 октября до 26 ноября", YEAR).start == dt.date(2020, 10, 1)


@pytest.mark.parametrize("phrase", ["26 ноября перенос", "26 ноября (перенос)", "26.11.2020, перенос", "26 ноября перенесено"])
def test_a_day_that_is_moved_without_saying_where_is_doubtful(phrase: str) -> None:
    """The day may be the one that is left: nobody is invited to it before she was asked."""
    found = read(phrase, YEAR)
    assert (found.start, found.suspicious) == (DAY, True)
    assert "встречи не будет" in found.why
