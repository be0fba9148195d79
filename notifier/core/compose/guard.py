"""The last look before a mail is frozen: the bytes are read back and compared with what was meant. ``UnsafeMail`` otherwise.

Reads with compat32, the oldest and most literal parser, and with icalendar. Stands behind every composed mail, because a wrong
one can't be called back (CVE-2024-6923; invitations.md 3, 5-7, 14-16, 19, 21; reliability.md, outgoing content 1, 5, 8).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html import unescape

from notifier.core.compose.texts import ADDRESS
from notifier.core.smtp_parcel import pure

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\ue000\ue001]")
_LINE_LIMIT = 998


class UnsafeMail(Exception):
    """A composed mail that is not what was meant; it must not leave."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What the bytes must say."""

    headers: tuple[str, ...]
    sender: str
    recipient: str
    subject: str
    method: str = ""
    uid: str = ""
    sequence: int = 0


def check(data: bytes, meant: Meant, *, allowed: Collection[str], most_bytes: int = 1024 * 1024) -> None:
    """UnsafeMail unless ``data`` is exactly the mail meant. ``allowed``: addresses that may occur, case-folded."""
    _check_bytes(data, most_bytes)
    message: Message = message_from_bytes(data, policy=policy.compat32)
    if tuple(message.keys()) != meant.headers:
        raise UnsafeMail(f"headers are {message.keys()}, not {list(meant.headers)}")
    for name, address in (("From", meant.sender), ("To", meant.recipient)):
        found = [mailbox for _, mailbox in getaddresses([str(make_header(decode_header(message[name])))])]
        raw = [mailbox for _, mailbox in getaddresses([message[name]])]
        if raw != [address] and found != [address]:
            raise UnsafeMail(f"{name} is {raw}")
    if _decoded(message["Subject"]) != meant.subject:
        raise UnsafeMail("the subject does not read back")
    texts = _check_parts(message, meant)
    _check_addresses(message, texts, meant, allowed)


def _check_bytes(data: bytes, most_bytes: int) -> None:
    if not data.isascii():
        raise UnsafeMail("not ASCII")
    if not pure(data):
        raise UnsafeMail("a bare CR, LF or NUL")
    if len(data) > most_bytes:
        raise UnsafeMail(f"{len(data)} bytes, more than {most_bytes}")
    if max(map(len, data.split(b"\r\n"))) > _LINE_LIMIT:
        raise UnsafeMail("a line over 998 characters")


def _check_parts(message: Message, meant: Meant) -> list[str]:
    """The decoded texts, after the structure was compared."""
    leaves = [part for part in message.walk() if not part.is_multipart()]
    kinds = ["text/plain", "text/html", *(("text/calendar", "application/ics") if meant.method else ())]
    if [part.get_content_type() for part in leaves] != kinds:
        raise UnsafeMail(f"parts are {[part.get_content_type() for part in leaves]}")
    if any(part.defects for part in message.walk()):
        raise UnsafeMail("defects in the MIME structure")
    payloads = [_payload(part) for part in leaves]
    texts = [payload.decode("utf-8") for payload in payloads]
    for text in texts:
        if _CONTROL.search(text):
            raise UnsafeMail("a control character in a body")
    if meant.method:
        if payloads[2] != payloads[3]:
            raise UnsafeMail("the attachment differs from the calendar part")
        if str(leaves[2].get_param("method")).upper() != meant.method or leaves[2].get_filename():
            raise UnsafeMail("the calendar part's header")
        check_calendar(payloads[2], meant)
    return texts


def check_calendar(ics: bytes, meant: Meant) -> None:
    """UnsafeMail unless the calendar object is one event with the method, UID, sequence and the one attendee meant."""
    from icalendar import Calendar

    if not pure(ics) or not ics.endswith(b"END:VCALENDAR\r\n"):
        raise UnsafeMail("line ends of the calendar")
    calendar = Calendar.from_ical(ics)
    events = calendar.walk("VEVENT")
    if len(events) != 1 or len(calendar.subcomponents) != 1:
        raise UnsafeMail("not exactly one event")
    event = events[0]
    attendees = event.get("ATTENDEE")
    facts: Sequence[tuple[str, object, object]] = (
        ("METHOD", str(calendar.get("METHOD")), meant.method),
        ("UID", str(event.get("UID")), meant.uid),
        ("SEQUENCE", int(event.get("SEQUENCE", -1)), meant.sequence),
        ("ATTENDEE", str(attendees), f"mailto:{meant.recipient}"),
        ("ORGANIZER", str(event.get("ORGANIZER")), f"mailto:{meant.sender}"),
        ("STATUS", str(event.get("STATUS")) == "CANCELLED", meant.method == "CANCEL"),
    )
    for name, found, expected in facts:
        if found != expected:
            raise UnsafeMail(f"{name} is {found!r}, not {expected!r}")


def _check_addresses(message: Message, texts: list[str], meant: Meant, allowed: Collection[str]) -> None:
    """No address of another person in any byte (rule 17)."""
    places = [_decoded(value) for name, value in message.items() if name not in ("Message-ID", "In-Reply-To", "References")]
    plain, page, *calendars = texts
    unfolded = [calendar.replace("\r\n ", "") for calendar in calendars[:1]]
    for text in [*places, plain, unescape(page), *unfolded]:
        for found in ADDRESS.findall(text):
            address = found.casefold().strip(".")
            if address not in allowed and address != meant.uid.casefold():
                raise UnsafeMail(f"an address that does not belong here ({len(address)} characters)")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise UnsafeMail("a part without content")
    return payload


def _decoded(value: str) -> str:
    return str(make_header(decode_header("".join(value.splitlines()))))
