"""The coordinator's orders: what her words under a question of ours amount to. A sum type told apart by class; ``item`` is the row she
means, None where her words name none.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from notifier.model.decision import Milestone
from notifier.model.when import When


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: its row, its code (``no-date``, ``two-venues``, ``closing`` ...), the dates suggested.

    ``numbers`` are those of the suggestions in the mail she answers, where they run through all its questions; ``window`` the
    days a date is asked for in; ``guess`` what a bare «да» would mean; ``titles`` a festival's milestones so far. ``here``: that
    mail asked it - only such a question can be meant by words that name no row; ``elsewhere``: that mail asked nothing, the
    newest digest did. ``places``: the plan's, where there are several; ``offers``: days suggested that the mail does not number;
    ``stands``: when the row's one meeting begins as it stands; ``day``: the day an hour alone would belong to; ``fresh``: she
    decided it by a mail that may still be taken back; ``begins``: the first day of one of a row's several events,
    ``hour``: when on it.
    """

    item: str
    code: str = ""
    choices: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    window: tuple[date, date] | None = None
    guess: str = ""
    here: bool = True
    elsewhere: bool = False
    titles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    stands: datetime | None = None
    day: date | None = None
    fresh: bool = False
    begins: date | None = None
    hour: time | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """She named a suggestion by its number (from 1)."""

    item: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """She named a day and a time, or a day and «весь день». ``former``: the day of the one that moves, of a row's several meetings;
    ``title``: its title, where her words are of one."""

    item: str | None
    phrase: str
    when: When
    former: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Replan:
    """She moved the row to another month without naming the day: «перенос на декабрь»."""

    item: str | None
    phrase: str
    when: When


@dataclass(frozen=True, slots=True)
class Cancel:
    """She cancelled the event. ``day``: as she named it, for a row that has several; ``title``: the title of the one her words are of."""

    item: str | None
    reason: str = ""
    day: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """She takes back what she decided, before it is sent; ``previous``: only what her letter before this one decided."""

    item: str | None
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Yes:
    """She agrees to what was asked."""

    item: str | None


@dataclass(frozen=True, slots=True)
class No:
    """She does not agree to what was asked."""

    item: str | None


@dataclass(frozen=True, slots=True)
class Closed:
    """The answer to the closing question: «проведено»."""

    item: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Keep:
    """«Оставить»: a meeting on a day off stays there. ``stands``: she says of the meeting that it does, «не отменяйте»."""

    item: str | None
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """She named the venue."""

    item: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """She gave the address of the web at which people join. ``day``: of the one event, of a row's several; ``title``: its title, where her
    words are of one."""

    item: str | None
    url: str
    day: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """She wrote one event of somebody else's schedule for a container row."""

    item: str | None
    title: str
    phrase: str
    when: When
    link: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No event is to be entered for a row «по графику» now: «в ноябре пока ничего»."""

    item: str | None


@dataclass(frozen=True, slots=True)
class Milestones:
    """She named the dates of a festival."""

    item: str | None
    points: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that are not taken for anything; ``why`` says what to write instead (Russian). ``day``: the day she named without an hour."""

    item: str | None
    text: str
    why: str = ""
    day: date | None = None


Order = Choose | Confirm | Replan | Cancel | Stop | Yes | No | Closed | Keep | Place | Link | Add | Nothing | Milestones | NotUnderstood
