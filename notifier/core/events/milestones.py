"""Milestones: the dates inside a long row («работы до …», «итоги …») that the coordinator wrote for it."""

from collections.abc import Sequence
from datetime import datetime

from notifier.core import questions as ask
from notifier.core.events.context import Context
from notifier.core.events.off import Off, known_off, reason_of_milestone
from notifier.core.events.reading import hours, read
from notifier.core.events.span import Span
from notifier.core.identity import Candidate, match_keys
from notifier.core.phrases import event_title, is_deadline
from notifier.core.russian import decapitalize
from notifier.model.decision import Decision, Milestone
from notifier.model.event import Event, Nature
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind, When


def milestones(plan: Plan, item: Item, decision: Decision, context: Context,
               off: Sequence[Off]) -> tuple[list[Event], list[Question]]:
    """The row's milestones as events; what can't be used is a question."""
    readings: list[tuple[Milestone, When, Span]] = []
    questions: list[Question] = []
    for milestone in decision.milestones:
        reading = read(milestone.when, plan, context.zone)
        span = _milestone_span(milestone, reading, context)
        if reading.suspicious or span is None:
            questions.append(ask.milestone_unread(item, milestone, reading, plan))
        else:
            readings.append((milestone, reading, span))
    readings = [(milestone, reading, span) for milestone, reading, span in readings
                if reason_of_milestone(off, span.start, _milestone_title(item, milestone)) is None]
    gone = {known.key for known, *_ in known_off(off, item.id, context)}
    known = [known for known, _ in context.milestones_of(item.id) if known.key not in gone]
    candidates = [Candidate(item.id, _milestone_title(item, m), span.start) for m, _, span in readings]
    events = []
    for (milestone, reading, span), key in zip(readings, match_keys(candidates, known), strict=True):
        if span.is_over(context.now) and not context.knows(key, span):
            questions.append(ask.milestone_past(item, milestone))
            continue
        events.append(_milestone(plan, item, milestone, reading, key, span, context))
    return events, questions


def _milestone_title(item: Item, milestone: Milestone) -> str:
    name = milestone.title.strip().removesuffix(" до")
    return f"{event_title(item)}: {decapitalize(name)}"


def _milestone_span(milestone: Milestone, reading: When, context: Context) -> Span | None:
    if _is_deadline(milestone, reading) and reading.kind in (Kind.DEADLINE, Kind.SPAN) and reading.end:
        return Span(reading.end, reading.end)  # «приём заявок: 1-31 марта» ends on the 31st: that day is reminded of
    if reading.kind is Kind.EXACT and reading.start:
        return hours(reading.start, reading.time, reading.time_end, context) if reading.time else Span(reading.start, reading.start)
    if reading.kind is Kind.SPAN and reading.start and reading.end:
        return Span(reading.start, reading.end)
    return None


def _is_deadline(milestone: Milestone, reading: When) -> bool:
    return is_deadline(milestone.title) or reading.kind is Kind.DEADLINE


def _milestone(plan: Plan, item: Item, milestone: Milestone, reading: When, key: str, span: Span,
               context: Context) -> Event:
    deadline = _is_deadline(milestone, reading)
    timed = isinstance(span.start, datetime)
    nature = Nature.MEETING if timed and not deadline else Nature.DEADLINE if deadline else Nature.MILESTONE
    return Event(
        uid=context.uid(key, plan), key=key, item=item.id,
        title=_milestone_title(item, milestone), start=span.start, end=span.end, nature=nature,
        place=milestone.place, address=context.address(milestone.place), link=milestone.link, sector=item.sector,
        topics=item.topics, responsible=item.responsible, audience=item.audience)
