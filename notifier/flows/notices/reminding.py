"""Reminders of one pass, merged where several fall on one day (rule 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifier.core.reconcile import Recipient as Candidate
from notifier.core.reconcile import Telling, reconcile, same_states
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.people import People
from notifier.flows.notices.answers import declined
from notifier.flows.notices.audience import Audience
from notifier.flows.notices.circular import Circulars, iso
from notifier.flows.notices.readiness import Readiness, Rows
from notifier.model.draft import Draft
from notifier.model.notice import Kind, Notice


@dataclass
class Reminders:
    """Queues the reminders of one pass. Call inside a transaction."""

    readiness: Readiness
    audience: Audience
    events: Events
    people: People
    circulars: Circulars

    def remind(self, due: Sequence[Notice], all_reminders: Sequence[Notice], rows: Rows) -> int:
        """One mail for each person whom something of ``due`` reminds, with what else falls on this day. Returns how many."""
        together = (*due, *self._later_today(due, all_reminders))
        wanted_by = self._wanted(together, due, rows)
        threads = {notice.uid: self.people.thread(rows[notice.uid].id) for notice in together}
        queued = 0
        for notices, tellings in self._alike(wanted_by, rows):
            first, events = notices[0], {n.uid: n.revision for n in notices if n.revision}
            merged = len(events) > 1
            draft = Draft(Kind.REMINDER, self.readiness.now, step=first.step, revision=first.revision,
                          reminders=tuple(events.values()) if merged else ())
            queued += self.circulars.queue(draft, [(rows[n.uid].id, n) for n in notices],
                                           self.audience.copies(tellings, {} if merged else threads[first.uid]))
        return queued

    def _later_today(self, due: Sequence[Notice], all_reminders: Sequence[Notice]) -> list[Notice]:
        """What goes along. Before the window a webinar's own day goes alone: the others would hold it up."""
        now = self.readiness.now
        open_now = self.readiness.window.is_open(now)
        return [notice for notice in all_reminders if notice not in due and notice.due.date() == now.date() and notice.due > now
                and (open_now or notice.urgent)]

    def _wanted(self, together: Sequence[Notice], due: Sequence[Notice], rows: Rows) -> dict[int, list[Notice]]:
        """Each person's reminders; who has nothing due has none."""
        found: dict[int, list[Notice]] = {}
        for notice in together:
            for telling in self._tellings(notice, rows[notice.uid]):
                if notice in due or telling.person in found:
                    found.setdefault(telling.person, []).append(notice)
        return found

    def _tellings(self, notice: Notice, row: Recorded) -> Iterable[Telling]:
        told, reminded = self.people.told(row.id), self.people.reminded(row.id, iso(row.event))
        no, invited = declined(row, self.events, self.audience.facts), self.audience.stays_invited(row.event, lambda: told)
        candidates = (Candidate(member.id, present=member.present, absent=member.absent, invited=invited(member),
                                silent=member.state == "muted" or member.person.email in no,
                                reachable=self.audience.reaches(member, row), told=told.get(member.id),
                                steps=reminded.get(member.id, frozenset()))
                      for member in self.audience.members)
        told_states = ((r.sequence, r.event) for r in self.events.revisions(row.id))
        return reconcile(notice, candidates, quiet_hours=self.readiness.window.policy.quiet_hours,
                         same_as_told=same_states(told_states, row.event))

    def _alike(self, wanted_by: dict[int, list[Notice]], rows: Rows) -> Iterable[tuple[list[Notice], list[Telling]]]:
        """Those who are reminded of the same get one circular."""
        zone = self.readiness.window.calendar.zone
        alike: dict[tuple[str, ...], tuple[list[Notice], list[Telling]]] = {}
        for person, wanted in wanted_by.items():
            # What comes first is read first; of one event the end of its registration, whose mail names the event's day too.
            wanted.sort(key=lambda notice: (rows[notice.uid].event.starts_at(zone), notice.uid, notice.step != "R-1"))
            key = tuple(f"{notice.uid}|{notice.step}" for notice in wanted)
            alike.setdefault(key, (wanted, []))[1].append(Telling(person, Kind.REMINDER, 0))
        return alike.values()
