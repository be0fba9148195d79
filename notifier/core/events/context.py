"""What resolving needs besides plan and decisions: the moment, the policy, and what the ledger knows."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from notifier.core.events.span import Span
from notifier.core.identity import Known, is_day, uid_of
from notifier.core.phrases import same_place
from notifier.model.event import Event
from notifier.model.plan import Plan
from notifier.model.settings import Policy, ScheduleSource, Venue


@dataclass(frozen=True, slots=True)
class Context:
    """What resolving needs besides plan and decisions."""

    zone: tzinfo
    organizer: str  # the mailbox: new events get their UID from it
    policy: Policy
    now: datetime
    known: tuple[tuple[Known, Event], ...] = ()
    venues: tuple[Venue, ...] = ()
    schedules: tuple[ScheduleSource, ...] = ()
    approved: frozenset[str] = frozenset()  # keys of schedule entries the coordinator said yes to
    _by_key: dict[str, tuple[Known, Event]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {known.key: (known, event) for known, event in sorted(self.known, key=lambda k: k[0].told)})

    def known_event(self, key: str) -> Event | None:
        """The event of this key as the ledger knows it."""
        return self._by_key[key][1] if key in self._by_key else None

    def __contains__(self, key: str) -> bool:
        """Whether the ledger knows an event of this key."""
        return key in self._by_key

    def uid(self, key: str, plan: Plan) -> str:
        """The UID of the event of this key: decided once."""
        return self._by_key[key][0].uid if key in self._by_key else uid_of(key, str(plan.school_year), self.organizer)

    def was_told(self, key: str) -> bool:
        """Whether anybody was told of the event of this key."""
        return key in self._by_key and self._by_key[key][0].told

    def was_invited_to(self, key: str) -> bool:
        """Whether a guest was told of the event of this key; a host alone may have been."""
        return key in self._by_key and self._by_key[key][0].invited

    def is_coming(self, key: str) -> bool:
        """Whether the event of this key, as the ledger knows it, is still to come."""
        event = self.known_event(key)
        return event is not None and event.moot_at(self.zone) > self.now

    def days_of(self, item: str) -> list[tuple[Known, Event]]:
        """The row's own events: its day or days, no milestones and no entries of a schedule."""
        return [(known, event) for known, event in self.known
                if known.item == item and is_day(known.key, item) and not is_entry(event)]

    def milestones_of(self, item: str) -> list[tuple[Known, Event]]:
        """The row's milestones: neither its own day nor entries of a schedule."""
        return [(known, event) for known, event in self.known
                if known.item == item and not is_day(known.key, item) and not is_entry(event)]

    def as_known(self, key: str) -> list[Event]:
        """What people already heard stays in force while a new word about it can't be used."""
        event = self.known_event(key)
        return [event] if event is not None and self.was_told(key) else []

    def row_as_known(self, item: str) -> list[Event]:
        """The row's own events as people heard of them."""
        return [event for known, event in self.days_of(item) if known.told]

    def held_days(self, item: str) -> list[date]:
        """The days that people came to: whoever takes what is over out of her file leaves nothing open."""
        return [event.first_day() for known, event in self.days_of(item) if known.told and known.live and not known.coming]

    def knows(self, key: str, span: Span) -> bool:
        """Whether the event of this key is known to begin just so."""
        event = self.known_event(key)
        return event is not None and event.start == span.start

    def address(self, place: str) -> str:
        """The street address of the venue; of several that fit, the one named most exactly."""
        fitting = [venue for venue in self.venues if same_place(venue.name, place)]
        return max(fitting, key=lambda venue: len(venue.name)).address if fitting else ""


def is_entry(event: Event) -> bool:
    """Whether it came from an entry of a schedule, not from the row's own date."""
    return bool(event.source)
