"""Rows of several months («декабрь, февраль, апрель»): a day is asked for in each, and a day in one leaves those in the others.

So does her answer to one month's closing question, which is kept with its month: ``closed = "декабрь 2020: проведено"``. A row «по графику»
has a month after every other: a day named for one leaves the next to be asked for.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from notifier.core import questions as ask
from notifier.core.events.context import Context
from notifier.core.events.occurrences import entry_span
from notifier.core.events.reading import as_long, decided, read
from notifier.core.events.span import day_of
from notifier.core.readings import as_written, in_plan, in_words, is_by_schedule
from notifier.model.decision import Decision, Entry
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind, When

Window = tuple[date, date]
_ANSWER = re.compile(r"\b(?:не\b|прове[дл]|прош|состоя)", re.IGNORECASE)  # her own words, not the name of a stretch
_NOT_HELD = re.compile(r"(?:(?!\b(?:провед|пров[её]л|состоял|прош(?:л[оаи]|[её]л)\b)).)*?\bне\b", re.IGNORECASE | re.DOTALL)


def further(plan: Plan, item: Item, decision: Decision, entries: Sequence[Entry], context: Context) -> list[Question]:
    """With a day in December decided, one in February is still to be asked for. ``entries``: her own."""
    if decision.when is not None and not closes(decision) and is_by_schedule(plan, decision.plan or item.when):
        return ask_for_month(plan, item, decision, context)
    windows = _windows(plan, item, decision) if decision.when is not None else ()
    spans = decided(read(decision.when, plan, context.zone), context)[0] if windows and decision.when is not None else []
    if not spans:
        return []
    spans += [span for entry in entries if entry.item == item.id and (span := entry_span(entry, plan, context)[0]) is not None]
    days = [day_of(span.start) for span in spans]
    window = _open_window(windows, days, context.now.date())
    return [ask.ask_for_further(item, decision.plan or item.when, days, window)] if window else []


def _windows(plan: Plan, item: Item, decision: Decision) -> Sequence[Window]:
    """The row's several stretches that are not closed; none where its cell names one, a day, or is doubtful."""
    reading = still_open(plan, decision, in_plan(plan, decision.plan or item.when))
    return reading.windows if reading is not None and reading.kind is Kind.WINDOWS and not reading.suspicious else ()


def still_open(plan: Plan, decision: Decision, reading: When, held: Collection[date] = ()) -> When | None:
    """The row's reading without the stretches that ``closed`` names and those with a day of ``held``; None where nothing is left to ask
    about."""
    closed = _stretches(in_plan(plan, _stretches_named(decision.closed))) if decision.closed is not None else []
    if decision.closed is not None and not closed:
        return None
    stretches = _stretches(reading)
    left = [window for window in stretches if not any(first <= window[0] and window[1] <= last for first, last in closed)
            and not any(window[0] <= day <= window[1] for day in held)]
    if not left and (stretches or closed):
        return None
    return reading._replace(windows=tuple(left)) if reading.kind is Kind.WINDOWS else reading


def held_apart(plan: Plan, item: Item, decision: Decision, days: Sequence[date], context: Context) -> set[str]:
    """The events of the row (keys) that were held in other stretches than all of ``days``: whoever writes December's day over October's,
    which is over, moves nothing that people came to."""
    windows = _windows(plan, item, replace(decision, closed=None)) if decision.when is not None else ()
    named = {_window_of(day, windows) for day in days}
    if not windows or None in named:
        return set()
    return {known.key for known, event in context.days_of(item.id) if known.told and known.live and not known.coming
            and (window := _window_of(event.first_day(), windows)) is not None and window not in named}


def closes(decision: Decision) -> bool:
    """«Проведено» or «не проводим» about the whole row, not about one of its months."""
    return decision.closed is not None and not _stretches_named(decision.closed)


def not_held(closed: str) -> bool:
    """«Не проводим», and neither «проведено» nor «проведено не в полном составе»."""
    return _NOT_HELD.match(closed) is not None


def closing(plan: Plan, item: Item, decision: Decision | None, words: str, today: date) -> str:
    """What to write when she says «проведено» or «не проводим»: of several stretches it is about those that have begun, as long as
    others are to come. «Не проводим» between two stretches is about all that is left."""
    windows = _windows(plan, item, decision or Decision(item.id))
    begun = [window for window in windows if window[0] <= today]
    if len(begun) == len(windows) or not begun or (not_held(words) and begun[-1][1] < today):
        return words
    former = _stretches_named(decision.closed) if decision is not None and decision.closed else ""
    return f"{', '.join([*filter(None, [former]), *map(in_words, begun)])}: {words}"


def _stretches_named(closed: str) -> str:
    """«декабрь 2020» of «декабрь 2020: проведено»; nothing of her own words «проведено в ноябре: 20 человек»."""
    named, colon, _ = closed.partition(":")
    return named if colon and not _ANSWER.search(named) else ""


def _stretches(reading: When) -> Sequence[Window]:
    if reading.kind is Kind.WINDOWS:
        return reading.windows
    return [(reading.start, reading.end)] if reading.kind in (Kind.WINDOW, Kind.SPAN) and reading.start and reading.end else []


def _open_window(windows: Sequence[Window], days: Iterable[date], today: date) -> Window | None:
    """The first stretch, not over yet, for which no day is named. A day outside them all was named instead of the earliest."""
    named = [_window_of(day, windows) for day in days]
    empty = [window for window in windows if window not in named]
    return next((window for window in empty[named.count(None):] if window[1] >= today), None)


def ask_for_month(plan: Plan, item: Item, decision: Decision, context: Context) -> list[Question]:
    """What such a row is asked every month, whatever its own day."""
    phrase = decision.plan or item.when
    return [question] if (question := ask.ask_for_date(item, in_plan(plan, phrase), phrase, context.now.date())) else []


def stands_alone(plan: Plan, item: Item, decision: Decision | None, now: datetime, zone: tzinfo) -> bool:
    """Whether a day she names is an event of its own: of a row «по графику» whose day before is over. «Перенос» of a webinar that took
    place would be told to everybody; of one that was called off it is true, and as long as the row is off nothing of it is told."""
    days = _days(standing) if (standing := _own_day(plan, item, decision, zone)) is not None else ()
    return bool(days) and max(days) < now.astimezone(zone).date()


def taken_from(plan: Plan, item: Item, decision: Decision | None, phrase: str, now: datetime, zone: tzinfo) -> date | None:
    """The day still to come, or under way, that another day takes the place of in a row «по графику», where she may not have meant a move:
    she named one of another month, as she is asked every month, or today's event has begun."""
    standing, here = _own_day(plan, item, decision, zone), now.astimezone(zone)
    if standing is None:
        return None
    left, new = [day for day in _days(standing) if day >= here.date()], _days(read(phrase, plan, zone))
    begun = left[-1:] == [here.date()] and standing.time is not None and standing.time <= here.time()
    near = {here.date()} if begun else {day for day in new for one in left if (day.year, day.month) == (one.year, one.month)}
    return min(left) if left and new and near.isdisjoint(new) else None


def _own_day(plan: Plan, item: Item, decision: Decision | None, zone: tzinfo) -> When | None:
    """What she named for a row «по графику» that is not off."""
    if decision is None or decision.when is None or decision.cancelled is not None or not is_by_schedule(plan, decision.plan or item.when):
        return None
    return read(decision.when, plan, zone)


def among_others(plan: Plan, item: Item, decision: Decision | None, phrase: str, zone: tzinfo) -> str | None:
    """What to write when she names a day of such a row, or several: the days decided for its other stretches, and these.

    None where its hours are others than theirs: one decision has one time, so the day becomes an entry of its own.
    """
    windows = _windows(plan, item, replace(decision, closed=None)) if decision is not None else ()
    if decision is None or decision.when is None or not windows:
        return phrase
    former, new = read(decision.when, plan, zone), read(phrase, plan, zone)
    mine = [_window_of(day, windows) for day in _days(new)]
    if None in mine or former.suspicious or not {former.kind, new.kind} <= {Kind.EXACT, Kind.DAYS}:
        return phrase
    kept = [day for day in _days(former) if (window := _window_of(day, windows)) is not None and window not in mine]
    if not kept:
        return phrase
    if (former.time, former.time_end, former.all_day) != (new.time, new.time_end, new.all_day):
        return None
    return as_written(new._replace(kind=Kind.DAYS, dates=tuple(sorted([*kept, *_days(new)]))))


def as_long_as_before(plan: Plan, item: Item | None, decision: Decision | None, phrase: str, zone: tzinfo) -> str:
    """Her new day or hour without an end: the row's one meeting stays as long as she said before."""
    if item is None or decision is None or decision.when is None or _windows(plan, item, replace(decision, closed=None)):
        return phrase
    former, new = (read(said, plan, zone) for said in (decision.when, phrase))
    if former.suspicious or {former.kind, new.kind} != {Kind.EXACT}:
        return phrase
    longer = as_long(new, former)
    return as_written(longer) if new.time and longer.time_end and new.time < longer.time_end else phrase


def day_moved(plan: Plan, decision: Decision | None, former: date, phrase: str, zone: tzinfo) -> str | None:
    """What to write when one of the several days that she decided moves; None where it is none of them, or gets another hour."""
    if decision is None or decision.when is None:
        return None
    standing = read(decision.when, plan, zone)
    new = as_long(read(phrase, plan, zone), standing)
    if standing.kind is not Kind.DAYS or standing.suspicious or new.kind is not Kind.EXACT or new.start is None:
        return None
    if (standing.time, standing.time_end, standing.all_day) != (new.time, new.time_end, new.all_day):
        return None
    if (former in standing.dates) == (new.start in standing.dates):  # heard again, the new one stands there already
        return None
    return as_written(standing._replace(dates=tuple(sorted({*standing.dates, new.start} - {former}))))


def _window_of(day: date, windows: Sequence[Window]) -> Window | None:
    return next((window for window in windows if window[0] <= day <= window[1]), None)


def _days(reading: When) -> list[date]:
    return list(reading.dates) or [day for day in (reading.start,) if day is not None]
