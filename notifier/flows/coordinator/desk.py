"""What every mail to the coordinator is made with: the moment's context, composing, queueing, marking what it told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.texts import TemplateFailure
from notifier.core.compose.whole import compose, message_id
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Note
from notifier.edges.ledger.record import Record
from notifier.edges.ledger.supervision import Trouble
from notifier.edges.templates import load_templates
from notifier.flows.notices.audience import Audience
from notifier.flows.notices.occasion import Occasion
from notifier.model.content import Content
from notifier.model.draft import Draft
from notifier.model.frame import Composed, Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import Kind, Notice, Role
from notifier.model.question import Question


@dataclass
class Desk(Occasion):
    """One pass's view of things, and the way to the coordinator. ``failures`` collects mails that could not be composed."""

    notices: Sequence[Notice]
    questions: Sequence[Question]
    armed_at: datetime | None
    gone: Sequence[Question] = ()
    rows: Sequence[Recorded] = ()
    failures: list[str] = field(default_factory=list)
    audience: Audience = field(init=False)

    def __post_init__(self) -> None:
        self.audience = Audience(self.members, self.facts)

    @property
    def record(self) -> Record:
        """What went wrong, and what came of each message."""
        return self.ledger.record

    @property
    def reminds(self) -> bool:
        """Whether people are reminded of last year's events while this year's plan waits for its yes."""
        return self.armed_at is None and bool(self.notices)

    def morning(self, day: date) -> datetime:
        """When what she is told by the calendar is due on a day."""
        return self.window.at(day, self.policy.digest_at)

    def send(self, kind: Kind, step: str, content: Content, *, notes: Sequence[Note] = (), troubles: Sequence[Trouble] = (),
             role: Role = Role.COORDINATOR) -> str:
        """Compose and queue one mail to her (``role`` admin: to the administrator, where there is one); what it tells is marked told
        in the same transaction. Returns its Message-ID, empty where it could not be composed."""
        to = self.inputs.settings.admin if role is Role.ADMIN else self.inputs.settings.coordinator
        if to is None:
            return ""
        # Her answer is bound to this Message-ID, so nobody else may guess it.
        mid = message_id(f"{self.facts.secret().hex()}|{self.inputs.plan_id}|{kind.value}|{step}|{to.email}", self.inputs.domain)
        composed = self._composed(Draft(kind, self.now, content=content), Recipient(to.email, to.name, to.greeting, role=role), mid)
        if composed is None:
            return ""
        letter = Letter(kind=kind, role=role, person=0, address=to.email, subjects=(Subject(step=step),), turn=0, due=self.now,
                        valid_until=self.now + timedelta(days=30), subject=composed.subject, method=composed.method,
                        message_id=mid, priority=1)
        self.outbox.queue([(letter, composed.data)], self.now)
        number = self.record.number_of(mid)
        self.facts.mark_told(notes, number)
        self.outbox.mark_told([trouble.id for trouble in troubles], number)
        return mid

    def send_suggestion(self, draft: Draft, mid: str, key: str) -> bool:
        """Queue one suggested date (or its withdrawal) as an entry of her own calendar. False where it could not be composed.

        Booked as an acknowledgement: the week's digest stays one mail, and who counts digests counts weeks.
        """
        to = self.inputs.settings.coordinator
        composed = self._composed(draft, Recipient(to.email, to.name, to.greeting, role=Role.COORDINATOR), mid)
        if composed is None:
            return False
        assert draft.revision is not None
        event = draft.revision.event
        letter = Letter(kind=Kind.ACKNOWLEDGEMENT, role=Role.COORDINATOR, person=0, address=to.email,
                        subjects=(Subject(item=event.item, start=event.start.isoformat(), step=f"suggestion-{key}"),), turn=0,
                        due=self.now, valid_until=event.starts_at(self.window.calendar.zone), subject=composed.subject,
                        method=composed.method, message_id=mid, priority=1)
        self.outbox.queue([(letter, composed.data)], self.now)
        return True

    def _composed(self, draft: Draft, to: Recipient, mid: str) -> Composed | None:
        """Her mail; of the package's texts where the operator's fail, or nobody would hear that they do."""
        for templates in (self.inputs.templates, load_templates()[0]):
            try:
                return compose(draft, to, date=self.now, message_id=mid, templates=templates, frame=self.frame)
            except (TemplateFailure, UnsafeMail) as error:
                self.failures.append(f"{'suggestion' if draft.revision else draft.kind.value}: {error}")
        return None


def instant_step(now: datetime) -> str:
    """The part of a step that tells mails of one kind apart: two may fall into one second."""
    return f"{now:%Y-%m-%dT%H:%M:%S.%f}"


def short(text: str) -> str:
    """Ten hex digits that stand for a text in a key."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]
