"""Lists that go on as they began: deadlines behind «до», days behind a verb, days behind their month."""

from datetime import date

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


def test_days_behind_their_month_and_a_dash() -> None:
    """«Октябрь - 7, 14» spans nothing; «октябрь - 7 ноября» does."""
    assert _days(read("Октябрь – 7, 14, 21", YEAR)) == ["7.10", "14.10", "21.10"]
    assert read("октябрь - 7 ноября", YEAR).end == date(2026, 11, 7)
    assert read("октябрь - 7", YEAR).kind is Kind.UNPARSEABLE


def test_high_numbers_a_week_apart_are_days_of_the_month_in_brackets() -> None:
    """«Встречи 15, 22 (октябрь)» are sure; low ones may be numbers."""
    assert not read("встречи 15, 22 (октябрь)", YEAR).suspicious
    assert read("встречи 3, 4 (октябрь)", YEAR).suspicious
    assert read("лекции 5, 12 (октябрь)", YEAR).suspicious
    assert read("занятия 15, 16 (октябрь)", YEAR).suspicious


def test_figures_out_of_so_many_are_a_score() -> None:
    """«12.10 из 15 баллов» is no day; «15.10 из Москвы» is."""
    assert read("12.10 из 15 баллов", YEAR).kind is Kind.UNPARSEABLE
    assert _days(read("15.10 из Москвы приедет лектор", YEAR)) == ["15.10"]
