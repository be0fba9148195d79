"""The year a phrase is read against: a school year, or the day on which it was written."""

import datetime as dt
from typing import NamedTuple

from notifier.core.dates.items import Relative, Stretch
from notifier.core.dates.parts import Bounds, Impossible, Unknown, month_end, month_part, part_of_year, quarter
from notifier.core.dates.words import BEGINNING, END
from notifier.model.when import SchoolYear

_NAMED = frozenset({"god", "season", "vacation"})  # parts that have no number


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
            return month_part(stretch, year, stretch.month)
        first = stretch.school if stretch.school is not None else self.first_year() if self.school or self.today else None
        if first is None:
            if year is None:
                raise Unknown("учебный год неизвестен")
            first = year
        if part.endswith("-edge"):
            return self._edge(stretch, part.removesuffix("-edge"), first)
        if part.startswith("relative-"):
            return self._relative_stretch(part, stretch.which)
        start, end = part_of_year(part, stretch.which, year, first)
        if stretch.last not in {0, stretch.which}:
            _, end = part_of_year(part, stretch.last, year, first)
            if end < start and part == "quarter":  # «III-IV квартал» is of one calendar year
                _, end = quarter(stretch.last, start.year)
        if end < start:
            raise Impossible("конец раньше начала")
        return start, end

    def _edge(self, stretch: Stretch, unit: str, first: int) -> Bounds:
        if unit == "god" and stretch.year is not None:
            start, end = dt.date(stretch.year, 1, 1), dt.date(stretch.year, 12, 31)
        elif unit not in _NAMED and not stretch.last:
            raise Unknown("не сказано, которая четверть или полугодие")
        else:
            start, end = part_of_year(unit, stretch.last, stretch.year, first)
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
