"""What the coordinator wrote in the dates file, and the entries of other people's schedules. Phrases are kept as written."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated point of a festival."""

    title: str
    when: str
    place: str = ""
    link: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of ``[dates]``: only what differs from the plan. None or empty means: as in the plan.

    ``when`` is a phrase that means a day and a time; ``plan`` corrects the plan's own phrase; ``cancelled`` is the
    reason; ``cancelled`` and ``tentative`` are always somebody's written word.
    """

    item: str
    when: str | datetime | None = None
    place: str = ""
    link: str = ""
    title: str = ""
    bring: str = ""  # what to prepare or bring
    plan: str = ""
    cancelled: str | None = None
    tentative: bool = False
    closed: str | None = None  # the answer to the closing question: «проведено», «не проводим»
    milestones: tuple[Milestone, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of somebody else's schedule: an ``[[occurrence]]`` of the dates file or a row of a schedule file.

    ``id`` is the entry's own identity where its source has one (a column, an ICS UID); ``schedule`` names the source,
    empty for the coordinator's own entries. ``approved`` False waits for her yes; ``tentative`` is the schedule's own word.
    """

    item: str
    title: str
    when: str | datetime
    id: str = ""
    until: str | datetime = ""
    place: str = ""
    link: str = ""
    register_by: str = ""
    note: str = ""
    cancelled: str | None = None
    schedule: str = ""
    approved: bool = True
    tentative: bool = False
    all_day: bool = False
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The dates file, read."""

    by_item: tuple[Decision, ...] = ()
    occurrences: tuple[Entry, ...] = ()
    file: str | None = None

    def get(self, item: str) -> Decision | None:
        """The decision about this row, or None."""
        return next((decision for decision in self.by_item if decision.item == item), None)
