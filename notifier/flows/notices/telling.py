"""From due notices to messages in the outbox: expand each notice to people once, and only where something is new.

A notice is expanded when its time has come and the window is open, for the roster of that moment; the expansion is noted,
so a pass with nothing due touches no people. Composing one person's mail may fail: that mail is noted as trouble, the
others go, and it is tried again once the texts are others.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from notifier.core.ladder import is_urgent
from notifier.core.phrases import short_title
from notifier.core.reconcile import Recipient as Candidate
from notifier.core.reconcile import Telling, reconcile, same_states, to_call_off
from notifier.core.russian import counted, quoted
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.people import Member
from notifier.flows.notices.answers import answered
from notifier.flows.notices.approval import Approval
from notifier.flows.notices.audience import Audience, invited_to
from notifier.flows.notices.circular import Circulars
from notifier.flows.notices.occasion import Occasion
from notifier.flows.notices.overtaken import Overtaken
from notifier.flows.notices.readiness import Readiness, Rows
from notifier.flows.notices.reminding import Reminders
from notifier.model.content import Content
from notifier.model.draft import Draft
from notifier.model.event import Event, Revision
from notifier.model.fact import Told
from notifier.model.notice import AGAIN, STATE_KINDS, Kind, Notice

DAY = ("start", "end", "place", "address", "place_open", "link")
"""What of an event's state says when and where."""


@dataclass
class Teller(Occasion):
    """Expands the due notices of one pass. ``roster`` is the stamp of its people."""

    roster: str
    queued: int = 0
    readiness: Readiness = field(init=False)
    approval: Approval = field(init=False)
    audience: Audience = field(init=False)
    circulars: Circulars = field(init=False)

    def __post_init__(self) -> None:
        self.readiness = Readiness(self.window, self.events, self.facts, self.roster, self.inputs.templates, self.now)
        self.approval = Approval(self.readiness)
        self.audience = Audience(self.members, self.facts)
        self.circulars = Circulars(self.inputs, self.frame, self.outbox, self.now)

    @property
    def failures(self) -> list[str]:
        """Mails that could not be made, for the coordinator."""
        return self.circulars.failures

    def tell(self, notices: Sequence[Notice], overview: Callable[[], Content], overtaken: Overtaken) -> None:
        """Expand everything due, and what was ``overtaken``. Call inside a transaction."""
        rows = self.events.by_uid()
        due = self.readiness.fresh(notices, rows)
        waiting = self.approval.waiting(due, rows)
        self.approval.remember(waiting, rows)
        self._tell_anew(notices, rows, {event: persons for event, persons in overtaken.items()
                                        if not any(event == number for number, _ in waiting)})
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind is Kind.REMINDER or (row is not None and row.pair in waiting):
                continue
            failed = len(self.failures)
            if notice.step == AGAIN and row is not None:
                self._invite_again(notice, row)
            else:
                self._expand(notice, row, overview)
                self.readiness.outdate(notice, rows)
            self.readiness.mark(notice, rows, whole=len(self.failures) == failed)
        self._refresh(notices, rows)
        self._remind([notice for notice in due if notice.kind is Kind.REMINDER], notices, rows)

    def held_back(self, notices: Sequence[Notice]) -> list[Recorded]:
        """The events whose news waits for approval at this moment."""
        return self.approval.held_back(notices, self.events.by_uid())

    def has_pending(self, notices: Sequence[Notice]) -> bool:
        """Whether something may go at this moment that somebody was not looked at for yet, and that waits for nobody's yes."""
        fresh = self.readiness.fresh(notices, self.events.by_uid())
        held = {row.event.uid for row in self.held_back(notices)} if fresh else set()
        return any(notice.uid not in held for notice in fresh)

    def _tell_anew(self, notices: Sequence[Notice], rows: Rows, overtaken: Overtaken) -> None:
        """Those whose mails were taken out get them as they read now, and at the gate at which they waited."""
        settling = self.readiness.settling() if overtaken else set()
        for notice in notices if overtaken else ():
            row = rows.get(notice.uid)
            if row is None or notice.uid in settling or notice.kind not in STATE_KINDS or notice.step or notice.due > self.now:
                continue
            failed = len(self.failures)
            for urgent, persons in overtaken.get(row.id, {}).items():
                self._expand_event(replace(notice, urgent=urgent), row, only=frozenset(persons))
            if len(self.failures) > failed:
                self.readiness.mark(notice, rows, whole=False)

    def _expand(self, notice: Notice, row: Recorded | None, overview: Callable[[], Content]) -> None:
        if row is None or notice.revision is None:
            self._expand_overview(notice, overview())
        else:
            self._expand_event(notice, row)

    def _expand_event(self, notice: Notice, row: Recorded, *, only: Collection[int] | None = None) -> None:
        """Everybody whom this notice concerns, or of them ``only`` these."""
        assert notice.revision is not None
        history = {revision.sequence: revision.event for revision in self.events.revisions(row.id)}
        if notice.kind is Kind.CANCELLATION and not row.event.live:
            self._note_unheard(row)
        tellings = [telling for telling in self._tellings(notice, notice.revision, row, history)
                    if only is None or telling.person in only]
        if not tellings:
            return
        threads = self.people.thread(row.id)
        urgent = notice.urgent or (is_urgent(row.event, self.window, now=self.now) and not self._is_over(row.event))
        groups: dict[tuple[Kind, int | None, bool, bool, int], list[Telling]] = {}
        for telling in tellings:
            groups.setdefault((telling.kind, telling.told_sequence, telling.removed, telling.revived, id(telling.day)), []).append(telling)
        for (kind, told_sequence, removed, revived, _), alike in groups.items():
            previous = history.get(told_sequence) if told_sequence is not None else None
            draft = Draft(kind, self.now, revision=notice.revision, previous=previous,
                          urgent=urgent and not removed, revived=revived, removed=removed)
            subject, day = notice, alike[0].day
            if day is not None:
                draft, subject = self._calling_off(draft, notice, day)
            self.queued += self.circulars.queue(draft, [(row.id, subject)], self.audience.copies(alike, threads))
        if any(telling.kind is not Kind.CANCELLATION or not telling.removed for telling in tellings):
            self.events.mark_told(row.id)

    def _calling_off(self, draft: Draft, notice: Notice, day: Event) -> tuple[Draft, Notice]:
        """The day that its readers know is called off, until it is over; the record says that day too, as the calendar entry does."""
        assert notice.revision is not None
        event, revision = notice.revision.event, notice.revision
        if (day.start, day.end) != (event.start, event.end):
            revision = replace(revision, event=replace(event, **{name: getattr(day, name) for name in DAY}))
            draft = replace(draft, held=event if event.live and self._is_over(event) else None, revision=revision)
        return draft, replace(notice, revision=revision, valid_until=day.moot_at(self.window.calendar.zone))

    def _note_unheard(self, row: Recorded) -> None:
        """Whoever was invited at an address that was corrected since has nothing to be called off at the new one, and may come all the
        same: that is for the coordinator to tell."""
        elsewhere, event = self.people.told_elsewhere(row.id), row.event
        for member in self.members:
            if member.id in elsewhere and member.present:
                self.facts.note("unheard", f"{event.uid}|{row.revision.sequence}|{member.id}",
                                f"{member.person.name or member.person.email} ({member.person.email}): приглашение на "
                                f"{event.first_day():%d.%m.%Y} ({short_title(event.title)}) ушло на прежний адрес, письма об отмене "
                                "не будет. Сообщите об отмене сами", self.now, event.item)

    def _is_over(self, event: Event) -> bool:
        return event.moot_at(self.window.calendar.zone) <= self.now

    def _tellings(self, notice: Notice, revision: Revision, row: Recorded, history: dict[int, Event]) -> Iterator[Telling]:
        """Who is told this state as what; ``history``: the event's states by sequence."""
        stays = self.audience.stays_invited(revision.event, lambda: self.people.told(row.id))
        invited = stays if notice.kind is Kind.CHANGE else invited_to(revision.event)
        if notice.kind is Kind.CHANGE and history.keys() == {revision.sequence} and all(
                member.present and invited(member) for member in self.members):
            return  # nobody knows another state, nobody leaves: behind an invitation a whole country would be read for nothing
        told = self._told(row, stays)
        self._note_nobody(row, told)
        members: Sequence[Member] = self.members
        if notice.kind is Kind.CHANGE:  # for all others it holds already
            members = [member for member in members if (known := told.get(member.id)) is not None
                       and (known.sequence != revision.sequence or not member.present or not invited(member))]
        candidates = (Candidate(member.id, member.present, member.absent, invited(member), False,
                                self.audience.reaches(member, row), told.get(member.id))
                      for member in members)
        found = reconcile(notice, candidates, quiet_hours=self.policy.quiet_hours,
                          same_as_told=same_states(history.items(), revision.event),
                          cancelled=frozenset(sequence for sequence, event in history.items() if not event.live))
        left = {member.id for member in members if not member.absent and not (member.present and stays(member))}
        zone = self.window.calendar.zone
        for telling in found:
            if telling.kind is not Kind.CANCELLATION:
                yield telling
                continue
            present = None if telling.person in left else revision.event
            if (day := to_call_off(told[telling.person], history, present, zone=zone, now=self.now)) is not None:
                yield telling._replace(day=day)

    def _note_nobody(self, row: Recorded, told: dict[int, Told]) -> None:
        """Those who are in no group of an event are a question where one of its groups is empty: a renamed one is no word of hers."""
        event = row.event
        empty, out = self.audience.stranded(event, lambda: told) if event.live and not self._is_over(event) else ((), 0)
        if out:
            groups = ", ".join(map(quoted, empty))
            way = "уберите пустую группу из строки плана" if len(empty) < len(event.audience) else "отмените встречу"  # «[]» is everybody
            self.facts.note("nobody", f"{event.uid}|{','.join(sorted(event.audience))}",
                            f"{event.item} ({short_title(event.title)}, {event.first_day():%d.%m.%Y}): в группе {groups} никого нет, а "
                            f"приглашение есть у {counted(out, 'человека', 'человек', 'человек')} не из групп этой встречи. Отмена им не "
                            "ушла, встреча для них в силе. Проверьте название группы в плане и столбец «группы» в списке людей. Если их "
                            f"больше не ждут, {way}", self.now, event.item)

    def _told(self, row: Recorded, invited: Callable[[Member], bool]) -> dict[int, Told]:
        """What everybody was told of this event; news that still waits for somebody no longer invited is withdrawn: what never left
        needs no cancellation."""
        told = self.people.told(row.id)
        gone = [member.id for member in self.members if not (member.present and invited(member))
                and not member.absent and member.id in told and told[member.id].live]
        if gone and self.outbox.supersede_news(row.id, gone, self.now):
            return self.people.told(row.id)
        return told

    def _invite_again(self, notice: Notice, row: Recorded) -> None:
        """The same state once more, SEQUENCE unchanged, to those who said nothing and want reminders (``second_invitation_days``)."""
        assert notice.revision is not None
        said, told, invited = answered(row, self.events, self.facts), self.people.told(row.id), invited_to(notice.revision.event)
        rested = timedelta(hours=self.policy.quiet_hours)
        tellings = [Telling(member.id, notice.kind, known.turn + 1, known.sequence) for member in self.members
                    if (known := told.get(member.id)) is not None and known.live and known.sequence == notice.revision.sequence
                    and member.present and member.state == "ok" and member.person.email not in said and invited(member)
                    and self.audience.reaches(member, row) and known.left is not None and known.left + rested <= notice.planned]
        draft = Draft(notice.kind, self.now, step=AGAIN, revision=notice.revision)
        if tellings:
            self.queued += self.circulars.queue(draft, [(row.id, replace(notice, step=""))],
                                                self.audience.copies(tellings, self.people.thread(row.id)))

    def _expand_overview(self, notice: Notice, overview: Content) -> None:
        tellings = [Telling(member.id, Kind.OVERVIEW, 0) for member in self.audience.without_overview(self.people.overviewed(notice.step))]
        draft = Draft(Kind.OVERVIEW, self.now, content=overview)
        if tellings:
            self.queued += self.circulars.queue(draft, [(0, notice)], self.audience.copies(tellings, {}))

    def _refresh(self, notices: Sequence[Notice], rows: Rows) -> None:
        """Whoever asked for the newest state (RFC 5546 section 3.2.6) gets it once more, SEQUENCE unchanged; where the mail
        can't be composed the request stays, with the templates it was tried with. What settles or waits for a yes is told to nobody."""
        waiting = self.facts.get_json("refresh")
        if not waiting or not self.window.is_open(self.now):
            return
        by_address = {member.person.email: member for member in self.members if member.present}
        current = {notice.uid: notice for notice in notices if notice.kind in (Kind.INVITATION, Kind.ANNOUNCEMENT)
                   and not notice.step}
        unsure = self.readiness.settling() | {row.event.uid for row in self.held_back(notices)}
        left: dict[str, object] = {}
        stamp = self.inputs.templates.stamp
        for key, asked in waiting.items():
            uid, _, address = key.partition("|")
            member, notice, row = by_address.get(address), current.get(uid), rows.get(uid)
            told = self.people.told(row.id).get(member.id) if row is not None and member is not None else None
            if member is None or notice is None or row is None or told is None or not told.live:
                continue
            if uid in unsure:
                left[key] = asked
                continue
            telling = Telling(member.id, notice.kind, told.turn + 1, told.sequence)
            draft = Draft(notice.kind, self.now, revision=notice.revision)
            failed = len(self.failures)
            if asked != stamp:
                self.queued += self.circulars.queue(draft, [(row.id, notice)],
                                                    self.audience.copies([telling], self.people.thread(row.id)))
            if asked == stamp or len(self.failures) > failed:
                left[key] = stamp
        self.facts.put_json("refresh", left)

    def _remind(self, due: Sequence[Notice], notices: Sequence[Notice], rows: Rows) -> None:
        if not due:
            return
        settling = self.readiness.settling()
        others = [notice for notice in notices if notice.kind is Kind.REMINDER and notice.uid not in settling]
        reminders = Reminders(self.readiness, self.audience, self.events, self.people, self.circulars)
        failed = len(self.failures)
        self.queued += reminders.remind(due, others, rows)
        for notice in due:
            self.readiness.mark(notice, rows, whole=len(self.failures) == failed)
