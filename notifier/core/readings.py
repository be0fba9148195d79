"""What a phrase of a plan is read as within the plan's year, and a reading told in words."""

import re
from datetime import date, timedelta

from notifier.core.clocks import without_shift
from notifier.core.dates import read
from notifier.core.dates.limits import EARLIEST_HOUR, FIRST_HOUR
from notifier.core.russian import MONTH_NAMES
from notifier.model.plan import Plan
from notifier.model.when import Kind, SchoolYear, When

_HALF = re.compile(r"(?<!\w)полугоди\w*(?!\w|\W*\d{4}|.*\bуч)", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(r"\d{4}-\d{4} учебного года")
_SEVERAL = frozenset({Kind.DAYS, Kind.SPAN, Kind.WINDOW, Kind.WINDOWS})
_NIGHT = re.compile(r"(?<!\w)(?:утра|ночи|мск|utc|gmt)", re.IGNORECASE)
READ_AS = ("месяц без числа", "день ", "промежуток", "от дня до дня", "несколько отдельных дней", "срок: не позднее")


def in_plan(plan: Plan, phrase: str, *, today: date | None = None) -> When:
    """A phrase of this plan, read against its year; «в 3 часа» is asked about, as it is in a letter.

    ``today``: of a letter's words («завтра», «в четверг»).
    """
    reading = _in_its_year(plan, phrase, today)
    ahead = today is None or today < plan.start  # once its September has come, only one August is to come
    if ahead and not plan.by_calendar and is_either_august(phrase, reading, plan.school_year):
        year = plan.school_year.first
        reading = reading._replace(suspicious=True, why=f"{reading.why}; август {year} или {year + 1} года, не сказано")
    return doubted_at_night(phrase, reading) if today is None else reading


def is_either_august(phrase: str, reading: When, school_year: SchoolYear) -> bool:
    """Whether «август» or «28 августа» is read as the school year's last, and may be the one before it, in which many plans begin."""
    ends = (reading.start or reading.end, reading.end or reading.start)
    if any(day is None or (day.year, day.month) != (school_year.end.year, 8) for day in ends):
        return False
    before = read(phrase, SchoolYear(school_year.first - 1))  # with its year, or by its weekday, it may not be in that one
    return not before.suspicious and before.end != reading.end


def doubted_at_night(phrase: str, reading: When) -> When:
    """A reading as it is, doubtful where it has people meet at an hour of the night: «в 3 часа» may be 15:00."""
    if reading.time is None or reading.kind not in {Kind.EXACT, Kind.DAYS, Kind.SPAN}:
        return reading
    if not at_night(phrase, reading, before=EARLIEST_HOUR):
        return reading
    doubt = f"{reading.time:%H:%M} ночи или {reading.time.replace(hour=reading.time.hour + 12):%H:%M}, не сказано"
    return reading._replace(suspicious=True, why="; ".join(filter(None, (reading.why, doubt))))


def at_night(phrase: str, when: When, *, before: int = FIRST_HOUR) -> bool:
    """Whether the hour can't be meant as it is read: «в 3» is said of the afternoon, «в 03:00» in full of the night."""
    if when.time is None or when.time.hour >= before or _NIGHT.search(phrase):
        return False
    return re.search(rf"(?<![\d:.])0{when.time.hour}\s*[:.]\s*{when.time.minute:02}", phrase) is None  # not the day of «03.11 в 3»


def _in_its_year(plan: Plan, phrase: str, today: date | None) -> When:
    """A plan for a calendar year («на 2024 год») lies in two school years; its halves are not theirs, and «март, октябрь» is in neither."""
    reading = read(without_shift(phrase), plan.school_year, today=today)
    year = plan.calendar_year
    first = reading.start or reading.end
    if year is None or not plan.by_calendar or first is None:
        return reading
    half = _HALF.sub(rf"\g<0> {year}", phrase)
    if half != phrase and (there := read(half, plan.school_year, today=today)).kind is reading.kind:
        phrase, reading = half, there
    other, neither = read(phrase, SchoolYear(year), today=today), read(phrase, None, today=today or date(year, 1, 1))
    several = (neither,) if neither.kind is reading.kind and neither.kind in _SEVERAL else ()
    whole: When | None = next((one for one in (reading, other, *several) if _lies_in(year, one)), None)
    if whole is not None:
        return whole
    usual = (other, reading) if first.month >= 9 else (reading, other)
    begins = (one for one in sorted(usual, key=lambda one: one.suspicious) if (one.start or one.end or date.min).year == year)
    if (found := next(begins, None)) is not None:
        if any(day.year != year for day in found.dates):  # «20 октября, 15 марта»
            return found._replace(suspicious=True, why=f"{found.why}; не все дни в {year} году")
        return found
    outside = usual[0] if reading.suspicious and usual[0].kind is reading.kind else reading
    return outside._replace(why=_SCHOOL_YEAR.sub(f"{year} года", outside.why))


def _lies_in(year: int, reading: When) -> bool:
    ends = reading.start or reading.end, reading.end or reading.start
    days = (*ends, *reading.dates, *(day for window in reading.windows for day in window))
    return not reading.suspicious and all(day is not None and day.year == year for day in days)


def is_by_schedule(plan: Plan, phrase: str) -> bool:
    """Whether somebody else's schedule sets the days («По графику СОИРО»)."""
    return in_plan(plan, phrase).kind is Kind.BY_SCHEDULE


def as_written(when: When) -> str:
    """Confirmed days as the dates file keeps them: «19.11.2020 14:30–16:00», «14.01.2021, 21.01.2021, весь день»."""
    days = [f"{day:%d.%m.%Y}" for day in when.dates or (when.start,) if day is not None]
    listed = f"{days[0]}–{when.end:%d.%m.%Y}" if when.kind is Kind.SPAN else ", ".join(days)
    if when.time is None:
        return f"{listed}, весь день" if when.all_day else listed
    return f"{listed} {when.time:%H:%M}" + (f"–{when.time_end:%H:%M}" if when.time_end else "")


def as_meant(reading: When, phrase: str, school_year: SchoolYear) -> When:
    """A person's own word, said with its year: a day of the August before the plan's year is meant («26.08.2021 10:00»).

    In a plan it is asked about, for it may be a slip of last year's; who was asked says it again, and that is the answer.
    """
    if not reading.suspicious or reading.start is None or (reading.start.year, reading.start.month) != (school_year.first, 8):
        return reading
    there = read(phrase, SchoolYear(school_year.first - 1))
    return reading if there.suspicious else there


def doubts(reading: When) -> list[str]:
    """What is doubtful about a phrase, in words for a person: without what it is read as."""
    return [part for part in reasons(reading) if not part.startswith(READ_AS)]


def reasons(reading: When) -> list[str]:
    """Why a phrase is read as it is, in words for a person: without what the service does then («спросить время»)."""
    parts = (re.sub(r": спросить\b.*", "", part) for part in reading.why.split("; "))
    return [part for part in parts if part]


def month_in_year(reading: When, plan: Plan) -> str:
    """The same month inside the plan's year («апрель 2021»), empty where the reading is not one month outside it."""
    start, end = reading.start, reading.end
    if start is None or end is None or plan.start <= start <= plan.end or (start.year, start.month) != (end.year, end.month):
        return ""
    return f"{MONTH_NAMES[start.month - 1]} {plan.school_year.first + (start.month < 9 or plan.by_calendar)}"


def in_words(window: tuple[date, date]) -> str:
    """A stretch as a plan writes it: «ноябрь 2020», or its first and last day."""
    first, last = window
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    return f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
