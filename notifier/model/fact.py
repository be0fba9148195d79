"""Facts: what was heard. An answer, a bounce, an approval, an arming. The next pass takes them into account."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from notifier.model.notice import HostNews


class Partstat(StrEnum):
    """RFC 5545 section 3.2.12, as far as a VEVENT attendee goes."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Trust(StrEnum):
    """How sure we are who answered."""

    CONFIRMED = "confirmed"    # our own server vouches for the sender, and the sender is the attendee
    OTHER_ADDRESS = "other-address"  # sent from another address than the attendee's
    UNVERIFIED = "unverified"  # nothing vouches


@dataclass(frozen=True, slots=True)
class Answer:
    """One attendee's answer to one event."""

    uid: str
    address: str
    partstat: Partstat
    sequence: int
    dtstamp: datetime
    trust: Trust = Trust.UNVERIFIED
    sender: str = ""
    comment: str = ""


class HostTold(NamedTuple):
    """What one host was last told of one event. ``id``: its message, which ``waits`` or not; ``doubtful`` as in ``Told``; ``shown``: the
    sequences of the states he may believe in, oldest first."""

    id: int
    sequence: int
    news: HostNews
    turn: int
    doubtful: bool
    waits: bool
    shown: tuple[int, ...]


class Told(NamedTuple):
    """What one person was last told of one event, by state notices that were or will be sent. ``left`` is None while that mail waits.

    ``doubtful``: that mail was withdrawn after an attempt whose end nobody knows, so it never goes again, and the person may or may not
    have it. ``earlier``: the live states told before, should this mail not have come (or not yet): what the person may show instead.
    """

    sequence: int
    live: bool
    left: datetime | None
    turn: int
    doubtful: bool = False
    earlier: tuple[int, ...] = ()

    @property
    def shown(self) -> tuple[int, ...]:
        """The sequences of the states that may stand in this person's calendar, oldest first."""
        return (*self.earlier, self.sequence) if self.live else self.earlier
