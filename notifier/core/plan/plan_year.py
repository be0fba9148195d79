"""What a phrase says in the year that a plan is for: a day, nothing but days, a part of a month, an hour."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.core import dates
from notifier.core.dates.limits import FIRST_HOUR, LAST_HOUR
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.core.plan.words import DATE_WORDS, OPEN_WORDS
from notifier.core.readings import is_either_august
from notifier.model.when import Kind, SchoolYear, When

_TIME = re.compile(
    r"(?:(?:в|с|начало(?:\s+в)?)\s*)?(?:(?:[01]?\d|2[0-3])\s*[.:–-]\s*[0-5]\d(?:\s*(?:[-–—]|до)\s*\d{1,2}\s*[.:-]\s*\d{2})?\s*(?:ч(?:ас\w*)?\.?)?|"
    r"(?:0?[7-9]|1\d|2[0-3])\s*ч(?:ас\w*)?\.?\s*[0-5]\d(?:\s*мин(?:ут\w*)?\.?)?)", re.IGNORECASE,  # «1 ч. 30 мин.» is how long
)
PART_OF_MONTH = re.compile(r"нед(?:ел|\b)|декад|пол(?:овин|\b)|месяц|мес\.|начал|серед|конец|конц|числ", re.IGNORECASE)
DATE_WORD = re.compile("|".join(f"(?:{word})" for word in DATE_WORDS))
_OPEN_WORD = re.compile("|".join(OPEN_WORDS))
_FEWEST_HOURS = 2
_YEAR_TITLE = re.compile(r"на|за|в|\d+|уч\w*|год\w*|г")
DATED = frozenset({Kind.EXACT, Kind.DAYS, Kind.SPAN, Kind.WINDOW, Kind.WINDOWS, Kind.DEADLINE})


@dataclass(frozen=True, slots=True)
class PlanYear:
    """The year a plan is for: a school year, and the calendar year where the plan names one."""

    school: SchoolYear
    calendar: int | None = None

    def read(self, phrase: str) -> When:
        """The phrase's reading in this plan's school year."""
        return dates.read(phrase, self.school)

    def is_date(self, phrase: str) -> bool:
        """Whether a phrase says something about time («по графику» and «в течение года» do)."""
        return meaningful(phrase) and self.read(phrase).kind not in {Kind.UNPARSEABLE, Kind.UNDATED}

    def is_only_date(self, phrase: str) -> bool:
        """Whether a phrase names days or months and says nothing else."""
        words = plain(re.sub(r"\d+", " ", phrase)).split()
        return all(DATE_WORD.fullmatch(word) for word in words) and self.is_dated(phrase)

    def is_open(self, phrase: str) -> bool:
        """Whether a phrase says «в течение года», «ежемесячно» and nothing else; «2026-2027 учебный год» is a title."""
        words = plain(phrase).split()
        if not all(map(_OPEN_WORD.fullmatch, words)) or all(map(_YEAR_TITLE.fullmatch, words)):
            return False
        return self.read(phrase).kind in {Kind.ONGOING, Kind.RECURRING}

    def is_part(self, phrase: str) -> bool:
        """Whether a phrase of date words names a part of what the lines above say: «в течение месяца», «2 неделя»."""
        words = plain(re.sub(r"\d+", " ", phrase)).split()
        return all(DATE_WORD.fullmatch(word) for word in words) and PART_OF_MONTH.search(phrase) is not None

    def is_dated(self, phrase: str) -> bool:
        """Whether a phrase names days or months."""
        return meaningful(phrase) and self.read(phrase).kind in DATED

    def is_either_august(self, phrase: str) -> bool:
        """Whether a phrase means the August before the school year as well as its last."""
        return self.calendar is None and is_either_august(phrase, self.read(phrase), self.school)


def is_time(text: str) -> bool:
    """Whether a text is a time of day and nothing else."""
    return _TIME.fullmatch(one_line(text)) is not None


def are_hours(text: str) -> bool:
    """Whether a text is a time of day or several: «9.10, 10.10»."""
    return all(map(is_time, re.split(r"[,;]|\sи\s", one_line(text))))


def hours_go_on(texts: Sequence[str]) -> bool:
    """Whether several texts are hours of one working day, each later than the one before: «9.10», «10.10», which alone might be days."""
    if len(texts) < _FEWEST_HOURS or not all(map(are_hours, texts)):
        return False
    hours = [tuple(map(int, re.findall(r"\d+", text)[:2])) for text in texts]
    return hours == sorted(set(hours)) and all(FIRST_HOUR <= hour[0] <= LAST_HOUR for hour in hours)


def as_hour(text: str, year: PlanYear) -> str:
    """«10.11» of a column of hours, which alone would be a day."""
    return text.replace(".", ":") if is_time(text) and year.is_dated(text) else text
