"""How a phrase becomes a confirmed time, or the code of what is missing."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from notifier.core.clocks import by_local_clock
from notifier.core.events.context import Context
from notifier.core.events.span import Span, at_hour
from notifier.core.questions import LONGEST_MEETING_DAYS
from notifier.core.readings import as_meant, as_written, in_plan
from notifier.model.decision import Entry
from notifier.model.plan import Plan
from notifier.model.when import Kind, When


def read(phrase: str | datetime, plan: Plan, zone: tzinfo, *, today: date | None = None) -> When:
    """A phrase (``today``: of a letter), or a TOML date-time: without an offset it is local time."""
    if not isinstance(phrase, datetime):
        return by_local_clock(phrase, zone, lambda text: as_meant(in_plan(plan, text, today=today), text, plan.school_year))
    local = phrase.astimezone(zone) if phrase.tzinfo else phrase
    day, year = local.date(), plan.school_year
    inside = day in year or day.year == plan.calendar_year or (day.year, day.month) == (year.first, 8)
    return When(Kind.EXACT, start=day, end=day, time=local.time().replace(tzinfo=None), suspicious=not inside,
                why="" if inside else f"вне {year} учебного года")


@dataclass(frozen=True, slots=True)
class Read:
    """Reads the phrases of a letter: as the dates file is read, and also as told from ``today`` («завтра»)."""

    plan: Plan
    zone: tzinfo
    today: date

    def __call__(self, phrase: str) -> When:
        return read(phrase, self.plan, self.zone, today=self.today)


def each_day(plan: Plan, phrase: str, zone: tzinfo) -> list[str]:
    """The days she named, one by one: an entry has one."""
    reading = read(phrase, plan, zone)
    if reading.kind is not Kind.DAYS or reading.suspicious:
        return [phrase]
    return [as_written(reading._replace(kind=Kind.EXACT, dates=(), start=day, end=day)) for day in reading.dates]


def day_by_day(entry: Entry, plan: Plan, zone: tzinfo) -> list[Entry]:
    """«5, 12, 19 ноября 15.00» in one line of a schedule is so many events."""
    if isinstance(entry.when, datetime) or entry.until:
        return [entry]
    reading = read(entry.when, plan, zone)
    if reading.time is None and not reading.all_day:
        return [entry]
    return [replace(entry, when=day) for day in each_day(plan, entry.when, zone)]


def as_long(reading: When, planned: When) -> When:
    """A new day or hour said without an end: the meeting is as long as ``planned``, where that has both."""
    if reading.time is None or reading.time_end is not None or planned.time is None or planned.time_end is None:
        return reading
    some_day = date.min
    length = datetime.combine(some_day, planned.time_end) - datetime.combine(some_day, planned.time)
    return reading._replace(time_end=(datetime.combine(some_day, reading.time) + length).time()) if length > timedelta() else reading


def confirmed(reading: When, context: Context) -> tuple[list[Span], str]:
    """The spans a reading confirms, or the code of what is missing."""
    if reading.suspicious:
        return [], "suspicious"
    if reading.kind is Kind.EXACT and reading.start:
        return _timed([reading.start], reading, context)
    if reading.kind is Kind.DAYS and reading.dates:
        return _timed(list(reading.dates), reading, context)
    if reading.kind is Kind.SPAN and reading.start and reading.end:
        return [Span(reading.start, reading.end, reading.time, reading.time_end)], ""
    if reading.kind is Kind.UNPARSEABLE:
        return [], "unparseable"
    return [], "not-a-day"


def decided(reading: When, context: Context) -> tuple[list[Span], str]:
    """The spans her word about a row confirms (rule 1): from day to day with its hour or «весь день», and no stretch to find a day in."""
    missing = missing_in_span(reading)
    return ([], missing) if missing and not reading.suspicious else confirmed(reading, context)


def missing_in_span(reading: When) -> str:
    """What a meeting from day to day lacks, as a code; empty where nothing, or where it is no such meeting."""
    if reading.kind is not Kind.SPAN or reading.start is None or reading.end is None:
        return ""
    if (reading.end - reading.start).days > LONGEST_MEETING_DAYS:
        return "not-a-day"
    return "" if reading.time is not None or reading.all_day else "no-time"


def _timed(days: list[date], reading: When, context: Context) -> tuple[list[Span], str]:
    if reading.all_day:
        return [Span(day, day) for day in days], ""
    if reading.time is None:
        return [], "no-time"
    return [hours(day, reading.time, reading.time_end, context) for day in days], ""


def hours(day: date, start: time, end: time | None, context: Context) -> Span:
    """From ``start`` to ``end`` of a day; without an end as long as the policy says a meeting lasts."""
    first = at_hour(day, start, context.zone)
    last = at_hour(day, end, context.zone) if end else None
    if last is None or last <= first:
        last = (first.astimezone(UTC) + timedelta(minutes=context.policy.duration_minutes)).astimezone(context.zone)
    return Span(first, last)
