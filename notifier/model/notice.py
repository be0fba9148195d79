"""A notice: something somebody must be told. Every notice has ``due`` and ``valid_until``; late news is not sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifier.model.event import Revision


class Kind(StrEnum):
    """What a mail is about; also the journal's ``kind``."""

    OVERVIEW = "overview"
    INVITATION = "invitation"
    ANNOUNCEMENT = "announcement"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    DIGEST = "digest"
    ACKNOWLEDGEMENT = "acknowledgement"
    ALARM = "alarm"
    REPORT = "report"
    HOST_NOTICE = "host-notice"


class HostNews(StrEnum):
    """What a host is told."""

    NEW = "new"
    CHANGE = "change"
    CANCELLATION = "cancellation"


class Role(StrEnum):
    """Who is written to."""

    LIBRARIAN = "librarian"
    COORDINATOR = "coordinator"
    HOST = "host"
    ADMIN = "admin"


STATE_KINDS = (Kind.INVITATION, Kind.ANNOUNCEMENT, Kind.CHANGE, Kind.CANCELLATION)
"""Notices that tell an event's state; they carry a calendar object."""


AGAIN = "again"
"""The step of a second invitation to those who did not answer the first."""
OF_FILES = "inputs-"
"""The step of an alarm about files begins so: her «да» under it is about them."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell an audience about one event (or, without a revision, about the year).

    ``step`` names a reminder's rung: ``D-7``, ``D-1`` (last working day), ``D-0`` (same day), ``R-1`` (registration); ``again``.
    ``due`` is the earliest instant it may leave, already moved into the sending window; ``planned`` the instant its rule
    named (what the 48-hour rule compares). ``urgent`` ignores the window's days and hours except 07:00-22:00.
    """

    kind: Kind
    due: datetime
    valid_until: datetime
    planned: datetime
    revision: Revision | None = None
    step: str = ""
    urgent: bool = False

    @property
    def uid(self) -> str:
        """The event's UID, empty for the overview."""
        return self.revision.event.uid if self.revision else ""
