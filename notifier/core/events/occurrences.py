"""Entries of other people's schedules as events: hot lines, webinars, courses that belong to a row «по графику»."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from notifier.core import questions as ask
from notifier.core.events.context import Context, is_entry
from notifier.core.events.reading import confirmed, hours, read
from notifier.core.events.said import doubted
from notifier.core.events.span import Span, at_hour
from notifier.core.events.twins import Timed, by_her_rows, called_off_elsewhere, contradicts, once, standing, successor_of, where_told
from notifier.core.identity import Candidate, Known, is_under, match_keys, was_of
from notifier.core.phrases import LINK, is_audience, is_online_entry, is_online_place, online_place, place_and_link, words_of
from notifier.core.readings import in_plan
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event, Nature, Status
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.when import Kind, When

PAST = timedelta(days=1)
"""A schedule lists its past, too: what was over longer ago, and unheard of, is no question."""


def resolve_entries(plan: Plan, decisions: Decisions, entries: Sequence[Entry], context: Context,
                    others: Sequence[tuple[Known, Event]],
                    own: Collection[tuple[str, datetime | date, tuple[str, ...]]]) -> tuple[list[Event], list[Question]]:
    """Every entry that may be told, once, and what is open about the others. ``others``: events of former school years; ``own``:
    row, start and title's words of the rows' own events: an entry that names one of these is no second event."""
    timed, questions = _timed(plan, _of_this_year(plan, decisions, entries, context, others), context, own)
    hers = {(entry.item, words_of(entry.title)) for entry in decisions.occurrences}
    timed = [one for one in timed if (one[0].item, words_of(one[0].title)) not in hers or not _is_past(one[0], one[2], context)]
    off = {decision.item for decision in decisions.by_item if decision.cancelled is not None}
    context = by_her_rows(timed, off, context)
    every = [(entry, span, _occurrence(plan, entry, item, span, context)) for entry, item, span in where_told(plan, timed, off, context)]
    drafts = once(every, off, context)
    named = [Candidate(draft.item, draft.title, draft.start, entry.id, entry.schedule, _detail(draft)) for entry, _, draft in drafts]
    keys = match_keys(named, [replace(known, detail=_detail(event)) for known, event in context.known if is_entry(event)])
    told, taken = standing(drafts, keys, context), set(keys)
    elsewhere = {(event.item, words_of(event.title), event.start): event for _, event in others if is_entry(event)}
    hers_now = [(key, draft.start) for (entry, _, draft), key in zip(drafts, keys, strict=True) if not entry.schedule and draft.live]
    events: list[Event] = []
    for (entry, span, said_now), one, key in zip(drafts, named, keys, strict=True):
        if key not in context and one.schedule and any(start == one.start and is_under(held, one) for held, start in hers_now):
            continue  # under another title what she moved there herself
        draft = _with_what_is_unsaid(entry, said_now, plan, context, key)
        if (former := elsewhere.get((draft.item, words_of(draft.title), draft.start))) and key not in context:
            events.append(former)  # August lies in two years: who was told of it under the former plan is not told again
            continue
        event = _as_event(entry, draft, plan, context, key)
        found, asked = _resolve_entry(entry, event, span, context, called_off=event.item in off, doubtful=contradicts(entry, draft, told),
                                      lost=successor_of(one, event, key, taken, context))
        events += found
        questions += asked
    return events, [*questions, *called_off_elsewhere(every, drafts, keys, context)]


def _of_this_year(plan: Plan, decisions: Decisions, entries: Sequence[Entry], context: Context,
                  others: Sequence[tuple[Known, Event]]) -> list[Entry]:
    """Her entries and the schedules', without what people were told of last year."""
    told_of: dict[tuple[str, ...], set[date]] = defaultdict(set)
    for event in (event for _, event in others if is_entry(event)):
        told_of[words_of(event.title)].add(event.first_day())
    return [entry for entry in (*decisions.occurrences, *entries)
            if not _is_last_years(entry, told_of.get(words_of(entry.title), ()), plan, context)]


def _as_event(entry: Entry, draft: Event, plan: Plan, context: Context, key: str) -> Event:
    """The entry with its identity. What is off is what people know: her line names no place."""
    known = context.as_known(key) if entry.cancelled is not None else []
    return replace(known[0], status=draft.status, reason=draft.reason) if known else replace(draft, key=key, uid=context.uid(key, plan))


def _resolve_entry(entry: Entry, event: Event, span: Span, context: Context, *, called_off: bool, doubtful: bool,
                   lost: Event | None) -> tuple[list[Event], list[Question]]:
    """The entry as it may be told, or as people know it and what is open about it. The rest as of ``_open``."""
    key, known = event.key, context.as_known(event.key)
    if _is_past(entry, span, context) and (key not in context or (context.was_told(key) and not context.is_coming(key))):
        return known, []
    if (said := doubted(entry)) and not span.is_over(context.now):
        return known, [ask.entry_said(entry, said, known[0] if known else None)]
    if (question := _open(entry, event, span, context, called_off=called_off, doubtful=doubtful, lost=lost)) is not None:
        return [] if called_off else known, [question]
    if called_off or not (event.live or key in context):  # what is known is off also before anybody heard: she reads it
        return [], []
    return [event], []


def _with_what_is_unsaid(entry: Entry, draft: Event, plan: Plan, context: Context, key: str) -> Event:
    """What people know, where a schedule says it no more: a column that was taken out moves no end, and nobody
    into a house or out of it."""
    elsewhere = bool(entry.schedule) or not was_of(key, draft.item)  # she entered what people knew from another row
    known = context.known_event(key) if elsewhere and context.was_told(key) else None
    if known is None:
        return draft
    as_long = isinstance(draft.start, datetime) and known.start == draft.start and known.end != draft.end and not entry.until
    if as_long and read(entry.when, plan, context.zone).time_end is None:
        draft = replace(draft, end=known.end)
    link, item = draft.link or known.link, plan.item(draft.item)
    homeless = known.nature is Nature.MEETING and draft.nature is Nature.ONLINE and words_of(draft.title) == words_of(known.title)
    by_row = item is not None and any(map(is_online_place, item.places))  # she may have moved all of it there
    unsaid = (known.link and not draft.link) or (homeless and link == known.link and not by_row)
    if unsaid and not place_and_link(entry.place)[0]:
        return replace(draft, link=link, nature=known.nature, place=known.place, address=known.address)
    return replace(draft, link=link) if draft.nature is Nature.ONLINE else draft


def _is_last_years(entry: Entry, days: Collection[date], plan: Plan, context: Context) -> bool:
    """Last year's schedule still lies there: what people were told of then (``days``: under this title) is no question now."""
    reading = read(entry.when, plan, context.zone) if days else None
    return reading is not None and reading.suspicious and reading.start in days


def _is_past(entry: Entry, span: Span, context: Context) -> bool:
    """Whether it is of a schedule's past: beside a line of hers about the same thing it says nothing any more."""
    return bool(entry.schedule) and span.is_over(context.now - PAST)


def _timed(plan: Plan, entries: Sequence[Entry], context: Context,
           own: Collection[tuple[str, datetime | date, tuple[str, ...]]]) -> tuple[list[Timed], list[Question]]:
    """The entries that have a row and a time, without those that name what a row says itself; questions about the others."""
    announced = {(event.item, event.start, words_of(event.title)) for _, event in context.known if is_entry(event)}
    timed: list[Timed] = []
    questions: list[Question] = []
    for at, entry in enumerate(entries):
        item = plan.item(entry.item)
        if item is None:
            questions.append(ask.unknown_item(plan, entry.item, entry.file, entry.line))
            continue
        span, problem = entry_span(entry, plan, context)
        if span is None:
            if _may_come(entry, plan, context) or _stands_among_years(entries, at, plan, context):
                questions.append(ask.entry_unread(entry, problem, plan))
            continue
        look = (item.id, span.start, words_of(entry.title))
        if look not in own or look in announced:
            timed.append((entry, item, span))
    return timed, questions


def _may_come(entry: Entry, plan: Plan, context: Context) -> bool:
    """Whether what is not clear about a schedule's entry may matter yet: its past stands in a schedule for years. A day of last year may be
    a slip of the year, and is asked about in the weeks before it."""
    end, past = read(entry.when, plan, context.zone).end, (context.now - PAST).date()
    if not entry.schedule or end is None or end >= past:
        return True
    return past <= end + relativedelta(years=1) <= past + timedelta(days=context.policy.ask_days)


def _stands_among_years(entries: Sequence[Entry], at: int, plan: Plan, context: Context) -> bool:
    """Whether it is of years ago, but between lines of this year or behind the last of them: no past, a slip of the year. Only of a table;
    a calendar is in no order of its own."""
    entry, former, following = entries[at], entries[at - 1:at], entries[at + 1:at + 2]
    beside = [one for one in (*former, *following) if one.schedule == entry.schedule and one.file == entry.file]
    end = read(entry.when, plan, context.zone).end
    if not entry.schedule or entry.line is None or end is None or not former or former[0] not in beside:
        return False
    meant = [day for years in (2, 3) if (day := end + relativedelta(years=years)) in plan.school_year]
    return any(day >= context.now.date() for day in meant) and not any(read(one.when, plan, context.zone).suspicious for one in beside)


def _open(entry: Entry, event: Event, span: Span, context: Context, *, called_off: bool, doubtful: bool,
          lost: Event | None) -> Question | None:
    """What must be asked before this entry may be told. ``called_off``: its row, as a whole; what was told of it is among the row's
    cancelled events. ``doubtful``: people know it of that day from another schedule. ``lost``: what it may have been before."""
    told, over = context.was_told(event.key), span.is_over(context.now)
    if called_off:
        return ask.entry_of_cancelled(entry, event.key) if event.live and not told and not over else None
    unseen = event.live and not entry.approved  # of what is off already nobody would hear after her yes
    if not told and event.key not in context.approved and (doubtful or lost or unseen):
        return ask.entry_approval(entry, event.key, lost, span.start)
    if event.live and over and not context.knows(event.key, span):
        return ask.entry_past(entry, event.key, context.known_event(event.key) if told and context.is_coming(event.key) else None)
    return None


def _detail(event: Event) -> str:
    """What tells parallel entries of one title and hour apart."""
    return f"{' '.join(words_of(event.place))}|{event.link}"


def entry_span(entry: Entry, plan: Plan, context: Context) -> tuple[Span | None, str]:
    """The entry's time, or in words why it has none."""
    reading = read(entry.when, plan, context.zone)
    if entry.all_day and reading.kind is Kind.EXACT:
        reading = reading._replace(all_day=True)
    if reading.suspicious:
        return None, ask.entry_problem("suspicious", str(entry.when), reading)
    until = _same_day(read(entry.until, plan, context.zone), reading) if entry.until else None
    if until is not None and (until.kind is not Kind.EXACT or until.suspicious):
        return None, f"окончание «{entry.until}» не понято ({until.why})."
    if until is not None and reading.kind is Kind.EXACT and reading.start and until.end:
        return _course(reading, until, context)
    spans, problem = confirmed(reading, context)
    if problem or len(spans) != 1:
        return None, ask.entry_problem(problem, str(entry.when), reading)
    return spans[0], ""


def _same_day(until: When, reading: When) -> When:
    """«12:30» alone ends the day it began on; an hour that is no later than the beginning is left as a doubt."""
    hour = until.time or until.time_end
    one = hour is not None and None in (until.time, until.time_end) and until.kind is Kind.UNDATED
    if not (one and hour and reading.kind is Kind.EXACT and reading.start and reading.time and hour > reading.time):
        return until
    return until._replace(kind=Kind.EXACT, start=reading.start, end=reading.start, time=hour, time_end=None)


def _course(reading: When, until: When, context: Context) -> tuple[Span | None, str]:
    """A course of several days is one event; hours of a single day stay hours."""
    assert reading.start
    assert until.end
    if until.end < reading.start:
        return None, "окончание раньше начала."
    if until.end == reading.start and reading.time:
        return hours(reading.start, reading.time, until.time or reading.time_end, context), ""
    if reading.time and until.time and until.end == reading.start + timedelta(days=1) and until.time < reading.time:
        first = at_hour(reading.start, reading.time, context.zone)  # less than a day: its hours are known, it is no course
        return Span(first, at_hour(until.end, until.time, context.zone)), ""
    return Span(reading.start, until.end, reading.time, reading.time_end), ""


def _status(entry: Entry) -> Status:
    if entry.cancelled is not None:
        return Status.CANCELLED
    return Status.TENTATIVE if entry.tentative else Status.CONFIRMED


def _registration(plan: Plan, entry: Entry) -> tuple[date | None, str]:
    """Until when one registers, and the entry's remark with what else is said of it: «обязательна», the address of a form."""
    said = entry.register_by
    reading = in_plan(plan, said)
    until = None if reading.suspicious else reading.end
    more = f"Запись: {said}" if said and (until is None or LINK.search(said)) else ""
    return until, ". ".join(filter(None, (entry.note.rstrip(".") if more else entry.note, more)))


def _occurrence(plan: Plan, entry: Entry, item: Item, span: Span, context: Context) -> Event:
    """The entry as an event that has no identity yet."""
    source = next((s for s in context.schedules if s.name == entry.schedule), None)
    written, found = place_and_link(entry.place)
    link = entry.link or found
    online = is_online_entry(entry.title, written, link, item)
    venue = written or ("" if online else "; ".join(p for p in item.places if not is_audience(p)))
    owner = entry.schedule or in_plan(plan, item.when).schedule or item.sector
    until, remark = _registration(plan, entry)
    return Event(
        uid="", key="", item=item.id, title=entry.title,
        start=span.start, end=span.end, nature=Nature.ONLINE if online else Nature.MEETING,
        status=_status(entry), reason=entry.cancelled or "",
        place=venue or (online_place(entry.title, entry.note, link) if online else ""), address=context.address(venue), link=link,
        sector=item.sector,
        topics=(), responsible=item.responsible, audience=item.audience, note=span.note(remark), source=owner or item.id,
        source_link=source.url if source else "", register_by=until)
