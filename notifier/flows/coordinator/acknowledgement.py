"""«Принято: …»: what the coordinator decided, what can't be used, and what came up since - at once, not on Monday (rule 12).

Everything waits until it has stood for the settle time, so that half an edit is not answered; what settled while nobody may be
written to (at night) is owed until the morning.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from notifier.core.briefing import to_be_linked
from notifier.core.deeds import Revised, accepted, differs
from notifier.core.events.former import GONE, gone_words
from notifier.core.identity import year_of
from notifier.core.phrases import event_title
from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.events import Events
from notifier.edges.ledger.facts import DECISION, LETTER, NOT_TAKEN, TAKEN, Facts, Note
from notifier.flows.coordinator.arising import Arising
from notifier.flows.coordinator.desk import Desk, instant_step
from notifier.flows.deciding.taking_back import is_over, said_by_mail, said_otherwise
from notifier.flows.inputs.bygone import MAILS_OF_FORMER_PLAN
from notifier.model.content import Accepted, AcknowledgementContent, Deed, Refused
from notifier.model.decision import Decision
from notifier.model.notice import Kind, Notice
from notifier.model.question import Question

LETTER_MAILS = 10
"""So many of her mails a day bring letters."""

ANSWERS = (DECISION, TAKEN, NOT_TAKEN)
TOLD_AT_ONCE = (*ANSWERS, "host", "unheard", "nobody", LETTER)
"""Topics of notes that do not wait for Monday."""

OPEN = frozenset({"two-venues", "day-off", "vanished", "of-former-plan", "entry-approval", "out-of-year"})
"""What came up by itself: a question, not a refusal of her word."""


class Acknowledgement:
    """What is owed to her at this moment."""

    def __init__(self, desk: Desk, arising: Arising) -> None:
        self._desk = desk
        self._arising = arising

    def remember(self, *, same_rows: bool) -> None:
        """At the first pass over a plan: all that is written already is no news, and answers to mails before it are none to it, unless
        they name the ``same_rows``."""
        self._arising.remember()
        self._desk.facts.put_json("decisions", self._decision_marks())
        self._desk.facts.put("calendar", self._calendar_mark())
        self._desk.facts.put("unacked", None)
        if self._desk.facts.get("first-pass") is not None and not same_rows:
            self._desk.facts.put(MAILS_OF_FORMER_PLAN, str(self._desk.record.newest()))
        self._desk.facts.put("first-pass", self._desk.inputs.plan_id)

    def acknowledge(self, waiting: Collection[str]) -> None:
        """«Принято: …» for what settled, and «не принято» for what can't be used, at once (rule 12).

        ``waiting``: events whose news waits for her yes (rule 16); no hour is promised for those.
        """
        revised = self._in_order(unacknowledged(self._desk.facts, self._desk.events))
        lines = [accepted(one, self._desk.window, armed_at=self._yes_to(one), now=self._desk.now,
                          count=self._count, empty=self._empty(one)) for one in revised]
        lines = [replace(line, next=None, text="письма ждут вашего «да»") if one.revision.uid in waiting else line
                 for one, line in zip(revised, lines, strict=True) if not self._was_answered(one)]
        lines += self._changed_decisions({line.item for line in lines})
        arisen = self._arising.take()
        asked = [question for question in arisen if question.code != GONE]
        refused = [Refused(question.title, question.ask, question.reply or question.advice, open=question.code in OPEN)
                   for question in asked]
        hers, news = self._notes(), self._calendar_news()
        minutes, zone = self._desk.policy.take_back_minutes, self._desk.window.calendar.zone
        gone = gone_words([question for question in self._desk.gone if question in arisen])
        kept = [note for note in hers if not is_over(note, minutes, self._desk.now)]
        notes = [*news, *(note.text for note in kept), *gone,
                 *to_be_linked((event for event in (one.revision.event for one in revised) if event.ends_at(zone) > self._desk.now),
                               self._desk.inputs.entries)]
        self._desk.facts.put("unacked", None)
        if not (lines or refused or notes):
            return
        step = instant_step(self._desk.now)
        topics = [note.topic for note in kept]
        content = AcknowledgementContent(tuple(lines), tuple(refused), tuple(notes), topics.count(TAKEN), topics.count(NOT_TAKEN),
                                         answers=not news and bool(kept) and kept[0].topic in ANSWERS)
        mid = self._desk.send(Kind.ACKNOWLEDGEMENT, step, content, notes=hers)
        about = [*(line.item for line in lines), *(question.item for question in asked), *(note.item for note in hers)]
        if mid and any(about):
            remember_rows(self._desk.facts, mid, [row for row in dict.fromkeys(about) if row], self._desk.questions)

    def _empty(self, one: Revised) -> tuple[str, ...]:
        row = self._desk.events.by_uid()[one.revision.uid]
        return self._desk.audience.stranded(one.revision.event, lambda: self._desk.people.told(row.id))[0] if one.told else ()

    def _was_answered(self, one: Revised) -> bool:
        """Whether the answer to her letter said it all: called off, and nobody was invited."""
        decision = self._desk.inputs.decisions.get(one.revision.event.item)
        return (not one.told and not one.revision.event.live and decision is not None and decision.cancelled is not None
                and self._is_said_by_mail(decision))

    def _is_said_by_mail(self, decision: Decision) -> bool:
        """Whether the row stands in the dates file as a letter of hers wrote it."""
        said = said_by_mail(self._desk.facts, decision.item)
        return (decision.plan, decision.closed, decision.cancelled) == (said.get("plan", ""), said.get("closed"), said.get("cancelled"))

    def _yes_to(self, one: Revised) -> datetime | None:
        """The yes by which people hear of it: of an event of last year's plan they do by last year's, while this year's waits."""
        desk, year = self._desk, str(self._desk.inputs.plan.school_year)
        if desk.armed_at is None and one.told and year_of(one.revision.uid) != year:
            return desk.facts.former_yes(desk.inputs.plan_id)
        return desk.armed_at

    def _in_order(self, revised: Sequence[Revised]) -> list[Revised]:
        """Rows as they came, the days of one row as the calendar has them."""
        zone = self._desk.window.calendar.zone
        rows = list(dict.fromkeys(one.revision.event.item for one in revised))
        return sorted(revised, key=lambda one: (rows.index(one.revision.event.item), one.revision.event.starts_at(zone)))

    def _count(self, notice: Notice) -> int:
        row = self._desk.events.by_uid()[notice.uid]
        return self._desk.audience.count(row, notice, told=lambda: self._desk.people.told(row.id))

    def _notes(self) -> list[Note]:
        """What her mails decided, which host is not written to of it, and what people wrote to her: they wait for an answer, not for
        Monday. Letters make a few mails a day; the rest of them stands in the digest."""
        notes = self._desk.facts.untold(TOLD_AT_ONCE)
        if all(note.topic != LETTER for note in notes):
            return notes
        today = f"{self._desk.now:%Y-%m-%d}"
        sent = self._desk.facts.numbers("letters-today").get(today, 0)
        if sent >= LETTER_MAILS:
            return [note for note in notes if note.topic != LETTER]
        self._desk.facts.put_json("letters-today", {today: sent + 1})
        return notes

    def _decision_marks(self) -> dict[str, object]:
        return {decision.item: [decision.plan, decision.closed, decision.cancelled] for decision in self._desk.inputs.decisions.by_item
                if decision.plan or decision.closed is not None or decision.cancelled is not None}

    def _changed_decisions(self, told: set[str]) -> list[Accepted]:
        """Words that make no calendar entry: a corrected phrase, a closed row, a cancellation nobody had heard the date of."""
        before, current = self._desk.facts.get_json("decisions"), self._decision_marks()
        settling = {row.event.item for row in self._desk.events.all() if row.pending is not None}
        current = {**{item: mark for item, mark in current.items() if item not in settling},
                   **{item: mark for item, mark in before.items() if item in settling}}  # said with its event, when that has settled
        said = {item_id: mark for item_id, mark in current.items() if item_id in told and before.get(item_id) != mark}
        if said:  # the line about its event says it already, however long this word has stood (the night does not count for it)
            before = {**before, **said}
            self._desk.facts.put_json("decisions", before)
        if before == current:
            self._desk.facts.put("decisions-pending", None)  # taken back before it settled
            return []
        if not self._settled("decisions", current):
            return []
        lines = []
        for item_id in {**before, **current}:
            decision = self._desk.inputs.decisions.get(item_id)
            if before.get(item_id) == current.get(item_id) or (decision is not None and self._is_said_by_mail(decision)):
                continue
            said_otherwise(self._desk.facts, item_id)
            item = self._desk.inputs.plan.item(item_id)
            if item is not None and decision is not None and item_id in current and (deed := _deed(decision)):
                lines.append(Accepted(deed[0], event_title(item), item_id, text=deed[1]))
        self._desk.facts.put_json("decisions", current)
        return lines

    def settles_at(self) -> datetime | None:
        """When a new question or a changed word will have stood long enough."""
        settle = timedelta(minutes=self._desk.policy.settle_minutes)
        zone = self._desk.window.calendar.zone
        stamps = self._arising.since()
        for name in ("decisions", "calendar"):
            pending = self._desk.facts.get_json(f"{name}-pending")
            if "since" in pending:
                stamps.append(int(str(pending["since"])))
        return min((instant(at, zone) + settle for at in stamps), default=None)

    def _settled(self, name: str, value: object) -> bool:
        """Whether a changed value has stood for the settle time; remembers since when it stands."""
        pending = self._desk.facts.get_json(f"{name}-pending")
        if pending.get("value") != value or int(str(pending["since"])) > seconds(self._desk.now):  # by a clock that ran ahead
            self._desk.facts.put_json(f"{name}-pending", {"value": value, "since": seconds(self._desk.now)})
            return self._desk.policy.settle_minutes == 0
        if int(str(pending["since"])) + self._desk.policy.settle_minutes * 60 > seconds(self._desk.now):
            return False
        self._desk.facts.put(f"{name}-pending", None)
        return True

    def _calendar_mark(self) -> str:
        days = self._desk.inputs.settings.calendar
        return "|".join(",".join(sorted(day.isoformat() for day in group)) for group in (days.off, days.work, days.short))

    def _calendar_news(self) -> list[str]:
        """After the calendar changed: which confirmed dates it touches, or that it touches none (rule 9)."""
        mark, before = self._calendar_mark(), self._desk.facts.get("calendar")
        if before == mark:
            self._desk.facts.put("calendar-pending", None)
        if before == mark or before is None or not self._settled("calendar", mark):
            return []
        self._desk.facts.put("calendar", mark)
        touched = [question.title for question in self._desk.questions if question.code == "day-off"]
        news = "Рабочий календарь изменился. "
        return [news + ("Назначенные встречи не затронуты." if not touched else "Затронуты: " + "; ".join(touched) + ".")]


def _deed(decision: Decision) -> tuple[Deed, str] | None:
    """What a word that makes no calendar entry did, and with what words."""
    if decision.cancelled is not None:
        return Deed.CANCELLED, "никто не был приглашён, писем участникам не будет"
    if decision.closed is not None:
        return Deed.CLOSED, decision.closed
    return (Deed.CORRECTED, decision.plan) if decision.plan else None


def remember_rows(facts: Facts, mid: str, rows: Sequence[str], questions: Sequence[Question]) -> None:
    """A mail of ours was about these rows: her answer to it is about one of them, not about another row of the newest digest."""
    facts.put_json(f"asked:{mid}", {row: _asked_of(row, facts.get_json("asked:last"), questions) for row in rows})


def _asked_of(row: str, newest: Mapping[str, object], questions: Sequence[Question]) -> object:
    """What is asked about a row: as the newest digest asked it, unless something else is asked by now."""
    known, codes = newest.get(row), [question.code for question in questions if question.item == row]
    if isinstance(known, dict) and (not codes or known.get("code") in codes):
        return known
    return {"code": codes[-1] if codes else ""}


def owe_acknowledgement(facts: Facts, events: Events, revised: Sequence[Revised]) -> None:
    """Remember what settled until she was told: the state before the first of several revisions counts."""
    if not revised:
        return
    owed = facts.get_json("unacked")
    for one in revised:
        owed.setdefault(one.revision.uid, {"former": events.dump(one.former) if one.former else None, "told": one.told})
    facts.put_json("unacked", owed)


def unacknowledged(facts: Facts, events: Events) -> list[Revised]:
    """What settled and she was not told of yet, as it stands now."""
    rows = events.by_uid()
    result = []
    for uid, owed in facts.get_json("unacked").items():
        if uid in rows and isinstance(owed, dict):
            former = events.load(owed["former"]) if owed["former"] else None
            if former is None or not owed["told"] or differs(former, rows[uid].event):
                result.append(Revised(rows[uid].revision, former, bool(owed["told"])))
    return result
