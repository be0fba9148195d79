"""What people were told under another school year's plan and is still to come: nothing moves it any more, a word of hers calls it off.

The row of its id is another one by now, so the word is an entry of its own: row, title, and the day with its year.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from notifier.core.dates import read
from notifier.core.identity import Known, year_of
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event, Status
from notifier.model.person import fold
from notifier.model.when import SchoolYear


def called_off(decisions: Decisions, others: Sequence[tuple[Known, Event]]) -> tuple[list[Event], Decisions]:
    """Of ``others``, told under another year's plan, the events that an entry calls off; and the decisions without such entries."""
    off: dict[str, Event] = {}
    left: list[Entry] = []
    for entry in decisions.occurrences:
        event = next((event for _, event in others if entry.cancelled is not None and _is_of(entry, event)), None)
        if event is None:
            left.append(entry)
        else:
            off[event.uid] = replace(event, status=Status.CANCELLED, reason=entry.cancelled or "", hold="")
    return list(off.values()), replace(decisions, occurrences=tuple(left)) if off else decisions


def _is_of(entry: Entry, event: Event) -> bool:
    if (entry.item, fold(entry.title)) != (event.item, fold(event.title)):
        return False
    if isinstance(entry.when, datetime):
        return entry.when.date() == event.first_day()
    return read(entry.when, SchoolYear.parse(year_of(event.uid))).start == event.first_day()
