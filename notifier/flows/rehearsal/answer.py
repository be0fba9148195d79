"""A well-formed answer of one person to an invitation, as a good calendar program writes it (RFC 5546 section 3.2.3)."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from icalendar import Calendar, Event, vCalAddress

from notifier.model.fact import Partstat


def reply_mail(sender: str, organizer: str, uid: str, sequence: int, partstat: str, now: datetime) -> bytes:
    """The mail's bytes. ValueError for a PARTSTAT that is none; letter case does not matter."""
    answer = Event()
    answer.add("uid", uid)
    answer.add("dtstamp", now)
    answer.add("sequence", sequence)
    answer.add("organizer", vCalAddress(f"mailto:{organizer}"))
    attendee = vCalAddress(f"mailto:{sender}")
    attendee.params["PARTSTAT"] = Partstat(partstat.upper()).value
    answer.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//rehearsal//answer//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(answer)
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, organizer
    mail["Subject"] = f"{partstat.title()}: {uid}"
    mail["Date"] = format_datetime(now)
    identity = sha256(f"{sender}|{uid}|{sequence}|{partstat}|{now.isoformat()}".encode()).hexdigest()[:24]
    mail["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    mail.set_content("Ответ на приглашение.")
    mail.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": "REPLY", "charset": "utf-8"})
    return mail.as_bytes()
