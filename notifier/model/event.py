"""What stands in a calendar (RFC 5545 VEVENT): UID, start, end, place, status. Sequences live in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from notifier.model.plan import EVERYBODY


class Status(StrEnum):
    """RFC 5545 section 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Nature(StrEnum):
    """Which ladder of notices an event has."""

    MEETING = "meeting"        # rule 2: invitation, D-7, last working day
    ONLINE = "online"          # rule 3: announcement, last working day, same day
    MILESTONE = "milestone"    # an all-day entry, no reminders
    DEADLINE = "deadline"      # an all-day entry with D-7 and last-working-day reminders


@dataclass(frozen=True, slots=True)
class Event:
    """One calendar event. Timed: ``start``/``end`` are aware datetimes. All-day: both are dates, ``end`` inclusive.

    ``key`` is the identity within the plan (the row's id, or row id and part); ``uid`` follows from it and never changes.
    """

    uid: str
    key: str
    item: str
    title: str
    start: datetime | date
    end: datetime | date
    nature: Nature = Nature.MEETING
    status: Status = Status.CONFIRMED
    place: str = ""
    address: str = ""  # the venue's street address, from the configuration
    link: str = ""
    sector: str = ""
    topics: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    audience: tuple[str, ...] = (EVERYBODY,)
    bring: str = ""
    note: str = ""
    source: str = ""  # whose event it is, when it came as an entry of a schedule
    owner: str = ""  # whose it is, when its day is the coordinator's word about a row «по графику»
    source_link: str = ""
    register_by: date | None = None
    reason: str = ""  # why cancelled
    place_open: bool = False  # two venues and no answer yet (rule 11)
    hold: str = ""  # why participants must not hear of it yet: a question code, empty when nothing holds it

    @property
    def all_day(self) -> bool:
        """True when the event has days and no hours."""
        return not isinstance(self.start, datetime)

    @property
    def live(self) -> bool:
        """False once cancelled."""
        return self.status is not Status.CANCELLED

    def first_day(self) -> date:
        """The local day it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    def last_day(self) -> date:
        """The local day it ends."""
        return self.end.date() if isinstance(self.end, datetime) else self.end

    def starts_at(self, zone: tzinfo) -> datetime:
        """The instant it begins; an all-day event begins at midnight of ``zone``."""
        return self.start if isinstance(self.start, datetime) else datetime.combine(self.start, time(), zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """The instant it is over; an all-day event at the midnight after its last day."""
        if isinstance(self.end, datetime):
            return self.end
        return datetime.combine(self.end + timedelta(days=1), time(), zone)

    def moot_at(self, zone: tzinfo) -> datetime:
        """From when nothing about it is news any more: it has begun; of whole days the last is over."""
        return self.ends_at(zone) if self.all_day else self.starts_at(zone)


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of an event that people are told: the event as it was, its SEQUENCE and when it was recorded (aware).

    ``formers`` are the states of the preceding sequences, oldest first: what those who were told none since still believe.
    """

    event: Event
    sequence: int
    at: datetime
    formers: tuple[Event, ...] = ()

    @property
    def former(self) -> Event | None:
        """The state before this one, where there is one."""
        return self.formers[-1] if self.formers else None

    @property
    def uid(self) -> str:
        """The event's UID."""
        return self.event.uid
