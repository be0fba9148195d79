"""What the coordinator's letter decides: written into the dates file, told to her, and remembered so that it may be taken back.

A letter that is heard again after a crash writes nothing over what she edited since (``begun``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Unpack

from notifier.core.bygone import without
from notifier.core.clean import clean_line
from notifier.core.events.further import among_others, as_long_as_before, closing, day_moved, not_held, stands_alone, taken_from
from notifier.core.events.reading import each_day
from notifier.core.identity import year_of
from notifier.core.inbound.milestones import EXAMPLE as MILESTONES_EXAMPLE
from notifier.core.phrases import event_title, short_title
from notifier.core.readings import is_by_schedule
from notifier.core.russian import day_short, day_weekday, quoted
from notifier.edges.datesfile.changes import Before
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.datesfile.writing import Decided, Result, write_decision, write_occurrence
from notifier.edges.ledger.facts import DECISION, NOT_TAKEN, TAKEN
from notifier.flows.deciding.begun import Hearing
from notifier.flows.deciding.calling_off import call_off
from notifier.flows.deciding.entries import moment_text, when_text
from notifier.flows.deciding.mailed import Mailed
from notifier.flows.deciding.taking_back import TakingBack
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import with_said_again
from notifier.flows.view import Ledger, View, view_of
from notifier.model.decision import Decision, Decisions, Entry, Milestone
from notifier.model.event import Event
from notifier.model.heard import Head
from notifier.model.person import fold
from notifier.model.problem import Problem

DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
HOURLESS = "hourless"
"""The days she named without an hour: an hour alone is the answer."""
LATER = "heard"
"""The topic of what answers her in the digest."""


@dataclass
class Deciding:
    """What letters of hers write, at one moment."""

    inputs: Inputs
    ledger: Ledger
    look: Callable[[], View]
    now: datetime
    taking_back: TakingBack
    mailed: Mailed
    hearing: Hearing = field(init=False)
    row: str | None = None  # the row the order at hand is about
    at_once: bool = True
    """Whether she is answered by a mail; else in the digest."""
    _decided: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.inputs.settings.dates)

    def begin(self, hearing: Hearing) -> None:
        """A letter is to be carried out, perhaps one that was begun before and may have been written into the file."""
        if hearing.again or self.hearing.again:
            vars(self).pop("view", None)
        self.hearing, self.at_once = hearing, True

    @cached_property
    def view(self) -> View:
        """What stands, or stood before a letter that is heard again: most looks into the mailbox find no order of hers, and then nobody
        asks."""
        if not self.hearing.again:
            return self.look()
        then = without(self.hearing.decisions(self.inputs.decisions), self.inputs.bygone)
        return view_of(replace(self.inputs, decisions=then), self.ledger, self.now)

    def of_former_plan(self, item: str) -> Event | None:
        """What people were told of under this id by another year's plan and is still to come."""
        year, zone = str(self.inputs.plan.school_year), self.inputs.window.calendar.zone
        return next((event for event in self.view.resolution.events
                     if event.item == item and event.live and year_of(event.uid) != year and event.ends_at(zone) > self.now), None)

    def confirm(self, item: str, phrase: str, key: str) -> None:
        """A day and an hour for the row: beside those it has, or in their place."""
        decision = self._as_written(item)
        if item in (asked := self.ledger.facts.get_json(HOURLESS)):
            self.ledger.facts.put_json(HOURLESS, {row: day for row, day in asked.items() if row != item})
        if decision is not None and (points := decision.milestones):
            said = "; ".join(f"{one.title} {one.when}" for one in points)
            self.refused(key, f"У строки {item} есть вехи ({said}), и одна дата их не заменит; ничего не записано. "
                           f"{MILESTONES_EXAMPLE.format(row=item)}.")
            return
        row = self.inputs.plan.item(item)
        plan, zone = self.inputs.plan, self.inputs.window.calendar.zone
        if row is not None and is_by_schedule(plan, row.when) and (
                others := self.mailed.namesakes.others(Entry(item, event_title(row), phrase), self._known_entries)):
            self.refused(key, f"Не записано ({item}: {phrase}): {self.mailed.namesakes.standing(others[0])}")
            return
        phrase = as_long_as_before(plan, row, decision, phrase, zone)
        together = among_others(plan, row, decision, phrase, zone) if row is not None else phrase
        if row is not None and (together is None or stands_alone(plan, row, decision, self.now, zone)):
            for number, day in enumerate(each_day(plan, phrase, zone)):  # one decision has one hour
                self._stand_alone(Entry(item, event_title(row), day), f"{key}|{number}" if number else key)
            return
        taken = taken_from(plan, row, decision, phrase, self.now, zone) if row is not None else None
        self.decide(item, phrase, key, when=together, doubt=self._day_off(phrase) + (self._move(item, phrase, taken) if taken else ""))

    @staticmethod
    def _move(item: str, phrase: str, former: date) -> str:
        """Asked for the next month, she may not have meant one."""
        return (f" Внимание: это перенос с {day_short(former)}. Если это ещё одно событие, ответьте «стоп», а затем напишите его "
                f"с названием: «{item}: {phrase} Название».")

    def mark(self, item: str, points: Sequence[Milestone], key: str) -> None:
        """A festival's dates: those she names come to those she gave before, a title named again gets its new date. Of one that was off the
        named ones take place, and no others."""
        decision = self._as_written(item)
        former = decision.milestones if decision is not None else ()
        named = {fold(point.title): point for point in points}
        stand = former if decision is None or decision.cancelled is None else [one for one in former if fold(one.title) in named]
        kept = [replace(one, when=named.pop(fold(one.title)).when) if fold(one.title) in named else one for one in stand]
        said = "; ".join(f"{point.title} {point.when}" for point in points)
        dates, new = self.inputs.settings.dates, (*kept, *named.values())
        given = {"milestones": "; ".join(f"{one.title} — {one.when}" for one in new), "cancelled": ""}
        self._written(self.hearing.decide(item, given, lambda: write_decision(dates, item, milestones=new, cancelled="")), item, said, key,
                      former)

    def _as_written(self, item: str) -> Decision | None:
        decisions = self._file()
        return decisions.get(item) if decisions is not None else None

    def _file(self) -> Decisions | None:
        """The dates file as it stands at this moment: another line of hers, or another mail, may just have been written."""
        decisions, _ = read_dates(self.inputs.settings.dates)
        return without(decisions, self.inputs.bygone) if decisions is not None else None

    def decide(self, item: str, words: str, key: str, *, doubt: str = "", **decided: Unpack[Decided]) -> None:
        """Write a decision, unless it is heard again and the row was edited since."""
        given = {name: clean_line(value) for name, value in decided.items() if isinstance(value, str)}
        if given.get("when"):
            given = {"cancelled": "", "closed": "", **given}
        self._written(self.hearing.decide(item, given, partial(write_decision, self.inputs.settings.dates, item, **decided)),
                      item, words, key, doubt=doubt, given=given)

    def _written(self, result: Result, item: str, words: str, key: str,
                 milestones: Sequence[Milestone] = (), doubt: str = "", given: Mapping[str, str] | None = None) -> None:
        """Note what was written, hold it back for the taking-back time, and remember how to undo it (``milestones``: the former)."""
        written, problems = result
        if written is None:
            self._not_written(f"{item}: {words}", problems, key)
            return
        written = with_said_again(self.ledger.facts, self.inputs.bygone, item, given or {}, written)
        if not written:
            self.note(key, f"Уже записано: {words} — {self.named(item)}.")
            return
        self.taking_back.remember(item, written, words, self.hearing.milestones(item, milestones))
        self.accepted(key, f"Принято: {words} — {self.named(item)}.{doubt}")
        self._decided = True

    def _day_off(self, phrase: str) -> str:
        """A slip of the day is seen while it may still be taken back: on Monday everybody would know it."""
        days = [datetime.strptime(day, "%d.%m.%Y").date() for day in DAY.findall(phrase)]  # noqa: DTZ007 - days
        off = [day_short(day) for day in days if not self.inputs.window.calendar.is_working(day)]
        return "".join(f" Внимание: {day} — нерабочий день." for day in off)

    def close(self, item: str, text: str, key: str) -> None:
        """«Проведено» and «не проводим»; a meeting that has its day and is «не проводим» is called off, or people would come."""
        row, zone = self.inputs.plan.item(item), self.inputs.window.calendar.zone
        words = closing(self.inputs.plan, row, self._as_written(item), text, self.now.astimezone(zone).date()) if row is not None else text
        coming = min((row.event.starts_at(zone) for row in self.view.rows
                      if row.event.item == item and row.event.live and row.event.starts_at(zone) > self.now), default=None)
        if row is not None and not not_held(text) and is_by_schedule(self.inputs.plan, row.when):
            self.note(key, f"Прошедшее событие и так считается проведённым, записывать нечего: {self.named(item)}. О следующих служба "
                           "напишет и спросит, как обычно." + ("" if coming else f" Если их больше не будет: «{item}: не проводим»."))
        elif coming and words == text and not_held(text):
            self.call_off(item, text, "", key)
        else:
            stands = coming and f" Внимание: встреча {day_weekday(coming.astimezone(zone).date())} ещё впереди и остаётся в силе."
            self.decide(item, words, key, closed=words, doubt=stands or "")

    def call_off(self, item: str, reason: str, day: str, key: str, *, title: str = "") -> None:
        """«Отмена»: of the row, or of the one day or event meant."""
        done = call_off(self.view, item, reason, self.now, day=day, title=title, hearing=self.hearing)
        if done.entry is None or done.written is None:
            told = any(row.event.item == item and row.ever_told for row in self.view.rows)
            self._written((done.written, done.problems), item, "отменено", key, given={"cancelled": clean_line(reason)},
                          doubt=f" Причина: {clean_line(reason)}." if told else " Никто не был приглашён: участникам писем не будет.")
            return
        said = f"отменено {quoted(done.entry.title)}, {moment_text(done.entry.when)}. Причина: {clean_line(reason)}."
        self._wrote(done.entry, done.written, said, key)

    def _stand_alone(self, entry: Entry, key: str) -> None:
        """A day she named without a name: an event of its own, or another hour for the one that she named like this before."""
        former = self.mailed.namesakes.corrected(entry, self._known_entries)
        if former is None or self.hearing.was_entry_edited(entry):
            self.entered(entry, key)
        else:
            self._move_entry(former, replace(former, when=entry.when), key)

    def move(self, item: str, day: date, title: str, phrase: str, key: str) -> None:
        """The row's one event of that day (of that title, where she told one) to another day and hour."""
        on_day = self.mailed.namesakes.on_day(item, day, self._known_entries)
        found = [one for one in on_day if title in ("", one.title)]
        which = f"{item}, {day_short(day)}"
        whole = day_moved(self.inputs.plan, self._as_written(item), day, phrase, self.inputs.window.calendar.zone) if not found else None
        if whole is not None:
            self.decide(item, f"{day_short(day)} → {phrase}", key, when=whole, doubt=self._day_off(phrase))
            return
        if len(found) != 1 or found[0].until:
            there = f"Исправьте его там, где оно записано, или отмените («{item}: отмена {day:%d.%m}, причина») и внесите новое."
            why = (f"событие длится не один день, и письмом его не перенести. {there}" if len(found) == 1 else
                   f"в этот день событий несколько; назовите и название: «Название {day:%d.%m} переносится на ДД.ММ в ЧЧ:ММ»." if found else
                   f"{another}." if (another := self.mailed.namesakes.another_title(title, on_day)) else
                   f"отдельной строкой в файле дат такое событие не стоит. {there}")
            self.refused(key, f"Не записано ({which} → {phrase}): {why}")
            return
        self._move_entry(found[0], replace(found[0], when=phrase), key)

    @property
    def _known_entries(self) -> Sequence[Entry]:
        return self.hearing.decisions(self.inputs.decisions).occurrences

    @property
    def _entries_now(self) -> Sequence[Entry]:
        """With what another line of hers just moved, called off or entered; without last year's."""
        return (self._file() or self.inputs.decisions).occurrences

    def _move_entry(self, former: Entry, entry: Entry, key: str) -> None:
        written, problems = self.mailed.moved(entry, former, self.hearing)
        if written is None:
            self._not_written(f"{entry.item}: {entry.title}", problems, key)
            return
        said = f"{quoted(entry.title)} теперь {entry.when}, было {when_text(former)}.{self._day_off(str(entry.when))}"
        self._wrote(entry, written, said, key)

    def link(self, item: str, day: date, title: str, url: str, key: str) -> None:
        """Where people join the row's one event of that day (of that title, where she told one)."""
        on_day = self.mailed.namesakes.on_day(item, day, self._entries_now)
        found = [one for one in on_day if title in ("", one.title)]
        if len(found) == 1:
            self._enter(replace(found[0], link=url), key, f"ссылка {url} на {quoted(found[0].title)}, {when_text(found[0])}.")
            return
        why = (f"в этот день событий несколько; назовите и название: «Название: ссылка {url}»" if found else
               self.mailed.namesakes.another_title(title, on_day)
               or "отдельной строкой в файле дат такое событие не стоит; впишите ссылку там, где оно записано")
        self.refused(key, f"Не записано ({item}, {day_short(day)}, {url}): {why}.")

    def entered(self, entry: Entry, key: str) -> None:
        """An event of somebody else's schedule, or a further one of a row."""
        known = [*self.inputs.decisions.occurrences, *self.inputs.entries]  # as before this look: two lines of one letter are two events
        beside = "".join(f" Внимание: {self.mailed.namesakes.said(one)}" for one in self.mailed.namesakes.beside(entry, known)[:2])
        if same := self.mailed.namesakes.same(entry, self._entries_now):  # «20.11 в 12:00» of what is written as «20.11.2020 12:00»
            entry = replace(same, link=entry.link or same.link)
        self._enter(entry, key, f"внесено {quoted(entry.title)}, {entry.when}.{beside}")

    def _enter(self, entry: Entry, key: str, said: str) -> None:
        written, problems = self.mailed.put(entry, lambda: write_occurrence(self.inputs.settings.dates, entry), self.hearing)
        if written is None:
            self._not_written(f"{entry.item}: {entry.title}", problems, key)
        elif not written:
            self.note(key, f"Уже записано: {entry.title}, {entry.when} — {self.named(entry.item)}.")
        else:
            self._wrote(entry, written, said, key)

    def _wrote(self, entry: Entry, written: Before, said: str, key: str) -> None:
        """An event of hers stands in the file: told, and remembered so that it may be taken back."""
        self.taking_back.remember_entry(entry, written)
        self.accepted(key, f"Принято: {self.named(entry.item)} — {said}")
        self._decided = True

    def _not_written(self, what: str, problems: Sequence[Problem], key: str) -> None:
        """The file could not be written, or she edited it since."""
        self.refused(key, f"Не записано ({what}). " + " ".join(f"{p.text} {p.advice}" for p in problems))

    def named(self, item: str) -> str:
        """A row as she is told of it."""
        row = self.inputs.plan.item(item)
        return f"{item}, {short_title(event_title(row))}" if row is not None else item

    def answers_former_plan(self, item: str | None) -> str:
        """Why her answer to a mail of another plan decides nothing: its ids mean other rows by now."""
        about = f", а строка {self.named(item)} — нового" if item else ""
        return f"Вы ответили на письмо прежнего плана{about}: ничего не сделано. Ответьте на последнюю сводку."

    def promise(self, head: Head) -> None:
        """Once under all that one mail decided: until when it may be taken back."""
        if self._decided and self.taking_back.promise:
            self.note(f"{head.digest}|promise", self.taking_back.promise)
        self._decided = False

    def accepted(self, key: str, text: str) -> None:
        """The order at hand was carried out."""
        self._tell(TAKEN, key, text)

    def refused(self, key: str, text: str) -> None:
        """The order at hand was not understood, or can't be carried out."""
        self._tell(NOT_TAKEN, key, text)

    def note(self, key: str, text: str) -> None:
        """What else she is told of the order at hand."""
        self._tell(DECISION, key, text)

    def _tell(self, topic: str, key: str, text: str) -> None:
        self.ledger.facts.note(topic if self.at_once else LATER, key, text, self.now, self.row)
