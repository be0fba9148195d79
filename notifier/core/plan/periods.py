"""What a header over events or days names, and nothing else: a day, a week, a month or more; and a text said within it."""

import datetime as dt
import re

from notifier.core.plan.dating import Context, completed
from notifier.core.plan.plan_year import PlanYear
from notifier.core.russian import WEEKDAYS
from notifier.model.when import Kind, When

_LONGEST_DAY = 35  # «понедельник, 22 сентября 2027 года» has 34
_LONGEST_PERIOD = 25  # «сентябрь 2024 года» has 18
_NUMBERS = {**{str(number): number for number in range(1, 6)}, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_NUMBER = r"([1-5]|I{1,3}|IV|V)(?:\s?-?а?я)?"
_NUMBERED_WEEK = re.compile(rf"{_NUMBER}(?:\s*нед(?:еля|\.)?)?")
WEEK = re.compile(rf"{_NUMBER}\s*нед(?:еля|\.)?")
"""«2 неделя», «IV неделя»: a week by its number."""


def is_day(text: str, year: PlanYear) -> bool:
    """«22 марта», «Понедельник, 22.03.2027»: a header that names one day and nothing else."""
    return len(text) <= _LONGEST_DAY and year.is_only_date(text) and (read := year.read(text)).kind is Kind.EXACT and read.time is None


def is_week(text: str, year: PlanYear) -> bool:
    """«2-7 ноября», «09.11-14.11»: a header that names the days of a week and nothing else."""
    return len(text) <= _LONGEST_DAY and year.is_only_date(text) and (read := year.read(text)).time is None and bool(week_of(read))


def is_period(text: str, year: PlanYear) -> bool:
    """«Сентябрь», «окт.», «II четверть»: a header that names a stretch of the year and nothing else."""
    return len(text) <= _LONGEST_PERIOD and year.is_only_date(text) and year.read(text).kind is Kind.WINDOW


def is_month(text: str, year: PlanYear) -> bool:
    """«Сентябрь», not «2027» above «I | II | III | IV», which may be months."""
    start, end = (read := year.read(text)).start, read.end
    return is_period(text, year) and start is not None and end is not None and start.month == end.month


def week_counted(text: str) -> int | None:
    """The number of a week, also a bare one where a header calls it so: «2 неделя», «II»."""
    found = _NUMBERED_WEEK.fullmatch(text)
    return _NUMBERS[found[1]] if found else None


def week_within(number: int, month: str, year: PlanYear) -> str:
    """«2 неделя сентября»; the fifth, which few months have, is the last."""
    name = within(f"{number} неделя", month, year)
    return name if is_period(name, year) else within("последняя неделя", month, year)


def within(text: str, period: str, year: PlanYear) -> str:
    """«19» under «Сентябрь» with its month; under «II четверть», which has several, a day must name its own."""
    whole = year.read(period)
    assert whole.start is not None  # ``is_period``
    assert whole.end is not None
    phrase = completed(text, Context(whole.start.month, whole.start.year if str(whole.start.year) in period else None), year)
    lent = phrase != text and year.is_only_date(phrase) and (whole.start.year, whole.start.month) != (whole.end.year, whole.end.month)
    return f"{period} ({text})" if lent else phrase


def week_of(when: When) -> list[dt.date]:
    """The days from one to another, where these are a week or less."""
    days = (when.end - when.start).days + 1 if when.kind is Kind.SPAN and when.start and when.end else 0
    return [when.start + dt.timedelta(days=number) for number in range(days)] if when.start and days <= len(WEEKDAYS) else []
