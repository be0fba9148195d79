"""From due notices to messages in the outbox: expand each notice to people once, and only where something is new.

A notice is expanded when its time has come and the window is open, for the roster of that moment; the expansion is noted,
so a pass with nothing due touches no people. Composing one person's mail may fail: that mail is noted as trouble, the
others go.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifier.core.calendar import SendingWindow
from notifier.core.identity import short_hash, year_of
from notifier.core.ladder import is_urgent
from notifier.core.reconcile import Recipient as Candidate
from notifier.core.reconcile import Telling, reconcile, seen_before
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member, People
from notifier.flows.answers import answered, declined
from notifier.flows.circular import Circulars, Copy, iso
from notifier.flows.inputs import Inputs
from notifier.model.content import Content, Draft
from notifier.model.event import Event
from notifier.model.frame import Frame
from notifier.model.notice import AGAIN, STATE_KINDS, Kind, Notice

WAITING = "news-waiting"
"""The fact that keeps which (event:sequence) wait for a yes."""

OUTDATED = "outdated"
"""An expansion's stamp that no list of people has."""


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
    window: SendingWindow = field(init=False)
    circulars: Circulars = field(init=False)
    _muted_items: dict[str, object] | None = None
    _by_id: dict[int, Member] | None = None
    _audiences: dict[tuple[str, ...], str] = field(default_factory=dict)
    _told: frozenset[str] = frozenset()
    _told_at: int = -1
    _looked_at: Sequence[Notice] | None = None
    _looked_when: int = -1
    _found: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.window = self.inputs.window
        self.circulars = Circulars(self.inputs, self.frame, self.outbox, self.now)

    @property
    def failures(self) -> list[str]:
        """Mails that could not be made, for the coordinator."""
        return self.circulars.failures

    def tell(self, notices: Sequence[Notice], overview: Callable[[], Content]) -> None:
        """Expand everything due. Call inside a transaction."""
        rows = {row.event.uid: row for row in self.events.all()}
        expanded = self.facts.expanded()
        due = [notice for notice in self._ready(notices) if not self._is_expanded(notice, rows, expanded)]
        waiting = self._waiting_for_approval(due, rows, expanded)
        self._remember_waiting(waiting, rows)
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind is Kind.REMINDER or (row is not None and (row.id, row.revision.sequence) in waiting):
                continue
            if notice.step == AGAIN and row is not None:
                self._invite_again(notice, row)
            else:
                self._expand(notice, row, overview)
                self._outdate(notice, rows)
            self.facts.mark_expanded(self._key(notice, rows), self._audience_stamp(notice))
        self._refresh(notices, rows)
        reminders = [notice for notice in due if notice.kind is Kind.REMINDER]
        if reminders:
            settling = self._settling()
            self._remind(reminders, [n for n in notices if n.kind is Kind.REMINDER and n.uid not in settling], rows)
            for notice in reminders:
                self.facts.mark_expanded(self._key(notice, rows), self._audience_stamp(notice))

    # --- whether the time has come

    def _ready(self, notices: Sequence[Notice]) -> list[Notice]:
        """Those that may go now. Kept: a pass asks four times of the same notices."""
        if self._looked_at is not notices or self._looked_when != self.events.stamp:
            self._looked_at, self._looked_when = notices, self.events.stamp
            settling = self._settling()
            self._found = [notice for notice in notices if notice.uid not in settling and self.may_go(notice)]
        return self._found

    def _settling(self) -> set[str]:
        """Events that were edited and still settle: nobody is told today what will not be true in ten minutes."""
        return {row.event.uid for row in self.events.all() if row.pending is not None}

    def may_go(self, notice: Notice) -> bool:
        """Due, still true, and the window (or the planned hour, or the urgent hours) is open."""
        return notice.valid_until > self.now and self.opens_at(notice) <= self.now

    def opens_at(self, notice: Notice) -> datetime:
        """When this notice may leave at the earliest, looking from now."""
        due = max(notice.due, self.now)
        if notice.urgent:
            return self.window.next_urgent(due)
        planned = notice.kind is Kind.REMINDER or (notice.due.time() == self.window.policy.planned_at and not self._is_known(notice))
        return self.window.next_planned(due) if planned else self.window.next_open(due)

    def _is_known(self, notice: Notice) -> bool:
        """Whether this waits for joiners and leavers only: what the coordinator triggers goes at the next minute of the window."""
        if self._told_at != self.events.stamp:
            self._told_at, self._told = self.events.stamp, frozenset(row.event.uid for row in self.events.all() if row.told)
        return notice.kind is Kind.OVERVIEW or notice.uid in self._told

    def _waiting_for_approval(self, due: Sequence[Notice], rows: dict[str, Recorded],
                              expanded: dict[tuple[int, int, str, str, str], str]) -> set[tuple[int, int]]:
        """Rule 16: the news of more than so many events at once waits for a person; what waits does so until somebody says yes,
        though one of them may have passed meanwhile: silence is no consent."""
        approved, before = self.facts.approved(), self._still_waiting(rows)
        fresh: dict[tuple[int, int], Recorded] = {}
        for notice in due:
            row = rows.get(notice.uid)
            if notice.kind not in STATE_KINDS or notice.step or row is None or self._key(notice, rows) in expanded:
                continue
            if notice.kind is Kind.CHANGE and row.told:
                continue  # its own sequence was told already: this looks for leavers only
            pair = (row.id, row.revision.sequence)
            if pair not in approved:
                fresh[pair] = row
        if len(set(fresh) - before) > self.window.policy.approve_above_events:
            return set(fresh)
        return set(fresh) & before

    def _still_waiting(self, rows: dict[str, Recorded]) -> set[tuple[int, int]]:
        """Who was waiting when last looked, without what was approved, corrected or is over meanwhile."""
        marks = self.facts.get_json(WAITING)
        if not marks:
            return set()
        approved = self.facts.approved()
        zone = self.window.calendar.zone
        return {(row.id, row.revision.sequence) for row in rows.values() if f"{row.id}:{row.revision.sequence}" in marks
                and (row.id, row.revision.sequence) not in approved and row.event.ends_at(zone) > self.now}

    def _remember_waiting(self, waiting: set[tuple[int, int]], rows: dict[str, Recorded]) -> None:
        """Who waits is kept for the passes to come: at night nothing is due, and one of four may be over tomorrow."""
        marks: dict[str, object] = {f"{event}:{sequence}": 1 for event, sequence in sorted(waiting | self._still_waiting(rows))}
        if marks != self.facts.get_json(WAITING):
            self.facts.put(WAITING, json.dumps(marks) if marks else None)

    def held_back(self, notices: Sequence[Notice]) -> list[Recorded]:
        """The events whose news waits for approval at this moment."""
        rows = {row.event.uid: row for row in self.events.all()}
        pairs = self._waiting_for_approval(self._ready(notices), rows, self.facts.expanded()) | self._still_waiting(rows)
        return [row for row in rows.values() if (row.id, row.revision.sequence) in pairs]

    def _key(self, notice: Notice, rows: dict[str, Recorded]) -> tuple[int, int, str, str, str]:
        row = rows.get(notice.uid)
        if row is None or notice.revision is None:
            return (0, 0, notice.kind.value, notice.step, "")
        sequence = 0 if notice.kind is Kind.REMINDER else row.revision.sequence
        return (row.id, sequence, notice.kind.value, notice.step, iso(notice.revision.event))

    def _audience_stamp(self, notice: Notice) -> str:
        """Whom this notice looks at: another list of people, or another audience, is looked at anew."""
        audience = notice.revision.event.audience if notice.revision else ()
        if audience not in self._audiences:
            self._audiences[audience] = short_hash("|".join(sorted(audience)))
        return f"{self.roster}.{self._audiences[audience]}"

    def _is_expanded(self, notice: Notice, rows: dict[str, Recorded], expanded: dict[tuple[int, int, str, str, str], str]) -> bool:
        stamp = expanded.get(self._key(notice, rows))
        if notice.step == AGAIN and stamp is not None:
            return True  # nobody is asked a third time
        return stamp == self._audience_stamp(notice)

    def _outdate(self, notice: Notice, rows: dict[str, Recorded]) -> None:
        """What this event's other news was expanded for is history: should everybody be invited again before that news looks at people
        (a cancellation left in the evening, invitations wait for the window), the list is the former one, and yet they have to be asked."""
        event, sequence, *_ = self._key(notice, rows)
        stamp = self._audience_stamp(notice)
        for key, known in self.facts.expanded().items():
            if key[:2] == (event, sequence) and key[2] in STATE_KINDS and not key[3] and known not in (stamp, OUTDATED):
                self.facts.mark_expanded(key, OUTDATED)

    def has_pending(self, notices: Sequence[Notice]) -> bool:
        """Whether something may go at this moment that somebody was not looked at for yet, and that waits for nobody's yes."""
        rows, expanded = {row.event.uid: row for row in self.events.all()}, self.facts.expanded()
        fresh = [notice for notice in self._ready(notices) if not self._is_expanded(notice, rows, expanded)]
        held = {row.event.uid for row in self.held_back(notices)} if fresh else set()
        return any(notice.uid not in held for notice in fresh)

    # --- states and the overview

    def _expand(self, notice: Notice, row: Recorded | None, overview: Callable[[], Content]) -> None:
        if row is None or notice.revision is None:
            self._expand_overview(notice, overview())
            return
        told = self.people.told(row.id)
        history = {revision.sequence: revision.event for revision in self.events.revisions(row.id)}
        same = seen_before(((s, e) for s, e in history.items() if s < notice.revision.sequence), notice.revision.event)
        invited = _audience(notice.revision.event)
        gone = [member.id for member in self.members if not (member.present and invited(member))
                and not member.absent and member.id in told and told[member.id].live]
        if gone and self.outbox.supersede_news(row.id, gone, "not invited any more", self.now):
            told = self.people.told(row.id)  # what never left needs no cancellation
        members, sequence = self.members, notice.revision.sequence
        if notice.kind is Kind.CHANGE:  # for all others it holds already: after an invitation this looks at a whole country again
            members = [member for member in members if (known := told.get(member.id)) is not None
                       and (known.sequence != sequence or not member.present or not invited(member))]
        candidates = (Candidate(member.id, member.present, member.absent, invited(member), False,
                                member.state != "paused" and not self._muted(member, row), told.get(member.id))
                      for member in members)
        tellings = list(reconcile(notice, candidates, quiet_hours=self.window.policy.quiet_hours, same_as_told=same,
                                  cancelled=frozenset(sequence for sequence, event in history.items() if not event.live)))
        if not tellings:
            return
        threads = self.people.thread(row.id)
        urgent = notice.urgent or is_urgent(notice.revision, self.window)
        groups: dict[tuple[Kind, int | None, bool, bool], list[Telling]] = {}
        for telling in tellings:
            groups.setdefault((telling.kind, telling.told_sequence, telling.removed, telling.revived), []).append(telling)
        for (kind, told_sequence, removed, revived), alike in groups.items():
            previous = history.get(told_sequence) if told_sequence is not None else None
            draft = Draft(kind, self.now, revision=notice.revision, previous=previous,
                          urgent=urgent and not removed, revived=revived, removed=removed)
            self.queued += self.circulars.queue(draft, [(row.id, notice)], self._copies(alike, threads))
        if any(telling.kind is not Kind.CANCELLATION or not telling.removed for telling in tellings):
            self.events.mark_told(row.id)

    def _invite_again(self, notice: Notice, row: Recorded) -> None:
        """The same state once more, SEQUENCE unchanged, to those who said nothing and want reminders (``second_invitation_days``)."""
        assert notice.revision is not None
        said, told, invited = answered(row, self.events, self.facts), self.people.told(row.id), _audience(notice.revision.event)
        rested = timedelta(hours=self.window.policy.quiet_hours)
        tellings = [Telling(member.id, notice.kind, known.turn + 1, known.sequence) for member in self.members
                    if (known := told.get(member.id)) is not None and known.live and known.sequence == notice.revision.sequence
                    and member.present and member.state == "ok" and member.person.email not in said and invited(member)
                    and not self._muted(member, row) and known.left is not None and known.left + rested <= notice.planned]
        draft = Draft(notice.kind, self.now, step=AGAIN, revision=notice.revision)
        if tellings:
            self.queued += self.circulars.queue(draft, [(row.id, replace(notice, step=""))],
                                                self._copies(tellings, self.people.thread(row.id)))

    def _muted(self, member: Member, row: Recorded) -> bool:
        """Whether this person wants no mails about this row of the plan."""
        if self._muted_items is None:
            self._muted_items = self.facts.get_json("muted")
        items = self._muted_items.get(member.person.email)
        return isinstance(items, list) and f"{year_of(row.event.uid)}/{row.event.item}" in items

    def _expand_overview(self, notice: Notice, overview: Content) -> None:
        have = self.people.overviewed(notice.step)
        tellings = [Telling(member.id, Kind.OVERVIEW, 0) for member in self.members
                    if member.present and member.state != "paused" and member.id not in have]
        draft = Draft(Kind.OVERVIEW, self.now, content=overview)
        if tellings:
            self.queued += self.circulars.queue(draft, [(0, notice)], self._copies(tellings, {}))

    def _copies(self, tellings: Iterable[Telling], threads: dict[int, str]) -> Iterable[Copy]:
        """Who gets a circular, and what of theirs it answers."""
        if self._by_id is None:
            self._by_id = {member.id: member for member in self.members}
        for telling in tellings:
            thread = threads.get(telling.person)
            yield self._by_id[telling.person], telling, (thread,) if thread else ()

    def _refresh(self, notices: Sequence[Notice], rows: dict[str, Recorded]) -> None:
        """Whoever asked for the newest state (RFC 5546 section 3.2.6) gets it once more, SEQUENCE unchanged."""
        waiting = self.facts.get_json("refresh")
        if not waiting or not self.window.is_open(self.now):
            return
        by_address = {member.person.email: member for member in self.members if member.present}
        current = {notice.uid: notice for notice in notices if notice.kind in (Kind.INVITATION, Kind.ANNOUNCEMENT)
                   and not notice.step}
        for key in waiting:
            uid, _, address = key.partition("|")
            member, notice, row = by_address.get(address), current.get(uid), rows.get(uid)
            told = self.people.told(row.id).get(member.id) if row is not None and member is not None else None
            if member is None or notice is None or row is None or told is None or not told.live:
                continue
            telling = Telling(member.id, notice.kind, told.turn + 1, told.sequence)
            draft = Draft(notice.kind, self.now, revision=notice.revision)
            self.queued += self.circulars.queue(draft, [(row.id, notice)], [(member, telling, ())])
        self.facts.put("refresh", None)

    # --- reminders, merged where several fall on one day (rule 18)

    def _remind(self, due: Sequence[Notice], all_reminders: Sequence[Notice], rows: dict[str, Recorded]) -> None:
        today, zone = self.now.date(), self.window.calendar.zone
        open_now = self.window.is_open(self.now)  # before the window a webinar's own day goes alone: the others would hold it up
        same_day = [notice for notice in all_reminders if notice not in due and notice.due.date() == today and notice.due > self.now
                    and (open_now or notice.urgent)]
        wanted_by: dict[int, list[Notice]] = {}
        for notice in (*due, *same_day):
            row = rows[notice.uid]
            told, reminded = self.people.told(row.id), self.people.reminded(row.id, iso(row.event))
            no = declined(row, self.events, self.facts)
            invited = _audience(row.event)
            candidates = (Candidate(member.id, present=member.present, absent=member.absent, invited=invited(member),
                                    silent=member.state == "muted" or member.person.email in no,
                                    reachable=member.state != "paused" and not self._muted(member, row), told=told.get(member.id),
                                    steps=reminded.get(member.id, frozenset()))
                          for member in self.members)
            earlier = ((r.sequence, r.event) for r in self.events.revisions(row.id) if r.sequence < row.revision.sequence)
            same = seen_before(earlier, row.event)
            for telling in reconcile(notice, candidates, quiet_hours=self.window.policy.quiet_hours, same_as_told=same):
                if notice in due or telling.person in wanted_by:
                    wanted_by.setdefault(telling.person, []).append(notice)
        threads = {notice.uid: self.people.thread(rows[notice.uid].id) for notice in (*due, *same_day)}
        alike: dict[tuple[str, ...], tuple[list[Notice], list[Telling]]] = {}
        for person, wanted in wanted_by.items():
            wanted.sort(key=lambda notice: (rows[notice.uid].event.starts_at(zone), notice.uid))  # what comes first is read first
            key = tuple(f"{notice.uid}|{notice.step}" for notice in wanted)
            alike.setdefault(key, (wanted, []))[1].append(Telling(person, Kind.REMINDER, 0))
        for notices, tellings in alike.values():
            first, merged = notices[0], notices[1:]
            draft = Draft(Kind.REMINDER, self.now, step=first.step, revision=first.revision,
                          reminders=tuple(n.revision for n in notices if n.revision) if merged else ())
            self.queued += self.circulars.queue(draft, [(rows[n.uid].id, n) for n in notices],
                                                self._copies(tellings, {} if merged else threads[first.uid]))


def _audience(event: Event) -> Callable[[Member], bool]:
    """Whether a member is invited: asked once for each combination of groups, of which there are few."""
    known: dict[tuple[str, ...], bool] = {}

    def invited(member: Member) -> bool:
        groups = member.person.groups
        found = known.get(groups)
        if found is None:
            found = known[groups] = member.person.belongs(event.audience)
        return found

    return invited


def audience_count(members: Sequence[Member], event: Event) -> int:
    """How many present people an event invites."""
    invited = _audience(event)
    return sum(1 for member in members if member.present and member.state != "paused" and invited(member))
