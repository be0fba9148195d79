"""What a date cell says under a month's heading."""

import pytest

from notifier.core.plan.dating import Context, date_phrase
from notifier.core.plan.plan_year import PlanYear
from notifier.model.when import SchoolYear

YEAR = PlanYear(SchoolYear(2020))
NOVEMBER = Context(month=11)


@pytest.mark.parametrize(("cell", "phrase"), [
    ("15", "15 ноября"), ("15, чт.", "15 ноября, чт."), ("15-го в 14.30", "15 ноября в 14.30"), ("15 – 14.30", "15 ноября – 14.30"),
    ("3 (вт), 10 (вт), 14.30", "3 (вт), 10 (вт) ноября, 14.30"),
    ("15 (чт)", "15 (чт) ноября"), ("15-22", "15-22 ноября"), ("до 15", "до 15 ноября"), ("3 неделя", "3 неделя ноября"), ("3-я нед.", "3-я нед. ноября"), ("2 пол.", "2 пол. ноября"), ("II декада", "II декада ноября"),
    ("20-е числа", "20-е числа ноября"), ("20-го числа", "20 ноября"), ("3-я декада месяца", "3-я декада ноября"), ("в конце месяца", "в конце ноября"), ("3-й четверг", "3-й четверг ноября")])
def test_a_day_takes_the_month_above_it(cell: str, phrase: str) -> None:
    """And so does a part of the month."""
    assert date_phrase([cell], "", NOVEMBER, YEAR) == phrase
    assert YEAR.is_dated(phrase)


@pytest.mark.parametrize(("cell", "phrase"), [("по средам, 10.00", "по средам, 10.00 ноября"), ("каждую среду 10.00 ЦДО", "каждую среду 10.00 ЦДО, ноябрь")])
def test_what_recurs_on_a_weekday_recurs_in_the_month_above_it(cell: str, phrase: str) -> None:
    """Behind a place «ноября» would be the place's."""
    assert date_phrase([cell], "", NOVEMBER, YEAR) == phrase


@pytest.mark.parametrize("cell", [
    "2 часа", "1,5 часа", "15 ч.", "3 дня", "10-12 лет", "1 месяц", "2 месяца", "3 недели", "1-2 недели", "15 %", "7 «А»", "5-9 классы",
    "4 урок", "каб. 5", "12 чел.", "ул. 25 Сентября", "СШ № 12", "2:1", "12+"])
def test_how_long_and_how_many_is_no_day_of_the_month(cell: str) -> None:
    """It stays as written, and the coordinator is asked."""
    phrase = date_phrase([cell], "", NOVEMBER, YEAR)
    assert phrase == cell
    assert not YEAR.is_dated(phrase)
