"""One pass: read, resolve, record, tell, hand over. The same code under the service, ``notifier tick`` and the rehearsal.

Nothing is scheduled in memory: a pass computes what everybody should have been told by now, subtracts what they were told
and puts the difference into the outbox - so a restart at any point is harmless, and a second pass finds nothing to do.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from notifier.core import briefing
from notifier.core.calendar import SendingWindow
from notifier.core.events import Resolution
from notifier.core.ladder import hurries, lapsed
from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.people import Member
from notifier.edges.ledger.said import Said
from notifier.edges.ledger.store import Store
from notifier.flows.coordinator import Alarm, Coordinator, Desk, owe_acknowledgement
from notifier.flows.deciding.taking_back import held_until, none_after
from notifier.flows.hearing.ear import Ear
from notifier.flows.hearing.returned import pause_refused
from notifier.flows.inputs import Inputs, Reads
from notifier.flows.inputs.bygone import note_beside, remember
from notifier.flows.inputs.keeping import use_up
from notifier.flows.notices.hosting import Hosting
from notifier.flows.notices.overtaken import Overtaken, made, take_out
from notifier.flows.notices.readiness import key_of
from notifier.flows.notices.telling import Teller
from notifier.flows.resolving import resolution_of
from notifier.flows.revising import revise
from notifier.flows.roster import Roster
from notifier.flows.sending.resting import gates_of
from notifier.flows.view import Ledger, View, view_of
from notifier.flows.waking import next_at
from notifier.model.content import OverviewContent
from notifier.model.frame import Frame
from notifier.model.problem import Severity

log = logging.getLogger(__name__)

CLOCK_TOLERANCE = timedelta(minutes=5)
BEHIND, STAYS_BEHIND = "clock-behind", timedelta(hours=1)
"""Since when the clock shows less than at the last pass; a dead one at the start of a machine is set right within minutes."""
DOWNTIME = timedelta(hours=1)
"""A pause between passes longer than this may have missed something worth telling."""

REHEARSED = b"rehearsal"
"""The secret of a ledger whose mails only are looked at: the same every time."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass found: mails queued, the next instant with something to do, the next mail for ``status``."""

    queued: int
    next_at: datetime
    armed: bool
    held: str = ""


class _Settled(NamedTuple):
    """What the first half of a pass leaves to the second. ``stamp``: of the recorded events as ``view`` saw them."""

    members: tuple[Member, ...]
    roster: str
    view: View
    resolution: Resolution
    stamp: int
    overtaken: Overtaken
    first_pass: bool
    same_rows: bool


def frame_of(inputs: Inputs) -> Frame:
    """What stands around every mail of this installation."""
    settings = inputs.settings
    return Frame(organizer=settings.organizer, coordinator=settings.coordinator, zone=inputs.window.calendar.zone,
                 zone_name=settings.calendar.timezone, persons=dict(settings.persons), domain=inputs.domain,
                 message_kib=settings.limits.message_kib, invite_days=settings.policy.invite_days, remind_days=settings.policy.remind_days)


class Passes:
    """Runs passes over one ledger. Not thread-safe: one writer."""

    def __init__(self, reader: Reads, store: Store, *, secret: bytes) -> None:
        """``secret`` becomes the ledger's where it has none: random for an installation, ``REHEARSED`` where no mail leaves."""
        self._reader = reader
        self._secret = secret
        self._store = store
        self._roster = Roster()
        self._trouble_seen = 0
        self._broken: list[str] = []
        self._decided = 0  # the version of the inputs whose decisions are remembered
        self._parts: Ledger | None = None
        self.inputs: Inputs | None = None

    def ledger(self, inputs: Inputs) -> Ledger:
        """The ledger's parts (kept between passes for their caches)."""
        if self.inputs is None or self._parts is None or self.inputs.settings.calendar.timezone != inputs.settings.calendar.timezone:
            self._parts = Ledger.on(self._store, inputs)
        return self._parts

    def read(self, now: datetime, *, force: bool = False) -> Inputs:
        """The inputs as of now, the last good ones where the files are broken."""
        inputs = self._reader.read(now, lambda: Said.of(Facts(self._store, UTC)), force=force)
        self._parts = self.ledger(inputs)
        if inputs is not self.inputs:
            self._log_broken(inputs)
        self.inputs = inputs
        return inputs

    def _log_broken(self, inputs: Inputs) -> None:
        """One line when files become broken, or sound again: which codes, not what they say."""
        broken = sorted({problem.code for problem in inputs.problems if problem.severity is Severity.ERROR})
        if broken and broken != self._broken:
            log.warning("files with mistakes: %s; the last good versions stay in force", ", ".join(broken))
        elif self._broken and not broken:
            log.info("files are sound again")
        self._broken = broken

    def view(self, inputs: Inputs, now: datetime) -> View:
        """What the plan amounts to now, without writing anything."""
        return view_of(inputs, self.ledger(inputs), now)

    # --- the pass

    def run(self, now: datetime, *, force_read: bool = False) -> PassReport:
        """One pass at ``now``. Every group of steps is one transaction; an exception leaves what was committed before it."""
        inputs = self.read(now, force=force_read)
        ledger = self.ledger(inputs)
        now = now.astimezone(inputs.window.calendar.zone)
        try:
            return self._run(inputs, ledger, now)
        except BaseException:
            ledger.events.forget_cache()
            self._roster.forget()
            self._decided = 0
            self._trouble_seen = 0  # what expired in it did not, and will under the same number
            raise

    def _run(self, inputs: Inputs, ledger: Ledger, now: datetime) -> PassReport:
        stamp = ledger.facts.get("last-pass")
        last_pass = instant(int(stamp), inputs.window.calendar.zone) if stamp else None
        if last_pass is not None and now < last_pass - CLOCK_TOLERANCE:
            return self._stepped_back(inputs, ledger, last_pass, now)
        with ledger.store.transaction():
            ledger.facts.put(BEHIND, None)
            settled = self._settle(inputs, ledger, last_pass, now)
        return self._tell(inputs, ledger, settled, now)

    def _stepped_back(self, inputs: Inputs, ledger: Ledger, last_pass: datetime, now: datetime) -> PassReport:
        """The clock shows less than at the last pass: nothing leaves until somebody says which is right. Where it stays so she reads of
        that alone: it ran ahead for a while and is right now, and no digest comes until it has caught up, be it in a year."""
        facts = ledger.facts
        since = facts.get(BEHIND)
        if since is None or not facts.hold_reason():
            with ledger.store.transaction():
                facts.put(BEHIND, since or now.isoformat())
                if not facts.hold_reason():
                    facts.disarm(f"часы шагнули назад: {last_pass:%d.%m.%Y %H:%M} -> {now:%d.%m.%Y %H:%M}")
                    log.warning("clock went backwards: holding")
        elif now - datetime.fromisoformat(since) >= STAYS_BEHIND and inputs.window.is_urgent_open(now):
            with ledger.store.transaction():
                Alarm(Desk(inputs, frame_of(inputs), ledger, (), now, (), (), None)).stopped()
        return PassReport(0, now + timedelta(minutes=1), armed=False, held=ledger.facts.hold_reason())

    def _settle(self, inputs: Inputs, ledger: Ledger, last_pass: datetime | None, now: datetime) -> _Settled:
        """What stands now: people, revisions, what expired and what was overtaken, recorded before anybody is told."""
        ledger.facts.keep_secret(self._secret)
        same_rows = self._remember_decisions(inputs, ledger, now)
        pause_refused(Ear(inputs, ledger, now))
        members, roster = self._roster.read(inputs, ledger, now)
        self._hasten(ledger, inputs.window, now)
        overtaken: Overtaken = {}
        if ledger.facts.armed(inputs.plan_id) is not None:
            overtaken = take_out(ledger, inputs.window, gates_of(inputs.window, ledger.facts, inputs.plan_id, now), now)
        self._expire(ledger, now)
        none_after(ledger.facts, now)
        first_pass = ledger.facts.get("first-pass") != inputs.plan_id
        resolution = resolution_of(inputs, now, ledger.events, ledger.facts)
        revised = revise(resolution.events, ledger.events, ledger.outbox, inputs.settings.policy, now=now, first_pass=first_pass,
                         held_until=held_until(ledger.facts, inputs.written, inputs.settings.policy.take_back_minutes, now),
                         unsure=inputs.unsure)
        for one in revised:
            log.info("revision %s sequence %d", one.revision.uid.partition("@")[0].rpartition(".")[0], one.revision.sequence)
        owe_acknowledgement(ledger.facts, ledger.events, revised)
        view, stamp = view_of(inputs, ledger, now, resolution), ledger.events.stamp
        self._note_lapsed(view, ledger, last_pass, now)
        return _Settled(members, roster, view, resolution, stamp, overtaken, first_pass=first_pass, same_rows=same_rows)

    def _remember_decisions(self, inputs: Inputs, ledger: Ledger, now: datetime) -> bool:
        """Which words of hers were said under which plan, and which yes to a file is used up, once a version of the inputs; whether the
        plan's rows are those known."""
        if inputs.version == self._decided:
            return True
        same_rows = remember(ledger.facts, inputs.plan, inputs.written, inputs.bygone, inputs.dates_name, inputs.unsure)
        note_beside(ledger.facts, inputs.written, inputs.bygone, now)
        use_up(ledger.facts, inputs.taken)
        self._decided = inputs.version
        return same_rows

    def _tell(self, inputs: Inputs, ledger: Ledger, settled: _Settled, now: datetime) -> PassReport:
        """Mails for what nobody was told yet, and when there will be something again."""
        frame, view, members = frame_of(inputs), settled.view, settled.members
        teller = Teller(inputs, frame, ledger, members, now, settled.roster)
        coordinator = Coordinator(Desk(inputs, frame, ledger, members, now, view.notices, view.questions, view.armed_at,
                                       view.resolution.gone, view.rows))
        to_hosts: list[datetime] = []
        with ledger.store.transaction():
            if view.yes_at is not None:
                hosting = Hosting(inputs, frame, ledger, members, now, view.yes_at)
                if concerned := hosting.concerns(view.in_force):
                    hosting.tell(concerned, teller.approval, {row.id for row in teller.held_back(view.notices)}, settled.overtaken)
                coordinator.desk.failures += hosting.failures
                to_hosts = hosting.wakes
                teller.tell(view.notices, lambda: self._overview_content(view, teller, now), settled.overtaken)
            if view.armed_at is not None:
                made(ledger.facts)
            if settled.first_pass:
                coordinator.remember(same_rows=settled.same_rows)
            if inputs.window.is_urgent_open(now):
                waiting = teller.held_back(view.notices) if view.yes_at is not None else []
                coordinator.tell(waiting, teller.failures)
            ledger.facts.put("last-pass", str(seconds(now)))
        # What was told in this pass opens new notices (a change now finds the invited): look once more for their time.
        after = view_of(inputs, ledger, now, settled.resolution) if ledger.events.stamp != settled.stamp else view
        return PassReport(teller.queued, next_at(teller, after.notices, coordinator.times(), to_hosts), view.armed_at is not None,
                          ledger.facts.hold_reason())

    def _overview_content(self, view: View, teller: Teller, now: datetime) -> OverviewContent:
        """What everybody may know by now: what still settles, may be taken back or waits for a yes is shown as it was before, if it was."""
        waiting = {row.id for row in teller.held_back(view.notices)}
        events = [row.revision.former if row.id in waiting else row.event for row in view.rows]
        return briefing.overview(view.inputs.plan, view.inputs.decisions, [event for event in events if event is not None],
                                 now.date())

    def _hasten(self, ledger: Ledger, window: SendingWindow, now: datetime) -> None:
        """What could not leave in the window, and can't wait for the next one, waits no longer."""
        if ledger.outbox.next_at(now) is not None:
            for row in ledger.events.all():
                for kind, until in hurries(row.revision, window, now=now) if row.settled else ():
                    ledger.outbox.hasten(row.id, kind.value, until)

    def _expire(self, ledger: Ledger, now: datetime) -> None:
        """What waited beyond its truth is expired, and its event is looked at again: a newer true word may take its place."""
        ledger.outbox.expire(now)
        newest = ledger.record.last_trouble()
        if newest > self._trouble_seen:
            for event in ledger.record.expired_events(self._trouble_seen):
                ledger.facts.forget_expansions(event)
        self._trouble_seen = newest

    def _note_lapsed(self, view: View, ledger: Ledger, last_pass: datetime | None, now: datetime) -> None:
        if view.yes_at is None or last_pass is None or now - last_pass < DOWNTIME:
            return
        expanded = ledger.facts.expanded()
        by_uid = {row.event.uid: row for row in view.rows}
        for notice in lapsed([(row.revision, row.ever_invited) for row in view.in_force], view.inputs.window, armed_at=view.yes_at,
                             since=last_pass, now=now):
            assert notice.revision is not None
            row = by_uid[notice.uid]
            event = notice.revision.event
            if key_of(notice, row) in expanded:
                continue
            ledger.facts.note(f"missed-{notice.kind.value}", f"{notice.uid}|{notice.step}|{event.start.isoformat()}", event.title,
                              notice.due, event.item)
