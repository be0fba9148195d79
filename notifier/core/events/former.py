"""What people were told of under a plan, or by a row, that is not there any more, and is still to come. What they know stands: nothing
moves it any more, a word of hers calls it off; to the rest nobody will be invited, and she reads it.

The row of its id is another one by now, or none, so the word may be an entry of its own: row, title, and the day with its year.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from notifier.core.dates import read
from notifier.core.entries import begins
from notifier.core.events.context import Context, is_entry
from notifier.core.identity import Known, is_day, year_of
from notifier.core.phrases import words_of
from notifier.core.questions import moment
from notifier.model.decision import Decisions, Entry
from notifier.model.event import Event, Status
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.question import Question
from notifier.model.when import SchoolYear

CODE = "of-former-plan"
GONE = "gone"
MOST_NAMED = 20
"""In one mail; of more the number is told."""


def called_off(decisions: Decisions, others: Sequence[tuple[Known, Event]]) -> tuple[list[Event], Decisions]:
    """Of ``others``, told under another year's plan or of a row that has left it, the events that an entry calls off; and the decisions
    without such entries."""
    off: dict[str, Event] = {}
    left: list[Entry] = []
    for entry in decisions.occurrences:
        meant = [event for _, event in others if entry.cancelled is not None and _is_of(entry, event)]
        event = min(meant, key=lambda one: not _is_at_its_hour(entry, one), default=None)  # of two on one day
        if event is None:
            left.append(entry)
        else:
            off[event.uid] = replace(event, status=Status.CANCELLED, reason=entry.cancelled or "", hold="")
    return list(off.values()), replace(decisions, occurrences=tuple(left)) if off else decisions


def is_lost(known: Known, event: Event, plan: Plan, context: Context) -> bool:
    """Whether the plan of an earlier year had this meeting still to come and nobody was invited yet: now nobody will be. A later year is a
    slip that was put right."""
    earlier = year_of(known.uid) < str(plan.school_year)
    return earlier and not known.told and event.live and event.ends_at(context.zone) > context.now


def stands(event: Event, file: str | None) -> Question:
    """People come to it, though its plan has gone; she may call it off."""
    title = json.dumps(event.title, ensure_ascii=False)  # a title may hold quotes of its own; TOML writes them as JSON does
    entry = f'[[occurrence]] item = "{event.item}", title = {title}, when = "{moment(event.start)}", cancelled = "причина"'
    told = "встреча прежнего плана, на неё приглашали. Она в силе, напоминания о ней уйдут; если так и надо, отвечать не нужно."
    return Question(CODE, event.item, event.title, f"{moment(event.start)}: {told}",
                    f"Отменить — впишите в файл дат: {entry}. Перенести — верните в файл плана прежний план и перенесите в нём.",
                    f"Отменить — ответьте «{event.item}: отмена {event.first_day():%d.%m}, причина».", key=event.key, file=file)


def lost(event: Event, file: str | None) -> Question:
    """Its plan went before its invitation was due: nobody will hear of it."""
    told = "встреча прежнего плана, на неё ещё не приглашали, и по новому плану не пригласят. Если её не будет, отвечать не нужно."
    return Question(CODE, event.item, event.title, f"{moment(event.start)}: {told}",
                    "Если состоится, верните прежний файл плана (и файл дат), пока приглашения не уйдут.", key=event.key, file=file)


def unheard(plan: Plan, events: Sequence[Event], decisions: Decisions, entries: Sequence[Entry], context: Context,
            asked: Sequence[Question]) -> list[Question]:
    """What was to be told of and nobody names any more, before anybody was: a row, an entry, a milestone (rules 6 and 14). A row that is
    there speaks for its own days; what a word calls off, or another question is about, is named."""
    named = {event.uid for event in events}
    elsewhere = {(event.start, words_of(event.title)) for event in events}
    found = [event for known, event in context.known
             if known.settled and known.live and not known.told and event.moot_at(context.zone) > context.now and known.uid not in named
             and (event.start, words_of(event.title)) not in elsewhere
             and (is_entry(event) or not is_day(known.key, known.item) or plan.item(known.item) is None)]
    return [gone(event, decisions.file) for event in sorted(found, key=lambda event: event.starts_at(context.zone))
            if not _is_over_with(event, decisions, entries) and not any(_is_about(question, event) for question in asked)]


def _is_over_with(event: Event, decisions: Decisions, entries: Sequence[Entry]) -> bool:
    row = decisions.get(event.item)
    return (row is not None and (row.cancelled is not None or row.closed is not None)) or any(
        entry.cancelled is not None and (entry.item, fold(entry.title)) == (event.item, fold(event.title))
        for entry in (*decisions.occurrences, *entries))


def _is_about(question: Question, event: Event) -> bool:
    return question.item == event.item and question.code != "schedule" and (
        question.key == event.key or fold(event.title).startswith(fold(question.title)))


def gone(event: Event, file: str | None) -> Question:
    """What was to be told of and nobody names any more, before anybody was invited (rules 6, 14). She reads it once."""
    return Question(GONE, event.item, event.title, f"{moment(event.start)} больше не указано в файлах.",
                    "Никого ещё не приглашали и не пригласят. Если так и надо, отвечать не нужно; если событие состоится, верните запись о "
                    "нём.",
                    key=f"{event.key}|gone", file=file)


def gone_words(gone: Sequence[Question]) -> tuple[str, ...]:
    """As notes: what is gone, and once what may be done; a schedule that was taken out must not make a mail without an end."""
    if len(gone) < 2:
        return tuple(f"{question.text} {question.advice}" for question in gone)
    more = f" (всего {len(gone)})" if len(gone) > MOST_NAMED else ""
    return (*(question.text for question in gone[:MOST_NAMED]),
            f"На эти события{more} {gone[0].advice[:1].lower()}{gone[0].advice[1:]}")


def _is_of(entry: Entry, event: Event) -> bool:
    return (entry.item, fold(entry.title)) == (event.item, fold(event.title)) and _begins(entry, event)[0] == event.first_day()


def _is_at_its_hour(entry: Entry, event: Event) -> bool:
    return isinstance(event.start, datetime) and _begins(entry, event)[1] == event.start.time()


def _begins(entry: Entry, event: Event) -> tuple[date | None, time | None]:
    """By the year that the event was of; the plan is another by now."""
    return begins(entry, event, lambda text: read(text, SchoolYear.parse(year_of(event.uid))))
