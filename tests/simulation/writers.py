"""What people and machines write to the service's mailbox: plain bytes, put together by hand and not by the code under test."""

from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime

SERVICE = "gmo@cdo.example"


def _mail(sender: str, subject: str, at: datetime, body: str, *, mark: str, answers: str = "", kind: str = "text/plain",
          extra: str = "") -> bytes:
    text = b64encode(body.encode()).decode()
    lines = "\r\n".join(text[n:n + 76] for n in range(0, len(text), 76))
    refers = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    return (f"From: {sender}\r\nTo: {SERVICE}\r\nSubject: =?utf-8?B?{b64encode(subject.encode()).decode()}?=\r\n"
            f"Date: {format_datetime(at)}\r\nMessage-ID: <{mark}@people.example>\r\n{refers}{extra}MIME-Version: 1.0\r\n"
            f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n").encode()


def reply(sender: str, attendee: str, uid: str, sequence: int, partstat: str, at: datetime, *, mark: str) -> bytes:
    """A calendar program's answer (RFC 5546 section 3.2.3). ``sender`` is who really wrote it."""
    more = ";DELEGATED-TO=\"mailto:stranger@evil.example\"" if partstat == "DELEGATED" else ""
    calendar = ("BEGIN:VCALENDAR\r\nPRODID:-//people//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
                f"UID:{uid}\r\nDTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\nSEQUENCE:{sequence}\r\nORGANIZER:mailto:{SERVICE}\r\n"
                f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    return _mail(sender, partstat.title(), at, calendar, mark=mark, kind="text/calendar; method=REPLY")


def vacation(sender: str, answers: str, at: datetime, *, mark: str) -> bytes:
    """Nobody is there (RFC 3834)."""
    return _mail(sender, "В отпуске", at, "Я в отпуске до понедельника.", mark=mark, answers=answers,
                 extra="Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n")


def words(sender: str, text: str, answers: str, at: datetime, *, mark: str, way: str = "") -> bytes:
    """A person writes. ``way``: by which server it came (another copy of the same mail comes another way)."""
    return _mail(sender, "Re: план", at, text, mark=mark, answers=answers, extra=f"X-Way: {way}\r\n" if way else "")


def bounce(address: str, message_id: str, at: datetime, *, mark: str) -> bytes:
    """A delivery status notification in Postfix's form (RFC 3464): no such mailbox."""
    return (f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: {SERVICE}\r\n"
            f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(at)}\r\nMessage-ID: <{mark}@mx.example>\r\n"
            "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
            "--B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n\r\n"
            "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
            f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: {SERVICE}\r\nTo: {address}\r\nMessage-ID: {message_id}\r\n\r\n"
            "--B--\r\n").encode()


def garbage(mark: str) -> bytes:
    """No mail at all."""
    return b"\x00\xff\xfe From \r\n" + mark.encode() + b"\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n" + bytes(range(256))
