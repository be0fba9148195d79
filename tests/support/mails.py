"""Small mails for the tests of reading: text in, bytes out, one line each where a test says what matters."""

from zoneinfo import ZoneInfo

from notifier.core.inbound.read import read
from notifier.model.heard import Heard, Ours
from notifier.model.plan import Plan
from notifier.model.when import SchoolYear

PLAN, MOSCOW = Plan("", SchoolYear(2020), ()), ZoneInfo("Europe/Moscow")

OURS = Ours(address="gmo@cdo.example", message_domain="cdo.example", coordinator="coordinator@cdo.example")
SERVED = Ours(address="gmo@cdo.example", message_domain="cdo.example", coordinator="coordinator@cdo.example",
              authserv_id="mx.cdo.example")
UID = "teor-2.2020-2021@cdo.example"


def mail(body: str | bytes = "Приду.", *, sender: str = "anna@school1.example", subject: str = "Re: x", headers: str = "",
         type: str = "text/plain; charset=utf-8", charset: str = "utf-8") -> bytes:
    """A single-part mail with CRLF line ends. ``headers`` are further lines, on top."""
    head = (f"{headers}From: {sender}\nTo: gmo@cdo.example\nSubject: {subject}\nMessage-ID: <m1@school1.example>\n"
            f"Date: Tue, 20 Oct 2020 10:00:00 +0300\nMIME-Version: 1.0\nContent-Type: {type}\n\n")
    data = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode(charset)
    return head.replace("\n", "\r\n").encode() + data


def calendar(*, method: str = "REPLY", uid: str = UID, attendee: str = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@school1.example",
             more: str = "", dtstamp: str = "20201020T080000Z", sequence: str = "1") -> str:
    """A calendar text with LF line ends; ``more`` are further lines of the event."""
    named = f"METHOD:{method}\n" if method else ""
    lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{named}BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:{dtstamp}\n"
    return f"{lines}SEQUENCE:{sequence}\n{attendee}\n{more}END:VEVENT\nEND:VCALENDAR\n"


def answer(text: str | bytes | None = None, *, type: str = "text/calendar; charset=utf-8; method=REPLY",
           sender: str = "anna@school1.example", headers: str = "", charset: str = "utf-8") -> bytes:
    """A mail that is nothing but a calendar part."""
    return mail(calendar() if text is None else text, sender=sender, type=type, headers=headers, charset=charset)


def heard(raw: bytes, *, ours: Ours = OURS) -> Heard:
    """Read with the usual setting."""
    return read(raw, ours=ours)
