"""The year a phrase is read against, and the bounds of everything that has a name: months and their parts, quarters, terms,
vacations, seasons.

Terms and vacations are approximate: every school sets its own (recommendations of the Ministry of Education of Russia).
"""

import calendar
import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from notifier.core.dates.items import Relative, Stretch
from notifier.core.dates.words import BEGINNING, END
from notifier.model.when import SchoolYear

Bounds = tuple[dt.date, dt.date]


class Impossible(Exception):
    """A day that no calendar has, or a span that ends before it begins; the text says so in Russian."""


class Unknown(Exception):
    """The phrase leaves open which year, month or day is meant; the text says so in Russian."""


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
_NAMED = frozenset({"god", "season", "vacation"})  # parts that have no number
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


class Frame(NamedTuple):
    """A school year, or the day on which the phrase was written, or both."""

    school: SchoolYear | None
    today: dt.date | None

    def year_for(self, month: int, day: int) -> int:
        """The year of a month or day written without one."""
        if self.school is not None:
            return self.school.first + (month < 9)
        if self.today is None:
            raise Unknown("год не назван, а учебный год неизвестен")
        passed = (month, day) < (self.today.month, self.today.day) and not (day == 1 and month == self.today.month)
        return self.today.year + passed

    def first_year(self) -> int:
        """The first year of the school year."""
        if self.school is not None:
            return self.school.first
        if self.today is None:
            raise Unknown("учебный год неизвестен")
        return self.today.year - (self.today.month < 8)

    def next_year(self) -> int:
        """«Следующий год»: of a plan, the second of its two years."""
        if self.school is None and self.today is not None:
            return self.today.year + 1
        return self.first_year() + 1

    def bounds(self, stretch: Stretch, year: int | None) -> Bounds:
        """First and last day of a stretch; ``year`` is the one written or found for its month."""
        part = stretch.part
        if stretch.month is not None:
            assert year is not None
            return _month_part(stretch, year, stretch.month)
        first = stretch.school if stretch.school is not None else self.first_year() if self.school or self.today else None
        if first is None:
            if year is None:
                raise Unknown("учебный год неизвестен")
            first = year
        if part.endswith("-edge"):
            return self._edge(stretch, part.removesuffix("-edge"), first)
        if part.startswith("relative-"):
            return self._relative_stretch(part, stretch.which)
        start, end = self._named(part, stretch.which, year, first)
        if stretch.last not in {0, stretch.which}:
            _, end = self._named(part, stretch.last, year, first)
            if end < start and part == "quarter":  # «III-IV квартал» is of one calendar year
                _, end = _quarter(stretch.last, start.year)
        if end < start:
            raise Impossible("конец раньше начала")
        return start, end

    def _named(self, part: str, which: int, year: int | None, first: int) -> Bounds:
        if part == "quarter":
            return _quarter(which, year if year is not None else first + (which < 4))
        if part == "halfyear":
            return _halfyear(which, year, first)
        if part == "term":
            return _term(which, first if year is None else year - (which > 2))
        if part == "trimester":
            return _trimester(which, first)
        if part == "season":
            return _season(which, year, first)
        if part == "vacation":
            return _vacation(which, first if year is None else _vacation_year(which, year, first))
        if part == "god":
            return dt.date(first, 9, 1), dt.date(first + 1, 5, 31)
        raise Unknown("не сказано, какого месяца")

    def _edge(self, stretch: Stretch, unit: str, first: int) -> Bounds:
        if unit == "god" and stretch.year is not None:
            start, end = dt.date(stretch.year, 1, 1), dt.date(stretch.year, 12, 31)
        elif unit not in _NAMED and not stretch.last:
            raise Unknown("не сказано, которая четверть или полугодие")
        else:
            start, end = self._named(unit, stretch.last, stretch.year, first)
        if stretch.which == BEGINNING:
            return start, min(start + dt.timedelta(days=9), end)
        if stretch.which == END:
            return max(end - dt.timedelta(days=10), start), end
        middle = start + (end - start) / 2
        return max(middle - dt.timedelta(days=7), start), min(middle + dt.timedelta(days=7), end)

    def relative(self, told: Relative) -> tuple[dt.date, str]:
        """The day meant by «завтра» or «следующий четверг», and a doubt in Russian or nothing."""
        if self.today is None:
            raise Unknown("день назван относительно сегодняшнего, а от какого дня считать, неизвестно")
        if told.months:
            year, month = divmod(self.today.year * 12 + self.today.month - 1 + told.months, 12)
            return min(dt.date(year, month + 1, 1) + dt.timedelta(days=self.today.day - 1), month_end(year, month + 1)), ""
        if told.weekday is None:
            return self.today + dt.timedelta(days=told.days), ""
        nearest = self.today + dt.timedelta(days=(told.weekday - self.today.weekday() - 1) % 7 + 1)
        if not told.skip_week:
            return nearest, ""
        monday = self.today - dt.timedelta(days=self.today.weekday())
        meant = monday + dt.timedelta(days=7 + told.weekday)
        return meant, "" if meant == nearest else f"может быть и ближайший такой день, {nearest:%d.%m}"

    def _relative_stretch(self, part: str, skip: int) -> Bounds:
        if self.today is None:
            raise Unknown("срок назван относительно сегодняшнего дня, а от какого дня считать, неизвестно")
        if part == "relative-week":
            monday = self.today - dt.timedelta(days=self.today.weekday()) + dt.timedelta(days=7 * skip)
            return monday, monday + dt.timedelta(days=6)
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + skip, 12)
        return dt.date(year, month + 1, 1), month_end(year, month + 1)


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


def _month_part(stretch: Stretch, year: int, month: int) -> Bounds:
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


def _quarter(which: int, year: int) -> Bounds:
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
