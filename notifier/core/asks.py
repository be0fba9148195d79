"""Asking for dates (rules 10 and 14): when a question stands in a digest, and which three days are offered.

A suggestion is a day the coordinator could simply accept: the house habit's weekday and hour, a working day inside the
window, not right after days off, two weeks ahead at least, free of other events and of unwanted days.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from notifier.core.calendar import ONE_DAY, WorkCalendar
from notifier.core.clocks import by_local_clock
from notifier.core.readings import in_plan
from notifier.model.event import Event
from notifier.model.plan import Plan
from notifier.model.question import Ask, Question
from notifier.model.settings import Policy
from notifier.model.when import Kind

SUGGESTIONS = 3
DEFAULT_HABIT = (3, time(14, 30))  # Thursday 14:30: both exact rows of the plan this began with
SHORT_DAY_ENDS = time(16)  # an hour before others: a meeting that lasts longer is not offered on a shortened day
MIDWEEK = (1, 2, 3)  # Tuesday to Thursday: when the habit's weekday has no room left


@dataclass(frozen=True, slots=True)
class Habit:
    """The weekday (0 = Monday) and the hour meetings usually have here."""

    weekday: int
    hour: time


def habit(plan: Plan, events: Iterable[Event], zone: tzinfo) -> Habit:
    """The commonest weekday and hour of the plan's exact rows, by the clock of ``zone``; of confirmed events where the plan has none."""
    moments: list[tuple[int, time]] = []
    for item in plan.items:
        reading = by_local_clock(item.when, zone, partial(in_plan, plan))
        if reading.kind is Kind.EXACT and reading.start and reading.time and not reading.suspicious:
            moments.append((reading.start.weekday(), reading.time))
    if not moments:
        moments = [(event.start.weekday(), event.start.time()) for event in events
                   if isinstance(event.start, datetime) and not event.source]
    if not moments:
        return Habit(*DEFAULT_HABIT)
    weekday = Counter(day for day, _ in moments).most_common(1)[0][0]
    hour = Counter(clock for _, clock in moments).most_common(1)[0][0]
    return Habit(weekday, hour)


def suggest(window: tuple[date, date], usual: Habit, calendar: WorkCalendar, *, today: date, ahead_days: int,
            minutes: int = 0, taken: Collection[date] = ()) -> tuple[datetime, ...]:
    """Up to three moments inside the window, in order of time; fewer where there is no room. ``minutes``: how long it lasts."""
    first = max(window[0], today + timedelta(days=ahead_days))
    days = [first + timedelta(days=n) for n in range((window[1] - first).days + 1)]
    late = usual.hour.hour * 60 + usual.hour.minute + minutes > SHORT_DAY_ENDS.hour * 60
    shut = frozenset(calendar.settings.short) if late else frozenset()
    free = [day for day in days if _is_good(day, calendar) and day not in taken and day not in shut]
    chosen = _spread([day for day in free if day.weekday() == usual.weekday])
    for weekdays in (MIDWEEK, range(5)):
        if len(chosen) < SUGGESTIONS:
            more = [day for day in free if day.weekday() in weekdays and all(abs((day - other).days) > 1 for other in chosen)]
            chosen += _spread(more)[:SUGGESTIONS - len(chosen)]
    return tuple(datetime.combine(day, usual.hour, calendar.zone) for day in sorted(chosen))


def _is_good(day: date, calendar: WorkCalendar) -> bool:
    """Not the day after days off: a Monday, too, comes too soon to prepare for."""
    return calendar.is_working(day) and calendar.is_working(day - ONE_DAY) and not calendar.is_unwanted(day)


def _spread(days: Sequence[date]) -> list[date]:
    """At most three of the days, from the middle of the window outwards: neither its first nor its last where avoidable."""
    if len(days) <= SUGGESTIONS:
        return list(days)
    start = (len(days) - SUGGESTIONS + 1) // 2
    return list(days[start:start + SUGGESTIONS])


def asks(questions: Sequence[Question], plan: Plan, events: Sequence[Event], calendar: WorkCalendar, policy: Policy, *,
         today: date, closed: date | None = None) -> list[Ask]:
    """What a digest of ``today`` asks, the most pressing first. Questions whose time has not come, or is over, are left out; so is the
    date of a row whose told event vanished: that question asks for it already, and nobody is asked twice. ``closed``: the day on which
    closing questions were last asked, where it is known; those of the days since then were missed, and are asked now."""
    vanished = {question.key: question.item for question in questions if question.code == "vanished"}
    lost = set(vanished.values()) - {event.item for event in events if event.live and event.key not in vanished}
    usual = habit(plan, events, calendar.zone)
    taken = {event.first_day() for event in events if event.live}
    result: list[Ask] = []
    for question in questions:
        if question.window is None:
            result.append(Ask(question, warn=question.pressing))
            continue
        if question.code == "no-date" and question.item in lost:
            continue
        first, last = question.window
        closing_day = calendar.working_on_or_before(last)
        closing = today == closing_day or (closed is not None and closed < closing_day < today)
        if today < asked_from(first, calendar, policy) or (today > closing_day and not closing):
            continue
        if question.code == "deadline" and closing:
            continue  # reminded on its last day nobody is in time, and no deadline is «проведено»
        several = question.code == "no-time" and first != last  # one day of several would settle the row without the others
        dates = () if several or question.code in ("milestones", "deadline") or closing else suggest(
            (first, last), usual, calendar, today=today, ahead_days=policy.suggest_ahead_days,
            minutes=policy.duration_minutes, taken=taken)
        taken |= {moment.date() for moment in dates}
        result.append(Ask(question, dates, warn=today >= closing_day - timedelta(days=policy.warn_days),
                          closing=closing))
    return sorted(result, key=lambda ask: (not ask.closing, not ask.warn,
                                           ask.question.window[1] if ask.question.window else date.min))


def asked_from(window_start: date, calendar: WorkCalendar, policy: Policy) -> date:
    """The first digest that asks: the first working day of a week, on or after 42 days before the window opens."""
    earliest = window_start - timedelta(days=policy.ask_days)
    week = earliest - timedelta(days=earliest.weekday())
    while True:
        day = calendar.digest_day(week)
        if day is not None and day >= earliest:
            return day
        week += timedelta(days=7)


def is_last_digest_before_month(today: date, calendar: WorkCalendar) -> bool:
    """Whether the next digest falls into another month: now is the time to ask for others' dates (rule 14)."""
    week = today - timedelta(days=today.weekday()) + timedelta(days=7)
    while (following := calendar.digest_day(week)) is None:
        week += timedelta(days=7)
    return (following.year, following.month) != (today.year, today.month)
