"""«Отмена», by mail, command line or script: the whole row, one day of a row of several, or of a row «по графику» the one event meant.

A row «по графику» has no date of its own: calling the row off would reach nobody who was told of its events. Which of several
is meant is never guessed. A single day that is off stands in the dates file as a cancelled entry of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notifier.core.entries import as_entry, meant, meant_days
from notifier.core.identity import year_of
from notifier.core.phrases import is_reason
from notifier.core.readings import is_by_schedule
from notifier.edges.datesfile.changes import Before
from notifier.edges.datesfile.writing import write_decision, write_occurrence
from notifier.flows.deciding.begun import Hearing
from notifier.flows.view import View
from notifier.model.decision import Entry
from notifier.model.event import Event
from notifier.model.problem import Problem, Severity

NAMED = 10
"""Events named where several could be meant."""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What was written, or why it was not. ``entry``: the event of somebody else's schedule it was about; None for the row itself."""

    written: Before | None
    problems: list[Problem]
    entry: Entry | None = None


def call_off(view: View, item: str, reason: str, now: datetime, *, day: str = "", title: str = "",
             hearing: Hearing | None = None) -> CalledOff:
    """Write the cancellation into the dates file; refused where several events could be meant. ``day``: as she named it; ``title``: of the
    one event her words are of; ``hearing``: of her letter."""
    inputs = view.inputs
    if not is_reason(reason):
        return CalledOff(None, [Problem(Severity.ERROR, "no-reason", f"{item}: «{reason}» — не причина отмены.", item=item,
                                        advice=f"Напишите причину: «{item}: отмена, карантин».")])
    row, dates = inputs.plan.item(item), inputs.settings.dates
    hearing = hearing or Hearing(dates)
    coming = [event for event in view.resolution.events if event.item == item and event.live
              and event.ends_at(inputs.window.calendar.zone) > now]
    vanished = {question.key for question in view.questions if question.code == "vanished"}
    others = {event.uid for event in coming if year_of(event.uid) != str(inputs.plan.school_year)}
    occurrences = [event for event in coming if event.source]
    if row is not None and is_by_schedule(inputs.plan, row.when) and occurrences:
        named = [event for event in occurrences if title in ("", event.title)]
        event = meant(day, reason, named, vanished | {event.key for event in coming if event.uid in others})
        return _one_off(view, event, reason, hearing) if event is not None else _which(view, item, occurrences, "")
    days = meant_days(day, reason, coming, vanished)
    if days is not None and len(days) == 1 and days[0].uid in others:  # the row of its id is another one by now
        return _one_off(view, days[0], reason, hearing)
    if days is None or any(event.uid in others for event in days):
        return _which(view, item, coming, "" if others else f" Отменить всё: «{item}: отмена, причина», без дней.")
    if len(days) == 1 and len(coming) > 1:
        return _one_off(view, days[0], reason, hearing)
    given = {"cancelled": reason, "when": hearing.when(item)}  # that meeting is meant: not one that she moved since
    return CalledOff(*hearing.decide(item, given, lambda: write_decision(dates, item, cancelled=reason)))


def _one_off(view: View, event: Event, reason: str, hearing: Hearing) -> CalledOff:
    entry = replace(as_entry(event, view.inputs.decisions.occurrences, view.inputs.plan), cancelled=reason)
    return CalledOff(*hearing.enter(entry, lambda: write_occurrence(hearing.dates, entry)), entry)


def _which(view: View, item: str, coming: Sequence[Event], more: str) -> CalledOff:
    if not coming:
        return CalledOff(None, [Problem(
            Severity.ERROR, "which-event", f"У строки {item} впереди нет назначенного дня, отменять по дню нечего.",
            file=str(view.inputs.settings.dates), advice=more.strip())])
    days = [one.first_day() for one in coming]
    same = " Если в этот день их несколько — название: «Название ДД.ММ отменяется»." if len(set(days)) < len(days) else ""
    which = "; ".join(f"{one.first_day():%d.%m} {one.title}" for one in coming[:NAMED])
    return CalledOff(None, [Problem(
        Severity.ERROR, "which-event", f"Не понять, какое событие строки {item} отменить: {which}.", file=str(view.inputs.settings.dates),
        advice=f"Назовите день: «{item}: отмена ДД.ММ, причина» в ответе на письмо, «ДД.ММ, причина» в команде.{same}{more}")])
