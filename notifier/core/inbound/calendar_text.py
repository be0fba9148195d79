"""A foreign calendar text in the few properties an answer needs: iCalendar as it really arrives.

``icalendar`` reads first. Where it refuses, or finds no address where one must stand (an unquoted CN with a colon turns the value
into something else), a tolerant reader of lines takes over. Time zone and alarm blocks are taken out before: a hostile VTIMEZONE
must not teach the library a zone for the next message, and an alarm's REPEAT is nobody's business (GHSA-qjcq-q7h7-r74v).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from icalendar import Calendar

from notifier.core.clean import clean_text
from notifier.core.inbound.calendar_time import Moment, Value, end_of, moment_of, stamp_of, zones_in
from notifier.core.inbound.envelope import person_address

CALENDAR_BYTES = 256 * 1024
_LINES = 6000
_FOLD = re.compile(r"\n[ \t]")
_NAME = re.compile(r"([A-Za-z0-9-]{1,40})([;:])")
_PARAM = re.compile(r"([A-Za-z0-9-]{1,40})=(\"[^\"]*\"|[^;]*)")


@dataclass(frozen=True, slots=True)
class Attendee:
    """An ATTENDEE line: a strict canonical address (empty when there is none) and its parameters in upper-case keys."""

    address: str
    params: Mapping[str, str]

    def param(self, name: str) -> str:
        """A parameter's value, empty when absent."""
        return self.params.get(name, "")


@dataclass(frozen=True, slots=True)
class CalendarText:
    """The first event of a calendar that has one. Times are UTC; a time without a zone we can name is None."""

    method: str = ""
    uid: str = ""
    sequence: int = 0
    dtstamp: datetime | None = None
    start: Moment | None = None
    end: Moment | None = None
    attendees: tuple[Attendee, ...] = ()
    organizer: str = ""
    comment: str = ""


Line = tuple[str, dict[str, str], str]


def read_calendar(text: str) -> CalendarText | None:
    """What the text says; None when it is no calendar with an event (or a REFRESH, which has only a UID)."""
    text = _tidy(text)
    if "BEGIN:VCALENDAR" not in text[:2000].upper() or text.count("\n") > _LINES:
        return None
    text, blocks = _without_blocks(text)
    zones = zones_in(blocks)
    library = _by_library(text)
    if library is not None:
        found = _event(library, zones)
        timed = found.start is not None or not any(name == "DTSTART" for name, _, _ in library)
        if found.uid and found.attendees and timed and all(attendee.address for attendee in found.attendees):
            return found
    tolerant = _by_lines(text)
    return _event(tolerant, zones) if tolerant else None


def _tidy(text: str) -> str:
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").lstrip("\ufeff \t\n")
    return re.sub(r"\n[ \t]*\n+", "\n", text)


def _without_blocks(text: str) -> tuple[str, list[str]]:
    """The text without its VTIMEZONE and VALARM blocks, and the VTIMEZONE blocks."""
    kept: list[str] = []
    blocks: list[list[str]] = []
    closing = ""
    for line in text.split("\n"):
        upper = line.strip().upper()
        if closing:
            blocks[-1].append(line)
            closing = "" if upper == closing else closing
        elif upper in ("BEGIN:VTIMEZONE", "BEGIN:VALARM"):
            closing = "END:" + upper[6:]
            blocks.append([line])
        else:
            kept.append(line)
    if closing:  # never closed: what it swallowed may be the event itself
        kept.extend(blocks[-1][1:])
    return "\n".join(kept), ["\n".join(block) for block in blocks if "TIMEZONE" in block[0].upper()]


def _by_library(text: str) -> list[Line] | None:
    """Properties as the ``icalendar`` library splits them; None where it refuses or finds no event."""
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception:  # hostile input: the library raises ValueError, IndexError, KeyError ... by the case
        return None
    for calendar in calendars:
        events = calendar.walk("VEVENT") or calendar.walk("VFREEBUSY") or calendar.walk("VTODO")
        if not events:
            continue
        lines: list[Line] = [("METHOD", {}, str(calendar.get("METHOD", "")))]
        value: Any
        for name, value in events[0].property_items(recursive=False):
            params = {str(key).upper(): _joined(param) for key, param in getattr(value, "params", {}).items()}
            if name in ("DTSTART", "DTEND", "DTSTAMP", "DURATION"):
                lines.append((name, params, value.to_ical().decode("utf-8", "replace")))
            else:
                lines.append((name, params, str(value)))
        return lines
    return None


def _joined(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _by_lines(text: str) -> list[Line] | None:
    """Properties of the first VEVENT by lines alone. Never a wrong address: what follows the last ``:mailto:`` or nothing."""
    lines: list[Line] = []
    inside = done = False
    for physical in _FOLD.sub("", text).split("\n")[:_LINES]:
        line = physical.strip()
        upper = line.upper()
        if upper.startswith("BEGIN:VEVENT"):
            inside = not done
        elif upper.startswith("END:VEVENT"):
            inside, done = False, inside or done
        elif (inside or upper.startswith("METHOD")) and (parsed := _line(line)) is not None:
            lines.append(parsed)
    return lines if inside or done else None


def _line(line: str) -> Line | None:
    head = _NAME.match(line)
    if head is None:
        return None
    name, rest = head[1].upper(), line[head.end():]
    if head[2] == ":":
        return name, {}, _unescape(rest) if name not in ("ATTENDEE", "ORGANIZER") else rest
    if name in ("ATTENDEE", "ORGANIZER"):
        at = rest.lower().rfind(":mailto:")
        params, value = (rest[:at], rest[at + 1:]) if at >= 0 else (rest, "")
    elif name in ("DTSTART", "DTEND"):  # Outlook's «TZID=(UTC+03:00) Москва», not always in quotes
        params, _, value = rest.rpartition(":")
    else:
        params, value = _split_value(rest)
    found = {key.upper(): given.strip('"') for key, given in _PARAM.findall(params)}
    return name, found, _unescape(value) if name not in ("ATTENDEE", "ORGANIZER") else value


def _split_value(rest: str) -> tuple[str, str]:
    """Parameters and value at the first colon outside quotes."""
    quoted = False
    for index, char in enumerate(rest):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return rest[:index], rest[index + 1:]
    return rest, ""


def _unescape(value: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _event(lines: list[Line], zones: dict[str, tzinfo]) -> CalendarText:
    values: dict[str, Value] = {}
    attendees, comments = [], []
    for name, params, value in lines:
        if name == "ATTENDEE":
            attendees.append(Attendee(person_address(value) or person_address(params.get("EMAIL", "")), params))  # RFC 7986: Apple's own
        elif name == "COMMENT":
            comments.append(value)
        else:
            values.setdefault(name, (params, value))

    def text(name: str) -> str:
        return values.get(name, ({}, ""))[1].strip()

    start = moment_of(values.get("DTSTART"), zones)
    return CalendarText(
        method=text("METHOD").upper()[:20],
        uid=_uid(text("UID")),
        sequence=_number(text("SEQUENCE")),
        dtstamp=stamp_of(values.get("DTSTAMP")),
        start=start,
        end=end_of(values, start, zones),
        attendees=tuple(attendees[:500]),
        organizer=person_address(text("ORGANIZER")),
        comment=clean_text("\n".join(comments), limit=2000),
    )


def _uid(text: str) -> str:
    return text if len(text) <= 255 and text.isprintable() else ""


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
