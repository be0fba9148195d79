"""``resolve``: plan + decisions + schedules -> events and open questions.

Refuses to guess: an event exists only where an exact day and hour stand in the plan itself, or the coordinator wrote a day
and an hour (or «весь день»). Everything else becomes a question. Absence never cancels: what was told and is no longer
named stays as it was told, and is a question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from notifier.core import questions as ask
from notifier.core.identity import Candidate, Known, is_day, match_days, match_keys, uid_of, year_of
from notifier.core.phrases import as_meant, event_title, in_plan, is_audience, is_deadline, is_online_item, is_online_place, same_place
from notifier.model.decision import Decision, Decisions, Entry, Milestone
from notifier.model.event import Event, Nature, Status
from notifier.model.person import fold
from notifier.model.plan import Item, Plan
from notifier.model.question import Question
from notifier.model.settings import Policy, ScheduleSource, Venue
from notifier.model.when import Kind, When


@dataclass(frozen=True, slots=True)
class Context:
    """What resolving needs besides plan and decisions."""

    zone: tzinfo
    organizer: str  # the mailbox: new events get their UID from it
    policy: Policy
    now: datetime
    known: tuple[tuple[Known, Event], ...] = ()
    venues: tuple[Venue, ...] = ()
    schedules: tuple[ScheduleSource, ...] = ()
    approved: frozenset[str] = frozenset()  # keys of schedule entries the coordinator said yes to
    _by_key: dict[str, tuple[Known, Event]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {known.key: (known, event) for known, event in sorted(self.known, key=lambda k: k[0].told)})

    def known_event(self, key: str) -> Event | None:
        """The event of this key as the ledger knows it."""
        return self._by_key[key][1] if key in self._by_key else None

    def __contains__(self, key: str) -> bool:
        """Whether the ledger knows an event of this key."""
        return key in self._by_key

    def uid(self, key: str, plan: Plan) -> str:
        """The UID of the event of this key: decided once."""
        return self._by_key[key][0].uid if key in self._by_key else uid_of(key, str(plan.school_year), self.organizer)

    def was_told(self, key: str) -> bool:
        """Whether anybody was told of the event of this key."""
        return key in self._by_key and self._by_key[key][0].told

    def days_of(self, item: str) -> list[tuple[Known, Event]]:
        """The row's own events: its day or days, no milestones and no entries of a schedule."""
        return [(known, event) for known, event in self.known
                if known.item == item and is_day(known.key, item) and not _is_entry(event)]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Events to tell of (confirmed, tentative or cancelled) and what is open."""

    events: tuple[Event, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """A confirmed time: aware datetimes, or dates with ``end`` inclusive. ``hour``: when the first of several days begins."""

    start: datetime | date
    end: datetime | date
    hour: time | None = None

    def note(self, words: str = "") -> str:
        """``words`` after the hour that an entry of whole days can't hold."""
        return "\n".join(line for line in (f"Начало в первый день в {self.hour:%H:%M}" if self.hour else "", words) if line)


def resolve(plan: Plan, decisions: Decisions, entries: Sequence[Entry], context: Context) -> Resolution:
    """Everything the plan and the coordinator's word amount to at ``context.now``.

    Rows and ids have the same names every year: of what is known only this year's events are theirs.
    """
    year = str(plan.school_year)
    others = [(known, event) for known, event in context.known if year_of(known.uid) != year and known.told]
    context = replace(context, known=tuple((known, event) for known, event in context.known if year_of(known.uid) == year))
    events: list[Event] = []
    questions: list[Question] = []
    for item in plan.items:
        found, open_ = _resolve_item(plan, item, decisions.get(item.id), context)
        events += found
        questions += open_
    for decision in decisions.by_item:
        if plan.item(decision.item) is None:
            questions.append(ask.unknown_item(plan, decision.item, decisions.file, decision.line))
    found, open_ = _resolve_entries(plan, decisions, entries, context, others)
    events += found
    questions += open_
    kept, open_ = _resolve_vanished(events, decisions, context, others)
    return Resolution((*events, *kept), (*questions, *open_))


# --- rows of the plan -------------------------------------------------------------------------------------------------


def _resolve_item(plan: Plan, item: Item, decision: Decision | None,
                  context: Context) -> tuple[list[Event], list[Question]]:
    decision = decision or Decision(item.id)
    if decision.cancelled is not None:
        return _cancelled(item, decision, context), _after_cancelling(plan, item, decision, context)
    questions: list[Question] = []
    if decision.milestones:
        events, open_ = _milestones(plan, item, decision, context)
        return events, questions + open_
    if decision.when is not None:
        reading = _read(decision.when, plan, context.zone)
        spans, problem = _confirmed(reading, context)
        if problem:
            return _row_as_known(item.id, context), [*questions, ask.refused_decision(item, decision, problem, reading)]
    else:
        phrase = decision.plan or item.when
        reading = in_plan(plan, phrase)
        if reading.suspicious:
            return _row_as_known(item.id, context), [*questions, ask.suspicious(item, phrase, reading, plan)]
        spans, problem = _confirmed(reading, context)
        if problem or reading.kind not in (Kind.EXACT, Kind.DAYS):
            if decision.closed is None and (question := ask.ask_for_date(item, reading, phrase, context.now.date())):
                questions.append(question)
            return [], questions
    events = []
    keys = match_days(item.id, event_title(item), [span.start for span in spans], [known for known, _ in context.days_of(item.id)])
    for key, span in zip(keys, spans, strict=True):
        if _starts(span, context.zone) <= context.now and not _already_known(key, span, context):
            if decision.when is not None:
                questions.append(ask.past(item, decision, span.start))
            events += _as_known(key, context)
            continue
        events.append(_meeting(plan, item, decision, key, span, context))
    if any(event.place_open for event in events) and any(_coming(event, context) for event in events):
        questions.append(ask.two_venues(item))
    return events, questions


def _read(phrase: str | datetime, plan: Plan, zone: tzinfo) -> When:
    """A phrase, or a TOML date-time: without an offset it is local time."""
    if not isinstance(phrase, datetime):
        return as_meant(in_plan(plan, phrase), phrase, plan.school_year)
    local = phrase.astimezone(zone) if phrase.tzinfo else phrase
    day, year = local.date(), plan.school_year
    inside = day in year or day.year == plan.calendar_year or (day.year, day.month) == (year.first, 8)
    return When(Kind.EXACT, start=day, end=day, time=local.time().replace(tzinfo=None), suspicious=not inside,
                why="" if inside else f"вне {year} учебного года")


def _confirmed(reading: When, context: Context) -> tuple[list[_Span], str]:
    """The spans a reading confirms, or the code of what is missing."""
    if reading.suspicious:
        return [], "suspicious"
    if reading.kind is Kind.EXACT and reading.start:
        return _timed([reading.start], reading, context)
    if reading.kind is Kind.DAYS and reading.dates:
        return _timed(list(reading.dates), reading, context)
    if reading.kind is Kind.SPAN and reading.start and reading.end:
        return [_Span(reading.start, reading.end, reading.time)], ""
    if reading.kind is Kind.UNPARSEABLE:
        return [], "unparseable"
    return [], "not-a-day"


def _timed(days: list[date], reading: When, context: Context) -> tuple[list[_Span], str]:
    if reading.all_day:
        return [_Span(day, day) for day in days], ""
    if reading.time is None:
        return [], "no-time"
    return [_hours(day, reading.time, reading.time_end, context) for day in days], ""


def _hours(day: date, start: time, end: time | None, context: Context) -> _Span:
    first = datetime.combine(day, start, context.zone)
    last = datetime.combine(day, end, context.zone) if end else None
    if last is None or last <= first:
        last = first + timedelta(minutes=context.policy.duration_minutes)
    return _Span(first, last)


def _meeting(plan: Plan, item: Item, decision: Decision, key: str, span: _Span, context: Context) -> Event:
    places = [place for place in item.places if not is_audience(place)]
    place_open = len(places) > 1 and not decision.place and "several-venues" not in dict(item.silenced)
    hold = ""
    if place_open:
        waits_until = _starts(span, context.zone) - timedelta(days=context.policy.venue_wait_days)
        hold = "two-venues" if context.now.date() < waits_until.date() else ""
    place = decision.place or "; ".join(places)
    online = is_online_place(place) or bool(decision.link and not place)
    return Event(
        uid=context.uid(key, plan), key=key, item=item.id,
        title=decision.title or event_title(item), start=span.start, end=span.end,
        nature=Nature.ONLINE if online else Nature.MEETING,
        status=Status.TENTATIVE if decision.tentative else Status.CONFIRMED,
        place=place, address="" if place_open else _address(place, context), link=decision.link, sector=item.sector,
        topics=item.topics[1:] if decision.title else item.topics,  # a new title takes the place of the first topic
        responsible=item.responsible, audience=item.audience, bring=decision.bring, note=span.note(), place_open=place_open, hold=hold)


def _cancelled(item: Item, decision: Decision, context: Context) -> list[Event]:
    """Everything of the row that people know and that is still to come, cancelled: what was held stays held. Where all of it is over,
    she says that it never took place; of other people's events only those to come."""
    told = [(known, event) for known, event in context.known if known.item == item.id and known.told]
    off = [event for known, event in told if known.coming or not event.live]  # once off stays off, also when its day is over
    return [replace(event, status=Status.CANCELLED, reason=decision.cancelled or "", hold="")
            for event in off or [event for _, event in told if not _is_entry(event)]]


def _after_cancelling(plan: Plan, item: Item, decision: Decision, context: Context) -> list[Question]:
    """«Перенос на декабрь»: the old date is off, and a new one is asked for."""
    if not decision.plan or decision.closed is not None:
        return []
    reading = in_plan(plan, decision.plan)
    question = ask.suspicious(item, decision.plan, reading, plan) if reading.suspicious else ask.ask_for_date(
        item, reading, decision.plan, context.now.date())
    return [question] if question else []


def _is_entry(event: Event) -> bool:
    return bool(event.source)


def _milestones(plan: Plan, item: Item, decision: Decision, context: Context) -> tuple[list[Event], list[Question]]:
    readings: list[tuple[Milestone, When, _Span]] = []
    questions: list[Question] = []
    for milestone in decision.milestones:
        reading = _read(milestone.when, plan, context.zone)
        span = _milestone_span(reading, context)
        if reading.suspicious or span is None:
            questions.append(ask.milestone_unread(item, milestone, reading, plan))
        else:
            readings.append((milestone, reading, span))
    known = [k for k, event in context.known if k.item == item.id and not is_day(k.key, item.id) and not _is_entry(event)]
    candidates = [Candidate(item.id, _milestone_title(item, m), span.start) for m, _, span in readings]
    events = []
    for (milestone, reading, span), key in zip(readings, match_keys(candidates, known), strict=True):
        if _over(span, context) and not _already_known(key, span, context):
            questions.append(ask.milestone_past(item, milestone))
            continue
        events.append(_milestone(plan, item, milestone, reading, key, span, context))
    return events, questions


def _milestone_title(item: Item, milestone: Milestone) -> str:
    name = milestone.title.strip().removesuffix(" до")
    return f"{event_title(item)}: {name[:1].lower()}{name[1:]}"


def _milestone_span(reading: When, context: Context) -> _Span | None:
    if reading.kind is Kind.DEADLINE and reading.end:
        return _Span(reading.end, reading.end)
    if reading.kind is Kind.EXACT and reading.start:
        return _hours(reading.start, reading.time, reading.time_end, context) if reading.time else _Span(reading.start, reading.start)
    if reading.kind is Kind.SPAN and reading.start and reading.end:
        return _Span(reading.start, reading.end)
    return None


def _milestone(plan: Plan, item: Item, milestone: Milestone, reading: When, key: str, span: _Span,
               context: Context) -> Event:
    deadline = is_deadline(milestone.title) or reading.kind is Kind.DEADLINE
    timed = isinstance(span.start, datetime)
    nature = Nature.MEETING if timed and not deadline else Nature.DEADLINE if deadline else Nature.MILESTONE
    return Event(
        uid=context.uid(key, plan), key=key, item=item.id,
        title=_milestone_title(item, milestone), start=span.start, end=span.end, nature=nature,
        place=milestone.place, address=_address(milestone.place, context), link=milestone.link, sector=item.sector,
        topics=item.topics, responsible=item.responsible, audience=item.audience)


# --- entries of other people's schedules ------------------------------------------------------------------------------


def _resolve_entries(plan: Plan, decisions: Decisions, entries: Sequence[Entry], context: Context,
                     others: Sequence[tuple[Known, Event]]) -> tuple[list[Event], list[Question]]:
    questions: list[Question] = []
    off = {decision.item for decision in decisions.by_item if decision.cancelled is not None}
    usable: list[tuple[Entry, Item, _Span]] = []
    for entry in (*decisions.occurrences, *entries):
        item = plan.item(entry.item)
        if item is None:
            questions.append(ask.unknown_item(plan, entry.item, entry.file, entry.line))
            continue
        span, problem = _entry_span(entry, plan, context)
        if span is None:
            questions.append(ask.entry_unread(entry, problem))
            continue
        usable.append((entry, item, span))
    elsewhere = {(event.item, fold(event.title), event.start): event for _, event in others if _is_entry(event)}
    drafts = _once([(entry, span, _occurrence(plan, entry, item, span, context)) for entry, item, span in usable])
    keys = match_keys([Candidate(draft.item, draft.title, draft.start, entry.id, entry.schedule, _detail(draft))
                       for entry, _, draft in drafts],
                      [replace(known, detail=_detail(event)) for known, event in context.known if _is_entry(event)])
    events: list[Event] = []
    for (entry, span, draft), key in zip(drafts, keys, strict=True):
        event = replace(draft, key=key, uid=context.uid(key, plan))
        if (told := elsewhere.get((draft.item, fold(draft.title), draft.start))) and key not in context:
            events.append(told)  # August lies in two years: who was told of it under the former plan is not told again
            continue
        if event.item in off:  # the row is called off as a whole: what was told is among its cancelled events
            if event.live and not context.was_told(key) and not _over(span, context):
                questions.append(ask.entry_of_cancelled(entry, key))
        elif not entry.approved and key not in context.approved and not context.was_told(key):
            questions.append(ask.entry_approval(entry, key))
            events += _as_known(key, context)
        elif not event.live and not context.was_told(key):
            continue
        elif event.live and _over(span, context) and not _already_known(key, span, context):
            questions.append(ask.entry_past(entry, key))
            events += _as_known(key, context)
        else:
            events.append(event)
    return events, questions


def _once(drafts: Sequence[tuple[Entry, _Span, Event]]) -> list[tuple[Entry, _Span, Event]]:
    """What two sources name is one event, told once, as the first of them has it; the coordinator's own lines come first."""
    kept: dict[tuple[str, str, datetime | date], list[tuple[Entry, _Span, Event]]] = {}
    for entry, span, draft in drafts:
        alike = kept.setdefault((draft.item, fold(draft.title), draft.start), [])
        if not any(_same_thing(former, entry) for former, *_ in alike):
            alike.append((entry, span, draft))
    return [one for alike in kept.values() for one in alike]


def _same_thing(first: Entry, second: Entry) -> bool:
    """Of two entries with one title and start. Lines of one source that differ, if only in their ids, are parallel events."""
    if first.schedule == second.schedule:
        return replace(first, line=second.line) == second
    own = not first.schedule  # her line beside a feed's: her word about the same thing
    return own or all(not a or not b or fold(a) == fold(b) for a, b in ((first.link, second.link), (first.place, second.place)))


def _detail(event: Event) -> str:
    """What tells parallel entries of one title and hour apart."""
    return f"{fold(event.place)}|{event.link}"


def _entry_span(entry: Entry, plan: Plan, context: Context) -> tuple[_Span | None, str]:
    reading = _read(entry.when, plan, context.zone)
    if entry.all_day and reading.kind is Kind.EXACT:
        reading = replace(reading, all_day=True)
    if reading.suspicious:
        return None, ask.entry_problem("suspicious", str(entry.when), reading)
    until = _read(entry.until, plan, context.zone) if entry.until else None
    if until is not None and (until.kind is not Kind.EXACT or until.suspicious):
        return None, f"окончание «{entry.until}» не понято ({until.why})."
    if until is not None and reading.kind is Kind.EXACT and reading.start and until.end:
        return _course(reading, until, context)
    spans, problem = _confirmed(reading, context)
    if problem or len(spans) != 1:
        return None, ask.entry_problem(problem, str(entry.when), reading)
    return spans[0], ""


def _course(reading: When, until: When, context: Context) -> tuple[_Span | None, str]:
    """A course of several days is one event; hours of a single day stay hours."""
    assert reading.start
    assert until.end
    if until.end < reading.start:
        return None, "окончание раньше начала."
    if until.end == reading.start and reading.time:
        return _hours(reading.start, reading.time, until.time or reading.time_end, context), ""
    return _Span(reading.start, until.end, reading.time), ""


def _occurrence(plan: Plan, entry: Entry, item: Item, span: _Span, context: Context) -> Event:
    """The entry as an event that has no identity yet."""
    source = next((s for s in context.schedules if s.name == entry.schedule), None)
    place = entry.place or ("" if entry.link or is_online_item(item) else "; ".join(p for p in item.places if not is_audience(p)))
    online = bool(entry.link) or (is_online_item(item) and not entry.place)
    owner = entry.schedule or in_plan(plan, item.when).schedule or item.sector
    register = in_plan(plan, entry.register_by) if entry.register_by else None
    return Event(
        uid="", key="", item=item.id, title=entry.title,
        start=span.start, end=span.end, nature=Nature.ONLINE if online else Nature.MEETING,
        status=Status.CANCELLED if entry.cancelled is not None else Status.CONFIRMED, reason=entry.cancelled or "",
        place=place or ("онлайн" if online else ""), address=_address(place, context), link=entry.link, sector=item.sector,
        topics=(), responsible=item.responsible, audience=item.audience, note=span.note(entry.note), source=owner or item.id,
        source_link=source.url if source else "", register_by=register.end if register else None)


# --- what vanished ----------------------------------------------------------------------------------------------------


def _resolve_vanished(events: Sequence[Event], decisions: Decisions, context: Context,
                      others: Sequence[tuple[Known, Event]]) -> tuple[list[Event], list[Question]]:
    """What people were told of and nobody names any more, of whatever year: stays, and is a question (rule 6)."""
    named = {event.uid for event in events}
    kept: list[Event] = []
    questions: list[Question] = []
    for known, event in (*context.known, *others):
        if known.uid in named or not known.told or not known.live or event.ends_at(context.zone) <= context.now:
            continue
        kept.append(event)
        questions.append(ask.vanished(event, decisions.file))
    return kept, questions


# --- small words ------------------------------------------------------------------------------------------------------


def _as_known(key: str, context: Context) -> list[Event]:
    """What people already heard stays in force while a new word about it can't be used."""
    event = context.known_event(key)
    return [event] if event is not None and context.was_told(key) else []


def _row_as_known(item: str, context: Context) -> list[Event]:
    return [event for known, event in context.days_of(item) if known.told]


def _already_known(key: str, span: _Span, context: Context) -> bool:
    event = context.known_event(key)
    return event is not None and event.start == span.start


def _starts(span: _Span, zone: tzinfo) -> datetime:
    return span.start if isinstance(span.start, datetime) else datetime.combine(span.start, time(), zone)


def _over(span: _Span, context: Context) -> bool:
    """A timed thing is over for news once it began; days are over when the last one is."""
    if isinstance(span.start, datetime):
        return span.start <= context.now
    last = span.end.date() if isinstance(span.end, datetime) else span.end
    return last < context.now.date()


def _coming(event: Event, context: Context) -> bool:
    return event.starts_at(context.zone) > context.now


def _address(place: str, context: Context) -> str:
    """The street address of the venue; of several that fit, the one named most exactly."""
    fitting = [venue for venue in context.venues if same_place(venue.name, place)]
    return max(fitting, key=lambda venue: len(venue.name)).address if fitting else ""
