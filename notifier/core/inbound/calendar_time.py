"""Times of a foreign calendar: RFC 5545's dates, instants, durations and zones, as mail programs really write them.

A time counts only in a zone we can name: UTC, an IANA or Windows name, or the message's own VTIMEZONE with a single offset.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_YEARS = range(1970, 2200)
"""A time outside is nobody's answer, and at the calendar's ends no zone can be put on it."""
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?\Z")
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?\Z")
_OFFSET = re.compile(r"^TZOFFSETTO[^:\n]*:([+-])(\d\d)(\d\d)", re.IGNORECASE | re.MULTILINE)
_TZID = re.compile(r"^TZID[^:\n]*:(.{1,200})$", re.IGNORECASE | re.MULTILINE)

Moment = datetime | date

Value = tuple[dict[str, str], str]
"""A property's parameters in upper-case keys, and its text."""


def stamp_of(value: Value | None) -> datetime | None:
    """A local DTSTAMP breaks RFC 5545; read as UTC it is at most half a day off, which ordering survives."""
    moment = moment_of(value, {}, floating=UTC)
    return moment if isinstance(moment, datetime) else None


def moment_of(value: Value | None, zones: dict[str, tzinfo], *, floating: tzinfo | None = None) -> Moment | None:
    """A date, or a time in UTC; None where it can't be read or its zone is unknown. ``floating``: the zone of a time without one."""
    if value is None:
        return None
    params, text = value
    found = _STAMP.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, utc = found.groups()
    if int(year) not in _YEARS:
        return None
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        zone = UTC if utc else _zone(params.get("TZID", ""), zones) or floating
        if zone is None:
            return None
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def end_of(values: dict[str, Value], start: Moment | None, zones: dict[str, tzinfo]) -> Moment | None:
    """DTEND, or DTSTART plus DURATION. An all-day end becomes the last day, inclusive."""
    if start is None:
        return None
    end = moment_of(values.get("DTEND"), zones)
    if end is None and "DURATION" in values and (found := _DURATION.match(values["DURATION"][1].strip().upper())):
        weeks, days, hours, minutes, seconds = (int(group or 0) for group in found.groups())  # of few digits: decades at most
        end = start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if end is not None and not isinstance(end, datetime):
        end = end - timedelta(days=1)
    if end is None or isinstance(end, datetime) is not isinstance(start, datetime):
        return None
    return end if end >= start else None


def _zone(tzid: str, zones: dict[str, tzinfo]) -> tzinfo | None:
    """A zone by its IANA or Windows name; else the message's own VTIMEZONE where that has one offset. None: unknown."""
    name = tzid.strip().strip("/")
    for candidate in (name, WINDOWS_TO_OLSON.get(name, ""), "/".join(name.split("/")[-2:])):
        if not re.fullmatch(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}", candidate):
            continue
        try:
            return ZoneInfo(candidate)
        except (KeyError, ValueError, OSError):
            continue
    return zones.get(name)


def zones_in(blocks: list[str]) -> dict[str, tzinfo]:
    """Zones the text itself defines with a single offset."""
    found: dict[str, tzinfo] = {}
    for block in blocks:
        name = _TZID.search(block)
        offsets = {(sign, int(hours), int(minutes)) for sign, hours, minutes in _OFFSET.findall(block)}
        if name and len(offsets) == 1:
            sign, hours, minutes = offsets.pop()
            delta = timedelta(hours=hours, minutes=minutes)
            if delta < timedelta(hours=24):
                found[name[1].strip().strip("/")] = timezone(-delta if sign == "-" else delta)
    return found
