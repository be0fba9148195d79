"""Mails to the coordinator: the plan's first reading, Monday digests, closing questions, acknowledgements, alarms, the report.

Each has a key of its own in the outbox, so none goes twice; what it told (notes, troubles) is marked in the same
transaction. Everything is decided in the core; this is the order of steps.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from notifier.core import briefing
from notifier.core import questions as ask
from notifier.core.asks import asks
from notifier.core.calendar import ONE_DAY
from notifier.core.compose import TemplateFailure, UnsafeMail, compose, message_id
from notifier.core.deeds import Revised, accepted, is_material_change
from notifier.core.inbound.token import token
from notifier.core.phrases import event_title
from notifier.core.plan import lint
from notifier.edges.ledger.desk import Trouble
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts, Note
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member
from notifier.edges.ledger.record import Record
from notifier.flows.inputs import Inputs
from notifier.flows.telling import audience_count
from notifier.model.content import (
    Accepted,
    AcknowledgementContent,
    AlarmContent,
    AnswerCount,
    Content,
    Deed,
    DigestContent,
    Draft,
    Missed,
    Need,
    Refused,
    SuggestionContent,
    Undelivered,
    Upcoming,
)
from notifier.model.event import Event, Revision, Status
from notifier.model.frame import Frame, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import Kind, Notice, Role
from notifier.model.problem import Severity
from notifier.model.question import Question

YEAR_LAST = (5, 31)
"""The report goes on the last working day of May (rule 19)."""


@dataclass
class Coordinator:
    """Everything one pass may have to tell the coordinator."""

    inputs: Inputs
    frame: Frame
    events: Events
    facts: Facts
    outbox: Outbox
    record: Record
    members: Sequence[Member]
    notices: Sequence[Notice]
    questions: Sequence[Question]
    armed_at: datetime | None
    now: datetime
    failures: list[str] = field(default_factory=list)

    # --- the calendar of her mails

    def next_at(self) -> datetime:
        """The next instant at which a digest, closing question or report falls due."""
        day = self.now.date()
        introduced = self.facts.get("introduced") == self.inputs.plan_id
        while True:
            at = self.inputs.window.at(day, self.inputs.settings.policy.digest_at)
            if at > self.now and (not introduced or self.is_digest_day(day) or self._closing(day) or self.report_day() == day):
                return at
            day += ONE_DAY

    def is_digest_day(self, day: date) -> bool:
        """The first working day of its week."""
        return self.inputs.window.calendar.digest_day(day) == day

    def report_day(self) -> date:
        """The last working day of May of the school year."""
        return self.inputs.window.calendar.working_on_or_before(date(self.inputs.plan.school_year.first + 1, *YEAR_LAST))

    def _closing(self, day: date) -> list[Question]:
        calendar = self.inputs.window.calendar
        return [question for question in self.questions
                if question.window and calendar.working_on_or_before(question.window[1]) == day]

    # --- the first reading of a plan

    def remember(self) -> None:
        """At the first pass over a plan: all that is written already is no news."""
        self._remember_questions()
        self.facts.put_json("decisions", dict(self._decision_marks()))
        self.facts.put("calendar", self._calendar_mark())
        self.facts.put("unacked", None)
        self.facts.put("first-pass", self.inputs.plan_id)

    def introduce(self) -> None:
        """After a new plan was read: what was understood and what is asked."""
        if self.facts.get("introduced") == self.inputs.plan_id or self.now.time() < self.inputs.settings.policy.digest_at:
            return
        rows = len(self.inputs.plan.items)
        notes = [f"Прочитан план «{self.inputs.plan.title}»: строк - {rows}. Участникам пока ничего не отправлено",
                 *(f"{p.text} {p.advice}".strip() for p in (*self.inputs.problems, *lint(self.inputs.plan))
                   if p.severity in (Severity.ERROR, Severity.WARNING))]
        first, last = self._week()
        content = DigestContent(first, last, needs=self._needs(all_windows=True), notes=tuple(notes), armed=self.armed_at is not None)
        self.send(Kind.DIGEST, f"import-{_short(self.inputs.plan_id)}", content)
        self.facts.put("introduced", self.inputs.plan_id)
        self.facts.put("digest-week", first.isoformat())

    # --- the week

    def weekly(self) -> None:
        """The Monday digest, once a week, late rather than never (rule 12)."""
        first, last = self._week()
        calendar, policy = self.inputs.window.calendar, self.inputs.settings.policy
        day = calendar.digest_day(self.now.date())
        if day is None or self.facts.get("digest-week") == first.isoformat():
            return
        if self.now < self.inputs.window.at(day, policy.digest_at) or self._season_closed():
            return
        notes = self.facts.untold()
        missed = tuple(Missed(note.at, Kind.REMINDER, note.text) for note in notes if note.topic == "missed")
        troubles = self.outbox.troubles_untold()
        content = DigestContent(
            first, last, needs=self._needs(), outgoing=self._outgoing(first, last), answers=self._answers(first),
            undelivered=self._undelivered([(t.address, t.why, t.subject) for t in troubles]), missed=missed,
            notes=tuple(note.text for note in notes if note.topic != "missed"), armed=self.armed_at is not None)
        self.send(Kind.DIGEST, first.isoformat(), content, notes=notes, troubles=troubles)
        self._suggest(content.needs)
        self.facts.put("digest-week", first.isoformat())
        self.facts.put("closing-day", self.now.date().isoformat())

    def closing(self) -> None:
        """On the last working day of a window that never got its date: held, moved, cancelled? (rule 10)."""
        today = self.now.date()
        if self.now < self.inputs.window.at(today, self.inputs.settings.policy.digest_at):
            return
        if self.facts.get("closing-day") == today.isoformat() or not self._closing(today):
            return
        wanted = [need for need in self._needs() if need.closing]
        if wanted:
            self.send(Kind.DIGEST, f"closing-{today}", DigestContent(today, today, needs=tuple(wanted), armed=self.armed_at is not None))
        self.facts.put("closing-day", today.isoformat())

    def report(self) -> None:
        """The year's balance on the last working day of May."""
        year = str(self.inputs.plan.school_year)
        at = self.inputs.window.at(self.report_day(), self.inputs.settings.policy.digest_at)
        if self.now < at or self.facts.get("reported") == year or self.armed_at is None:
            return
        if self.now < at + timedelta(days=30):
            told = {row.event.uid: self.events.revisions(row.id) for row in self.events.all() if row.ever_told}
            content = briefing.report(
                self.inputs.plan, told, self.questions, now=self.now, answers=self._answers(None),
                undelivered=self._undelivered(self.record.undelivered()),
                mails=self.record.sent_count(Role.LIBRARIAN), people=sum(1 for member in self.members if member.present))
            self.send(Kind.REPORT, year, content)
        self.facts.put("reported", year)

    def _season_closed(self) -> bool:
        """After the report Mondays are silent unless something is still to come."""
        if self.facts.get("reported") != str(self.inputs.plan.school_year):
            return False
        coming = any(row.event.live and row.ever_told and row.event.ends_at(self.inputs.window.calendar.zone) > self.now
                     for row in self.events.all())
        return not coming and not self.facts.untold() and not self.outbox.troubles_untold()

    # --- what she decided, and what needs a word before Monday

    def acknowledge(self) -> None:
        """«Принято: …» for what settled, and «не принято» for what can't be used, at once (rule 12)."""
        revised = unacknowledged(self.facts, self.events)
        lines = [accepted(one, self.inputs.window, armed_at=self.armed_at, now=self.now,
                          count=lambda event: audience_count(self.members, event)) for one in revised]
        lines += self._changed_decisions({line.item for line in lines})
        refused = [Refused(question.title, question.ask, question.reply or question.advice) for question in self._new_questions()]
        notes = [*self._calendar_news(), *(note.text for note in self._decision_notes())]
        self.facts.put("unacked", None)
        if not (lines or refused or notes):
            return
        step = f"{self.now:%Y-%m-%dT%H:%M:%S}"
        self.send(Kind.ACKNOWLEDGEMENT, step, AcknowledgementContent(tuple(lines), tuple(refused), tuple(notes)),
                  notes=self._decision_notes())

    def _decision_notes(self) -> list[Note]:
        return self.facts.untold(("decision",))

    def _decision_marks(self) -> dict[str, object]:
        return {decision.item: [decision.plan, decision.closed, decision.cancelled] for decision in self.inputs.decisions.by_item
                if decision.plan or decision.closed is not None or decision.cancelled is not None}

    def _changed_decisions(self, told: set[str]) -> list[Accepted]:
        """Words that make no calendar entry: a corrected phrase, a closed row, a cancellation nobody had heard the date of."""
        before, current = self.facts.get_json("decisions"), self._decision_marks()
        if before == current:
            self._forget_pending("decisions")
            return []
        if not self._settled("decisions", current):
            return []
        lines = []
        for item_id, mark in current.items():
            if before.get(item_id) == mark or item_id in told:
                continue
            item = self.inputs.plan.item(item_id)
            decision = self.inputs.decisions.get(item_id)
            if item is None or decision is None:
                continue
            title = event_title(item)
            if decision.cancelled is not None:
                lines.append(Accepted(Deed.CANCELLED, title, item_id, text="никто не был приглашён, писем участникам не будет"))
            elif decision.closed is not None:
                lines.append(Accepted(Deed.CLOSED, title, item_id, text=decision.closed))
            elif decision.plan:
                lines.append(Accepted(Deed.CORRECTED, title, item_id, text=decision.plan))
        self.facts.put_json("decisions", current)
        return lines

    def _new_questions(self) -> list[Question]:
        """Questions that came up since and have stood long enough not to be half an edit."""
        urgent = {_question_key(question): question for question in self.questions if question.code not in briefing.REGULAR}
        known = self.facts.get_json("questions")
        waiting = {str(key): int(str(at)) for key, at in self.facts.get_json("questions-new").items() if key in urgent}
        settle = self.inputs.settings.policy.settle_minutes * 60
        stamp = int(self.now.timestamp())
        for key in urgent:
            if key not in known:
                waiting.setdefault(key, stamp)
        ripe = [key for key, since in waiting.items() if since + settle <= stamp]
        still: dict[str, object] = {key: since for key, since in waiting.items() if key not in ripe}
        if still != self.facts.get_json("questions-new"):
            self.facts.put_json("questions-new", still)
        remembered: dict[str, object] = {key: 1 for key in urgent if key in known or key in ripe}
        if remembered != known:
            self.facts.put_json("questions", remembered)
        return [urgent[key] for key in ripe]

    def _remember_questions(self) -> None:
        self.facts.put_json("questions", {_question_key(q): 1 for q in self.questions if q.code not in briefing.REGULAR})

    def settles_at(self) -> datetime | None:
        """When a new question or a changed word will have stood long enough."""
        settle = timedelta(minutes=self.inputs.settings.policy.settle_minutes)
        zone = self.inputs.window.calendar.zone
        stamps = [int(str(at)) for at in self.facts.get_json("questions-new").values()]
        for name in ("decisions", "calendar"):
            pending = self.facts.get_json(f"{name}-pending")
            if "since" in pending:
                stamps.append(int(str(pending["since"])))
        return min((datetime.fromtimestamp(at, zone) + settle for at in stamps), default=None)

    def _settled(self, name: str, value: object) -> bool:
        """Whether a changed value has stood for the settle time; remembers since when it stands."""
        pending = self.facts.get_json(f"{name}-pending")
        if pending.get("value") != value:
            self.facts.put_json(f"{name}-pending", {"value": value, "since": int(self.now.timestamp())})
            return self.inputs.settings.policy.settle_minutes == 0
        if int(str(pending["since"])) + self.inputs.settings.policy.settle_minutes * 60 > int(self.now.timestamp()):
            return False
        self.facts.put(f"{name}-pending", None)
        return True

    def _forget_pending(self, name: str) -> None:
        """A change was taken back before it settled: nothing waits for it any more."""
        if self.facts.get(f"{name}-pending") is not None:
            self.facts.put(f"{name}-pending", None)

    def _calendar_mark(self) -> str:
        days = self.inputs.settings.calendar
        return "|".join(",".join(sorted(day.isoformat() for day in group)) for group in (days.off, days.work, days.short))

    def _calendar_news(self) -> list[str]:
        """After the calendar changed: which confirmed dates it touches, or that it touches none (rule 9)."""
        mark, before = self._calendar_mark(), self.facts.get("calendar")
        if before == mark:
            self._forget_pending("calendar")
        if before == mark or before is None or not self._settled("calendar", mark):
            return []
        self.facts.put("calendar", mark)
        touched = [question.title for question in self.questions if question.code == "day-off"]
        news = "Рабочий календарь изменился. "
        return [news + ("Назначенные встречи не затронуты." if not touched else "Затронуты: " + "; ".join(touched) + ".")]

    # --- alarms

    def alarm(self) -> None:
        """Once for each new trouble of the configuration or the templates; and once when all is well again."""
        broken = [p for p in self.inputs.problems if p.severity is Severity.ERROR]
        key = _short("|".join(sorted(f"{p.code}{p.where}{p.text}" for p in broken))) if broken else ""
        told = self.facts.get("alarm-inputs") or ""
        if key == told:
            return
        self.facts.put("alarm-inputs", key or None)
        step = f"inputs-{self.now:%Y-%m-%dT%H:%M:%S}"
        if broken:
            todo = tuple(f"{p.where}: {p.text} {p.advice}".strip() for p in broken)
            self.send(Kind.ALARM, step, AlarmContent(
                "В файлах есть ошибки", self.now, "Действует последняя исправная версия; ошибочные записи не учтены. "
                "Участникам ничего лишнего не уйдёт.", todo))
        elif told:
            self.send(Kind.ALARM, step, AlarmContent("Файлы снова в порядке", self.now, over=True))

    def ask_approval(self, waiting: Sequence[Recorded]) -> None:
        """Too many events at once: she sees them and says yes, once asked for each such set (rule 16)."""
        if not waiting:
            return
        key = _short("|".join(sorted(f"{row.event.uid}:{row.revision.sequence}" for row in waiting)))
        if self.facts.get("approval-asked") == key:
            return
        self.facts.put("approval-asked", key)
        lines = tuple(f"{row.event.title} - {row.event.first_day():%d.%m.%Y}" for row in waiting)
        limit = self.inputs.settings.policy.approve_above_events
        self.send(Kind.ALARM, f"approval-{key}", AlarmContent(
            f"Ждут вашего «да»: новости сразу о {len(waiting)} мероприятиях", self.now,
            f"Больше {limit} мероприятий за раз не рассылаются без подтверждения: {'; '.join(lines)}.",
            ("Если всё верно, ответьте «да» или выполните notifier approve.", "Если нет - поправьте файл дат."), attention=True))

    def tell_failures(self, failures: Sequence[str]) -> None:
        """A template that fails stops that mail only; she is told once for each different failure."""
        for failure in sorted(set(failures)):
            if self.facts.note("template", _short(failure), f"Письмо не составлено: {failure}", self.now):
                self.send(Kind.ALARM, f"template-{_short(failure)}", AlarmContent(
                    "Одно из писем не удалось составить", self.now, "Остальные письма отправлены.",
                    ("Передайте администратору: ошибка в шаблоне письма.",), failure))

    # --- what she may answer

    def _remember_asked(self, mid: str, needs: Sequence[Need]) -> None:
        """What this mail asked and what its numbers mean, for reading her answer."""
        codes = {question.item: question.code for question in self.questions if question.item}
        asked: dict[str, object] = {}
        for need in needs:
            if need.item and need.item not in asked:
                chosen = [one for one in need.suggestions if isinstance(one.when, datetime)]
                asked[need.item] = {"code": "closing" if need.closing else codes.get(need.item, ""),
                                    "choices": [f"{one.when:%d.%m.%Y %H:%M}" for one in chosen],
                                    "numbers": [one.number for one in chosen]}
        if asked:
            self.facts.put_json(f"asked:{mid}", asked)
            self.facts.put_json("asked:last", asked)

    def _suggest(self, needs: Sequence[Need]) -> None:
        """Each suggestion of a row asked about for the first time as a tentative entry of her own: «Принять» confirms it."""
        if not self.inputs.settings.policy.suggest_entries:
            return
        known = self.facts.get_json("suggested")
        asked_before = set(self.facts.get_json("suggested-rows"))
        to = self.inputs.settings.coordinator
        secret = self.facts.secret()
        expires = self.now.date() + timedelta(days=90)
        for need in needs:
            moments = [one for one in need.suggestions if isinstance(one.when, datetime)]
            if not need.item or need.item in asked_before or not moments:
                continue
            for one in moments:
                assert isinstance(one.when, datetime)
                key = f"{need.item}|{one.when.isoformat()}"
                uid = f"{token(secret, 'ask', key, to.email, expires=expires)}@{self.inputs.domain}"
                event = Event(uid, f"ask/{need.item}/{one.number}", need.item, need.title, one.when,
                              one.when + timedelta(minutes=self.inputs.settings.policy.duration_minutes), status=Status.TENTATIVE)
                others = tuple(other.when for other in moments if other is not one and isinstance(other.when, datetime))
                content = SuggestionContent(need.item, need.title, one.number, others)
                mid = message_id(f"{uid}|{self.now.isoformat()}", self.inputs.domain)
                if self._send_suggestion(Draft(Kind.INVITATION, self.now, revision=Revision(event, 0, self.now), content=content), mid, key):
                    known[uid] = {"item": need.item, "title": need.title, "when": f"{one.when:%d.%m.%Y %H:%M}", "mid": mid}
                    asked_before.add(need.item)
        self.facts.put_json("suggested", known)
        self.facts.put_json("suggested-rows", dict.fromkeys(sorted(asked_before), 1))

    def withdraw(self) -> None:
        """Once a row has its date (or is off), the other suggestions leave her calendar: CANCEL, and their UIDs count no more."""
        known = self.facts.get_json("suggested")
        open_rows = {question.item for question in self.questions if question.code in briefing.REGULAR}
        dates = {(row.event.item, row.event.start) for row in self.events.all() if row.event.live}
        zone = self.inputs.window.calendar.zone
        left: dict[str, object] = {}
        for uid, entry in known.items():
            assert isinstance(entry, dict)
            start = datetime.strptime(str(entry["when"]), "%d.%m.%Y %H:%M").replace(tzinfo=zone)
            item = str(entry["item"])
            if item in open_rows and start > self.now:
                left[uid] = entry
            elif start > self.now and (item, start) not in dates and item not in open_rows:
                event = Event(uid, f"ask/{item}", item, str(entry.get("title", item)), start,
                              start + timedelta(minutes=self.inputs.settings.policy.duration_minutes), status=Status.CANCELLED)
                mid = message_id(f"withdrawn|{uid}", self.inputs.domain)
                self._send_suggestion(Draft(Kind.CANCELLATION, self.now, revision=Revision(event, 1, self.now),
                                            content=SuggestionContent(item, event.title)), mid, f"withdrawn-{item}|{start.isoformat()}")
        if left != known:
            self.facts.put_json("suggested", left)

    def _send_suggestion(self, draft: Draft, mid: str, key: str) -> bool:
        to = self.inputs.settings.coordinator
        try:
            composed = compose(draft, Recipient(to.email, to.name, to.greeting, role=Role.COORDINATOR), date=self.now, message_id=mid,
                               templates=self.inputs.templates, frame=self.frame)
        except (TemplateFailure, UnsafeMail) as error:
            self.failures.append(f"suggestion: {error}")
            return False
        assert draft.revision is not None
        event = draft.revision.event
        letter = Letter(kind=Kind.DIGEST, role=Role.COORDINATOR, person=0, address=to.email,
                        subjects=(Subject(item=event.item, start=event.start.isoformat(), step=f"suggestion-{key}"),), turn=0,
                        due=self.now, valid_until=event.starts_at(self.inputs.window.calendar.zone), subject=composed.subject,
                        method=composed.method, message_id=mid, priority=1)
        self.outbox.queue([(letter, composed.data)], self.now)
        return True

    # --- parts

    def _week(self) -> tuple[date, date]:
        monday = self.now.date() - timedelta(days=self.now.weekday())
        return monday, monday + timedelta(days=6)

    def _needs(self, *, all_windows: bool = False) -> tuple[Need, ...]:
        calendar, policy = self.inputs.window.calendar, self.inputs.settings.policy
        today = self.now.date()
        events = [row.event for row in self.events.all()]
        found = asks(self.questions, self.inputs.plan, events, calendar, policy, today=today)
        sourced = frozenset(source.item for source in self.inputs.settings.schedules)
        result = briefing.needs(found, calendar, today=today, sourced=sourced)
        if all_windows:
            shown = {(need.item, need.question) for need in result}
            later = tuple(Need(q.item or "", q.title, q.ask, advice=q.reply or q.advice) for q in self.questions
                          if (q.item or "", q.ask) not in shown)
            return (*result, *later)
        return result

    def _outgoing(self, first: date, last: date) -> tuple[Upcoming, ...]:
        window = self.inputs.window
        if self.armed_at is None:
            return ()
        expanded = self.facts.expanded()
        rows = {row.event.uid: row for row in self.events.all()}

        def count(notice: Notice) -> int:
            if notice.revision is None:
                return 0
            row = rows[notice.uid]
            done = any(key[0] == row.id and key[2] == notice.kind.value and key[3] == notice.step for key in expanded)
            if done or (notice.kind is not Kind.REMINDER and row.told):
                return 0
            return audience_count(self.members, notice.revision.event)

        start = datetime.combine(first, datetime.min.time(), window.calendar.zone)
        return briefing.upcoming(self.notices, first=start, last=start + timedelta(days=(last - first).days + 1), count=count)

    def _answers(self, since: date | None) -> tuple[AnswerCount, ...]:
        names = {member.person.email: member.person.name or member.person.email for member in self.members}
        answered = []
        for row in self.events.all():
            if not row.ever_told or (since is not None and row.event.last_day() < since - timedelta(days=7)):
                continue
            answered.append(briefing.Answered(row.event, audience_count(self.members, row.event), tuple(self.facts.answers(row.id))))
        return briefing.answer_counts(answered, names)

    def _undelivered(self, troubles: Sequence[tuple[str, str, str]]) -> tuple[Undelivered, ...]:
        people = {member.person.email: member.person for member in self.members}
        result = []
        for address, why, subject in troubles:
            person = people.get(address)
            who = (person.name or address) if person else address
            result.append(Undelivered(who, address, why, subject, f"Уточните адрес: {person.school}" if person and person.school else ""))
        return tuple(result)

    def send(self, kind: Kind, step: str, content: Content, *, notes: Sequence[Note] = (), troubles: Sequence[Trouble] = (),
             role: Role = Role.COORDINATOR) -> None:
        """Compose and queue one mail to her; what it tells is marked told in the same transaction."""
        to = self.inputs.settings.coordinator
        # Her answer is bound to this Message-ID, so nobody else may guess it.
        mid = message_id(f"{self.facts.secret().hex()}|{self.inputs.plan_id}|{kind.value}|{step}|{to.email}", self.inputs.domain)
        try:
            composed = compose(Draft(kind, self.now, content=content), Recipient(to.email, to.name, to.greeting, role=role),
                               date=self.now, message_id=mid, templates=self.inputs.templates, frame=self.frame)
        except (TemplateFailure, UnsafeMail) as error:
            self.failures.append(f"{kind.value}: {error}")
            return
        letter = Letter(kind=kind, role=role, person=0, address=to.email, subjects=(Subject(step=step),), turn=0, due=self.now,
                        valid_until=self.now + timedelta(days=30), subject=composed.subject, method=composed.method,
                        message_id=mid, priority=1)
        self.outbox.queue([(letter, composed.data)], self.now)
        if isinstance(content, DigestContent):
            self._remember_asked(mid, content.needs)
        number = self.record.number_of(mid)
        self.facts.mark_told(notes, number)
        self.outbox.mark_told([trouble.id for trouble in troubles], number)


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
    rows = {row.event.uid: row for row in events.all()}
    result = []
    for uid, owed in facts.get_json("unacked").items():
        if uid in rows and isinstance(owed, dict):
            former = events.load(owed["former"]) if owed["former"] else None
            if former is None or not owed["told"] or is_material_change(former, rows[uid].event):
                result.append(Revised(rows[uid].revision, former, bool(owed["told"])))
    return result


def day_off_questions(events: Sequence[Event], inputs: Inputs, now: datetime) -> list[Question]:
    """A meeting on a day off is a question, never an automatic move (rule 9)."""
    calendar = inputs.window.calendar
    return [ask.day_off(event)
            for event in events
            if event.live and not event.all_day and not event.source and event.starts_at(calendar.zone) > now
            and not calendar.is_working(event.first_day())]


def _question_key(question: Question) -> str:
    return f"{question.code}|{question.item}|{question.key}|{_short(question.text)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
