"""«Отмена», by mail, command line or script: the row's meeting, or of a row «по графику» the one event meant.

Such a row has no date of its own: calling the row off would reach nobody who was told of its events. Which of several is
meant is never guessed.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from notifier.core.entries import as_entry, meant
from notifier.core.phrases import in_plan
from notifier.edges.datesfile.writing import Written, write_decision, write_occurrence
from notifier.flows.view import View
from notifier.model.decision import Entry
from notifier.model.problem import Problem, Severity
from notifier.model.when import Kind

NAMED = 10
"""Events named where several could be meant."""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What was written, or why it was not. ``entry``: the event of somebody else's schedule it was about; None for the row itself."""

    written: Written | None
    problems: list[Problem]
    entry: Entry | None = None


def call_off(view: View, item: str, reason: str, now: datetime, *, day: str = "") -> CalledOff:
    """Write the cancellation into the dates file; refused where several events could be meant. ``day``: as she named it."""
    inputs = view.inputs
    row, dates = inputs.plan.item(item), inputs.settings.dates
    coming = [event for event in view.resolution.events if event.item == item and event.source and event.live
              and event.ends_at(inputs.window.calendar.zone) > now]
    if row is None or in_plan(inputs.plan, row.when).kind is not Kind.BY_SCHEDULE or not coming:
        return CalledOff(*write_decision(dates, item, cancelled=reason))
    event = meant(day, reason, coming, {question.key for question in view.questions if question.code == "vanished"})
    if event is None:
        which = "; ".join(f"{one.first_day():%d.%m} {one.title}" for one in coming[:NAMED])
        return CalledOff(None, [Problem(
            Severity.ERROR, "which-event", f"Не понять, какое событие строки {item} отменить: {which}.", file=str(dates),
            advice=f"Назовите день: «{item}: отмена ДД.ММ, причина» в ответе на письмо, «ДД.ММ, причина» в команде.")])
    entry = replace(as_entry(event, inputs.decisions.occurrences, inputs.plan), cancelled=reason)
    return CalledOff(*write_occurrence(dates, entry), entry)
