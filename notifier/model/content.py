"""What a mail says beyond its event: the records behind overviews, digests, acknowledgements, alarms and the year's report.

Texts in here are Russian words for people, without full stops at the end where they become list items. Counts are whole numbers;
instants are aware. Everything is cleaned again at composing, so raw plan text may be put in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from notifier.model.event import Event
from notifier.model.notice import HostNews, Kind


class RowState(StrEnum):
    """How a row of the plan stands in the overview."""

    CONFIRMED = "confirmed"    # ``events`` have dates
    OPEN = "open"              # «дата уточняется»
    SCHEDULE = "schedule"      # somebody else's schedule
    ONGOING = "ongoing"        # all year: a paragraph
    DIRECTIVE = "directive"    # no date and no place, or a word in the date's stead: a paragraph
    CANCELLED = "cancelled"
    PAST = "past"              # its time is over, or she closed it: nothing is «уточняется» any more


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One row of the year. ``when`` is the plan's phrase as written; ``events`` the confirmed ones (several for a festival)."""

    item: str
    title: str
    state: RowState
    sector: str = ""
    topics: tuple[str, ...] = ()
    when: str = ""
    events: tuple[Event, ...] = ()
    places: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()  # only where not everybody


@dataclass(frozen=True, slots=True)
class OverviewContent:
    """The whole year for a librarian (rule 13). Only rows that concern this audience."""

    plan_title: str
    school_year: str  # «2020-2021», «2024» of a calendar year
    rows: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One numbered day. ``number`` runs through the whole digest, so that «2» is an answer."""

    number: int
    when: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """Something only the coordinator can decide."""

    item: str
    title: str
    question: str
    suggestions: tuple[Suggestion, ...] = ()
    warn: bool = False     # «⚠»: time is short
    closing: bool = False  # «проведено / перенесено / отменено?»
    advice: str = ""       # what to write, where the usual words do not fit


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A mail that will leave: when, what, about what, to how many."""

    at: datetime
    kind: Kind
    count: int
    title: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How an event's invitees answered. ``decliners`` are names (or addresses where no name is known)."""

    title: str
    start: datetime | date
    accepted: int = 0
    declined: int = 0
    tentative: int = 0
    silent: int = 0
    decliners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One mail or person that could not be reached. ``why`` in words («ящик переполнен»), ``advice`` what helps."""

    who: str
    address: str
    why: str
    title: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A step that did not go out (downtime, too late). ``why`` in words."""

    at: datetime
    kind: Kind
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class DigestContent:
    """The coordinator's Monday (rule 12), what needs her first. ``first``/``last`` are the week it speaks of."""

    first: date
    last: date
    needs: tuple[Need, ...] = ()
    outgoing: tuple[Upcoming, ...] = ()
    answers: tuple[AnswerCount, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    missed: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()
    armed: bool = True
    reminds: bool = False  # not armed, but of last year's events people are reminded


class Deed(StrEnum):
    """What was accepted from the coordinator."""

    CONFIRMED = "confirmed"
    MOVED = "moved"
    CHANGED = "changed"      # place, end, link
    CANCELLED = "cancelled"
    REVIVED = "revived"
    ADDED = "added"          # an occurrence
    CORRECTED = "corrected"  # the plan's phrase
    CLOSED = "closed"        # «проведено»


@dataclass(frozen=True, slots=True)
class Accepted:
    """One decision as understood. ``event`` as it stands now; ``text`` more words; ``next`` what leaves because of it."""

    deed: Deed
    title: str
    item: str = ""
    event: Event | None = None
    text: str = ""
    next: Upcoming | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not done, why, and what to write instead."""

    title: str
    why: str
    advice: str = ""
    open: bool = False  # nothing she wrote was refused: something came up that needs her decision


@dataclass(frozen=True, slots=True)
class AcknowledgementContent:
    """«Принято: …». At least one line in either."""

    accepted: tuple[Accepted, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    heard: int = 0  # of the notes, her orders that were carried out
    unclear: int = 0  # of the notes, her orders that were not
    answers: bool = False  # the first note answers her


@dataclass(frozen=True, slots=True)
class AlarmContent:
    """Something broke: ``what`` in one line, ``effect`` what it means for people, ``todo`` steps in order, ``details`` for
    the administrator."""

    what: str
    since: datetime | None = None
    effect: str = ""
    todo: tuple[str, ...] = ()
    details: str = ""
    over: bool = False  # it works again
    attention: bool = False  # nothing broke: a decision is needed


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One line of the year's report: an event, or a row that never got a date (``event`` None, ``when`` the plan's phrase)."""

    title: str
    event: Event | None = None
    when: str = ""
    note: str = ""  # «перенесено с 12.11», the reason of a cancellation


@dataclass(frozen=True, slots=True)
class ReportContent:
    """The year's end (rule 19); ``coming``: what has its day after it, in June or August. ``followed``: the next year's plan is there
    already."""

    school_year: str
    held: tuple[HeldLine, ...] = ()
    moved: tuple[HeldLine, ...] = ()
    cancelled: tuple[HeldLine, ...] = ()
    never_dated: tuple[HeldLine, ...] = ()
    answers: tuple[AnswerCount, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    mails: int = 0
    people: int = 0
    coming: tuple[HeldLine, ...] = ()
    followed: bool = False


@dataclass(frozen=True, slots=True)
class HostContent:
    """To the school or library where people will meet; ``invited`` people.

    ``gone`` when the meeting moved to another house: this one is free again.
    """

    venue: str
    news: HostNews = HostNews.NEW
    invited: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionContent:
    """One suggested date as a tentative entry in the coordinator's own calendar: «Принять» confirms it.

    ``number`` is its number in the digest; ``others`` the other suggestions of the same row.
    """

    item: str
    title: str
    number: int = 0
    others: tuple[datetime, ...] = ()


Content = (OverviewContent | DigestContent | AcknowledgementContent | AlarmContent | ReportContent | HostContent | SuggestionContent)
"""Whatever a mail without an event shows."""
