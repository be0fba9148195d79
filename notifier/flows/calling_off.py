"""«Отмена», by mail, command line or script: the whole row, one day of a row of several, or of a row «по графику» the one event meant.

A row «по графику» has no date of its own: calling the row off would reach nobody who was told of its events. Which of several
is meant is never guessed. A single day that is off stands in the dates file as a cancelled entry of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notifier.core.entries import as_entry, meant, named
from notifier.core.phrases import in_plan
from notifier.edges.datesfile.writing import Written, write_decision, write_occurrence
from notifier.flows.view import View
from notifier.model.decision import Entry
from notifier.model.event import Event
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
    coming = [event for event in view.resolution.events if event.item == item and event.live
              and event.ends_at(inputs.window.calendar.zone) > now]
    by_schedule = row is not None and in_plan(inputs.plan, row.when).kind is Kind.BY_SCHEDULE and any(event.source for event in coming)
    if by_schedule:
        coming = [event for event in coming if event.source]
    vanished = {question.key for question in view.questions if question.code == "vanished"}
    if not coming or not (by_schedule or _one_of(coming, day, reason, vanished)):
        return CalledOff(*write_decision(dates, item, cancelled=reason))
    event = meant(day, reason, coming, vanished)
    if event is None:
        which = "; ".join(f"{one.first_day():%d.%m} {one.title}" for one in coming[:NAMED])
        advice = f"Назовите день: «{item}: отмена ДД.ММ, причина» в ответе на письмо, «ДД.ММ, причина» в команде."
        if not by_schedule:
            advice += f" Отменить всё: «{item}: отмена, причина», без дней."
        return CalledOff(None, [Problem(Severity.ERROR, "which-event", f"Не понять, какое событие строки {item} отменить: {which}.",
                                        file=str(dates), advice=advice)])
    if not by_schedule and len(coming) == 1:
        return CalledOff(*write_decision(dates, item, cancelled=reason))
    entry = replace(as_entry(event, inputs.decisions.occurrences, inputs.plan), cancelled=reason)
    return CalledOff(*write_occurrence(dates, entry), entry)


def _one_of(coming: Sequence[Event], day: str, reason: str, vanished: Collection[str]) -> bool:
    """Whether her word is about single days of a row with days of its own: it names one, or answers a question about one that vanished."""
    said = named(coming, day, reason)
    return bool(day and not said) or 0 < len(said) < len(coming) or (not said and any(event.key in vanished for event in coming))
