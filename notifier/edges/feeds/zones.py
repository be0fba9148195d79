"""Zones of a calendar: those that its file defines, the one it means for hours without any, and days, which have none."""

import re
from typing import Any

from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO
from recurring_ical_events.errors import InvalidCalendar

from notifier.edges.feeds.series import CLOCK, often, rules_of, stands

FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ArithmeticError, InvalidCalendar)
"""What the parsers answer hostile or broken text with."""
MAX_CHANGES = 200
_OWN = "X-WR-TIMEZONE"
_DAY_IN_ZONE = re.compile(
    r"""^((?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)\b[^:\n]{0,200}?);TZID=(?:"[^"\n]{0,200}"|[^";:\n]{0,200})(?=[;:])"""
    r"([^:\n]{0,200}:\d{8}(?:,\d{8})*[ \t\r]*)$", re.IGNORECASE | re.MULTILINE)
_NO_RULE = re.compile(r"^RRULE:[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_ONCE = "RRULE:FREQ=DAILY;COUNT=1"


class Zones(ZONEINFO):
    """The zones of one file, a few and plain ones: dateutil counts each of their changes out one by one, be it every second since 1970.
    Another one, and one that can't be read, is as good as unknown."""

    def __init__(self) -> None:
        self._changes = 0

    def create_timezone(self, tz: Any) -> Any:  # type: ignore[override]  # as ZONEINFO's own
        """None for a zone that is not to be counted out."""
        try:
            self._changes += len(tz.subcomponents)
            rules = [rule for part in tz.subcomponents for rule in rules_of(part)]
            plain = all(often(rule) == {"YEARLY"} and not stands(rule) and not any(key in rule for key in CLOCK) for rule in rules)
            return super().create_timezone(tz) if plain and self._changes <= MAX_CHANGES else None
        except FAULTS:
            return None


def plainly(text: str) -> str:
    """«DTSTART;TZID=Asia/Yekaterinburg;VALUE=DATE:20201015» is that day everywhere: as a midnight there it were the day before here.
    «RRULE:» is none, and not one that can't be read; its event keeps the id that one of a series has."""
    return _NO_RULE.sub(_ONCE, _DAY_IN_ZONE.sub(r"\1\2", text))


def unknown_own(calendar: Any) -> str:
    """The zone that the calendar means for hours without one, where nobody knows it: it is taken away, for it concerns no other hours.
    A known one is called by the name that it is looked up by afterwards."""
    written = str(calendar.pop(_OWN, "")).strip()
    found = tzp.timezone(written) if written else None
    key = getattr(found, "key", None)
    if key:
        calendar[_OWN] = key
    return written if written and not key else ""
