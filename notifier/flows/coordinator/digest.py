"""The coordinator's Mondays: the first reading of a plan, the digest, the closing question (rules 10, 12)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from notifier.core import briefing
from notifier.core.asks import asks
from notifier.core.calendar import ONE_DAY
from notifier.core.events.former import gone_words
from notifier.core.identity import year_of
from notifier.core.russian import capital, counted
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Note
from notifier.edges.ledger.supervision import Trouble
from notifier.flows.coordinator.arising import is_told
from notifier.flows.coordinator.desk import Desk, short
from notifier.flows.coordinator.outcome import answers, coming, undelivered
from notifier.flows.coordinator.outgoing import outgoing
from notifier.flows.coordinator.report import Report
from notifier.flows.coordinator.suggestion import Suggestions
from notifier.flows.hearing.ear import COUNTS, UNKNOWN
from notifier.flows.notices.approval import all_news, what_waits
from notifier.model.content import DigestContent, Missed, Need
from notifier.model.notice import Kind
from notifier.model.problem import Severity
from notifier.model.question import Question

ONE_WEEK = timedelta(days=7)
MOST_NOTES = 200
"""In one digest: more is no mail any more, and a flood must not make one that can't be sent."""
MOST_STRANGERS = 5
"""Mails of unknown senders named one by one; the others are counted."""

MISSED = "missed-"
"""How the topics of notes about what did not go out begin; the mail's kind follows."""
NOBODY_HEARD = "мероприятие прошло, участники о нём не узнали"


class Digest:
    """What is due by the calendar. Each mail has a key of its own in the outbox, so none goes twice."""

    def __init__(self, desk: Desk, report: Report) -> None:
        self._desk = desk
        self._report = report
        self._suggestions = Suggestions(desk)

    def next_at(self) -> datetime:
        """The next instant at which a digest, closing question or report falls due."""
        day, reports = self._desk.now.date(), self._report.days()
        introduced, calendar = self._desk.facts.get("introduced") == self._desk.inputs.plan_id, self._desk.window.calendar
        while True:
            at = self._desk.morning(day)
            first = not introduced and calendar.is_working(day)
            if at > self._desk.now and (first or calendar.digest_day(day) == day or self._closing(day) or day in reports):
                return at
            day += ONE_DAY

    def _closing(self, day: date) -> list[Question]:
        calendar = self._desk.window.calendar
        return [question for question in self._desk.questions
                if question.window and calendar.working_on_or_before(question.window[1]) == day]

    def _is_day_off(self) -> bool:
        return not self._desk.window.calendar.is_working(self._desk.now.date())

    def introduce(self, waiting: Sequence[Recorded]) -> None:
        """After a new plan was read: what was understood and what is asked. On a working day, as any digest, and with what came of mails
        until then, for it is its week's. ``waiting``, here and below: events whose news needs her yes."""
        too_early = self._desk.now < self._desk.morning(self._desk.now.date())
        if too_early or self._is_day_off() or self._desk.facts.get("introduced") == self._desk.inputs.plan_id:
            return
        from notifier.core.plan.lint import lint  # here: looks at the ledger need no reader of plans, 36 ms

        rows = len(self._desk.inputs.plan.items)
        so_far = ("По нему участникам ничего не отправляется, пока администратор не включит рассылку: notifier arm"
                  if self._desk.record.began(str(self._desk.inputs.plan.school_year)) else "Участникам пока ничего не отправлено")
        notes = [f"Прочитан план «{self._desk.inputs.plan.title}»: строк — {rows}. {so_far}",
                 *(f"{p.text} {p.advice}".strip() for p in (*self._desk.inputs.problems, *lint(self._desk.inputs.plan))
                   if p.severity in (Severity.ERROR, Severity.WARNING))]
        if behind := self._behind():
            notes.append(f"Уже позади, о них участникам ничего не уйдёт: {behind}. Если что-то из этого ещё будет, напишите новую дату")
        notes += gone_words(self._desk.gone)
        first, last = self._week()
        self._desk.outbox.untell_lost()
        troubles = self._desk.outbox.troubles_untold()
        happened, told = self._happened(first, troubles)
        said = tuple(dict.fromkeys((*notes, *happened.pop("notes"))))
        content = self._content(first, last, waiting, needs=self._needs(all_windows=True), notes=said, **happened)
        self._send(f"import-{short(self._desk.inputs.plan_id)}", content, notes=told, troubles=troubles)
        self._desk.facts.put("introduced", self._desk.inputs.plan_id)
        self._desk.facts.put("digest-week", first.isoformat())
        self._desk.facts.put("closing-day", self._desk.now.date().isoformat())

    def _behind(self) -> str:
        """The rows of the plan that are over already and that nobody heard of."""
        inputs, year = self._desk.inputs, str(self._desk.inputs.plan.school_year)
        told = {row.event.item for row in self._desk.events.all() if row.ever_told and year_of(row.event.uid) == year}
        return briefing.behind(inputs.plan, inputs.decisions, told, self._desk.now.date())

    def weekly(self, waiting: Sequence[Recorded]) -> bool:
        """The Monday digest, once a week, late rather than never (rule 12); whether it was made now."""
        if not self._is_owed():
            return False
        first, _ = self._week()
        self._note_unknown(first)
        self._desk.outbox.untell_lost()
        troubles = self._desk.outbox.troubles_untold()
        content, told = self.content(waiting, troubles)
        self._send(first.isoformat(), content, notes=told, troubles=troubles)
        self._suggestions.withdraw()
        self._suggestions.suggest(content.needs)
        self._desk.facts.put("digest-week", first.isoformat())
        self._desk.facts.put("closing-day", self._desk.now.date().isoformat())
        return True

    def _is_owed(self) -> bool:
        """Whether this week's digest is due and was not made. The first reading of a plan is its week's."""
        facts, today = self._desk.facts, self._desk.now.date()
        day = self._desk.window.calendar.digest_day(today)
        if day is None or self._is_day_off() or facts.get("digest-week") == self._week()[0].isoformat():
            return False
        if facts.get("introduced") != self._desk.inputs.plan_id:
            return False
        return self._desk.now >= self._desk.morning(day) and not self._season_closed()

    def _note_unknown(self, first: date) -> None:
        """How many answers came to invitations that the ledger does not know: a number alone, for anybody can write them."""
        facts = self._desk.facts
        if number := facts.numbers(COUNTS).get(UNKNOWN, 0):
            facts.note("heard", f"{UNKNOWN}|{first}", f"Ответов на приглашения, которых служба не посылала: {number}. Ничего не изменено",
                       self._desk.now)
            facts.put(COUNTS, None)

    def content(self, waiting: Sequence[Recorded], troubles: Sequence[Trouble]) -> tuple[DigestContent, list[Note]]:
        """What a digest of this moment says, and the notes it tells. Nothing is written."""
        first, last = self._week()
        happened, told = self._happened(first, troubles)
        gone = gone_words([question for question in self._desk.gone if not is_told(self._desk.facts, question)])
        linked = briefing.to_be_linked((event for event in coming(self._desk) if event.first_day() <= last + ONE_WEEK),
                                       self._desk.inputs.entries)
        notes = (*happened.pop("notes"), *gone, *linked)
        return self._content(first, last, waiting, needs=(*_approval(waiting), *self._needs()), notes=notes, **happened), told

    def _happened(self, first: date, troubles: Sequence[Trouble]) -> tuple[dict[str, Any], list[Note]]:
        """What came of mails, by the names of ``DigestContent``, and the notes that are told with it."""
        newest = {trouble.message: trouble for trouble in troubles}  # what was held and then too late is one mail
        told, notes = self._notes({trouble.address for trouble in troubles})
        missed = tuple(Missed(note.at, Kind(note.topic.removeprefix(MISSED)), note.text,
                              "" if note.topic == MISSED + Kind.REMINDER.value else NOBODY_HEARD)
                       for note in told if note.topic.startswith(MISSED))
        undeliverable = undelivered(self._desk, [(t.address, t.state, t.why, t.subject) for t in newest.values()])
        return {"answers": answers(self._desk, first), "undelivered": undeliverable, "missed": missed, "notes": notes}, told

    def _content(self, first: date, last: date, waiting: Sequence[Recorded], **keys: Any) -> DigestContent:
        """What a digest says: also whether anything leaves at all, and what does until Sunday."""
        return DigestContent(first, last, armed=self._desk.armed_at is not None, reminds=self._desk.reminds,
                             outgoing=outgoing(self._desk, *self._week(), waiting=waiting), **keys)

    def _notes(self, undelivered: Collection[str]) -> tuple[list[Note], tuple[str, ...]]:
        """What this digest tells of what was noted, and its words. What is too much for one mail stands in the next; a dead address
        that stands among the undelivered is not told twice."""
        untold = self._desk.facts.untold()
        strangers = [note for note in untold if note.topic == "stranger"]
        known = [note for note in untold if note.topic != "stranger"][:MOST_NOTES]
        words = [note.text for note in (*known, *strangers[:MOST_STRANGERS]) if not note.topic.startswith(MISSED)
                 and not (note.topic == "bounce" and any(f" {address} " in note.text for address in undelivered))]
        if len(strangers) > MOST_STRANGERS:
            more = counted(len(strangers) - MOST_STRANGERS, "письмо", "письма", "писем")
            words.append(f"И ещё {more} от незнакомых отправителей: они в ящике службы")
        return [*known, *strangers], tuple(words)

    def closing(self, waiting: Sequence[Recorded] = ()) -> None:
        """On the last working day of a window that never got its date: held, moved, cancelled? (rule 10)."""
        today = self._desk.now.date()
        if self._desk.now < self._desk.morning(today):
            return
        if self._desk.facts.get("closing-day") == today.isoformat() or not self._closing(today):
            return
        wanted = [need for need in self._needs() if need.closing]
        if wanted:
            self._send(f"closing-{today}", self._content(today, today, waiting, needs=tuple(wanted)))
        self._desk.facts.put("closing-day", today.isoformat())

    def _send(self, step: str, content: DigestContent, *, notes: Sequence[Note] = (), troubles: Sequence[Trouble] = ()) -> None:
        mid = self._desk.send(Kind.DIGEST, step, content, notes=notes, troubles=troubles)
        if mid:
            self._suggestions.remember_asked(mid, content.needs)

    def _season_closed(self) -> bool:
        """After the report Mondays are silent unless something is still to come, with its day or without."""
        today = self._desk.now.date()
        if (self._desk.facts.get("reported") != str(self._desk.inputs.plan.school_year)
                or any(question.window and question.window[1] >= today for question in self._desk.questions)):
            return False
        return not coming(self._desk) and not self._desk.facts.untold() and not self._desk.outbox.troubles_untold()

    def _week(self) -> tuple[date, date]:
        monday = self._desk.now.date() - timedelta(days=self._desk.now.weekday())
        return monday, monday + timedelta(days=6)

    def _needs(self, *, all_windows: bool = False) -> tuple[Need, ...]:
        calendar, policy = self._desk.window.calendar, self._desk.policy
        today = self._desk.now.date()
        events = [row.event for row in self._desk.events.all()]
        # The season ends with the report: nobody is asked for June's schedules, nor of a calendar year for the next January's.
        following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)  # nor for July's, where the next year's plan came early
        seasonal = self._desk.inputs.plan.start <= following < self._report.day()
        questions = [q for q in self._desk.questions if q.code != "schedule" or seasonal]
        closed = None if all_windows else self._desk.facts.get("closing-day")  # what is over as a plan is first read is told as that
        found = asks(questions, self._desk.inputs.plan, events, calendar, policy, today=today,
                     closed=date.fromisoformat(closed) if closed else None)
        sourced = frozenset(source.item for source in self._desk.inputs.settings.schedules)
        result = briefing.needs(found, calendar, today=today, sourced=sourced)
        if all_windows:
            shown = {(need.item, need.question) for need in result}
            later = tuple(Need(q.item or "", q.title, q.ask, advice=q.reply or q.advice) for q in self._desk.questions
                          if (q.item or "", q.ask) not in shown)
            return (*result, *later)
        return result


def _approval(waiting: Sequence[Recorded]) -> tuple[Need, ...]:
    """What waits for her yes stands first: until then nobody hears of it (rule 16)."""
    if not waiting:
        return ()
    return (Need("", what_waits(waiting), capital(all_news(waiting)), warn=True,
                 advice="Если всё верно, ответьте «да»; если нет, поправьте даты."),)
