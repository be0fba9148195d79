"""Working days and the sending window (rules 8 and 9).

Russian public holidays and moved days off come from ``holidays``; the configuration's own ``off``, ``work`` and ``short``
days win over it. All instants are aware and in the calendar's zone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import Protocol
from zoneinfo import ZoneInfo

from notifier.model.settings import CalendarSettings, Policy

ONE_DAY = timedelta(days=1)


class _Holidays(Protocol):
    def is_working_day(self, key: date) -> bool: ...


@lru_cache(maxsize=1)
def _russia() -> _Holidays:
    """Only where a working day is asked for, and Russia alone: the package loads 250 countries, eight megabytes, with any one."""
    import holidays

    spec = spec_from_file_location("notifier_holidays_russia", f"{holidays.__path__[0]}/countries/russia.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    make: Callable[[], _Holidays] = module.Russia
    return make()


@lru_cache(maxsize=4096)
def _is_worked(day: date) -> bool:
    """Whether Russia works on that day."""
    return _russia().is_working_day(day)


class WorkCalendar:
    """Which days are worked."""

    def __init__(self, settings: CalendarSettings) -> None:
        self.settings = settings
        self.zone = ZoneInfo(settings.timezone)
        self._off = frozenset(settings.off)
        self._work = frozenset(settings.work) | frozenset(settings.short)
        self._known: dict[date, bool] = {}
        self._digest_days: dict[date, date | None] = {}  # by Monday

    def is_working(self, day: date) -> bool:
        """True on a working day, working Saturdays and shortened eves included."""
        known = self._known.get(day)
        if known is None:
            known = day in self._work or (day not in self._off and _is_worked(day))
            self._known[day] = known
        return known

    def is_unwanted(self, day: date) -> bool:
        """True on a day never to be suggested (school vacations, 27 May)."""
        return in_spans(day, self.settings.unwanted_yearly) or any(first <= day <= last for first, last in self.settings.unwanted)

    def working_on_or_before(self, day: date) -> date:
        """The last working day up to ``day``."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def digest_day(self, day: date) -> date | None:
        """The first working day of ``day``'s week (Monday to Sunday); None when the whole week is off."""
        monday = day - timedelta(days=day.weekday())
        if monday not in self._digest_days:
            week = (monday + timedelta(days=n) for n in range(7))
            self._digest_days[monday] = next((one for one in week if self.is_working(one)), None)
        return self._digest_days[monday]


@dataclass(frozen=True)
class SendingWindow:
    """When participants may be written to."""

    calendar: WorkCalendar
    policy: Policy
    _known: dict[date, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_sending_day(self, day: date) -> bool:
        """A working day (any day where the policy says so) that is not one of the silent ones."""
        known = self._known.get(day)  # a pass asks a hundred times about a dozen days
        if known is None:
            known = not in_spans(day, self.policy.silent) and (self.policy.any_day or self.calendar.is_working(day))
            self._known[day] = known
        return known

    def day_on_or_after(self, day: date) -> date:
        """The first sending day from ``day`` on."""
        while not self.is_sending_day(day):
            day += ONE_DAY
        return day

    def day_on_or_before(self, day: date) -> date:
        """The last sending day up to ``day``."""
        while not self.is_sending_day(day):
            day -= ONE_DAY
        return day

    def at(self, day: date, clock: time) -> datetime:
        """That hour of that day in the calendar's zone."""
        return datetime.combine(day, clock, self.calendar.zone)

    def planned(self, day: date) -> datetime:
        """The hour of planned mails on that day."""
        return self.at(day, self.policy.planned_at)

    def is_open(self, now: datetime) -> bool:
        """Whether participants may be written to at this moment."""
        local = now.astimezone(self.calendar.zone)
        first, last = self.policy.window
        return self.is_sending_day(local.date()) and first <= local.time() <= last

    def is_urgent_open(self, now: datetime) -> bool:
        """Whether urgent news may go at this moment (any day, 07:00-22:00)."""
        first, last = self.policy.urgent_window
        return first <= now.astimezone(self.calendar.zone).time() <= last

    def next_open(self, now: datetime) -> datetime:
        """``now`` inside the window, else the window's next opening."""
        local = now.astimezone(self.calendar.zone)
        day, clock = local.date(), local.time()
        first, last = self.policy.window
        if clock > last or not self.is_sending_day(day):
            return self.at(self.day_on_or_after(day + ONE_DAY), first)
        return local if clock >= first else self.at(day, first)

    def next_planned(self, now: datetime) -> datetime:
        """``now`` where planned mails may go at this moment, else the next planned hour."""
        local = now.astimezone(self.calendar.zone)
        clock, planned_at = local.time(), self.policy.planned_at
        if clock >= planned_at and self.is_open(local):
            return local
        return self.planned(self.day_on_or_after(local.date() if clock < planned_at else local.date() + ONE_DAY))

    def next_urgent(self, now: datetime) -> datetime:
        """``now`` between the urgent hours, else their next opening."""
        local = now.astimezone(self.calendar.zone)
        clock, (first, last) = local.time(), self.policy.urgent_window
        if first <= clock <= last:
            return local
        return self.at(local.date() if clock < first else local.date() + ONE_DAY, first)

    def release(self, armed_at: datetime) -> datetime:
        """When what was due before arming goes: the planned hour of the next sending day (rule 16)."""
        return self.planned(self.day_on_or_after(armed_at.astimezone(self.calendar.zone).date() + ONE_DAY))


def in_spans(day: date, spans: tuple[str, ...]) -> bool:
    """Whether ``day`` lies in one of the spans ``MM-DD`` or ``MM-DD..MM-DD`` (inclusive, may run over New Year)."""
    mark = day.strftime("%m-%d")
    for span in spans:
        first, _, last = span.partition("..")
        last = last or first
        if (first <= mark <= last) if first <= last else (mark >= first or mark <= last):
            return True
    return False
