"""Which of a row's many events the coordinator means: a row «по графику» has dozens, and her word names the row."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from notifier.core.phrases import in_plan
from notifier.core.russian.dates import day
from notifier.model.decision import Entry
from notifier.model.event import Event
from notifier.model.person import fold
from notifier.model.plan import Plan


def meant(day_said: str, reason: str, coming: Sequence[Event], vanished: Collection[str]) -> Event | None:
    """The one event to come of the day she named, or whose day or title stands in her reason; else the only one that vanished
    (keys), else the only one at all. None: she must say which."""
    said = named(coming, day_said, reason)
    if day_said and not said:
        return None
    for pool in (said, [event for event in coming if event.key in vanished], coming):
        if pool:
            return pool[0] if len(pool) == 1 else None
    return None


def named(coming: Sequence[Event], day_said: str, reason: str) -> list[Event]:
    """Those of the day she named, or whose day or title stands in her reason."""
    return [event for event in coming if _day(event).search(day_said or reason) or fold(event.title) in fold(reason)]


def as_entry(event: Event, written: Sequence[Entry], plan: Plan) -> Entry:
    """The entry that stands for the event: the one the coordinator wrote, else one made of what people were told."""
    own = next((entry for entry in written if entry.item == event.item and fold(entry.title) == fold(event.title)
                and _begins(entry, event, plan)), None)
    if own is not None:
        return own
    if isinstance(event.start, datetime):
        return Entry(event.item, event.title, f"{event.start:%d.%m.%Y %H:%M}")
    until = f"{event.end:%d.%m.%Y}" if event.end != event.start else ""
    return Entry(event.item, event.title, f"{event.start:%d.%m.%Y}{'' if until else ', весь день'}", until=until)


def _begins(entry: Entry, event: Event, plan: Plan) -> bool:
    if isinstance(entry.when, datetime):
        return entry.when.replace(tzinfo=None) == (event.start.replace(tzinfo=None) if isinstance(event.start, datetime) else None)
    reading = in_plan(plan, entry.when)
    clock = event.start.time() if isinstance(event.start, datetime) else None
    return reading.start == event.first_day() and (clock is None or reading.time == clock)


def _day(event: Event) -> re.Pattern[str]:
    first = event.first_day()
    return re.compile(rf"(?<!\d)(?:0?{first.day}\.{first:%m}(?:\.(?:{first:%Y}|{first:%y}))?(?!\d)|{day(first)}\b)", re.IGNORECASE)
