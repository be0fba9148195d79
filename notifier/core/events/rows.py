"""Rows of the plan with a day of their own: a meeting on each day, what is open about it, and the row called off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from notifier.core import questions as ask
from notifier.core.clocks import by_local_clock
from notifier.core.entries import names
from notifier.core.events.context import Context, is_entry
from notifier.core.events.further import ask_for_month, closes, further, held_apart, not_held, still_open
from notifier.core.events.milestones import milestones
from notifier.core.events.off import Off, days_off, known_off, reasons
from notifier.core.events.reading import as_long, confirmed, decided, read
from notifier.core.events.span import Span, day_of
from notifier.core.identity import match_days
from notifier.core.phrases import (
    called_off,
    event_title,
    is_afar,
    is_audience,
    is_online_entry,
    is_online_place,
    online_place,
    place_and_link,
    put_off,
    same_place,
    words_of,
)
from notifier.core.readings import in_plan, is_by_schedule
from notifier.model.decision import Decision, Entry
from notifier.model.event import Event, Nature, Status
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind, When

LAST_DAYS = timedelta(days=4)
"""Whatever its weekday, she is asked on a working day with another one between: a place chosen then reaches its host in time."""


Found = tuple[list[Event], list[Question]]
"""The events of a row, and what is open about it."""


def resolve_item(plan: Plan, item: Item, decision: Decision | None, context: Context, entries: Sequence[Entry]) -> Found:
    """The events of one row and what is open about it. ``entries``: her own, one of which may call off a single day of the row."""
    decision = decision or Decision(item.id)
    if decision.cancelled is not None:
        return cancelled(decision, context), [*_after_cancelling(plan, item, decision, context),
                                              *_dated_since(plan, item, decision, context)]
    off = days_off(plan, item, entries, context)
    events, questions = (milestones if decision.milestones else _days)(plan, item, decision, context, off)
    questions += further(plan, item, decision, entries, context)
    gone = known_off(off, item.id, context)
    keys = {known.key for known, *_ in gone}
    called_off = [_called_off(event, reason) if known.coming or not event.live else event for known, event, reason in gone if known.told]
    return [*(event for event in events if event.key not in keys), *called_off], questions


def _days(plan: Plan, item: Item, decision: Decision, context: Context, off: Sequence[Off]) -> Found:
    spans, instead = (_planned_days if decision.when is None else _decided_days)(plan, item, decision, context)
    if instead is None and closes(decision) and not_held(decision.closed or "") and _any_ahead(spans, context):
        instead = context.row_as_known(item.id), [ask.closed_before(item, decision, spans[-1].start)]
    return _meetings(plan, item, decision, context, spans, off) if instead is None else instead


def _decided_days(plan: Plan, item: Item, decision: Decision, context: Context) -> tuple[list[Span], Found | None]:
    """What her word names; where it can't be used, what stands in its stead and what is asked."""
    assert decision.when is not None
    reading = read(decision.when, plan, context.zone)
    spans, problem = decided(as_long(reading, _planned(plan, item, decision, context)), context)
    if not problem:
        return spans, None
    known = context.row_as_known(item.id)
    return [], (known, [ask.refused_decision(item, decision, problem, reading, _in_force(known, context))])


def _planned_days(plan: Plan, item: Item, decision: Decision, context: Context) -> tuple[list[Span], Found | None]:
    """What the plan names; where that is no day and hour, is doubtful or called off there, what stands in its stead and what is asked."""
    phrase, reading = decision.plan or item.when, _planned(plan, item, decision, context)
    if reading.suspicious:
        asked = [] if closes(decision) else [ask.suspicious(item, phrase, reading, plan, context.now.date())]
        return [], (context.row_as_known(item.id), asked)
    spans, problem = confirmed(reading, context)
    if problem or reading.kind not in (Kind.EXACT, Kind.DAYS):
        left = still_open(plan, decision, reading, () if decision.plan else context.held_days(item.id))
        question = ask.ask_for_date(item, left, phrase, context.now.date()) if left is not None else None
        return [], ([], [question] if question else [])
    if (said := called_off(item)) and not closes(decision) and _any_ahead(spans, context):
        return [], (context.row_as_known(item.id), [ask.called_off(item, said)])
    words, there = put_off(item)
    if words and not closes(decision) and _any_ahead((span for span in spans if not names(there, day_of(span.start))), context):
        return [], (context.row_as_known(item.id), [ask.put_off(item, words, phrase)])
    return spans, None


def _meetings(plan: Plan, item: Item, decision: Decision, context: Context, spans: Sequence[Span], off: Sequence[Off]) -> Found:
    """A meeting on each day that is not off; a day that is over is refused."""
    events: list[Event] = []
    questions: list[Question] = []
    spans = [span for span, reason in zip(spans, reasons(off, [span.start for span in spans]), strict=True) if reason is None]
    gone = {known.key for known, *_ in known_off(off, item.id, context)}
    gone |= held_apart(plan, item, decision, [day_of(span.start) for span in spans], context)
    keys = match_days(item.id, decision.title or event_title(item), [span.start for span in spans],
                      [known for known, _ in context.days_of(item.id) if known.key not in gone], taken=gone)
    for key, span in zip(keys, spans, strict=True):
        if span.starts(context.zone) > context.now or context.knows(key, span):
            events.append(_meeting(plan, item, decision, key, span, context))
            continue
        known = context.as_known(key)
        if decision.when is not None and not closes(decision):
            questions.append(ask.past(item, decision, span.start, _in_force(known, context)))
        events += known
    undecided = [event for event in events if event.place_open and _coming(event, context)]
    if undecided:
        questions.append(_where(item, undecided, context))
    return events, questions


def _any_ahead(spans: Iterable[Span], context: Context) -> bool:
    return any(span.starts(context.zone) > context.now for span in spans)


def _planned(plan: Plan, item: Item, decision: Decision, context: Context) -> When:
    """What the plan says, or her correction of it."""
    if decision.plan:
        return read(decision.plan, plan, context.zone)
    return by_local_clock(item.when, context.zone, lambda text: in_plan(plan, text))


def _where(item: Item, undecided: Sequence[Event], context: Context) -> Question:
    soonest = min(undecided, key=lambda event: event.starts_at(context.zone))
    first, today = soonest.first_day(), context.now.date()
    return ask.two_venues(
        item, first=first, until=first - timedelta(days=context.policy.venue_wait_days), waits=bool(soonest.hold),
        near=first <= today + LAST_DAYS, hosted=any(
            venue.hosts and same_place(venue.name, place) for venue in context.venues for place in item.places))


def _meeting(plan: Plan, item: Item, decision: Decision, key: str, span: Span, context: Context) -> Event:
    places = [place for place in item.places if not is_audience(place)]
    place_open = len(places) > 1 and not decision.place and "several-venues" not in dict(item.silenced)
    hold = ""
    if place_open and not context.was_invited_to(key):  # whoever was invited reads of a move at once, or comes on the former day
        waits_until = span.starts(context.zone) - timedelta(days=context.policy.venue_wait_days)
        hold = "two-venues" if context.now.date() < waits_until.date() else ""
    place, link = "; ".join(places), decision.link
    if not place_open:  # two places go out as they are written
        apart = [place_and_link(one) for one in ([decision.place] if decision.place else places)]
        place = "; ".join(text for text, _ in apart if text)
        link = link or next((found for _, found in apart if found), "")
    title, planned = decision.title or event_title(item), in_plan(plan, decision.plan or item.when)
    owner = planned.schedule or "" if planned.kind is Kind.BY_SCHEDULE else ""
    online = is_online_place(place) or bool(link and not place)
    named, theirs = place if decision.place else "", planned.kind is Kind.BY_SCHEDULE and not place_open
    if theirs and is_online_entry(title, named, "", item) and not _told_there(key, place, context):
        online = True  # as an entry of that schedule would be: the house that the row names is its organizer's
        place = place if named or is_afar(place) else online_place(title, span.note(), link)
    return Event(
        uid=context.uid(key, plan), key=key, item=item.id,
        title=title, start=span.start, end=span.end,
        nature=Nature.ONLINE if online else Nature.MEETING,
        status=Status.TENTATIVE if decision.tentative else Status.CONFIRMED,
        place=place, address="" if place_open else context.address(place), link=link, sector=item.sector,
        topics=item.topics[1:] if decision.title else item.topics,  # a new title takes the place of the first topic
        responsible=item.responsible, audience=item.audience, bring=decision.bring, note=span.note(), owner=owner, place_open=place_open,
        hold=hold)


def _told_there(key: str, place: str, context: Context) -> bool:
    """Whether people were invited to this place: it stands until she names another."""
    told = context.known_event(key) if context.was_told(key) else None
    return told is not None and told.nature is Nature.MEETING and words_of(told.place) == words_of(place)


def cancelled(decision: Decision, context: Context) -> list[Event]:
    """Everything of the row that people know and that is still to come, cancelled: what was held stays held. Where all of it is over,
    she says that it never took place; of other people's events only those to come."""
    told = [(known, event) for known, event in context.known if known.item == decision.item and known.told]
    off = [event for known, event in told if known.coming or not event.live]  # once off stays off, also when its day is over
    return [_called_off(event, decision.cancelled or "") for event in off or [event for _, event in told if not is_entry(event)]]


def _called_off(event: Event, reason: str) -> Event:
    return replace(event, status=Status.CANCELLED, reason=reason, hold="")


def _after_cancelling(plan: Plan, item: Item, decision: Decision, context: Context) -> list[Question]:
    """«Перенос на декабрь»: the old date is off, and a new one is asked for. One event of a schedule off is not the schedule off."""
    if decision.when is not None and not closes(decision) and is_by_schedule(plan, decision.plan or item.when):
        return ask_for_month(plan, item, decision, context)
    reading = still_open(plan, decision, in_plan(plan, decision.plan)) if decision.plan else None
    if reading is None:
        return []
    today = context.now.date()
    question = ask.suspicious(item, decision.plan, reading, plan, today) if reading.suspicious else ask.ask_for_date(
        item, reading, decision.plan, today)
    return [question] if question else []


def _dated_since(plan: Plan, item: Item, decision: Decision, context: Context) -> list[Question]:
    """A day to come that the row never had, beside ``cancelled``: whoever wrote it since people read of that may believe it counts."""
    days = context.days_of(item.id)
    if decision.when is None or not any(known.told and not event.live for known, event in days):
        return []
    spans, _ = decided(read(decision.when, plan, context.zone), context)
    known_starts = {event.start for _, event in days}
    new = [span for span in spans if span.start not in known_starts and span.starts(context.zone) > context.now]
    return [ask.dated_though_off(item, new[0].start)] if new else []


def _in_force(known: Sequence[Event], context: Context) -> list[Event]:
    return [event for event in known if event.live and _coming(event, context)]


def _coming(event: Event, context: Context) -> bool:
    return event.starts_at(context.zone) > context.now
