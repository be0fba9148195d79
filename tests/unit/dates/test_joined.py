"""Two phrases that are sure alone, joined as people join them, say what both say, or are asked about: no day more or less, no hour of the other's."""

import datetime as dt
from itertools import product

import pytest

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear, When

YEAR = SchoolYear(2026)
MET = frozenset({Kind.EXACT, Kind.DAYS, Kind.SPAN})
PHRASES = (
    "15 октября", "15.10", "15.10 (ЦДО)", "ЦДО, 15.10", "15.10 РМО", "1 тур 5.10", "19 ноября в 14.30", "14.30, 24 сентября", "12.11 10.00", "каб. 12, 12 октября",
    "20.10-25.10", "с 20.10 по 22.10", "с 15 по 21 февраля", "16—20.11.2026", "24.09.2026 14-30 каб. 305", "7 и 14 декабря", "5, 12 и 19 ноября", "8.10, 15.10", "8 Марта",
    "начало в 10.00, 12 октября", "третий четверг ноября", "2O.11.2026", "16-17.10, заявки до 10 октября", "10 декабря, регистрация с 9.30, начало в 10.00",
)
HOUR_IN_FRONT = {"14.30, 24 сентября", "начало в 10.00, 12 октября"}  # of days that are listed it is everybody's
JOINTS = ("{}; {}", "{}, {}", "{} и {}", "{}\n{}", "{};\n{}", "{}, а также {}", "{} – первая группа, {} – вторая", "1 группа – {}, 2 группа – {}")


def sure(reading: When) -> bool:
    return reading.kind in MET and not reading.suspicious


def days(reading: When) -> set[dt.date]:
    if reading.dates:
        return set(reading.dates)
    assert reading.start
    assert reading.end
    return {reading.start + dt.timedelta(days=after) for after in range((reading.end - reading.start).days + 1)}


def hours(reading: When) -> tuple[dt.time | None, dt.time | None]:
    return reading.time, reading.time_end


@pytest.mark.parametrize("joint", JOINTS)
def test_what_is_joined_says_what_both_say_or_is_asked_about(joint: str) -> None:
    """An hour alone at the end is everybody's."""
    for phrase in PHRASES:
        assert sure(read(phrase, YEAR)), phrase
    wrong = []
    for first, second in product(PHRASES, PHRASES):
        joined, one, other = (read(phrase, YEAR) for phrase in (joint.format(first, second), first, second))
        if max(days(one)) > min(days(other)):  # «8 марта, 15.10»: of a list that falls the last is an hour
            continue
        alike = hours(joined) == hours(other) or days(one) == days(other) or (first in HOUR_IN_FRONT and joint in {"{}, {}", "{} и {}"})
        if sure(joined) and (days(joined) != days(one) | days(other) or not alike):
            wrong.append(joint.format(first, second))
    assert wrong == []


@pytest.mark.parametrize("phrase", [
    "15.10 (поток), а также 19 ноября", "15.10-17.10, день библиотек (27 мая)", "15.10 и 16.10, начало в 10.00, День библиотек (27 мая)", "15 октября; 22 октября\nд. 5",
    "15 октября - СШ 5 и 12 ноября - СШ 12", "5 окт. - онлайн\n12 окт. - очно", "14.30, 19 ноября, СШ № 32; 6 марта", "16 октября; 20 октября (перенесено на 27 октября)",
    "19 ноября (ЦДО) или 26 ноября", "не 15 и 29 сентября, а 12 октября", "24.09.2026, вторая суббота октября (10.10)", "12 октября, 19.10; ЦДО",
    "Международный день школьных библиотек (26 октября), вебинар 3 ноября", "1 сентября – День знаний\n18 февраля",
    "февраль: 9, 11, 16, 18\nлицей № 1", "каб. 12; 17/18 сентября"])
def test_what_the_parts_say_otherwise_is_asked_about(phrase: str) -> None:
    """All of them were sure, and most had lost a day."""
    assert read(phrase, YEAR).kind in MET
    assert read(phrase, YEAR).suspicious


@pytest.mark.parametrize(("phrase", "hour"), [
    ("15 октября 2026 г.\n11.10", "11:10"), ("15 октября, ЦДО, 11.10", "11:10"), ("Начало в 10.00: 15 октября (ЦДО), 22 октября (ДБ)", "10:00"),
    ("15 октября, 22 октября в 10.00", "10:00"), ("в 10.00\n15 октября\n22 октября", "10:00"), ("15 октября; 22 октября, 10.00, 15 мест", "10:00"), ("15 октября, сбор в 8.12", "08:12"),
    ("14-30, 15 октября, ЦДО", "14:30"), ("10-00; 15 октября", "10:00"), ("15 октября в 14:30 - 15 мест", "14:30")])
def test_an_hour_that_can_be_no_days_is_one(phrase: str, hour: str) -> None:
    """Out of its order, asked for, behind a whole date, or above all the days."""
    reading = read(phrase, YEAR)
    assert (sure(reading), f"{reading.time:%H:%M}", reading.time_end) == (True, hour, None)


@pytest.mark.parametrize("phrase", [
    "5, 12, 19 ноября - Всероссийский день чтения", "стажировка 2 дня (10, 11 февраля)", "ЦДО, ул. Конёнкова, 9/11, 19 ноября", "ноябрь, 2 и 4 среда"])
def test_what_no_part_says_otherwise_stands(phrase: str) -> None:
    """A part cut out of a list or behind a house's number says nothing of the whole."""
    assert sure(read(phrase, YEAR))


def test_a_class_with_its_letter_is_no_hour() -> None:
    """«15 октября в 10 А» had none, and with anything behind it ten o'clock."""
    assert [read(f"15 октября в 10 А{behind}", YEAR).time for behind in ("", ": 25 чел.", "\nЦДО", " (ЦДО)", " - ЦДО")] == [None] * 5
