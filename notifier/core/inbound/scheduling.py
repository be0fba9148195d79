"""iTIP in (RFC 5546, RFC 6047): which part is the calendar, and what it says to us.

METHOD comes from the calendar text, else from the Content-Type. A REPLY needs one attendee; where a client lists several, only
the sender's own line is heard. Whatever cannot be read safely becomes ``Unread`` for the coordinator, never a guess.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from notifier.core.clean import clean_line, clean_text
from notifier.core.inbound.calendar_text import CALENDAR_BYTES, Attendee, CalendarText, read_calendar
from notifier.core.inbound.charset import decode
from notifier.core.inbound.envelope import person_address, same_person
from notifier.core.inbound.mime import Part
from notifier.model.fact import Partstat
from notifier.model.heard import Counter, ForeignCalendar, Head, Heard, Ours, Refresh, Reply, Unread

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOREIGN = frozenset({"REQUEST", "CANCEL", "ADD", "DECLINECOUNTER"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TNEF_BYTES = 1024 * 1024
_TNEF_CLASS = re.compile(rb"IPM\.(?:Schedule\.Meeting\.Resp\.|Microsoft Schedule\.MtgResp)(Pos|Neg|Tent|P|N|A)\b")
_OUTLOOK = re.compile(rb"^PRODID\b.*\bOutlook\b", re.MULTILINE)
_OF_THE_MEETING = re.compile(r"(?:когда|when)\s*:|\*~\*", re.IGNORECASE)
_TNEF_WORDS = {b"P": "принято", b"N": "отклонено", b"T": "под вопросом", b"A": "под вопросом"}


def calendar_part(parts: Sequence[Part]) -> Part | None:
    """The part that is a calendar: text/calendar before application/ics before a file named .ics; the sender's own only."""
    own = [part for part in parts if not part.returned]
    ranks = (
        [part for part in own if part.type == "text/calendar"],
        [part for part in own if part.type in ("application/ics", "application/calendar", "text/x-vcalendar")],
        [part for part in own if part.name.lower().endswith(".ics")],
    )
    return next((rank[0] for rank in ranks if rank), None)


def scheduling(part: Part, head: Head, *, ours: Ours) -> Heard | None:
    """What a calendar part says to us; None when it is no scheduling message (a published file, her attachment, no calendar)."""
    data = part.data(limit=CALENDAR_BYTES)
    if data is None:
        return Unread(head, "календарное вложение больше 256 КБ, не прочитано")
    text = decode(data, part.charset)
    found = read_calendar(text)
    if found is None:
        return Unread(head, "календарный ответ не прочитан: файл повреждён") if part.method in ("REPLY", "COUNTER") else None
    method = found.method or part.method or _unlabelled_method(found, ours)
    if method in _FOREIGN:
        if same_person(head.sender, ours.coordinator) and head.sender != ours.address:
            return None
        return ForeignCalendar(head, method, found.uid)
    if method in ("REPLY", "COUNTER", "REFRESH"):
        return _answer(method, found, head)
    return None


def is_outlooks(part: Part) -> bool:
    """Whether Outlook itself wrote this answer: what is written beside its button stands in the mail's text. Exchange makes it a COMMENT;
    other programs tell of the answer there in words of their own."""
    return _OUTLOOK.search(part.data(limit=CALENDAR_BYTES) or b"") is not None


def remark_of(words: str) -> str:
    """What somebody wrote beside Outlook's button; old ones only repeat there when the meeting is."""
    return "" if _OF_THE_MEETING.match(words) else clean_text(words, limit=2000)


def tnef(parts: Sequence[Part], head: Head, words: str) -> Unread | None:
    """Outlook's winmail.dat: told to the coordinator, with the answer its message class names; never believed. Beside ``words`` that can be
    read it is but how they look, and files."""
    for part in parts:
        if part.returned or (part.type not in _TNEF and part.name.lower() != "winmail.dat"):
            continue
        data = part.data(limit=_TNEF_BYTES)
        found = _TNEF_CLASS.search(data[:65536]) if data else None
        if words and not found:
            return None
        said = f" (в нём: {_TNEF_WORDS[found[1][:1]]})" if found else ""
        beside = f" Рядом написано: «{clean_line(words, limit=500)}»." if words else ""
        return Unread(head, f"ответ Outlook не прочитан: он пришёл как winmail.dat{said}.{beside} "
                            "Уточните у отправителя или попросите прислать обычное письмо")
    return None


def _unlabelled_method(found: CalendarText, ours: Ours) -> str:
    """No METHOD anywhere: one attendee with an answer to an event of ours is a REPLY."""
    answered = [attendee for attendee in found.attendees if attendee.param("PARTSTAT").upper() not in ("", "NEEDS-ACTION")]
    about_us = found.organizer == ours.address or found.uid.endswith(f"@{ours.message_domain}")
    return "REPLY" if len(found.attendees) == 1 and len(answered) == 1 and about_us else ""


def _answer(method: str, found: CalendarText, head: Head) -> Heard:
    if not found.uid:
        return Unread(head, "в календарном ответе нет идентификатора события")
    attendee = _speaker(found.attendees, head)
    if method == "REFRESH":
        return Refresh(head, found.uid, attendee.address if attendee and attendee.address else head.sender)
    if attendee is None or not attendee.address:
        return Unread(head, "в календарном ответе не понять, чей он: нет участника с правильным адресом")
    dtstamp = found.dtstamp or head.at or EPOCH
    if method == "COUNTER":
        return Counter(head, found.uid, attendee.address, dtstamp, found.start, found.end, found.comment or _comment(attendee))
    try:
        partstat = Partstat(attendee.param("PARTSTAT").strip().upper() or "NEEDS-ACTION")
    except ValueError:
        return Unread(head, f"в календарном ответе неизвестное состояние «{clean_line(attendee.param('PARTSTAT'), limit=40)}»")
    sent_by, delegate = attendee.param("SENT-BY"), attendee.param("DELEGATED-TO").split(",")[0]
    return Reply(head, found.uid, attendee.address, partstat, found.sequence, dtstamp, found.comment or _comment(attendee),
                 delegated_to=person_address(delegate) if delegate else "",
                 trusted_line=not sent_by or same_person(person_address(sent_by), attendee.address))


def _speaker(attendees: Sequence[Attendee], head: Head) -> Attendee | None:
    """The one attendee, or the sender's own line among several."""
    if len(attendees) == 1:
        return attendees[0]
    own = [attendee for attendee in attendees if same_person(attendee.address, head.sender)]
    return own[0] if len({attendee.param("PARTSTAT").upper() for attendee in own}) == 1 else None


def _comment(attendee: Attendee) -> str:
    """Google's place for the guest's note."""
    return clean_line(attendee.param("X-RESPONSE-COMMENT"), limit=2000)
