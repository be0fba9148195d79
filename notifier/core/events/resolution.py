"""``resolve``: everything the plan, the coordinator's word and the schedules amount to at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notifier.core import questions as ask
from notifier.core.events.context import Context
from notifier.core.events.former import called_off, is_lost, lost, stands, unheard
from notifier.core.events.occurrences import resolve_entries
from notifier.core.events.rows import cancelled, resolve_item
from notifier.core.identity import Known, year_of
from notifier.core.phrases import words_of
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event
from notifier.model.plan import Plan
from notifier.model.question import Question


@dataclass(frozen=True, slots=True)
class Resolution:
    """Events to tell of (confirmed, tentative or cancelled), what is open, and what nobody names any more before anybody heard of it: no
    answer settles that, so it must not stand in the way of a question about the same row."""

    events: tuple[Event, ...]
    questions: tuple[Question, ...]
    gone: tuple[Question, ...] = ()


def resolve(plan: Plan, decisions: Decisions, entries: Sequence[Entry], context: Context) -> Resolution:
    """Everything the plan and the coordinator's word amount to at ``context.now``.

    Rows and ids have the same names every year: of what is known only this year's events are theirs.
    """
    year = str(plan.school_year)
    others = [(known, event) for known, event in context.known if year_of(known.uid) != year]
    gone_by = [lost(event, decisions.file) for known, event in others if is_lost(known, event, plan, context)]
    if others:
        context = replace(context, known=tuple((known, event) for known, event in context.known if year_of(known.uid) == year))
        others = [(known, event) for known, event in others if known.told]
    rowless = [(known, event) for known, event in context.known if known.told and plan.item(known.item) is None]
    off, decisions = called_off(decisions, [*others, *rowless])
    events: list[Event] = []
    questions: list[Question] = []
    for item in plan.items:
        found, open_ = resolve_item(plan, item, decisions.get(item.id), context, decisions.occurrences)
        events += found
        questions += open_
    for decision in decisions.by_item:
        if plan.item(decision.item) is None:  # what people were told of such a row she may call off all the same
            off_row = cancelled(decision, context) if decision.cancelled is not None else []
            events += off_row
            if not off_row:
                questions.append(ask.unknown_item(plan, decision.item, decisions.file, decision.line))
    own = {(event.item, event.start, words_of(event.title)) for event in events}
    found, open_ = resolve_entries(plan, decisions, entries, context, others, own)
    events += found
    questions += open_
    named = {event.uid for event in events}
    events += (event for event in off if event.uid not in named)
    kept, open_ = resolve_vanished(plan, events, decisions, context, others)
    gone = unheard(plan, events, decisions, entries, context, questions)
    return Resolution((*events, *kept), (*questions, *open_, *gone_by), tuple(gone))


def resolve_vanished(plan: Plan, events: Sequence[Event], decisions: Decisions, context: Context,
                     others: Sequence[tuple[Known, Event]]) -> tuple[list[Event], list[Question]]:
    """What people were told of and nobody names any more, of whatever year: stays, and is a question (rule 6). What was called off before
    stays off: whoever tidies it away in the evening takes back no cancellation that leaves in the morning."""
    named = {event.uid for event in events}
    kept: list[Event] = []
    questions: list[Question] = []
    former = {event.uid for _, event in others}
    for known, event in (*context.known, *others):
        if known.uid in named or not known.told or event.ends_at(context.zone) <= context.now:
            continue
        kept.append(event)
        if known.live:
            questions.append(stands(event, decisions.file) if event.uid in former else ask.vanished(
                event, decisions.file, has_row=plan.item(event.item) is not None))
    return kept, questions
