"""A phrase wrapped, spaced or separated otherwise keeps its days, or is asked about."""

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path

import pytest
from support.examples import TIMES

from notifier.core.dates import read
from notifier.model.when import Kind, SchoolYear, When

YEAR = SchoolYear(2026)
LABELS = Path(__file__).parents[2] / "data"
MET = frozenset({Kind.EXACT, Kind.DAYS, Kind.SPAN})
EITHER_WAY = frozenset({  # one below the other they are days, beside each other a day and its hour; a line of its own is none of the line above
    "28.11 10.10", "3.04 17.04 15.05", "Красный Октябрь, 5", "размер 10.5 x 12", "картон 5.10 x 7.12",
    "15 октября в 10 А"})


@cache
def labels() -> list[tuple[str, SchoolYear | None]]:
    lines = [json.loads(line) for name in ("dates.jsonl", "dates_more.jsonl") for line in (LABELS / name).read_text("utf-8").splitlines()]
    return [(line["phrase"], SchoolYear(int(line["school_year"][:4])) if line.get("school_year") else None) for line in lines]


@cache
def as_written(phrase: str, year: SchoolYear | None) -> When:
    """The reading that all others of a phrase are compared with: taken once for all tests."""
    return read(phrase, year)


def met(reading: When) -> tuple[object, ...]:
    return reading.dates or (reading.start, reading.end), reading.time, reading.time_end


def sure(reading: When) -> bool:
    return reading.kind in MET and not reading.suspicious


def wrapped(phrase: str, gaps: list[int]) -> list[str]:
    """The phrase with a line's end at each of these blanks in turn."""
    return [f"{phrase[:gap]}\n{phrase[gap + 1:]}" for gap in gaps]


def invents(phrase: str, gaps: list[int], year: SchoolYear | None) -> bool:
    """Whether some wrapping is surely read as what the phrase as it was written does not say."""
    return any(sure(found) and met(found) != met(as_written(phrase, year)) for found in (read(text, year) for text in wrapped(phrase, gaps)))


def test_a_line_wrapped_at_any_blank_invents_no_day() -> None:
    """A cell is as narrow as its column: a line may end behind any word. Each phrase is wrapped behind all its commas and at one other
    blank, the next one at its next; whoever explores wraps each at all."""
    wrong = set()
    for number, (phrase, year) in enumerate(labels()):
        gaps = [gap.start() for gap in re.finditer(" ", phrase)]
        tried = gaps if TIMES > 1 else [gap for at, gap in enumerate(gaps) if at == number % len(gaps) or phrase[gap - 1:gap] in {",", ";"}]
        if invents(phrase, tried, year):
            wrong.add(phrase)
    assert wrong <= EITHER_WAY


@pytest.mark.parametrize("phrase", sorted(EITHER_WAY))
def test_what_a_wrapped_line_says_otherwise_is_known(phrase: str) -> None:
    """Each exception is one still, at some blank."""
    years = [year for known, year in labels() if known == phrase]
    assert any(invents(phrase, [gap.start() for gap in re.finditer(" ", phrase)], year) for year in years)


@pytest.mark.parametrize("phrase", [
    "читальный зал\n5, 12, 19 ноября", "15 октября в\n10 А", "лекция\n1 (5 ноября), лекция 2 (12 ноября)", "15 октября в 7,\n8, 9 школах", "Школа 1\nСентября",
    "уроки 8; 15, 22 декабря", "библиотечные уроки 8, 15; 22 декабря", "этап 19; 26 ноября",
    "10 декабря в 14,30, 25 человек", "26 ноября в 14;30, 25 человек",
    "28 сентября-02.10", "18.01 – 22 апреля 2027 г.", "15.05 - 15 июня 2027 года", "15.10, ссылка будет выслана 14.10", "вебинар 15.10, отчёт к 20.10",
    "Семинар ДБ 15.10, ЦБ 16.10", "Заседание МО: урок 5а 12.10, 5б 13.10", "14.09 в 10 классе, 15 октября", "Семинар 12.10, перенос на 15.10.2026",
    "Семинар было 15.10, стало 16.10", "СШ № 33, 10 – 14 ноября", "СШ № 33, 15/16 октября", "открытые уроки 5 и 06.10", "Семинар 9, 11, 16 и 18 февраля",
    "актовый зал 5, 12 и 19 ноября", "Б. Советская, 10/17\n24 сентября", "занятия 10/17, 24 сентября", "д/с 12 - 16 октября", "ФГОС - 15, 16 декабря",
    "ко Дню матери 30 ноября – 4 декабря", "№ 7. 3 и 10 февраля", "15 октября, место будет сообщено 10 октября", "22.10, ссылка будет 21.10",
    "не 15 и 16, а 22 и 23 октября", "24 ноября, репетиция 20 ноября, 14.30", "Утренник 8 марта (05.03.2027, 16.00)", "24 ноября (20 ноября – День ребёнка), 14.30",
    "3. 24.11 14.30", "1. 24.09. 2. 19.11. 3. 21.01", "Урок 3. 8, 15, 22 июня", "Занятие 3. 5-7 ноября", "Урок 3. 10-12.11", "1. 04-08.04.2027",
    "школьный этап 4, 11, 18 сентября"])
def test_what_may_be_meant_otherwise_is_asked(phrase: str) -> None:
    """A number left out of the days, or figures that may be a day as well as an hour."""
    found = read(phrase, YEAR)
    assert found.kind in MET
    assert found.suspicious
    assert not sure(read(phrase, None))


@pytest.mark.parametrize(("phrase", "days", "hour"), [
    ("24 сентября\nв 14.30", "24.09", "14:30"), ("15 октября\nСШ № 33", "15.10", ""), ("семинар\n15 октября", "15.10", ""),
    ("12.10; 19.10", "12.10 19.10", ""), ("каб. 12, 14; 19 ноября, 14.30", "19.11", "14:30"), ("15 октября 10.10", "15.10", "10:10"),
    ("28.11 10.10", "28.11", "10:10"), ("15 октября в 6.10", "15.10", "06:10"), ("школы № 3, 5, 8 - 10 декабря", "10.12", ""),
    ("СШ № 1, 2, 3 - 15, СШ № 4, 5 - 16 октября", "15.10 16.10", ""), ("7 класс - 12, 8 класс - 13 и 9 класс - 14 ноября", "12.11 13.11 14.11", ""),
    ("СШ № 33, 15.10 в 14.30", "15.10", "14:30"), ("15 октября , 14.30", "15.10", "14:30"), ("15,16 октября", "15.10 16.10", ""),
    ("ауд. 12, 15 и 16 октября", "15.10 16.10", ""), ("Корпус 2, 5, 12 и 19 ноября", "05.11 12.11 19.11", ""),
    ("с 10 до 12, 15 и 16 октября", "15.10 16.10", "10:00"), ("ул. Октябрьская, 12, 15 и 16 октября", "15.10 16.10", ""),
    ("каб. 5, 15.10; каб. 12, 12.11", "15.10 12.11", ""), ("15.10 СШ 5 и 22.10 СШ 12", "15.10 22.10", ""),
    ("05.11, 12.11, 19.11, 9.00 - 15.00, ЦДО, ауд. 5, 5 класс", "05.11 12.11 19.11", "09:00"),
    ("7. 07.09 14.30", "07.09", "14:30"), ("Каб. 5. 05.12 в 15.00", "05.12", "15:00"), ("Педсовет 30.08, семинар 03.11", "30.08 03.11", ""), ("1. 24.09\n2. 19.11", "24.09 19.11", ""), ("финал – 18 февраля, полуфинал – 4 февраля", "04.02 18.02", ""),
    ("5, 12, 19 ноября, 14.00, ул. Октябрьская, 12, 25 человек", "05.11 12.11 19.11", "14:00")])
def test_what_nobody_would_read_otherwise_stands(phrase: str, days: str, hour: str) -> None:
    """Asking about these would only be a nuisance."""
    found = read(phrase, YEAR)
    listed = found.dates or (found.start,)
    assert (" ".join(f"{day:%d.%m}" for day in listed if day), f"{found.time:%H:%M}" if found.time else "", found.suspicious) == (days, hour, False)
    assert isinstance(found.start, dt.date)


@pytest.mark.parametrize(("phrase", "said"), [
    ("20 ноября, ко Дню словаря (22 ноября)", (dt.date(2026, 11, 20), None)), ("26 ноября, с. 10-12 (Иванова)", (dt.date(2026, 11, 26), None)),
    ("15-17 октября не в СШ № 5, а в СШ № 6", (dt.date(2026, 10, 15), None)), ("д/с 12, 16 октября", (dt.date(2026, 10, 16), None)),
    ("15 октября, 14 ч. (10 «А»)", (dt.date(2026, 10, 15), dt.time(14))), ("15 октября в 14 ч. 10 «А» класс", (dt.date(2026, 10, 15), dt.time(14))),
    ("15, 16 октября, начало будет в 14.30", (dt.date(2026, 10, 15), dt.time(14, 30))), ("вместо 5 ноября - 12 ноября", (dt.date(2026, 11, 12), None)),
    ("25.12, ПЕРЕНОС НА 26.12", (dt.date(2026, 12, 26), None))])
def test_what_any_reader_knows_is_sure(phrase: str, said: tuple[dt.date, dt.time | None]) -> None:
    """A feast's own day, a page, a class, a house that it moved to."""
    found = read(phrase, YEAR)
    assert (found.kind in MET, found.suspicious, found.start, found.time) == (True, False, *said)
