"""Rows of the plan with a day of their own: a meeting on each day, what is open about it, and the row called off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from notifier.core import questions as ask
from notifier.core.events.context import Context, is_entry
from notifier.core.events.milestones import milestones
from notifier.core.events.occurrences import entry_span
from notifier.core.events.reading import confirmed, read
from notifier.core.events.span import Span
from notifier.core.identity import match_days
from notifier.core.phrases import event_title, in_plan, is_audience, is_online_place
from notifier.model.decision import Decision, Entry
from notifier.model.event import Event, Nature, Status
from notifier.model.person import fold
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind


def resolve_item(plan: Plan, item: Item, decision: Decision | None, context: Context,
                 entries: Sequence[Entry] = ()) -> tuple[list[Event], list[Question]]:
    """The events of one row and what is open about it. ``entries``: her own, one of which may call off a single day of the row."""
    decision = decision or Decision(item.id)
    if decision.cancelled is not None:
        return _cancelled(item, decision, context), _after_cancelling(plan, item, decision, context)
    events, questions = milestones(plan, item, decision, context) if decision.milestones else _days(plan, item, decision, context)
    off = [(span.start, fold(entry.title), entry.cancelled) for entry in entries if entry.item == item.id and entry.cancelled is not None
           and (span := entry_span(entry, plan, context)[0]) is not None]
    return _without(events, off, item, context) if off else events, questions


def _days(plan: Plan, item: Item, decision: Decision, context: Context) -> tuple[list[Event], list[Question]]:
    questions: list[Question] = []
    if decision.when is not None:
        reading = read(decision.when, plan, context.zone)
        spans, problem = confirmed(reading, context)
        if problem:
            return context.row_as_known(item.id), [ask.refused_decision(item, decision, problem, reading)]
    else:
        phrase = decision.plan or item.when
        reading = in_plan(plan, phrase)
        if reading.suspicious:
            return context.row_as_known(item.id), [ask.suspicious(item, phrase, reading, plan)]
        spans, problem = confirmed(reading, context)
        if problem or reading.kind not in (Kind.EXACT, Kind.DAYS):
            if decision.closed is None and (question := ask.ask_for_date(item, reading, phrase, context.now.date())):
                questions.append(question)
            return [], questions
    events = []
    keys = match_days(item.id, event_title(item), [span.start for span in spans], [known for known, _ in context.days_of(item.id)])
    for key, span in zip(keys, spans, strict=True):
        if span.starts(context.zone) <= context.now and not context.knows(key, span):
            if decision.when is not None:
                questions.append(ask.past(item, decision, span.start))
            events += context.as_known(key)
            continue
        events.append(_meeting(plan, item, decision, key, span, context))
    if any(event.place_open for event in events) and any(_coming(event, context) for event in events):
        questions.append(ask.two_venues(item))
    return events, questions


def _without(events: list[Event], off: Sequence[tuple[datetime | date, str, str]], item: Item, context: Context) -> list[Event]:
    """Days called off one by one (start, title, reason): whoever knows of one hears that it is off, nobody else hears of it at all.

    The start says which; the title only where several events of the row begin together (milestones).
    """
    told = [(known, event) for known, event in context.known if known.item == item.id and known.told and not is_entry(event)]
    starts = [event.start for event in {event.key: event for event in (*(event for _, event in told), *events)}.values()]

    def reason_of(event: Event) -> str | None:
        return next((reason for start, title, reason in off
                     if start == event.start and (title == fold(event.title) or starts.count(start) == 1)), None)

    live = [event for event in events if reason_of(event) is None]
    return live + [_called_off(event, reason) if known.coming or not event.live else event
                   for known, event in told if (reason := reason_of(event)) is not None]


def _meeting(plan: Plan, item: Item, decision: Decision, key: str, span: Span, context: Context) -> Event:
    places = [place for place in item.places if not is_audience(place)]
    place_open = len(places) > 1 and not decision.place and "several-venues" not in dict(item.silenced)
    hold = ""
    if place_open:
        waits_until = span.starts(context.zone) - timedelta(days=context.policy.venue_wait_days)
        hold = "two-venues" if context.now.date() < waits_until.date() else ""
    place = decision.place or "; ".join(places)
    online = is_online_place(place) or bool(decision.link and not place)
    return Event(
        uid=context.uid(key, plan), key=key, item=item.id,
        title=decision.title or event_title(item), start=span.start, end=span.end,
        nature=Nature.ONLINE if online else Nature.MEETING,
        status=Status.TENTATIVE if decision.tentative else Status.CONFIRMED,
        place=place, address="" if place_open else context.address(place), link=decision.link, sector=item.sector,
        topics=item.topics[1:] if decision.title else item.topics,  # a new title takes the place of the first topic
        responsible=item.responsible, audience=item.audience, bring=decision.bring, note=span.note(), place_open=place_open, hold=hold)


def _cancelled(item: Item, decision: Decision, context: Context) -> list[Event]:
    """Everything of the row that people know and that is still to come, cancelled: what was held stays held. Where all of it is over,
    she says that it never took place; of other people's events only those to come."""
    told = [(known, event) for known, event in context.known if known.item == item.id and known.told]
    off = [event for known, event in told if known.coming or not event.live]  # once off stays off, also when its day is over
    return [_called_off(event, decision.cancelled or "") for event in off or [event for _, event in told if not is_entry(event)]]


def _called_off(event: Event, reason: str) -> Event:
    return replace(event, status=Status.CANCELLED, reason=reason, hold="")


def _after_cancelling(plan: Plan, item: Item, decision: Decision, context: Context) -> list[Question]:
    """«Перенос на декабрь»: the old date is off, and a new one is asked for."""
    if not decision.plan or decision.closed is not None:
        return []
    reading = in_plan(plan, decision.plan)
    question = ask.suspicious(item, decision.plan, reading, plan) if reading.suspicious else ask.ask_for_date(
        item, reading, decision.plan, context.now.date())
    return [question] if question else []


def _coming(event: Event, context: Context) -> bool:
    return event.starts_at(context.zone) > context.now
