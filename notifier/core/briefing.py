"""What the coordinator reads: the content of digests, acknowledgements and the year's report (rules 12-14, 19). Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from notifier.core.asks import is_last_digest_before_month
from notifier.core.calendar import WorkCalendar
from notifier.core.events.further import closes, not_held
from notifier.core.identity import year_of
from notifier.core.phrases import event_title, is_audience, unlinked
from notifier.core.readings import in_plan
from notifier.core.russian import day_short, quoted
from notifier.model.content import (
    AnswerCount,
    HeldLine,
    Need,
    OverviewContent,
    OverviewRow,
    ReportContent,
    RowState,
    Suggestion,
    Undelivered,
    Upcoming,
)
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event, Revision
from notifier.model.fact import Answer, Partstat
from notifier.model.notice import Notice
from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.question import Ask, Question
from notifier.model.when import Kind as WhenKind
from notifier.model.when import When

REGULAR = frozenset({"no-date", "no-time", "milestones", "deadline", "schedule"})
"""Questions that wait for their digest; all others are told at once."""


UNDATED = (REGULAR - {"schedule"}) | {"out-of-year", "suspicious", "unparseable", "decision-suspicious", "decision-no-time",
                                      "decision-not-a-day", "decision-unparseable"}
"""Questions whose rows end the year without a date."""

SAID = (Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE)
"""What counts as an answer."""


_UNSAID = re.compile(r"[\W_]*|\D*уточн\D*", re.IGNORECASE)
"""A cell that says no more than «дата уточняется»."""
_OWN_WORDS = re.compile(r"(?!\D*уточн)[^\W\d_]\D*", re.IGNORECASE)
"""A cell that says in its own words how it stands with the date: «по согласованию», «отменено»."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One event, what its invitees said, and how many of them said nothing."""

    event: Event
    silent: int
    answers: tuple[Answer, ...]


def needs(asks: Sequence[Ask], calendar: WorkCalendar, *, today: date, sourced: frozenset[str]) -> tuple[Need, ...]:
    """The digest's questions, suggestions numbered through. ``sourced``: rows whose schedule comes from a file or address."""
    result: list[Need] = []
    number = 1
    monthly = is_last_digest_before_month(today, calendar)
    for ask in asks:
        question = ask.question
        if question.code == "schedule" and (not monthly or question.item in sourced):
            continue
        if not question.reply and not question.advice:
            continue  # told when it came up; no word of hers settles it
        suggestions = []
        for moment in ask.suggestions:
            suggestions.append(Suggestion(number, moment))
            number += 1
        result.append(Need(question.item or "", question.title, schedule_words(question, today) or question.ask,
                           suggestions=tuple(suggestions), warn=ask.warn, closing=ask.closing, advice=_advice(ask)))
    return tuple(result)


def _advice(ask: Ask) -> str:
    """What to answer, with examples that fit: a date of another season, copied as it stands, would be a wrong date."""
    question = ask.question
    if ask.closing:
        return f"Ответьте: «{question.item}: проведено», «{question.item}: перенос на ДД.ММ в ЧЧ:ММ» или «{question.item}: отмена»."
    if question.code == "schedule":
        return f"{question.reply} Если ничего не будет, отвечать не нужно."
    if question.code != "no-date":
        return question.reply or question.advice
    if ask.suggestions:
        return f"Ответьте номером или своей датой: «{question.item}: {ask.suggestions[0]:%d.%m в %H:%M}»."
    return question.reply


def schedule_words(question: Question, today: date) -> str:
    """The monthly question about somebody else's schedule names the month it is about."""
    if question.code != "schedule":
        return ""
    following = (today.replace(day=1) + timedelta(days=32)).month
    months = ("январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре", "ноябре", "декабре")
    return f"{question.ask} Что будет в {months[following - 1]}?"


def _phrase(plan: Plan, question: Question) -> str:
    item = plan.item(question.item) if question.item else None
    return " ".join(item.when.split()) if item else ""


def upcoming(notices: Iterable[Notice], *, first: datetime, last: datetime, count: Callable[[Notice], int]) -> tuple[Upcoming, ...]:
    """The mails that leave between two instants; those nobody would get are left out."""
    found = []
    for notice in notices:
        if not first <= notice.due < last:
            continue
        number = count(notice)
        if number:
            title = notice.revision.event.title if notice.revision else ""
            found.append(Upcoming(notice.due, notice.kind, number, title, notice.step if notice.revision else ""))
    return tuple(found)


def to_be_linked(events: Iterable[Event], entries: Iterable[Entry]) -> tuple[str, ...]:
    """Of these events, those of which nothing says how to join, and where to write it once it is known: what a schedule names, there."""
    schedules = {(entry.item, entry.title): entry.schedule for entry in entries}
    return tuple(f"{event.title}, {day_short(event.first_day())}: не указано, как подключиться. {_how_to_link(event, schedules)}"
                 for event in events if unlinked(event))


def _how_to_link(event: Event, schedules: Mapping[tuple[str, str], str]) -> str:
    if schedule := schedules.get((event.item, event.title)):
        return f"Впишите ссылку в расписание «{schedule}»."
    day = f" на {event.first_day():%d.%m}" if event.source else ""  # a row of hers has one link for all its days
    return f"Ссылку пришлите ответом «{event.item}: ссылка{day} https://…»"


def answer_counts(answered: Iterable[Answered], names: Mapping[str, str]) -> tuple[AnswerCount, ...]:
    """Who comes, event by event; events nobody answered for are left out."""
    result = []
    for one in answered:
        by = {state: [a.address for a in one.answers if a.partstat is state] for state in Partstat}
        if not any(by[state] for state in SAID):
            continue
        result.append(AnswerCount(
            one.event.title, one.event.start, len(by[Partstat.ACCEPTED]), len(by[Partstat.DECLINED]),
            len(by[Partstat.TENTATIVE]), one.silent,
            tuple(names.get(address, address) for address in by[Partstat.DECLINED])))
    return tuple(result)


def overview(plan: Plan, decisions: Decisions, events: Sequence[Event], today: date) -> OverviewContent:
    """The year as librarians may know it: confirmed dates, what was before they came, «дата уточняется» elsewhere, directives as text.

    Of ``events`` this year's: the day of last year's row is no day of the row that has its id now.
    """
    events = [event for event in events if year_of(event.uid) == str(plan.school_year)]
    return OverviewContent(plan.title, plan.year, tuple(_row(plan, item, decisions, events, today) for item in plan.items))


def _row(plan: Plan, item: Item, decisions: Decisions, events: Sequence[Event], today: date) -> OverviewRow:
    decision = decisions.get(item.id)
    mine = tuple(event for event in events if event.item == item.id and event.live)
    phrase = decision.plan if decision and decision.plan else item.when
    reading = in_plan(plan, phrase)
    state = RowState.OPEN
    if mine:
        state = RowState.CONFIRMED
    elif decision and decision.cancelled is not None:
        state = RowState.CANCELLED
    elif reading.kind is WhenKind.BY_SCHEDULE:
        state = RowState.SCHEDULE
    elif reading.kind in (WhenKind.ONGOING, WhenKind.RECURRING):
        state = RowState.ONGOING
    elif reading.kind is WhenKind.UNDATED and (_OWN_WORDS.fullmatch(phrase.strip()) or not [p for p in item.places if not is_audience(p)]):
        state = RowState.DIRECTIVE
    elif (decision and closes(decision)) or _is_over(reading, today):
        state = RowState.PAST
    # A doubtful date is not shown to librarians: «апрель 2020» would only confuse them.
    unsaid = reading.suspicious or reading.kind is WhenKind.UNPARSEABLE or (state is RowState.OPEN and _UNSAID.fullmatch(phrase))
    shown = "" if unsaid else " ".join(phrase.split())
    if state is RowState.PAST and decision and decision.closed:
        shown = f"{shown}, {decision.closed}" if shown else decision.closed
    audience = () if EVERYBODY in item.audience else item.audience
    return OverviewRow(item.id, event_title(item), state, item.sector, item.topics, shown, mine, item.places, item.responsible, audience)


def behind(plan: Plan, decisions: Decisions, told: Collection[str], today: date) -> str:
    """The rows that are over as the plan is first read, for one sentence; empty where there are none. ``told``: those that people heard
    of."""
    rows = []
    for item in plan.items:
        if item.id not in told and decisions.get(item.id) is None and _is_over(in_plan(plan, item.when), today):
            rows.append(f"{item.id} {quoted(event_title(item))} ({' '.join(item.when.split())})")
    return "; ".join(rows)


def _is_over(reading: When, today: date) -> bool:
    """The last day that a phrase names lies behind: nobody settles a date there any more."""
    return not reading.suspicious and reading.end is not None and reading.end < today


def report(plan: Plan, revisions: Mapping[str, Sequence[Revision]], open_questions: Sequence[Question], *, now: datetime,
           calendar: WorkCalendar, answers: tuple[AnswerCount, ...], undelivered: tuple[Undelivered, ...], mails: int, people: int,
           coming: Iterable[Event] = (), decisions: Decisions | None = None) -> ReportContent:
    """The year's balance (rule 19). ``revisions`` are all told states of each event, oldest first; ``coming`` is still to take place."""
    told = {history[-1].event.item for history in revisions.values()}
    held, cancelled = _by_word(plan, decisions or Decisions(), told)
    moved = []
    for history in revisions.values():
        last = history[-1].event
        starts = [revision.event for revision in history if revision.event.live]
        if not last.live:
            cancelled.append(HeldLine(last.title, last, note=last.reason))
            continue
        former = [event for event in starts if event.start != last.start]
        if former and starts[0].start != last.start:  # there and back is where it was
            moved.append(HeldLine(last.title, last, note=f"перенесено с {_moved_from(former[-1], last)}"))
        if last.ends_at(calendar.zone) <= now:
            held.append(HeldLine(last.title, last))
    ahead, undated = [HeldLine(event.title, event) for event in sorted(coming, key=Event.first_day)], list[HeldLine]()
    for question in open_questions:
        if question.code in UNDATED:
            later = question.window is not None and calendar.working_on_or_before(question.window[1]) > now.date()  # a digest asks for it
            (ahead if later else undated).append(HeldLine(question.title, when=_phrase(plan, question)))
    by_day = sorted(held, key=lambda line: line.event.first_day() if line.event else date.max)
    return ReportContent(plan.year, tuple(by_day), tuple(moved), tuple(cancelled), tuple(undated), answers, undelivered, mails,
                         people, tuple(ahead))


def _moved_from(former: Event, last: Event) -> str:
    """The day it was on; on the same day, the hour."""
    same = isinstance(former.start, datetime) and isinstance(last.start, datetime) and former.first_day() == last.first_day()
    return f"{former.start:%H:%M}" if same else f"{former.first_day():%d.%m}"


def _by_word(plan: Plan, decisions: Decisions, told: Collection[str]) -> tuple[list[HeldLine], list[HeldLine]]:
    """What was held, and what was off, by her word alone: rows that people had no mail about («проведено» of a festival)."""
    held: list[HeldLine] = []
    off: list[HeldLine] = []
    for item in plan.items:
        decision = decisions.get(item.id)
        if decision is None or item.id in told:
            continue
        line = HeldLine(event_title(item), when=" ".join((decision.plan or item.when).split()))
        if decision.cancelled is not None and not decision.plan:
            off.append(replace(line, note=decision.cancelled))
        elif decision.cancelled is None and decision.closed:
            note = "" if decision.closed.casefold() == "проведено" else decision.closed
            (off if not_held(decision.closed) else held).append(replace(line, note=note))
    return held, off
