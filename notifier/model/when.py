"""A date phrase's reading. Eleven rows of fourteen are not one day, so a date is a sum type told apart by ``kind``.

The meanings of the kinds and of every field are the table in ``docs/dates.md``.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of date a phrase means."""

    EXACT = "exact"              # one day
    DAYS = "days"                # several separate days (``dates``)
    SPAN = "span"                # day to day
    WINDOW = "window"            # a month, quarter, week, season ... a day inside is meant, not known
    WINDOWS = "windows"          # several of them (``windows``)
    DEADLINE = "deadline"        # until ``end`` (inclusive); ``start`` is None
    RECURRING = "recurring"      # ``rrule`` where definable
    ONGOING = "ongoing"          # all year
    BY_SCHEDULE = "by_schedule"  # somebody else's ``schedule``
    UNDATED = "undated"          # says that there is no date («по мере необходимости», «-», empty)
    UNPARSEABLE = "unparseable"  # not understood; never guessed


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """1 September of ``first`` to 31 August of the year after."""

    first: int

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """``2020-2021`` (any dash or slash, ``2020-21`` too). ValueError when the two years do not follow each other."""
        head, _, tail = text.strip().replace("/", "-").replace("–", "-").replace("—", "-").partition("-")
        first = int(head)
        last = int(tail) if tail.strip() else first + 1
        if last < 100:
            last += first // 100 * 100
        if last != first + 1 or not 1990 <= first <= 2200:
            raise ValueError(f"not a school year: {text!r}")
        return cls(first)

    @property
    def start(self) -> dt.date:
        """1 September."""
        return dt.date(self.first, 9, 1)

    @property
    def end(self) -> dt.date:
        """31 August of the next year, inclusive."""
        return dt.date(self.first + 1, 8, 31)

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.first}-{self.first + 1}"


class When(NamedTuple):  # made by the thousand: a frozen dataclass of twelve fields takes five times as long to make
    """The reading of one phrase. ``end`` is inclusive; ``why`` explains the reading, and the suspicion, in Russian."""

    kind: Kind
    start: dt.date | None = None
    end: dt.date | None = None
    time: dt.time | None = None
    time_end: dt.time | None = None
    schedule: str | None = None
    suspicious: bool = False
    rrule: str | None = None
    dates: tuple[dt.date, ...] = ()
    windows: tuple[tuple[dt.date, dt.date], ...] = ()
    all_day: bool = False  # the phrase says «весь день»
    why: str = ""
