"""A circular: one notice to many people. Composed once, stored once, with each person's slots beside it.

Where templates do more with a person than print, or a person lacks what they print, that mail is composed and stored whole. One
person's trouble is noted; the others' mails go. Memory does not grow with the number of people: rows are made as they are stored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from notifier.core.compose.frozen import Frozen, freeze
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.skeleton import Skeleton, fill, skeleton
from notifier.core.compose.texts import TemplateFailure
from notifier.core.compose.whole import message_id
from notifier.core.reconcile import Telling
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member
from notifier.flows.inputs import Inputs
from notifier.model.draft import Draft
from notifier.model.event import Event
from notifier.model.frame import Frame, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import Kind, Notice, Role

PRIORITY = {Kind.CANCELLATION: 1, Kind.CHANGE: 2, Kind.HOST_NOTICE: 0, Kind.INVITATION: 4, Kind.ANNOUNCEMENT: 4,
            Kind.REMINDER: 3, Kind.OVERVIEW: 5}
"""Lower leaves first: bad news before good, hosts before guests, overviews last."""

Copy = tuple[Member, Telling, tuple[str, ...]]
"""One person's mail: who, what was decided, the Message-IDs it answers (oldest first)."""


_Identifier = Callable[[Member, Telling], str]


@dataclass
class Circulars:
    """Queues the circulars of one pass. Call inside a transaction."""

    inputs: Inputs
    frame: Frame
    outbox: Outbox
    now: datetime
    failures: list[str] = field(default_factory=list)

    def queue(self, draft: Draft, told: Sequence[tuple[int, Notice]], copies: Iterable[Copy]) -> int:
        """Store everybody's mail of this draft (without ``references``: those are the copies'). ``told``: the ledger's number of each
        event and its notice. Returns how many are new."""
        try:
            made = skeleton(draft, date=self.now, templates=self.inputs.templates, frame=self.frame)
            frozen = freeze(made)
        except (TemplateFailure, UnsafeMail) as error:
            self.failures += [f"{draft.kind.value}: {error}" for _ in copies]
            return 0
        letter = self._letter(draft, told)
        begin, end = self._identity(draft)
        domain = self.inputs.domain

        def identifier(member: Member, telling: Telling) -> str:
            return message_id(f"{begin}{member.id}|{member.person.email}|{telling.turn}{end}", domain)

        if frozen is None:
            return self.outbox.queue(self._whole(made, letter, identifier, copies), self.now)
        letter = replace(letter, subject=made.subject, method=made.method)
        others: list[Copy] = []
        new = self.outbox.queue_filled(frozen.data, letter, self._filled(frozen, letter.kind, identifier, copies, others), self.now)
        return new + (self.outbox.queue(self._whole(made, letter, identifier, others), self.now) if others else 0)

    def _filled(self, frozen: Frozen, kind: Kind, identifier: _Identifier, copies: Iterable[Copy], others: list[Copy]) -> Iterator[
            tuple[int, str, int, str, bytes, bytes]]:
        """Slots of those who fit the skeleton; the rest is put into ``others``."""
        for copy in copies:
            member, telling, references = copy
            mid = identifier(member, telling)
            try:
                made = frozen.slots(_recipient(member), message_id=mid, references=references)
            except UnsafeMail as error:
                self.failures.append(f"{kind.value}: {error}")
                continue
            if made is None:
                others.append(copy)
            else:
                yield member.id, member.person.email, telling.turn, mid, *made

    def _whole(self, made: Skeleton, letter: Letter, identifier: _Identifier, copies: Iterable[Copy]) -> Iterator[tuple[Letter, bytes]]:
        for member, telling, references in copies:
            mid = identifier(member, telling)
            try:
                composed = fill(made, _recipient(member), message_id=mid, references=references)
            except (TemplateFailure, UnsafeMail) as error:
                self.failures.append(f"{letter.kind.value}: {error}")
                continue
            yield replace(letter, person=member.id, address=member.person.email, turn=telling.turn, message_id=mid,
                          subject=composed.subject, method=composed.method), composed.data

    def _letter(self, draft: Draft, told: Sequence[tuple[int, Notice]]) -> Letter:
        """What the ledger must know of every copy; the person's own is left empty."""
        until = min(notice.valid_until for _, notice in told)
        if draft.kind is Kind.REMINDER or draft.urgent:
            until = min(until, end_of_day(self.now))  # «завтра» is true today only
        urgent = all(notice.urgent for _, notice in told)
        return Letter(kind=draft.kind, role=Role.LIBRARIAN, person=0, address="", subjects=tuple(subject_of(*one) for one in told), turn=0,
                      due=self.now, valid_until=until, subject="", method="", message_id="", urgent=urgent,
                      priority=0 if urgent else PRIORITY[draft.kind])

    def _identity(self, draft: Draft) -> tuple[str, str]:
        """What Message-IDs are derived from, around the person's part: all that makes this message another one than any other."""
        revisions = draft.reminders or ((draft.revision,) if draft.revision else ())
        parts = [draft.step, f"{self.now:%Y%m%d%H%M%S}", *(f"{one.uid}:{one.sequence}:{iso(one.event)}" for one in revisions)]
        return f"{self.inputs.settings.organizer.email}|{self.inputs.plan_id}|{draft.kind.value}|", "|".join(["", *parts])


def _recipient(member: Member) -> Recipient:
    person = member.person
    return Recipient(person.email, person.name, person.greeting, person.school, Role.LIBRARIAN)


def subject_of(event_id: int, notice: Notice) -> Subject:
    """What a message tells, as the ledger keys it."""
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
