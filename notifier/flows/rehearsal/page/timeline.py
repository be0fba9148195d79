"""The period as months of days: which mails left on a day, what stands on it, and each month as a small calendar."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notifier.core.russian import counted, day
from notifier.flows.rehearsal.page.happening import Happening, Undated, months_of
from notifier.flows.rehearsal.page.mailing import Mailing
from notifier.model.notice import Role


@dataclass(frozen=True, slots=True)
class Day:
    """One day with anything on it."""

    date: date
    off: bool
    happenings: tuple[Happening, ...]
    mailings: tuple[Mailing, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a month's small calendar; ``number`` 0 outside the month. ``label`` empty where nothing stands on the day."""

    number: int = 0
    key: str = ""
    off: bool = False
    event: bool = False
    told: bool = False  # mails to librarians
    own: bool = False   # mails to the coordinator and others only
    label: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """``key`` is ``2020-11``. ``undated``: rows that may fall into it."""

    key: str
    days: tuple[Day, ...]
    undated: tuple[Undated, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    mails: int       # to librarians
    waves: int       # how many different ones
    other_mails: int
    events: int


def months(mailings: Sequence[Mailing], happenings: Sequence[Happening], undated: Sequence[Undated], *, first: date, last: date,
           is_working: Callable[[date], bool]) -> tuple[Month, ...]:
    """Every month of the period, with events after it as far as they stand in its last month's following ones."""
    by_day: dict[date, tuple[list[Happening], list[Mailing]]] = defaultdict(lambda: ([], []))
    for happening in happenings:
        by_day[happening.day][0].append(happening)
    for mailing in mailings:
        by_day[mailing.at.date()][1].append(mailing)
    days = [Day(one, not is_working(one), tuple(found[0]), tuple(found[1])) for one, found in sorted(by_day.items())]
    keys = sorted({*months_of(first, last), *(f"{one.date:%Y-%m}" for one in days)})
    return tuple(_month(key, [one for one in days if f"{one.date:%Y-%m}" == key], undated, is_working) for key in keys)


def _month(key: str, days: Sequence[Day], undated: Sequence[Undated], is_working: Callable[[date], bool]) -> Month:
    told = [mailing for one in days for mailing in one.mailings if mailing.role == Role.LIBRARIAN.value]
    other = [mailing for one in days for mailing in one.mailings if mailing.role != Role.LIBRARIAN.value]
    events = sum(happening.state in ("event", "tentative") for one in days for happening in one.happenings)
    return Month(key, tuple(days), tuple(row for row in undated if key in row.months), _weeks(key, days, is_working),
                 sum(mailing.mails for mailing in told), len(told), sum(mailing.mails for mailing in other), events)


def _weeks(key: str, days: Sequence[Day], is_working: Callable[[date], bool]) -> tuple[tuple[Cell, ...], ...]:
    first = date.fromisoformat(f"{key}-01")
    by_date = {one.date: one for one in days}
    cells = [Cell()] * first.weekday()
    one = first
    while one.month == first.month:
        cells.append(_cell(one, by_date.get(one), is_working))
        one += timedelta(days=1)
    cells += [Cell()] * (-len(cells) % 7)
    return tuple(tuple(cells[at:at + 7]) for at in range(0, len(cells), 7))


def _cell(one: date, found: Day | None, is_working: Callable[[date], bool]) -> Cell:
    if found is None:
        return Cell(one.day, one.isoformat(), not is_working(one))
    told = sum(mailing.mails for mailing in found.mailings if mailing.role == Role.LIBRARIAN.value)
    other = sum(mailing.mails for mailing in found.mailings if mailing.role != Role.LIBRARIAN.value)
    events = sum(happening.state not in ("moved", "cancelled") for happening in found.happenings)
    parts = [counted(events, "событие", "события", "событий")] if events else []
    parts += [f"библиотекарям {counted(told, 'письмо', 'письма', 'писем')}"] if told else []
    parts += [f"координатору и другим {counted(other, 'письмо', 'письма', 'писем')}"] if other else []
    return Cell(one.day, one.isoformat(), found.off, event=bool(events), told=bool(told), own=bool(other and not told),
                label=f"{day(one)}: {', '.join(parts or ['перенос или отмена'])}")
