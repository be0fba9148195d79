"""A circular: one notice to many people. Composed once, stored once, with each person's slots beside it.

Where templates do more with a person than print, or a person lacks what they print, that mail is composed and stored whole. One
person's trouble is noted; the others' mails go. Memory does not grow with the number of people: rows are made as they are stored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from notifier.core.compose import Frozen, Skeleton, TemplateFailure, UnsafeMail, fill, freeze, message_id, skeleton
from notifier.core.reconcile import Telling
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member
from notifier.flows.inputs import Inputs
from notifier.model.content import Draft
from notifier.model.event import Event
from notifier.model.frame import Frame, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import Kind, Notice, Role

PRIORITY = {Kind.CANCELLATION: 1, Kind.CHANGE: 2, Kind.HOST_NOTICE: 0, Kind.INVITATION: 4, Kind.ANNOUNCEMENT: 4,
            Kind.REMINDER: 3, Kind.OVERVIEW: 5}
"""Lower leaves first: bad news before good, hosts before guests, overviews last."""

Copy = tuple[Member, Telling, tuple[str, ...]]
"""One person's mail: who, what was decided, the Message-IDs it answers (oldest first)."""


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
        letter_of = self._letters(draft, told)
        if frozen is None:
            return self.outbox.queue(self._whole(made, letter_of, copies), self.now)
        others: list[Copy] = []
        new = self.outbox.queue_filled(frozen.data, self._filled(frozen, letter_of, copies, others), self.now)
        return new + (self.outbox.queue(self._whole(made, letter_of, others), self.now) if others else 0)

    def _filled(self, frozen: Frozen, letter_of: "_LetterOf", copies: Iterable[Copy], others: list[Copy]) -> Iterator[
            tuple[Letter, bytes, bytes]]:
        """Slots of those who fit the skeleton; the rest is put into ``others``."""
        for copy in copies:
            member, telling, references = copy
            letter = letter_of(member, telling, frozen.subject, frozen.method)
            try:
                made = frozen.slots(_recipient(member), message_id=letter.message_id, references=references)
            except UnsafeMail as error:
                self.failures.append(f"{telling.kind.value}: {error}")
                continue
            if made is None:
                others.append(copy)
            else:
                yield letter, made[0], made[1]

    def _whole(self, made: Skeleton, letter_of: "_LetterOf", copies: Iterable[Copy]) -> Iterator[tuple[Letter, bytes]]:
        for member, telling, references in copies:
            mid = letter_of(member, telling, "", "").message_id
            try:
                composed = fill(made, _recipient(member), message_id=mid, references=references)
            except (TemplateFailure, UnsafeMail) as error:
                self.failures.append(f"{telling.kind.value}: {error}")
                continue
            yield letter_of(member, telling, composed.subject, composed.method), composed.data

    def _letters(self, draft: Draft, told: Sequence[tuple[int, Notice]]) -> "_LetterOf":
        """What the ledger must know of each mail; all that is the same for everybody is made once."""
        subjects = tuple(subject_of(event_id, notice) for event_id, notice in told)
        until = min(notice.valid_until for _, notice in told)
        if draft.kind is Kind.REMINDER or draft.urgent:
            until = min(until, end_of_day(self.now))  # «завтра» is true today only
        urgent = all(notice.urgent for _, notice in told)
        priority = 0 if urgent else PRIORITY[draft.kind]
        begin, end = self._identity(draft)

        def letter_of(member: Member, telling: Telling, subject: str, method: str) -> Letter:
            address = member.person.email
            return Letter(draft.kind, Role.LIBRARIAN, member.id, address, subjects, telling.turn, self.now, until, subject, method,
                          message_id(f"{begin}{member.id}|{address}|{telling.turn}{end}", self.inputs.domain), urgent, priority)

        return letter_of

    def _identity(self, draft: Draft) -> tuple[str, str]:
        """What Message-IDs are derived from, around the person's part: all that makes this message another one than any other."""
        revisions = draft.reminders or ((draft.revision,) if draft.revision else ())
        parts = [draft.step, f"{self.now:%Y%m%d}", *(f"{one.uid}:{one.sequence}:{iso(one.event)}" for one in revisions)]
        return f"{self.inputs.plan_id}|{draft.kind.value}|", "|".join(["", *parts])


_LetterOf = Callable[[Member, Telling, str, str], Letter]


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
