"""Series of a calendar: which day an exception, a day left out and a last day mean, whatever hour they name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any

import icalendar

CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")


def name_the_days(parts: Sequence[Any], lost: Mapping[str, Sequence[date]]) -> None:
    """An exception that names a day alone, or the hour of its series before that was moved, is that day's: not one more beside it; so is a
    day left out. ``lost``: days of exceptions that can't be used, by UID; the series' own hour holds on them no more."""
    events = [part for part in parts if part.name == "VEVENT"]
    exceptions: defaultdict[str, list[Any]] = defaultdict(list)
    for part in events:
        if isinstance(getattr(part.get("RECURRENCE-ID"), "dt", None), date):
            exceptions[str(part.get("UID", ""))].append(part)
    for part in events:
        if "RRULE" not in part or "RECURRENCE-ID" in part:
            continue
        uid, start = str(part.get("UID", "")), part["DTSTART"].dt
        off = [*_left_out(part), *filter(is_usual, lost.get(uid, ()))]
        if not isinstance(start, datetime):
            off = [day.date() if isinstance(day, datetime) else day for day in off]
        else:
            _until_its_day_ends(part, start)
            if "RDATE" not in part and not any(key in rule for rule in rules_of(part) for key in CLOCK):
                off = [_on(day, start) for day in off]
                for one in exceptions[uid]:
                    _rename(one, _on(one["RECURRENCE-ID"].dt, start))
        named = {one["RECURRENCE-ID"].dt for one in exceptions[uid]}
        part["EXDATE"] = [icalendar.vDDDLists(day) for day in off if day not in named]  # a day's own exception says more


def _rename(exception: Any, day: datetime) -> None:
    ranged = {key: value for key, value in exception["RECURRENCE-ID"].params.items() if key == "RANGE"}
    exception["RECURRENCE-ID"] = icalendar.vDDDTypes(day)
    exception["RECURRENCE-ID"].params.update(ranged)


def _left_out(series: Any) -> list[date]:
    """The days and moments that a series does without (EXDATE)."""
    lists = series.get("EXDATE", [])
    return [one.dt for some in (lists if isinstance(lists, list) else [lists]) for one in some.dts if is_usual(one.dt)]


def _on(day: date, start: datetime) -> datetime:
    """That day at the hour of a series."""
    if isinstance(day, datetime) and day.tzinfo and start.tzinfo:
        day = day.astimezone(start.tzinfo)
    return datetime.combine(day, start.time(), start.tzinfo)


def _until_its_day_ends(series: Any, start: datetime) -> None:
    """«UNTIL=20201118» of events that have an hour: on that day, too."""
    for rule in rules_of(series):
        last = [datetime.combine(day, time_of_day(23, 59, 59), start.tzinfo) for day in rule.get("UNTIL", ()) if type(day) is date]
        if last and is_usual(last[0]):
            rule["UNTIL"] = [last[0].astimezone(UTC) if start.tzinfo else last[0]]


def is_usual(day: Any) -> bool:
    """Whether it is a day that any zone can tell."""
    return isinstance(day, date) and 1 < day.year < 9999


def rules_of(part: Any) -> list[Any]:
    """The rules by which it repeats."""
    rules = part.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def often(rule: Any) -> set[str]:
    """How often it repeats («WEEKLY»); empty of a rule in another language than RFC 5545's, as vCalendar 1.0 writes it («W1 TU #10»)."""
    return {str(word).upper() for word in rule.get("FREQ", [])}


def stands(rule: Any) -> bool:
    """Whether the rule comes to the same day again and again, and to no end."""
    return any(number < 1 for number in rule.get("INTERVAL", ()))
