"""From due notices to messages in the outbox: expand each notice to people once, and only where something is new.

A notice is expanded when its time has come and the window is open, for the roster of that moment; the expansion is noted,
so a pass with nothing due touches no people. Composing one person's mail may fail: that mail is noted as trouble, the
others go.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from notifier.core.calendar import SendingWindow
from notifier.core.compose import Skeleton, TemplateFailure, UnsafeMail, fill, message_id, skeleton
from notifier.core.ladder import is_urgent
from notifier.core.reconcile import Recipient as Candidate
from notifier.core.reconcile import Telling, reconcile, seen_before
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member, People
from notifier.flows.inputs import Inputs
from notifier.model.content import Content, Draft
from notifier.model.event import Event
from notifier.model.frame import Frame, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import STATE_KINDS, Kind, Notice, Role

PRIORITY = {Kind.CANCELLATION: 1, Kind.CHANGE: 2, Kind.HOST_NOTICE: 0, Kind.INVITATION: 4, Kind.ANNOUNCEMENT: 4,
            Kind.REMINDER: 3, Kind.OVERVIEW: 5}
"""Lower leaves first: bad news before good, hosts before guests, overviews last."""


@dataclass
class Teller:
    """Expands the due notices of one pass."""

    inputs: Inputs
    frame: Frame
    events: Events
    people: People
    facts: Facts
    outbox: Outbox
    members: Sequence[Member]
    roster: str
    now: datetime
    queued: int = 0
    failures: list[str] = field(default_factory=list)
    _muted_items: dict[str, object] | None = None
    _skeletons: dict[Draft, Skeleton] = field(default_factory=dict)  # the last one used: batches share it

    @property
    def window(self) -> SendingWindow:
        """The sending window of the inputs."""
        return self.inputs.window

    def tell(self, notices: Sequence[Notice], overview: Callable[[], Content]) -> None:
        """Expand everything due. Call inside a transaction."""
        rows = {row.event.uid: row for row in self.events.all()}
        expanded = self.facts.expanded()
        due = [notice for notice in notices if self.may_go(notice) and expanded.get(self._key(notice, rows)) != self.roster]
        waiting = self._waiting_for_approval(due, rows, expanded)
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind is Kind.REMINDER or (row is not None and (row.id, row.revision.sequence) in waiting):
                continue
            self._expand(notice, row, overview)
            self.facts.mark_expanded(self._key(notice, rows), self.roster)
        self._refresh(notices, rows)
        reminders = [notice for notice in due if notice.kind is Kind.REMINDER]
        if reminders:
            self._remind(reminders, [n for n in notices if n.kind is Kind.REMINDER], rows)
            for notice in reminders:
                self.facts.mark_expanded(self._key(notice, rows), self.roster)

    # --- whether the time has come

    def may_go(self, notice: Notice) -> bool:
        """Due, still true, and the window (or the planned hour, or the urgent hours) is open."""
        return notice.valid_until > self.now and self.opens_at(notice) <= self.now

    def opens_at(self, notice: Notice) -> datetime:
        """When this notice may leave at the earliest, looking from now."""
        due = max(notice.due, self.now)
        if notice.urgent:
            return self.window.next_urgent(due)
        planned = notice.kind in (Kind.REMINDER, Kind.OVERVIEW) or notice.due.time() == self.window.policy.planned_at
        return self.window.next_planned(due) if planned else self.window.next_open(due)

    def _waiting_for_approval(self, due: Sequence[Notice], rows: dict[str, Recorded],
                              expanded: dict[tuple[int, int, str, str, str], str]) -> set[tuple[int, int]]:
        """Rule 16: the news of more than so many events at once waits for a person."""
        approved = self.facts.approved()
        fresh: dict[tuple[int, int], Recorded] = {}
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind not in STATE_KINDS or row is None or self._key(notice, rows) in expanded:
                continue
            if notice.kind is Kind.CHANGE and row.told:
                continue  # its own sequence was told already: this looks for leavers only
            pair = (row.id, row.revision.sequence)
            if pair not in approved:
                fresh[pair] = row
        if len(fresh) <= self.window.policy.approve_above_events:
            return set()
        return set(fresh)

    def held_back(self, notices: Sequence[Notice]) -> list[Recorded]:
        """The events whose news waits for approval at this moment."""
        rows = {row.event.uid: row for row in self.events.all()}
        due = [notice for notice in notices if self.may_go(notice)]
        pairs = self._waiting_for_approval(due, rows, self.facts.expanded())
        return [row for row in rows.values() if (row.id, row.revision.sequence) in pairs]

    def _key(self, notice: Notice, rows: dict[str, Recorded]) -> tuple[int, int, str, str, str]:
        row = rows.get(notice.uid)
        if row is None or notice.revision is None:
            return (0, 0, notice.kind.value, notice.step, "")
        sequence = 0 if notice.kind is Kind.REMINDER else row.revision.sequence
        return (row.id, sequence, notice.kind.value, notice.step, iso(notice.revision.event))

    # --- states and the overview

    def _expand(self, notice: Notice, row: Recorded | None, overview: Callable[[], Content]) -> None:
        if row is None or notice.revision is None:
            self._expand_overview(notice, overview())
            return
        told = self.people.told(row.id)
        history = {revision.sequence: revision.event for revision in self.events.revisions(row.id)}
        same = seen_before(((s, e) for s, e in history.items() if s < notice.revision.sequence), notice.revision.event)
        candidates = (Candidate(member.id, present=member.present, absent=member.absent,
                                invited=member.person.belongs(notice.revision.event.audience),
                                reachable=member.state != "paused" and not self._muted(member, row), told=told.get(member.id))
                      for member in self.members)
        tellings = list(reconcile(notice, candidates, quiet_hours=self.window.policy.quiet_hours, same_as_told=same,
                                  cancelled=frozenset(sequence for sequence, event in history.items() if not event.live)))
        if not tellings:
            return
        threads = self.people.thread(row.id)
        by_id = {member.id: member for member in self.members}
        urgent = notice.urgent or is_urgent(notice.revision, self.window)
        letters = self._letters(
            (by_id[telling.person], telling, Draft(
                telling.kind, self.now, revision=notice.revision,
                previous=history.get(telling.told_sequence) if telling.told_sequence is not None else None,
                urgent=urgent and not telling.removed, revived=telling.revived, removed=telling.removed,
                references=(threads[telling.person],) if telling.person in threads else ()))
            for telling in tellings)
        self.queued += self.outbox.queue(
            ((self._letter(member, telling, draft, [(row.id, notice)], subject, method, mid), data)
             for member, telling, draft, subject, method, mid, data in letters), self.now)
        if any(telling.kind is not Kind.CANCELLATION or not telling.removed for telling in tellings):
            self.events.mark_told(row.id)

    def _muted(self, member: Member, row: Recorded) -> bool:
        """Whether this person wants no mails about this row of the plan."""
        if self._muted_items is None:
            self._muted_items = self.facts.get_json("muted")
        items = self._muted_items.get(member.person.email)
        return isinstance(items, list) and row.event.item in items

    def _expand_overview(self, notice: Notice, overview: Content) -> None:
        have = self.people.overviewed(notice.step)
        tellings = [Telling(member.id, Kind.OVERVIEW, 0) for member in self.members
                    if member.present and member.state != "paused" and member.id not in have]
        by_id = {member.id: member for member in self.members}
        draft = Draft(Kind.OVERVIEW, self.now, content=overview)
        letters = self._letters((by_id[telling.person], telling, draft) for telling in tellings)
        self.queued += self.outbox.queue(
            ((self._letter(member, telling, draft, [(0, notice)], subject, method, mid), data)
             for member, telling, draft, subject, method, mid, data in letters), self.now)

    def _refresh(self, notices: Sequence[Notice], rows: dict[str, Recorded]) -> None:
        """Whoever asked for the newest state (RFC 5546 section 3.2.6) gets it once more, SEQUENCE unchanged."""
        waiting = self.facts.get_json("refresh")
        if not waiting or not self.window.is_open(self.now):
            return
        by_address = {member.person.email: member for member in self.members if member.present}
        current = {notice.uid: notice for notice in notices if notice.kind in (Kind.INVITATION, Kind.ANNOUNCEMENT)}
        for key in waiting:
            uid, _, address = key.partition("|")
            member, notice, row = by_address.get(address), current.get(uid), rows.get(uid)
            told = self.people.told(row.id).get(member.id) if row is not None and member is not None else None
            if member is None or notice is None or row is None or told is None or not told.live:
                continue
            telling = Telling(member.id, notice.kind, told.turn + 1, told.sequence)
            draft = Draft(notice.kind, self.now, revision=notice.revision)
            self.queued += self.outbox.queue(
                ((self._letter(member, telling, draft, [(row.id, notice)], subject, method, mid), data)
                 for member, telling, draft, subject, method, mid, data in self._letters([(member, telling, draft)])), self.now)
        self.facts.put("refresh", None)

    # --- reminders, merged where several fall on one day (rule 18)

    def _remind(self, due: Sequence[Notice], all_reminders: Sequence[Notice], rows: dict[str, Recorded]) -> None:
        today = self.now.date()
        same_day = [notice for notice in all_reminders if notice not in due and notice.due.date() == today and notice.due > self.now]
        wanted_by: dict[int, list[Notice]] = {}
        for notice in (*due, *same_day):
            row = rows[notice.uid]
            told, reminded = self.people.told(row.id), self.people.reminded(row.id, iso(row.event))
            declined = self.people.declined(row.id)
            candidates = (Candidate(member.id, present=member.present, absent=member.absent,
                                    invited=member.person.belongs(row.event.audience),
                                    silent=member.state == "muted" or member.person.email in declined,
                                    reachable=member.state != "paused" and not self._muted(member, row), told=told.get(member.id),
                                    steps=reminded.get(member.id, frozenset()))
                          for member in self.members)
            for telling in reconcile(notice, candidates, quiet_hours=self.window.policy.quiet_hours):
                if notice in due or telling.person in wanted_by:
                    wanted_by.setdefault(telling.person, []).append(notice)
        by_id = {member.id: member for member in self.members}
        threads = {notice.uid: self.people.thread(rows[notice.uid].id) for notice in (*due, *same_day)}
        self.queued += self.outbox.queue(self._reminders(wanted_by, by_id, rows, threads), self.now)

    def _reminders(self, wanted_by: dict[int, list[Notice]], by_id: dict[int, Member], rows: dict[str, Recorded],
                   threads: dict[str, dict[int, str]]) -> Iterator[tuple[Letter, bytes]]:
        for person, notices in wanted_by.items():
            first, merged = notices[0], notices[1:]
            reference = threads[first.uid].get(person)
            draft = Draft(Kind.REMINDER, self.now, step=first.step, revision=first.revision,
                          reminders=tuple(n.revision for n in notices if n.revision) if merged else (),
                          references=(reference,) if reference and not merged else ())
            telling = Telling(person, Kind.REMINDER, 0)
            for member, told, done, subject, method, mid, data in self._letters([(by_id[person], telling, draft)]):
                yield self._letter(member, told, done, [(rows[n.uid].id, n) for n in notices], subject, method, mid), data

    # --- one person's mail

    def _letters(self, wanted: Iterable[tuple[Member, Telling, Draft]]) -> Iterator[
            tuple[Member, Telling, Draft, str, str, str, bytes]]:
        for member, telling, draft in wanted:
            mid = message_id(self._identity(member, telling, draft), self.inputs.domain)
            recipient = Recipient(member.person.email, member.person.name, member.person.greeting, member.person.school,
                                  Role.LIBRARIAN)
            try:
                bare = replace(draft, references=())
                if bare not in self._skeletons:
                    self._skeletons = {bare: skeleton(bare, date=self.now, templates=self.inputs.templates, frame=self.frame)}
                composed = fill(self._skeletons[bare], recipient, message_id=mid, references=draft.references)
            except (TemplateFailure, UnsafeMail) as error:
                self.failures.append(f"{telling.kind.value}: {error}")
                continue
            yield member, telling, draft, composed.subject, composed.method, mid, composed.data

    def _identity(self, member: Member, telling: Telling, draft: Draft) -> str:
        """What the Message-ID is derived from: everything that makes this message another one than any other."""
        revisions = draft.reminders or ((draft.revision,) if draft.revision else ())
        parts = [telling.kind.value, str(member.id), member.person.email, str(telling.turn), draft.step, f"{self.now:%Y%m%d}"]
        parts += [f"{revision.uid}:{revision.sequence}:{iso(revision.event)}" for revision in revisions]
        return "|".join([self.inputs.plan_id, *parts])

    def _letter(self, member: Member, telling: Telling, draft: Draft, told: Sequence[tuple[int, Notice]], subject: str,
                method: str, mid: str) -> Letter:
        subjects = tuple(_subject(event_id, notice) for event_id, notice in told)
        until = min(notice.valid_until for _, notice in told)
        if telling.kind is Kind.REMINDER or draft.urgent:
            until = min(until, end_of_day(self.now))  # «завтра» is true today only
        urgent = all(notice.urgent for _, notice in told)
        return Letter(kind=telling.kind, role=Role.LIBRARIAN, person=member.id, address=member.person.email, subjects=subjects,
                      turn=telling.turn, due=self.now, valid_until=until, subject=subject, method=method, message_id=mid,
                      urgent=urgent, priority=0 if urgent else PRIORITY[telling.kind])


def _subject(event_id: int, notice: Notice) -> Subject:
    if notice.revision is None:
        return Subject(step=notice.step)
    event = notice.revision.event
    # A reminder is keyed by the event's start, not by its sequence: a change of place does not repeat it.
    return Subject(event.item, event.uid, notice.revision.sequence, iso(event), notice.step, event_id)


def iso(event: Event) -> str:
    """An event's start as the journal and the keys write it: ISO with offset, or a date."""
    return event.start.isoformat()


def end_of_day(now: datetime) -> datetime:
    """The midnight after ``now``, in ``now``'s zone."""
    return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)


def audience_count(members: Sequence[Member], event: Event) -> int:
    """How many present people an event invites."""
    return sum(1 for member in members if member.present and member.state != "paused" and member.person.belongs(event.audience))
