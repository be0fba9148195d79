"""Days of a row that were called off one by one, each an entry of the dates file of its own.

A day that is off stays off whatever becomes of its hour; what the row says of other days is not touched by it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.core.events.context import Context, is_entry
from notifier.core.events.occurrences import entry_span
from notifier.core.events.span import day_of
from notifier.core.identity import Known
from notifier.model.decision import Entry
from notifier.model.event import Event
from notifier.model.person import fold
from notifier.model.plan import Item, Plan

Start = datetime | date


@dataclass(frozen=True, slots=True)
class Off:
    """One day, and why it is off."""

    start: Start
    title: str
    reason: str


def days_off(plan: Plan, item: Item, entries: Sequence[Entry], context: Context) -> list[Off]:
    """The row's days that ``entries`` (her own) call off; what was told as an event of a schedule is none of them."""
    others = {event.start for known, event in context.known if known.item == item.id and is_entry(event)}
    spans = [(entry, entry_span(entry, plan, context)[0]) for entry in entries if entry.item == item.id and entry.cancelled is not None]
    return [Off(span.start, fold(entry.title), entry.cancelled or "") for entry, span in spans
            if span is not None and span.start not in others]


def reasons(off: Sequence[Off], starts: Sequence[Start]) -> list[str | None]:
    """For each start of a row's days why it is off. The day says which, and the hour only where the row has several that day."""
    if not off:
        return [None] * len(starts)
    alone = Counter(day_of(start) for start in starts)

    def is_off(one: Off, start: Start) -> bool:
        return day_of(one.start) == day_of(start) and (alone[day_of(start)] == 1 or one.start == start)

    return [next((one.reason for one in off if is_off(one, start)), None) for start in starts]


def reason_of_milestone(off: Sequence[Off], start: Start, title: str) -> str | None:
    """Why a milestone is off: its day and its title say which."""
    return next((one.reason for one in off if day_of(one.start) == day_of(start) and one.title == fold(title)), None)


def known_off(off: Sequence[Off], item: str, context: Context) -> list[tuple[Known, Event, str]]:
    """What the ledger knows of the row and is off, with the reason."""
    if not off:
        return []
    days = context.days_of(item)
    found = [*zip(days, reasons(off, [event.start for _, event in days]), strict=True),
             *((pair, reason_of_milestone(off, pair[1].start, pair[1].title)) for pair in context.milestones_of(item))]
    return [(known, event, reason) for (known, event), reason in found if reason is not None]
