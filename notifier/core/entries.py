"""Which of a row's many events the coordinator means: a row «по графику» has dozens, and her word names the row."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time

from notifier.core.clocks import by_local_clock
from notifier.core.readings import in_plan
from notifier.core.russian.dates import day
from notifier.model.decision import Entry
from notifier.model.event import Event
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import When

_DATE = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s+[а-яё]{3,9})(?![\w-])", re.IGNORECASE)


def meant(day_said: str, reason: str, coming: Sequence[Event], vanished: Collection[str]) -> Event | None:
    """The one event to come of the day she named, or whose day or title stands in her reason; else the only one that vanished
    (keys), else the only one at all. None: she must say which."""
    said = [event for event in coming if names(day_said or reason, event.first_day()) or fold(event.title) in fold(reason)]
    if day_said and not said:
        return None
    for pool in (said, [event for event in coming if event.key in vanished], coming):
        if pool:
            return pool[0] if len(pool) == 1 else None
    return None


def meant_days(day_said: str, reason: str, coming: Sequence[Event], vanished: Collection[str]) -> list[Event] | None:
    """Of a row with days of its own: the one she called off, or all; None: she must say which.

    A day counts only where she named it (``day_said``) or her reason begins with it: «зал занят до 24.11», «встретимся 24.11» are
    about other things. Such a reason is asked back, unless it names all days.
    """
    given = day_said or (found[0] if (found := _DATE.match(reason)) else "")
    of_day = [event for event in coming if given and names(given, event.first_day())]
    mentioned = [event for event in coming if names(reason, event.first_day())]
    titled = [event for event in coming if fold(event.title) in fold(reason)]
    if len(coming) > 1 and len(mentioned) == len(coming) and not day_said:
        return list(coming)
    if given:
        return of_day if len(of_day) == 1 and (day_said or len(mentioned) == 1) else None
    if len(coming) > 1 and (mentioned or 0 < len(titled) < len(coming)):
        return titled if not mentioned and len(titled) == 1 else None
    lost = [event for event in coming if event.key in vanished]
    return (lost if len(lost) == 1 else None) if 0 < len(lost) < len(coming) else list(coming)


def as_entry(event: Event, written: Sequence[Entry], plan: Plan) -> Entry:
    """The entry that stands for the event: the one the coordinator wrote (not one that is off already, where she entered it anew), else
    one made of what people were told."""
    hers = (entry for entry in written if entry.item == event.item and fold(entry.title) == fold(event.title)
            and _begins_with(entry, event, plan))
    own = min(hers, key=lambda entry: entry.cancelled is not None, default=None)
    if own is not None:
        return own
    if isinstance(event.start, datetime):
        return Entry(event.item, event.title, f"{event.start:%d.%m.%Y %H:%M}")
    until = f"{event.end:%d.%m.%Y}" if event.end != event.start else ""
    return Entry(event.item, event.title, f"{event.start:%d.%m.%Y}{'' if until else ', весь день'}", until=until)


def _begins_with(entry: Entry, event: Event, plan: Plan) -> bool:
    first, hour = begins(entry, event, lambda text: in_plan(plan, text))
    return first == event.first_day() and (not isinstance(event.start, datetime) or hour == event.start.time())


def begins(entry: Entry, event: Event, reading: Callable[[str], When]) -> tuple[date | None, time | None]:
    """The day and hour of an entry by the event's clock, whatever clock its hour is told by."""
    zone = event.start.tzinfo if isinstance(event.start, datetime) else None
    if isinstance(entry.when, datetime):
        when = entry.when.astimezone(zone) if entry.when.tzinfo and zone else entry.when
        return when.date(), when.time()
    found = by_local_clock(entry.when, zone, reading) if zone else reading(entry.when)
    return found.start, found.time


def names(said: str, first: date) -> bool:
    """Whether her words name this day («05.11», «5 ноября»)."""
    written = rf"(?<!\d)(?:0?{first.day}\.{first:%m}(?:\.(?:{first:%Y}|{first:%y}))?(?!\d)|{day(first)}\b)"
    return re.search(written, said, re.IGNORECASE) is not None
