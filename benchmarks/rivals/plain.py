"""Plain Python: icalendar, Jinja2 and ``EmailMessage`` for each mail, ``smtplib`` with one kept connection. Nothing is stored.

    python -m benchmarks.rivals.plain PORT MAILS
"""

import smtplib
import sys
import time
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from benchmarks.rivals.letter import SENDER, START, SUBJECT, invitation, person, texts


def message(number: int) -> EmailMessage:
    """One personal mail as the standard library makes it."""
    name, address = person(number)
    text, html = texts(number)
    calendar = invitation(number, text)
    mail = EmailMessage()
    mail["From"] = Address("ГМО школьных библиотекарей Смоленска", addr_spec=SENDER)
    mail["To"] = Address(name, addr_spec=address)
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(START)
    mail["Message-ID"] = make_msgid(domain="cdo.example")
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail.add_alternative(calendar.decode(), subtype="calendar", params={"method": "REQUEST"})
    mail.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
    return mail


def main(port: int, mails: int) -> float:
    """Seconds for so many mails."""
    begin = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(mails):
            server.send_message(message(number))
    return time.perf_counter() - begin


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
