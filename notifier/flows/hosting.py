"""Hosts are told before the guests are: a notice to each host of an event's venue, its change and its cancellation."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.texts import TemplateFailure
from notifier.core.compose.whole import compose, message_id
from notifier.core.ladder import nearest_start, news_until
from notifier.core.phrases import same_place
from notifier.core.reconcile import material
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member, People
from notifier.flows.audience import audience_count
from notifier.flows.circular import PRIORITY, iso
from notifier.flows.inputs import Inputs
from notifier.model.content import Draft, HostContent, HostNews
from notifier.model.event import Event, Revision, Status
from notifier.model.frame import Frame, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import Kind, Role
from notifier.model.person import Mailbox
from notifier.model.settings import Venue


@dataclass
class Hosting:
    """Tells the hosts of one pass."""

    inputs: Inputs
    frame: Frame
    events: Events
    people: People
    outbox: Outbox
    members: Sequence[Member]
    now: datetime
    failures: list[str] = field(default_factory=list)

    def tell(self, current: Sequence[Recorded]) -> None:
        """Everything hosts should know by now. Call inside a transaction, only while armed and inside the window."""
        venues = [venue for venue in self.inputs.settings.venues if venue.hosts]
        if not venues:
            return
        zone = self.inputs.window.calendar.zone
        for row in current:
            begun = row.event.starts_at(zone) <= self.now
            if not row.settled or (not begun and (row.event.hold or row.event.place_open)):
                continue
            if begun and news_until(row.revision, zone) <= self.now:
                continue
            for venue in venues:
                for host in venue.hosts:
                    (self._call_off if begun else self._tell_host)(row, venue, host)

    def _tell_host(self, row: Recorded, venue: Venue, host: Mailbox) -> None:
        told, doubtful = self.people.host_told(row.id, host.email) or (None, False)
        before = next((r for r in self.events.revisions(row.id) if told is not None and r.sequence == told), None)
        here = row.event.live and is_at(row.event, venue)
        news = _news(before.event if before else None, row.event, venue, here=here)
        if news is None and doubtful and before is not None and before.sequence < row.revision.sequence:
            news = HostNews.NEW if here else HostNews.CANCELLATION  # what stands again he knows from a mail that may never have come
        if news is not None:
            until = row.event.starts_at(self.inputs.window.calendar.zone)
            self._send(row, venue, host, news, before, until=until, gone=row.event.live and not here)

    def _call_off(self, row: Recorded, venue: Venue, host: Mailbox) -> None:
        """What is over was to be here on a later day, and that it no longer is never reached him."""
        zone, window = self.inputs.window.calendar.zone, self.inputs.window
        states = {revision.sequence: revision for revision in self.events.revisions(row.id)}
        shown = [states[sequence] for sequence in self.people.host_shows(row.id, host.email) if sequence in states]
        known = next((one for one in shown if one.event.live and is_at(one.event, venue) and one.event.starts_at(zone) > self.now), None)
        if known is not None and (window.is_open(self.now) or self._is_soon(known.event.starts_at(zone))):
            self._send(row, venue, host, HostNews.CANCELLATION, known, until=known.event.starts_at(zone))

    def _is_soon(self, start: datetime) -> bool:
        return start - self.now < timedelta(hours=self.inputs.settings.policy.urgent_hours)

    def _send(self, row: Recorded, venue: Venue, host: Mailbox, news: HostNews, before: Revision | None, *, until: datetime,
              gone: bool = False) -> None:
        """``until``: the start that this is about; a later one than the event's own is what he was told before, and is called off."""
        revision, draft_of = row.revision, row.revision
        late = row.event.starts_at(self.inputs.window.calendar.zone) < until
        urgent = self._is_soon(until if late else nearest_start(revision, self.inputs.window))
        if late:
            assert before is not None
            draft_of = replace(revision, event=replace(before.event, status=Status.CANCELLED, reason=row.event.reason))
        mid = message_id(f"{self.inputs.plan_id}|host|{revision.uid}|{revision.sequence}|{news.value}|{host.email}", self.inputs.domain)
        draft = Draft(Kind.HOST_NOTICE, self.now, revision=draft_of, previous=before.event if before else None, urgent=urgent,
                      held=row.event if late and row.event.live else None,
                      content=HostContent(venue.name, news, audience_count(self.members, row.event), gone=gone))
        try:
            composed = compose(draft, Recipient(host.email, host.name, host.greeting, role=Role.HOST), date=self.now, message_id=mid,
                               templates=self.inputs.templates, frame=self.frame)
        except (TemplateFailure, UnsafeMail) as error:
            self.failures.append(f"host-notice: {error}")
            return
        letter = Letter(kind=Kind.HOST_NOTICE, role=Role.HOST, person=0, address=host.email,
                        subjects=(Subject(row.event.item, revision.uid, revision.sequence, iso(row.event), news.value, row.id),),
                        turn=0, due=self.now, valid_until=until, subject=composed.subject,
                        method=composed.method, message_id=mid, urgent=urgent, priority=PRIORITY[Kind.HOST_NOTICE])
        self.outbox.queue([(letter, composed.data)], self.now)
        self.events.mark_told(row.id)


def _news(before: Event | None, event: Event, venue: Venue, *, here: bool) -> HostNews | None:
    """What the event is to a host who was told ``before``; ``here``: it takes place at this venue."""
    was_here = before is not None and before.live and is_at(before, venue)
    if not here:
        return HostNews.CANCELLATION if was_here else None
    if before is None or not was_here:
        return HostNews.NEW
    return HostNews.CHANGE if material(before) != material(event) else None


def is_at(event: Event, venue: Venue) -> bool:
    """Whether the event takes place at this venue."""
    return same_place(venue.name, event.place)
