"""Calendar objects: one VCALENDAR with one VEVENT (RFC 5545) as iTIP wants it (RFC 5546): REQUEST, CANCEL, PUBLISH.

Times are UTC, so no VTIMEZONE can be misread; whole days are VALUE=DATE with an exclusive end. The only ATTENDEE is the recipient.
A CANCEL always says STATUS:CANCELLED, also to one who left: each copy is one person's, and clients look at the status as well as
at the method (RFC 5546 section 3.2.5 would omit it there). Nothing from data ever becomes a property's name.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from notifier.core.address import SAFE
from notifier.core.clean import clean_line
from notifier.model.event import Event, Status
from notifier.model.person import Mailbox

PRODID = "-//notifier//iMIP//RU"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
_FOLD = 75


class BadEvent(ValueError):
    """An event that can't stand in a calendar: ends before it begins, has no zone, an address is none."""


def calendar(event: Event, *, method: str, sequence: int, stamp: datetime, modified: datetime, organizer: Mailbox,
             attendee: Mailbox | None, summary: str, description: str, location: str, url: str) -> bytes:
    """The VCALENDAR as bytes: UTF-8, CRLF, lines of at most 75 octets.

    ``summary``, ``description`` and ``location`` are clean texts; ``stamp`` becomes DTSTAMP, ``modified`` LAST-MODIFIED; ``attendee`` None
    only for PUBLISH. BadEvent where the event can't be told.
    """
    from icalendar import Calendar
    from icalendar import Event as VEvent

    _check(event, attendee=attendee, method=method)
    cancelled = method == CANCEL or event.status is Status.CANCELLED
    vevent = VEvent()
    vevent.add("uid", event.uid)
    vevent.add("dtstamp", stamp.astimezone(UTC))
    vevent.add("last-modified", modified.astimezone(UTC))
    vevent.add("sequence", sequence)
    start, end = _span(event)
    vevent.add("dtstart", start)
    vevent.add("dtend", end)
    vevent.add("summary", summary)
    for name, text in (("description", description), ("location", location), ("url", url)):
        if text:
            vevent.add(name, text)
    vevent.add("organizer", _organizer(organizer))
    if attendee is not None:
        vevent.add("attendee", _attendee(attendee, cancelled=cancelled))
    vevent.add("status", "CANCELLED" if cancelled else event.status.value)
    vevent.add("class", "PUBLIC")
    vevent.add("transp", "TRANSPARENT" if event.all_day or cancelled else "OPAQUE")
    busy = "FREE" if event.all_day or cancelled else "TENTATIVE" if event.status is Status.TENTATIVE else "BUSY"
    vevent.add("x-microsoft-cdo-busystatus", busy)
    vevent.add("x-microsoft-cdo-intendedstatus", busy)
    vevent.add("x-microsoft-cdo-alldayevent", "TRUE" if event.all_day else "FALSE")
    result = Calendar()
    result.add("prodid", PRODID)
    result.add("version", "2.0")
    result.add("method", method)
    result.add_component(vevent)
    return b"".join(fold(line) for line in result.content_lines() if line)  # as ``to_ical``, which folds sign by sign


def attendee_line(attendee: Mailbox, *, cancelled: bool) -> bytes:
    """The ATTENDEE line alone, folded, with its CRLF: byte for byte what ``calendar`` writes (a test holds it)."""
    rsvp = "" if cancelled else ";PARTSTAT=NEEDS-ACTION"
    name = common_name(attendee.name)
    cn = f'CN="{name}";' if name else ""
    tail = "" if cancelled else ";RSVP=TRUE"
    text = f"ATTENDEE;{cn}CUTYPE=INDIVIDUAL{rsvp};ROLE=REQ-PARTICIPANT{tail}:mailto:{attendee.email}"
    return fold(text)


def fold(text: str) -> bytes:
    """One content line folded at 75 octets between characters, with its CRLF (RFC 5545 section 3.1)."""
    raw = text.encode()
    if len(raw) < _FOLD:
        return raw + b"\r\n"
    parts, start, size = [], 0, len(raw)
    while size - start >= _FOLD:
        end = start + _FOLD - 1
        while raw[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        if raw[end - 1] in b"\\^" and end - 1 > start:  # icalendar keeps an escape together
            end -= 1
        parts.append(raw[start:end])
        start = end
    parts.append(raw[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def common_name(name: str) -> str:
    """A name for CN: no quotes (forbidden), no carets (RFC 6868 is not understood everywhere), no backslashes."""
    name = clean_line(name)
    return name.translate(_CN) if '"' in name or "^" in name or "\\" in name else name


_CN = str.maketrans({'"': "'", "^": None, "\\": None})


def _check(event: Event, *, attendee: Mailbox | None, method: str) -> None:
    start, end = event.start, event.end
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise BadEvent(f"{event.key}: one end has an hour, the other has none")
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.tzinfo is None or end.tzinfo is None:
            raise BadEvent(f"{event.key}: a time without a zone")
        if end <= start:
            raise BadEvent(f"{event.key}: ends before it begins")
    elif end < start:
        raise BadEvent(f"{event.key}: ends before it begins")
    if (attendee is None) != (method == PUBLISH):
        raise BadEvent(f"{method} with the wrong number of attendees")


def _span(event: Event) -> tuple[datetime | date, datetime | date]:
    """DTSTART and DTEND: UTC instants, or days with the end exclusive."""
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return event.start.astimezone(UTC), event.end.astimezone(UTC)
    return event.start, event.end + timedelta(days=1)


def _organizer(mailbox: Mailbox) -> Any:
    return _address(mailbox, {})


def _attendee(mailbox: Mailbox, *, cancelled: bool) -> Any:
    answer = {} if cancelled else {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    return _address(mailbox, {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", **answer})


def _address(mailbox: Mailbox, parameters: dict[str, str]) -> Any:
    from icalendar import vCalAddress

    if not SAFE.match(mailbox.email):
        raise BadEvent(f"not an address: {mailbox.email!r}")
    name = common_name(mailbox.name)
    value = vCalAddress(f"mailto:{mailbox.email}")
    value.params = _quoting()({**({"CN": name} if name else {}), **parameters})
    return value


@lru_cache(maxsize=1)
def _quoting() -> Any:
    """icalendar's parameters, with CN always in quotes (vobject-js#13: unquoted Cyrillic and commas are misread)."""
    from icalendar.parser import Parameters

    class Quoted(Parameters):
        always_quoted: tuple[str, ...] = (*Parameters.always_quoted, "CN")  # type: ignore[assignment]

    return Quoted
