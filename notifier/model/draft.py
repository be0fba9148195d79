"""The draft of a mail: one notice, not yet in words and not yet anybody's."""

from dataclasses import dataclass
from datetime import datetime

from notifier.model.content import Content
from notifier.model.event import Event, Revision
from notifier.model.notice import Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """One notice, the same for everybody it goes to.

    ``previous`` is what this person was told before (for a change); ``content`` one of the records of ``model.content``; ``reminders`` the
    events of a merged reminder (rule 18); ``revived`` a cancelled event that takes place after all; ``now`` the local instant
    that «завтра» is computed from; ``references`` the Message-IDs of earlier mails on this event to this person, oldest
    first; ``removed`` a CANCEL because the person left, while the event stands; ``held`` the event as it took place, in the CANCEL
    of a later day to one who never heard that it was moved.
    """

    kind: Kind
    now: datetime
    step: str = ""
    revision: Revision | None = None
    previous: Event | None = None
    content: Content | None = None
    reminders: tuple[Revision, ...] = ()
    urgent: bool = False
    revived: bool = False
    references: tuple[str, ...] = ()
    removed: bool = False
    held: Event | None = None
