"""The bounds of everything that has a name: months and their parts, quarters, terms, vacations, seasons.

Terms and vacations are approximate: every school sets its own (recommendations of the Ministry of Education of Russia).
"""

import calendar
import datetime as dt
from functools import lru_cache

from notifier.core.dates.items import Stretch

Bounds = tuple[dt.date, dt.date]


class Meaningless(Exception):
    """No day can be told; the text says why, in Russian."""


class Impossible(Meaningless):
    """A day that no calendar has, or a span that ends before it begins."""


class Unknown(Meaningless):
    """The phrase leaves open which year, month or day is meant."""


# first and last day of autumn, winter and spring vacations: (month, day)
_VACATIONS = {
    2020: ((10, 26), (11, 8), (12, 31), (1, 10), (3, 22), (3, 31)),
    2021: ((10, 25), (11, 7), (12, 31), (1, 9), (3, 24), (4, 3)),
    2022: ((10, 29), (11, 6), (12, 31), (1, 8), (3, 25), (4, 2)),
    2023: ((10, 28), (11, 6), (12, 30), (1, 8), (3, 23), (3, 31)),
    2024: ((10, 26), (11, 4), (12, 29), (1, 8), (3, 22), (3, 30)),
    2025: ((10, 25), (11, 2), (12, 31), (1, 11), (3, 28), (4, 5)),
}
_USUAL_VACATIONS = ((10, 26), (11, 4), (12, 30), (1, 9), (3, 24), (3, 31))
_YEARS = (1900, 2199)  # others are misprints, and the calendar's own ends are not far behind
_LAST_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASON_MONTHS = (9, 12, 3, 6)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, 29 if month == 2 and calendar.isleap(year) else _LAST_DAYS[month])


def day_of(year: int, month: int, day: int) -> dt.date:
    """A day; Impossible with the reason when there is none."""
    try:
        if not _YEARS[0] <= year <= _YEARS[1]:
            raise ValueError
        return dt.date(year, month, day)
    except ValueError:
        raise Impossible(f"такой даты нет: {day:02}.{month:02}.{year}") from None


def nth_weekday(year: int, month: int, which: int, weekday: int) -> dt.date:
    """The n-th (or, counted from the end, -n-th) day of the week of a month."""
    days = [day for week in calendar.monthcalendar(year, month) if (day := week[weekday])]
    try:
        return dt.date(year, month, days[which - 1 if which > 0 else which])
    except IndexError:
        raise Impossible("такого дня недели в этом месяце нет") from None


@lru_cache(maxsize=1024)
def _whole_month(year: int, month: int) -> Bounds:
    return dt.date(year, month, 1), month_end(year, month)


def month_part(stretch: Stretch, year: int, month: int) -> Bounds:
    """A month, or its part."""
    if stretch.part == "month":
        return _whole_month(year, month)
    last_day = month_end(year, month)
    end = start = _month_parts(stretch.part, stretch.which, year, month, last_day)
    if stretch.last not in {0, stretch.which}:
        end = _month_parts(stretch.part, stretch.last, year, month, last_day)
    if start is None or end is None or end[1] < start[0]:
        raise Impossible("такой части у месяца нет")
    return start[0], end[1]


def _month_parts(part: str, which: int, year: int, month: int, last_day: dt.date) -> Bounds | None:
    if part == "week":
        weeks = _weeks(year, month)
        if which == -1:
            return last_day - dt.timedelta(days=6), last_day
        return weeks[which - 1 if which > 0 else which] if 1 <= which <= len(weeks) or which == -2 else None
    if part == "days":
        if not 1 <= abs(which) <= last_day.day:
            return None
        return (dt.date(year, month, 1), dt.date(year, month, which)) if which > 0 else (last_day + dt.timedelta(days=which + 1), last_day)
    starts = (1, 16) if part == "half" else (1, 11, 21)
    if which < 0:
        which += len(starts) + 1
    if not 1 <= which <= len(starts):
        return None
    end = last_day if which == len(starts) else dt.date(year, month, starts[which] - 1)
    return dt.date(year, month, starts[which - 1]), end


def _weeks(year: int, month: int) -> list[Bounds]:
    """Weeks from Monday to Sunday within the month; fewer than four days at its start or end are not a week."""
    weeks = [[day for day in week if day] for week in calendar.monthcalendar(year, month)]
    return [(dt.date(year, month, week[0]), dt.date(year, month, week[-1])) for week in weeks if len(week) >= 4]


def part_of_year(part: str, which: int, year: int | None, first: int) -> Bounds:
    """A part of the school year that begins in ``first``, by its number or season; ``year`` is the calendar's, where one is written."""
    match part:
        case "quarter":
            return quarter(which, year if year is not None else first + (which < 4))
        case "halfyear":
            return _halfyear(which, year, first)
        case "term":
            return _term(which, first if year is None else year - (which > 2))
        case "trimester":
            return _trimester(which, first)
        case "season":
            return _season(which, year, first)
        case "vacation":
            return _vacation(which, first if year is None else _vacation_year(which, year, first))
    assert part == "god", part
    return dt.date(first, 9, 1), dt.date(first + 1, 5, 31)


def quarter(which: int, year: int) -> Bounds:
    """A quarter of a calendar year."""
    if not 1 <= which <= 4:
        raise Impossible("такого квартала нет")
    return dt.date(year, which * 3 - 2, 1), month_end(year, which * 3)


def _halfyear(which: int, year: int | None, first: int) -> Bounds:
    if which not in {1, 2}:
        raise Impossible("такого полугодия нет")
    if year is not None:
        return (dt.date(year, 1, 1), dt.date(year, 6, 30)) if which == 1 else (dt.date(year, 7, 1), dt.date(year, 12, 31))
    return (dt.date(first, 9, 1), dt.date(first, 12, 31)) if which == 1 else (dt.date(first + 1, 1, 1), dt.date(first + 1, 5, 31))


@lru_cache(maxsize=32)
def _vacation_days(first: int) -> list[dt.date]:
    return [dt.date(first + (month < 9), month, day) for month, day in _VACATIONS.get(first, _USUAL_VACATIONS)]


def _vacation(which: int, first: int) -> Bounds:
    if which == 3:
        return dt.date(first + 1, 6, 1), dt.date(first + 1, 8, 31)
    days = _vacation_days(first)
    return days[which * 2], days[which * 2 + 1]


def _vacation_year(which: int, year: int, first: int) -> int:
    """The school year of «зимние каникулы 2021»; winter belongs to both its calendar years."""
    if which == 1 and first in {year, year - 1}:
        return first
    return year if which == 0 else year - 1


def _term(which: int, first: int) -> Bounds:
    if not 1 <= which <= 4:
        raise Impossible("такой четверти нет")
    day = dt.timedelta(days=1)
    autumn, after_autumn, winter, after_winter, spring, after_spring = _vacation_days(first)
    starts = (dt.date(first, 9, 1), after_autumn + day, after_winter + day, after_spring + day)
    ends = (autumn - day, winter - day, spring - day, dt.date(first + 1, 5, 31))
    return starts[which - 1], ends[which - 1]


def _trimester(which: int, first: int) -> Bounds:
    if not 1 <= which <= 3:
        raise Impossible("такого триместра нет")
    starts = (dt.date(first, 9, 1), dt.date(first, 12, 1), dt.date(first + 1, 3, 1))
    ends = (dt.date(first, 11, 30), month_end(first + 1, 2), dt.date(first + 1, 5, 31))
    return starts[which - 1], ends[which - 1]


def _season(which: int, year: int | None, first: int) -> Bounds:
    month = _SEASON_MONTHS[which]
    if year is None:
        year = first + (which > 1)
    elif which == 1 and year == first + 1:
        year = first  # «зима 2021» of the year 2020-2021 is the one that began in December 2020
    return dt.date(year, month, 1), month_end(year + (which == 1), (month + 1) % 12 + 1)
