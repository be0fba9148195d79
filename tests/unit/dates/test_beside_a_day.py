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
    "ул. 25 Сентября, 10", "пр. Октября, 12", "кинотеатр «Октябрь»", "кинотеатр Октябрь", "библиотека «Октябрь»", "Zoom", "тел. 38-12-45",
    "cdo@mail.ru", "https://vk.com/rmo", "отв. Иванова И.И.", "(ссылка)", "(ссылка будет позже)", "5-9 классы", "20 чел.", "1,5 часа",
    "приказ № 12-10", "п. 5.10 плана", "заседание ГМО", "(приложение 1)")
JOINTS = (" ", ", ", "\n", " - ")


@pytest.mark.parametrize("beside", [*BESIDE, "классы 5-9"])
def test_a_day_and_its_hour_keep_what_they_say(beside: str) -> None:
    """Whatever stands beside them, before, between or behind."""
    wrong = {}
    for day, hour, joint in product(DAYS, HOURS, JOINTS):
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
