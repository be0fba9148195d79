"""Answers as people's calendar programs write them: the layouts of ``tests/golden/inbound``, about an invitation of ours.

Only what the program itself would put in is changed: who answers whom, to which UID and SEQUENCE, when, and with which word.
"""

import re
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from quopri import encodestring

GOLDEN = Path(__file__).parents[2] / "golden" / "inbound"


def answer(layout: str, *, of: str, to: str, uid: str, sequence: int, partstat: str, minutes: int = 0) -> bytes:
    """``of`` answers ``to`` in this layout. Later answers need a later ``minutes``: programs date them."""
    message = message_from_bytes((GOLDEN / f"{layout}.eml").read_bytes(), policy=policy.compat32)
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    _address(message, of=of, to=to, at=at)
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            _fill(part, of=of, to=to, uid=uid, sequence=sequence, partstat=partstat, at=at)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _address(message: Message, *, of: str, to: str, at: datetime) -> None:
    former = re.findall(r"<?([^<>\s]+@[^<>\s]+)>?", message["From"])[-1]
    for name in ("From", "Reply-To"):
        if message[name]:
            message.replace_header(name, message[name].replace(former, of))
    message.replace_header("To", to)
    message.replace_header("Date", f"{at:%a, %d %b %Y %H:%M:%S} +0000")
    message.replace_header("Message-ID", f"<{at.timestamp()}.{of}>")


def _fill(part: Message, *, of: str, to: str, uid: str, sequence: int, partstat: str, at: datetime) -> None:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    lines = re.sub(r"\n[ \t]", "", re.sub(r"\r*\n", "\n", payload.decode())).split("\n")
    done = [_line(line, of=of, to=to, uid=uid, sequence=sequence, partstat=partstat, at=at) for line in lines]
    encoding = str(part["Content-Transfer-Encoding"]).lower()
    if encoding == "base64":
        part.set_payload(encodebytes("\r\n".join(done).encode()).decode())
    else:
        part.set_payload(encodestring("\n".join(done).encode()).decode())


def _line(line: str, *, of: str, to: str, uid: str, sequence: int, partstat: str, at: datetime) -> str:
    name = re.split(r"[:;]", line)[0].upper()
    whole = {"UID": uid, "SEQUENCE": sequence, "DTSTAMP": f"{at:%Y%m%dT%H%M%SZ}"}
    if name in whole:
        return f"{name}:{whole[name]}"
    address = {"ATTENDEE": of, "ORGANIZER": to}.get(name, "")
    if name == "ATTENDEE":
        line = re.sub(r'EMAIL="[^"]*"', f'EMAIL="{of}"', re.sub(r"PARTSTAT=[A-Z-]+", f"PARTSTAT={partstat}", line))
    return re.sub(r"(?i)(mailto:).*$", rf"\g<1>{address}", line) if address else line


def letter(*, of: str, to: str, subject: str, text: str, **headers: str) -> bytes:
    """A plain letter; ``In_Reply_To`` and the like as keywords."""
    message = EmailMessage(policy=policy.SMTP)
    at = datetime.now(UTC)
    message["From"], message["To"], message["Subject"] = of, to, subject
    message["Date"] = f"{at:%a, %d %b %Y %H:%M:%S} +0000"
    message["Message-ID"] = f"<{at.timestamp()}.{of}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, cte="base64")
    return message.as_bytes()
